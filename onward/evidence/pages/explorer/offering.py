"""The parts that a question of the explorer may be limited to, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import get_language

from onward.evidence.counting import dimensions
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.naming import Namer
from onward.evidence.facts import Facts
from onward.evidence.forms.trends import FIRST_DAY
from onward.evidence.queries.exploring import Subject, occurring
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.kernel.definitions import Library, current_library
from onward.kernel.text import in_order
from onward.reference.countries import Footnotes


@dataclass(frozen=True)
class Offering:
    """Gives the parts of each dimension of a subject that may be chosen: defined ones, and those that occur.

    Attributes:
        office: the one office that the reader is limited to; None for every office.
        facts: those of now.
        library: whose dimensions are meant.
        notes: the notes on the names offered, which stand below the lists.
    """

    office: str | None
    facts: Facts
    library: Library = field(default_factory=current_library)
    notes: Footnotes = field(default_factory=lambda: Footnotes("asterisks"))

    def __call__(self, subject: Subject) -> Mapping[str, list[tuple[str, str]]]:
        """Return dimension → code and words of each part."""
        today = clock.today()
        namer = Namer(get_language() or "en", today, self.notes, self.library)
        ever = Period(FIRST_DAY, today + timedelta(days=366))
        found = occurring(subject, ever, self.office, self.facts, self.library)
        return {code: self._named(namer, code, parts) for code, parts in found.items()}

    def _named(self, namer: Namer, code: str, parts: list[str]) -> list[tuple[str, str]]:
        one = dimensions(self.library)[code]
        always = [*one.parts, *one.groups]
        named = [(part, namer.part(code, part)) for part in always]
        others = [(part, namer.part(code, part)) for part in parts if part not in always]
        return [*named, *sorted(others, key=lambda one: (one[0] == UNKNOWN, in_order(one[1])))]
