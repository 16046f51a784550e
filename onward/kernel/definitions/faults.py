"""What is wrong in a definition file, where, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.kernel.problems import Problem


@dataclass(frozen=True, order=True)
class DefinitionFault:
    """One fault: `file` as the reader was given it, `line` and `column` counted from 1, two sentences."""

    file: str
    line: int
    column: int
    wrong: str
    right: str

    def __str__(self) -> str:
        """Give the form that editors and compilers share: `file:line: wrong. right.`."""
        return f"{self.file}:{self.line}: {_sentence(self.wrong)} {_sentence(self.right)}".rstrip()


class DefinitionFaults(Problem):
    """The definitions cannot be used; `faults` holds every fault of every file, in reading order."""

    code = "kernel.definitions-faulty"
    status = 500
    sentence = gettext_lazy("Faults in the definitions of the office: %(count)s; the first is %(first)s")
    way_out = gettext_lazy("Run `manage.py definitions check`, mend what it lists, and load them again.")

    def __init__(self, faults: Sequence[DefinitionFault]) -> None:
        self.faults: tuple[DefinitionFault, ...] = tuple(sorted(faults))
        super().__init__(count=len(self.faults), first=str(self.faults[0]) if self.faults else "")


def closest(word: str, known: Iterable[str]) -> str:
    """Say what was probably meant by `word`, or list what is known (12 names at most)."""
    names = sorted(set(known))
    match = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if match:
        return _("Did you mean “%(name)s”?") % {"name": match[0]}
    if not names:
        return _("Nothing of this kind is known yet")
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return _("Known are: %(names)s") % {"names": shown}


def _sentence(text: str) -> str:
    """Close a sentence with a full stop unless it closes itself."""
    return text if not text or text.endswith((".", "?", "!", "…")) else f"{text}."


class UnknownDefinition(Problem):
    """No definition in force has this code."""

    code = "kernel.definition-unknown"
    status = 404
    sentence = gettext_lazy("There is no definition “%(name)s” among the %(kind)s.")
    way_out = gettext_lazy("Check the code, or ask the administrator which definitions are in force.")
