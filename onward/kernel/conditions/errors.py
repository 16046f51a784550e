"""What is wrong with a condition as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class ConditionError:
    """One thing to mend in a condition.

    Attributes:
        message: what is wrong, in a sentence, in the language active at loading.
        column: where it begins, counted from 1 in its line.
        suggestion: what to write instead, as a piece of condition; empty when there is no good guess.
        line: the line within the condition, counted from 1; beyond 1 only where it was written over several.
        given: the text that is none of a closed list, as it means; empty for every other error.
        known: that closed list.
    """

    message: str
    column: int
    suggestion: str = ""
    line: int = 1
    given: str = ""
    known: frozenset[str] = frozenset()

    def __str__(self) -> str:
        if not self.suggestion:
            return self.message
        return self.message + " " + _("Write %(suggestion)s instead.") % {"suggestion": self.suggestion}


class ConditionErrors(ValueError):
    """Everything that is wrong with one condition, in the order of the text."""

    def __init__(self, source: str, errors: Sequence[ConditionError]) -> None:
        self.source = source
        self.errors = sorted(errors, key=lambda error: (error.line, error.column))
        super().__init__("\n".join(f"{error.line}:{error.column}: {error}" for error in self.errors))
