"""Which editions somebody has to look at again: something that they count was told since they were frozen.

Nothing is counted anew for it. What is told of the days of an edition, beyond its place in the log, is looked
for among the facts: of the kinds that its figures count, in place of one, or about whom one of them is.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import ibis

from onward.evidence.counting import FigureDefinition, derived, figures
from onward.evidence.editions import Frozen
from onward.evidence.engine import Table
from onward.evidence.facts import Facts, Given
from onward.evidence.models import Edition
from onward.evidence.rules import Period
from onward.kernel.definitions.library import revive
from onward.records.people.events import PersonsMerged

_MOST = 500
"""So many editions are kept in mind: what an edition counts never changes."""


@dataclass(frozen=True)
class _Counted:
    """What a chapter counts of one of its periods.

    Attributes:
        days: whose events count.
        only: column → value, to which it is limited.
        of: types of events that are counted, or by whose days others are.
        beside: types of events that undo one of these, or without which none counts.
    """

    days: Period
    only: tuple[tuple[str, str], ...]
    of: tuple[str, ...]
    beside: tuple[str, ...]


def told_anew(facts: Facts, editions: Collection[Edition]) -> frozenset[UUID]:
    """Return the keys of the editions of which something that they count was told since they were frozen.

    It may be that no number moved by it: whoever opens the edition is told which did.
    """
    return frozenset(one.key for one in editions if _told(facts, one))


def _told(facts: Facts, edition: Edition) -> bool:
    counted = _counted_by(edition.key, lambda: edition.frozen)
    values: dict[str, Given] = {"mark": edition.mark, "after": edition.upto + 1}
    for number, one in enumerate(counted):
        values |= {f"first_{number}": one.days.first, f"until_{number}": one.days.until}
        values |= {f"only_{number}_{column}": value for column, value in one.only}
    form = tuple((one.of, one.beside, tuple(column for column, _value in one.only)) for one in counted)
    rows = facts.rows(("told-anew", form), lambda: _anew(facts, counted, values), values)
    return bool(rows[0]["many"])


_kept: dict[UUID, tuple[_Counted, ...]] = {}


def _counted_by(key: UUID, frozen: Callable[[], Frozen]) -> tuple[_Counted, ...]:
    if key not in _kept:
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = tuple(_read(frozen()))
    return _kept[key]


def _read(frozen: Frozen) -> Iterator[_Counted]:
    report, library = frozen.definition, revive(frozen.snapshot)[1]
    known, ways = figures(library), derived(library)
    for code, chapter in report.chapters.items():
        shown = report.shown_in(code)
        named = {table.figure for table in shown.tables.values()}
        named |= {term for way in shown.derived for term in ways[way].terms}
        asked = [known[one] for one in named]
        of = sorted({event for one in asked for event in (*one.of, *_dating(one))})
        beside = {other.event for one in asked for other in (*one.unless, *one.provided)}
        beside |= {event for one in asked if one.dated_by for event in one.of}
        for name in report.periods:
            only = tuple(sorted(chapter.only.items()))
            yield _Counted(frozen.days(name), only, tuple(of), tuple(sorted({*beside, PersonsMerged.type})))


def _dating(figure: FigureDefinition) -> tuple[str, ...]:
    """Return the event by whose day a figure counts, where it is not what it counts."""
    return (figure.dated_by.event,) if figure.dated_by else ()


def _anew(facts: Facts, counted: tuple[_Counted, ...], values: Mapping[str, Given]) -> Table:
    """Return how many facts of each kind were told since, added up; the first of each is enough."""

    def given(name: str) -> object:
        return facts.given(name, values[name])

    table = facts.table
    beyond = table.filter((table.written_by >= given("mark")) | (table.position >= given("after")))
    found = []
    for number, one in enumerate(counted):
        rows = table.filter(table.type.isin(one.of))
        for column, _value in one.only:
            if column in table.columns:
                rows = rows.filter(rows[column] == given(f"only_{number}_{column}"))
        days = rows.occurred_on >= given(f"first_{number}"), rows.occurred_on < given(f"until_{number}")
        rows = rows.filter(*days)
        later = (rows.written_by >= given("mark")) | (rows.position >= given("after"))
        of_these = beyond.filter(beyond.type.isin(one.beside))
        found += [
            rows.filter(later).select("position"),
            beyond.semi_join(rows, beyond.supersedes == rows.position).select("position"),
            of_these.semi_join(rows, "person_key").select("position"),
        ]
    together = functools.reduce(lambda one, other: one.union(other), (one.limit(1) for one in found))
    return together.aggregate(many=ibis._.count())
