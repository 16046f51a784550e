"""What a number is made of, line by line, as far as its reader may know: cases, vouchers, reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from string import ascii_uppercase
from uuid import UUID

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.evidence.counting import FigureDefinition
from onward.evidence.counting.definition import ADDED_UP, OF_COLUMN
from onward.evidence.counting.listing import Listed
from onward.evidence.documents.naming import Namer
from onward.evidence.hooks import File, Keys, files_seen, reads_files, references_of
from onward.evidence.pages.entries import Entry, amounts, quantities
from onward.evidence.policy import told_by_reference
from onward.evidence.queries.behind import keys_of

MOST = 100
"""Lines on the page at most; the copy has all of them."""


@dataclass(frozen=True)
class Cases:
    """The cases behind a number, as a reader may know of them.

    Attributes:
        references: of all, for who counts small numbers and reads no file.
        files: those in the reader's sight, with nothing said of the others; None for the former.
        many: reference → how many of those that are counted stand in the case, where more than one does. For
            who gets references alone: beside files it would tell how many are withheld.
        same: reference → marks of persons who stand behind other references too, for the same readers.
        each: reference → which of those that are counted once stand behind it: countries, or households by
            number; for the same readers.
        once: whether each is counted once that may stand behind several cases, and is no person.
        more: whether there are more than the page lists.
        of: the cases and persons that the page tells of, by key: for the audit alone.
        entries: of what is added up, each line with its number; None of what is not.
        whole: the sum of all entries as it is written, for who is told all of them; else empty.
        lines_in_all: how many entries there are for this reader.
        adds: what is added up, `amount` or `quantity`; else empty.
    """

    references: tuple[str, ...] = ()
    files: tuple[File, ...] | None = None
    more: bool = False
    of: tuple[Keys, ...] = ()
    many: Mapping[str, int] = field(default_factory=dict)
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    each: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    once: bool = False
    entries: tuple[Entry, ...] | None = None
    whole: str = ""
    lines_in_all: int = 0
    adds: str = ""

    @property
    def lines(self) -> list[tuple[str, str, int, tuple[str, ...]]]:
        """The reference of each case, the address of its file or none, how many it holds, and its marks."""
        if self.files is not None:
            return [(one.reference, one.url, 1, ()) for one in self.files]
        marks = {**self.same, **self.each}
        return [(one, "", self.many.get(one, 1), marks.get(one, ())) for one in self.references]

    @property
    def told(self) -> int:
        """Of how many cases the page tells the reference."""
        if self.entries is not None:
            return len({one.reference for one in self.entries if one.reference})
        return len(self.references) if self.files is None else len(self.files)


def cases(
    events: list[Listed], user: User, figure: FigureDefinition, namer: Namer, most: int = MOST
) -> Cases | None:
    """Return what is behind a number as a user may know of it; None where they may not.

    Args:
        events: those that it counts.
        user: the reader.
        figure: what is counted.
        namer: says days, parts and numbers.
        most: so many lines at most.
    """
    all_of_them = told_by_reference(user)
    if not all_of_them and not reads_files(user):
        return None
    if figure.counts in ADDED_UP:
        return _entries(events, user, figure, namer, most)
    keys = keys_of(events)
    if all_of_them:
        named = references_of({case for case, _person in keys if case})
        found = sorted(named.values())
        listed = {*found[:most]}
        return Cases(
            tuple(found[:most]),
            more=len(found) > most,
            of=tuple(one for one in keys if one[0] and named.get(one[0]) in listed),
            many=_many(events, figure.counts, named),
            same=_same(events, named) if figure.counts == "persons" else {},
            each=_each(events, figure, namer, named),
            once=figure.counts in OF_COLUMN and figure.counts not in ("persons", "cases"),
        )
    seen = files_seen(user, keys)
    files = sorted(set(seen.values()), key=lambda one: one.reference)
    shown = {*files[:most]}
    of = tuple(one for one, file in seen.items() if file in shown)
    return Cases(files=tuple(files[:most]), more=len(files) > most, of=of)


def _entries(events: list[Listed], user: User, figure: FigureDefinition, namer: Namer, most: int) -> Cases:
    """Return the lines of what is added up: their numbers make the one that is opened."""
    found = entries(events, user, figure, namer)
    shown = found[:most]
    whole = sum((one.number for one in found), Decimal(0))
    written = namer.amount(whole) if figure.counts == "amount" else namer.number(whole)
    return Cases(
        more=len(found) > most,
        of=tuple(dict.fromkeys(one.keys for one in shown if one.keys[0])),
        entries=tuple(shown),
        # Beside some lines alone, the sum of all would tell what is withheld.
        whole=f"{written}\N{NO-BREAK SPACE}{figure.currency or ''}".strip()
        if told_by_reference(user)
        else "",
        lines_in_all=len(found),
        adds=figure.counts,
    )


def entries(events: list[Listed], user: User, figure: FigureDefinition, namer: Namer) -> list[Entry]:
    """Return each line of what is added up that a user may see, in the order of days."""
    return (
        amounts(events, user, namer) if figure.counts == "amount" else quantities(events, user, figure, namer)
    )


def _many(events: list[Listed], counts: str, named: Mapping[UUID, str]) -> dict[str, int]:
    """Return reference → how many stand in the case, of facts or of persons, where it is more than one."""
    each = "person_key" if counts == "persons" else "position"
    if counts != "persons" and counts in OF_COLUMN:
        return {}
    found: dict[str, set[object]] = {}
    for one in events:
        if reference := _reference(one["case_key"], named):
            found.setdefault(reference, set()).add(one[each])
    return {reference: len(those) for reference, those in found.items() if len(those) > 1}


def _same(events: list[Listed], named: Mapping[UUID, str]) -> dict[str, tuple[str, ...]]:
    """Return reference → the marks of persons who stand behind another reference too."""
    of: dict[bytes, dict[str, None]] = {}
    for one in events:
        if one["person_key"] and (reference := _reference(one["case_key"], named)):
            of.setdefault(one["person_key"], {})[reference] = None
    several = sorted(sorted(references) for references in of.values() if len(references) > 1)
    found: dict[str, tuple[str, ...]] = {}
    for mark, references in zip(_marks(), several, strict=False):
        for reference in references:
            found[reference] = (*found.get(reference, ()), mark)
    return found


def _each(
    events: list[Listed], figure: FigureDefinition, namer: Namer, named: Mapping[UUID, str]
) -> dict[str, tuple[str, ...]]:
    """Return reference → the countries or households that are counted by it, each once."""
    words, found = _words_of_each(events, figure, namer), dict[str, dict[str, None]]()
    for one in events:
        told, reference = words.get(one["position"]), _reference(one["case_key"], named)
        if told and reference:
            found.setdefault(reference, {})[told] = None
    return {reference: tuple(told) for reference, told in found.items()}


def _words_of_each(events: list[Listed], figure: FigureDefinition, namer: Namer) -> dict[int, str]:
    """Return position → the country that is counted by an event, or its household by a number.

    Households are numbered in the order in which they left, so that the list has no key of theirs.
    """
    if figure.counts not in ("destinations", "families"):
        return {}
    column = OF_COLUMN[figure.counts]
    told = {one["position"]: value for one in events if (value := one[f"told_{column}"])}
    if figure.counts == "destinations":
        return {position: namer.part(column, value) for position, value in told.items()}
    numbers = {value: number for number, value in enumerate(dict.fromkeys(told.values()), 1)}
    return {
        position: _("household %(number)s") % {"number": numbers[value]} for position, value in told.items()
    }


def _marks() -> Iterator[str]:
    """Give marks without an end: A, B, …, Z, A2, B2, …: they hold in one list, and say nothing of anybody."""
    for turn in count(1):
        for letter in ascii_uppercase:
            yield letter if turn == 1 else f"{letter}{turn}"


@dataclass(frozen=True)
class CopiedLine:
    """One line of the copy of what is behind a number: no name, no key.

    Attributes:
        reference: of the case; empty where it stands in none.
        on: the day.
        same: of persons, the mark of one who stands in several lines; else empty.
        each: of destinations the country, of families the household by a number; else empty.
        entry: of what is added up; else None.
    """

    reference: str
    on: date
    same: str = ""
    each: str = ""
    entry: Entry | None = None


def lines_behind(
    events: list[Listed], user: User, figure: FigureDefinition, namer: Namer
) -> list[CopiedLine]:
    """Return a line for every event that a number counts, for who is told all of them by reference."""
    if figure.counts in ADDED_UP:
        found = entries(events, user, figure, namer)
        return [CopiedLine(one.reference, one.on, entry=one) for one in found]
    named = references_of({UUID(bytes=one["case_key"]) for one in events if one["case_key"]})
    marks = _marks_of_lines(events) if figure.counts == "persons" else {}
    each = _words_of_each(events, figure, namer)
    return [
        CopiedLine(
            _reference(one["case_key"], named),
            one["occurred_on"],
            marks.get(one["person_key"], ""),
            each.get(one["position"], ""),
        )
        for one in events
    ]


def _marks_of_lines(events: list[Listed]) -> dict[bytes, str]:
    lines = Counter(one["person_key"] for one in events if one["person_key"])
    several = (person for person, many in lines.items() if many > 1)
    return dict(zip(several, _marks(), strict=False))


def _reference(key: bytes | None, named: Mapping[UUID, str]) -> str:
    return named.get(UUID(bytes=key), "") if key else ""
