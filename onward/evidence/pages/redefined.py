"""Definitions that changed, in words: since an edition was frozen, or since the one published before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from onward.access.models import User
from onward.evidence.editions import Differs, Frozen, each_once
from onward.evidence.editions.meaning import Kind, Otherwise
from onward.evidence.models import Edition
from onward.evidence.pages.editions import MOST, MovedInWords, known_otherwise, name_of
from onward.evidence.pages.shapes import days
from onward.evidence.queries.defined import (
    Redefined,
    counted_today,
    last_published_before,
    redefined_since,
    redefined_today,
)
from onward.kernel.written import comma
from onward.reference.countries import Footnotes

_KINDS: Final[dict[Kind, Callable[[], str]]] = {
    "figures": lambda: _("Figure"),
    "populations": lambda: _("Population"),
    "dimensions": lambda: _("Split"),
    "derived": lambda: _("Share or sum"),
    "tables": lambda: _("What a table asks for"),
}


@dataclass(frozen=True)
class DefinitionLine:
    """A definition that changed: what it is, its name, and its versions; empty of a table."""

    kind: str
    name: str
    then: str
    now: str


@dataclass(frozen=True)
class ThreeNumbers:
    """A number as printed, as known today by the definition of then, and by that of today, in words."""

    chapter: str
    name: str
    part: str
    period: str
    link: str
    printed: str
    known: str
    today: str


@dataclass(frozen=True)
class RedefinedPage:
    """What an edition would count otherwise by the definitions of today.

    Attributes:
        lines: the definitions.
        numbers: those that they decide, in all, and each part that is another number.
        more: whether there are more of these than are listed.
    """

    lines: tuple[DefinitionLine, ...]
    numbers: tuple[ThreeNumbers, ...]
    more: bool


def definition_lines(told: Iterable[Otherwise]) -> tuple[DefinitionLine, ...]:
    """Return definitions that changed, in words."""
    return tuple(DefinitionLine(_KINDS[one.kind](), one.name, one.then, one.now) for one in told)


def named(found: Redefined) -> str:
    """Return the names of what is defined otherwise, each once, one after another; empty of nothing."""
    return comma().join(found.names)


def since_published(edition: Edition) -> str:
    """Say what an edition counts otherwise than the last one published before it; empty of nothing."""
    before = last_published_before(edition)
    found = redefined_since(before, edition) if before else None
    if before is None or found is None or not found.definitions:
        return ""
    words = _(
        "Defined otherwise than in the last edition published before it (%(report)s, %(period)s, edition "
        "%(number)s): %(names)s. Whoever reads both compares numbers of different things."
    )
    told = {"report": name_of(before), "period": days(before.period), "number": before.number}
    return words % {**told, "names": named(found)}


def redefined(edition: Edition, user: User, notes: Footnotes) -> RedefinedPage | None:
    """Return what an edition would count otherwise by the definitions of today; None where nothing is.

    Args:
        edition: which.
        user: the reader.
        notes: takes in what names need.
    """
    found = redefined_today(edition)
    if not found.definitions:
        return None
    words = MovedInWords(edition, user, notes)
    rows = [*_three(edition, found, counted_today(edition, found), words)]
    return RedefinedPage(definition_lines(found.definitions), tuple(rows[:MOST]), len(rows) > MOST)


def _three(edition: Edition, found: Redefined, today: Frozen, words: MovedInWords) -> Iterator[ThreeNumbers]:
    layout = edition.frozen.definition
    moved = {(one.chapter, one.period, one.table, one.part): one for one in known_otherwise(edition)}
    told = (one for one in _beside(edition.frozen, today, found))
    for one in each_once(layout, told):
        place = (one.chapter, one.period, one.table, one.part)
        same = replace(one, known=one.printed, known_on_record=one.printed_on_record)
        then = moved.get(place, same)
        if one.part and (then.known or 0) == (one.known or 0):
            continue
        said, now = words.moved(then), words.moved(one)
        chapter = str(layout.chapters[one.chapter].name)
        yield ThreeNumbers(
            chapter, said.name, said.part, said.period, said.link, said.printed, said.known, now.known
        )


def _beside(printed: Frozen, today: Frozen, found: Redefined) -> Iterator[Differs]:
    """Go through the numbers that are decided otherwise, as printed and as counted today."""
    for chapter, table in sorted(found.places):
        for period in printed.told_of:
            kept = printed.values["chapters"][chapter][period]
            now = today.values["chapters"].get(chapter, {}).get(period, {}).get(table)
            if now is None:
                continue
            there = printed.is_recorded(chapter, period), today.is_recorded(chapter, period)
            ours, theirs = (
                _numbers(told) if some else {} for told, some in zip((kept[table], now), there, strict=True)
            )
            for part in dict.fromkeys(((), *sorted(ours), *sorted(theirs))):
                yield Differs(chapter, period, table, part, ours.get(part), theirs.get(part), *there)


def _numbers(told: dict[str, object]) -> dict[tuple[str, ...], Decimal]:
    """Return part → number of a table; of a share the percentage, where it is one of something."""
    whole = told.get("total", told.get("percent"))
    parts: Iterable[tuple[Iterable[str], str]] = told.get("parts", ())  # type: ignore[assignment]
    found = {tuple(part): Decimal(number) for part, number in parts}
    return found if whole is None else {(): Decimal(str(whole)), **found}
