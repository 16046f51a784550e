"""What was recorded or corrected since an edition was prepared, in words: for who may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.access.models import User
from onward.evidence.counting import kind_in_words
from onward.evidence.counting.quantities import Quantities
from onward.evidence.documents.naming import Namer
from onward.evidence.hooks import Keys, files_seen, reads_files, references_of
from onward.evidence.pages.known import FromWorkbook
from onward.evidence.pages.shapes import Words
from onward.evidence.pages.since import DIFFERS, KINDS, OF_NO_CASE, OF_SUMS
from onward.evidence.policy import told_by_reference
from onward.evidence.queries.changing import Changed
from onward.evidence.rules import Kind
from onward.kernel.text import after_one_another, said_of
from onward.kernel.written import comma

_DAYS = frozenset({"day", "month", "year"})
"""Told by the days themselves, which stand beside."""
_KINDS: dict[Kind, Words] = KINDS | {
    "added": gettext_lazy("Recorded late: of a day before the edition was prepared"),
    "left": gettext_lazy("Departed after the edition was prepared"),
    "changed": gettext_lazy("Counted both times, but told otherwise"),
}
_OF_NO_CASE: dict[Kind, Words] = OF_NO_CASE | {
    "left": gettext_lazy("Is of a day after the edition was prepared"),
}


@dataclass(frozen=True)
class Correction:
    """What was recorded or corrected since, in a case: its reference, and where it is for who may open it.

    Attributes:
        period: that whose numbers it moved: what went from one to the other moved both.
        kind: how, in words.
        differs: in what it is told otherwise; with the words of both times for who reads small numbers.
        case, url: of its case.
        was_on, is_on: the day, as known then and today.
        of: whose it is, by key: for the audit alone.
        what: what a quantity is of: it stands in no case.
        many: how many persons of the case this is told of.
    """

    period: str
    kind: str
    differs: str
    case: str
    url: str
    was_on: date | None
    is_on: date | None
    of: tuple[Keys, ...]
    what: str = ""
    many: int = 1


@dataclass(frozen=True)
class CorrectedInWords:
    """Says what was told anew.

    Attributes:
        user: the reader.
        namer: says parts and numbers.
        from_workbooks: position → how it came from a workbook.
    """

    user: User
    namer: Namer
    from_workbooks: Mapping[int, FromWorkbook]

    def told(self, found: Sequence[tuple[Changed, str]]) -> list[Correction] | None:
        """Return it with the words of its period, what is alike of several persons of a case once.

        None for who may see neither references nor files.
        """
        if told_by_reference(self.user):
            named = references_of({one.case for one, _period in found if one.case})
            return _once(
                self._correction(one, period, named.get(one.case, "") if one.case else "", "", values=True)
                for one, period in found
            )
        if not reads_files(self.user):
            return None
        seen = files_seen(self.user, [(one.case, one.person) for one, _period in found])
        files = [(one, period, seen.get((one.case, one.person))) for one, period in found]
        return _once(
            self._correction(one, when, file.reference, file.url, values=False)
            for one, when, file in files
            if file
        )

    def _correction(self, one: Changed, period: str, case: str, url: str, *, values: bool) -> Correction:
        kinds = _KINDS if one.case else _OF_NO_CASE
        moved = one.kind == "changed" and {*one.differs} <= _DAYS
        kind = _("Counted both times, but on another day") if moved else str(kinds[one.kind])
        if (came := self.from_workbooks.get(one.position)) and one.kind == "added":
            kind = comma().join((_("Recorded late"), came.words()))
        differs = "" if moved else after_one_another(self._differs(one, values=values))
        what = self._reported(one.reported) if one.reported else ""
        of = ((one.case, one.person),)
        return Correction(period, kind, differs, case, url, one.was_on, one.is_on, of, what)

    def _differs(self, one: Changed, *, values: bool) -> Iterator[str]:
        told = {name: (was, now) for name, was, now in one.told}
        for name in one.differs:
            words = str((DIFFERS | OF_SUMS)[name])
            if values and name in told:
                was, now = (self._value(name, value) for value in told[name])
                words = said_of(words, f"{was} → {now}")
            yield words

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, Decimal):
            return self.namer.amount(value) if name == "amount" else self.namer.number(value)
        if isinstance(value, frozenset):
            return comma().join(self.namer.part(name, part) for part in sorted(value)) or _("none")
        if name == "kind":
            return self._reported(value)
        return self.namer.part(name, value) if value else _("none")

    def _reported(self, kind: str) -> str:
        """Return the words for what was reported."""
        library = self.namer.library
        return kind_in_words(kind, Quantities.now(library).kinds.get(kind), library)


def _once(found: Iterator[Correction]) -> list[Correction]:
    """Return what is told in one way of several persons of a case as one line, with how many they are."""
    together: dict[Correction, list[Correction]] = {}
    for one in found:
        together.setdefault(replace(one, of=()), []).append(one)
    return [
        replace(
            line,
            of=tuple(keys for one in same for keys in one.of),
            many=len({one.of for one in same}) if line.case else 1,
        )
        for line, same in together.items()
    ]
