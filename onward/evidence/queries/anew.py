"""Which editions somebody has to look at again: something that they count was told since they were frozen.

Nothing is counted anew for it. What is told of the days of an edition, beyond its place in the log, is looked
for among the facts: of the kinds that its figures count, in place of one, about the same as one of them, or
of who was found to be whom. Where there is nothing, no number moved: numbers are made of nothing else.
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
from onward.evidence.facts import AsOf, Facts, Given
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
        chapter: its code.
        days: whose events count.
        only: column → value, to which it is limited.
        of: types of events that are counted, or by whose days others are.
        beside: types of events that undo one of these, or without which none counts, each with the columns
            in which it is about the same.
    """

    chapter: str
    days: Period
    only: tuple[tuple[str, str], ...]
    of: tuple[str, ...]
    beside: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def events(self) -> frozenset[str]:
        """The types of all events by which its numbers can move."""
        return frozenset({*self.of, *(event for event, _same in self.beside), PersonsMerged.type})


@dataclass(frozen=True)
class Since:
    """What was told since an edition was frozen, of what it counts: nothing of it is ever taken away.

    Attributes:
        many: how many facts.
        places: the sum of their positions. As many others have another.
    """

    many: int
    places: int


def told_anew(facts: Facts, editions: Collection[Edition]) -> frozenset[UUID]:
    """Return the keys of the editions of which something that they count was told since they were frozen.

    It may be that no number moved by it: whoever opens the edition is told which did.
    """
    return frozenset(one.key for one in editions if told_since(facts, one).many)


def told_since(facts: Facts, edition: Edition) -> Since:
    """Return what was told since an edition was frozen, of what it counts.

    As long as it is the same, so are the numbers of the edition as known now.

    Args:
        facts: in the columns of the edition, or in others: those by which it is limited must be among them.
        edition: which one.
    """
    counted = _counted_by(edition.key, lambda: edition.frozen)
    values = _values(edition, counted)
    told = _types_told(facts, values) & {event for one in counted for event in one.events}
    if not told:
        return Since(0, 0)
    form = tuple((one.of, one.beside, tuple(column for column, _value in one.only)) for one in counted)
    facts.know_persons(AsOf())
    question = ("told-anew", form, tuple(sorted(told)))
    rows = facts.rows(question, lambda: _anew(facts, counted, told, values), values)
    return Since(int(rows[0]["many"]), int(rows[0]["places"]))


def merged_since(facts: Facts, edition: Edition, chapter: str) -> bool:
    """Say whether files of somebody whom a chapter of an edition counts were merged since, or parted again.

    Args:
        facts: in the columns of the edition.
        edition: which one.
        chapter: its code.
    """
    counted = tuple(one for one in _counted_by(edition.key, lambda: edition.frozen) if one.chapter == chapter)
    values = _values(edition, counted)
    if PersonsMerged.type not in _types_told(facts, values):
        return False
    form = tuple((one.of, tuple(column for column, _value in one.only)) for one in counted)
    facts.know_persons(AsOf())
    rows = facts.rows(("merged-since", form), lambda: _merged(facts, counted, values), values)
    return bool(rows[0]["many"])


def _merged(facts: Facts, counted: tuple[_Counted, ...], values: Mapping[str, Given]) -> Table:
    merges = [_merges_of(facts, _rows(facts, number, one, values)) for number, one in enumerate(counted)]
    found = [later for table in merges for later in _later(facts, table, values)]
    together = functools.reduce(lambda one, other: one.union(other), found).distinct()
    return together.aggregate(many=together.count())


def _values(edition: Edition, counted: tuple[_Counted, ...]) -> dict[str, Given]:
    """Return what limits a question of what was told since an edition, of what it counts."""
    values: dict[str, Given] = {"mark": edition.mark, "after": edition.upto + 1}
    for number, one in enumerate(counted):
        values |= {f"first_{number}": one.days.first, f"until_{number}": one.days.until}
        values |= {f"only_{number}_{column}": value for column, value in one.only}
    return values


def _types_told(facts: Facts, values: Mapping[str, Given]) -> frozenset[str]:
    """Return of which types anything was told since: a correction is of the type of what it corrects."""
    rows = facts.rows(
        ("types-told",), lambda: _beyond(facts, facts.table, values).select("type").distinct(), values
    )
    return frozenset(row["type"] for row in rows)


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
        beside = {(other.event, other.same) for one in asked for other in (*one.unless, *one.provided)}
        beside |= {(event, one.dated_by.same) for one in asked if one.dated_by for event in one.of}
        for name in report.periods:
            only = tuple(sorted(chapter.only.items()))
            yield _Counted(code, frozen.days(name), only, tuple(of), tuple(sorted(beside)))


def _dating(figure: FigureDefinition) -> tuple[str, ...]:
    """Return the event by whose day a figure counts, where it is not what it counts."""
    return (figure.dated_by.event,) if figure.dated_by else ()


def _anew(
    facts: Facts, counted: tuple[_Counted, ...], told: frozenset[str], values: Mapping[str, Given]
) -> Table:
    """Return how many facts of the types told were told since, and the sum of their positions."""
    found = []
    for number, one in enumerate(counted):
        rows = _rows(facts, number, one, values)
        tables = [rows] if told & {*one.of} else []
        tables += [
            _of_types(facts, [event]).semi_join(rows, list(same))
            for event, same in one.beside
            if event in told
        ]
        tables += [_merges_of(facts, rows)] if PersonsMerged.type in told else []
        found += [later for table in tables for later in _later(facts, table, values)]
    together = functools.reduce(lambda one, other: one.union(other), found).distinct()
    places = ibis.coalesce(together.position.sum(), ibis.literal(0))
    return together.aggregate(many=together.count(), places=places)


def _rows(facts: Facts, number: int, one: _Counted, values: Mapping[str, Given]) -> Table:
    """Return the facts of the kinds and days that a chapter counts, those that stand no more included."""
    rows = _of_types(facts, one.of)
    for column, _value in one.only:
        if column in rows.columns:
            name = f"only_{number}_{column}"
            rows = rows.filter(rows[column] == facts.given(name, values[name]))
    first, until = (f"first_{number}", f"until_{number}")
    return rows.filter(
        rows.occurred_on >= facts.given(first, values[first]),
        rows.occurred_on < facts.given(until, values[until]),
    )


def _of_types(facts: Facts, types: Collection[str]) -> Table:
    return facts.table.filter(facts.table.type.isin(sorted(types)))


def _merges_of(facts: Facts, rows: Table) -> Table:
    """Return who was found to be whom, of those who are one person with somebody in these rows by now.

    Whoever is parted from somebody in them is in them too, or is one person with who is.
    """
    merges, persons = _of_types(facts, [PersonsMerged.type]), rows.select("person_key").distinct()
    return facts.resolved(merges, AsOf()).semi_join(facts.resolved(persons, AsOf()), "person_key")


def _later(facts: Facts, table: Table, values: Mapping[str, Given]) -> Iterator[Table]:
    """Give the positions of those of some facts that were told since, and of what was told in their place."""
    beyond = _beyond(facts, facts.table, values)
    yield _beyond(facts, table, values).select("position")
    yield beyond.semi_join(table, beyond.supersedes == table.position).select("position")


def _beyond(facts: Facts, table: Table, values: Mapping[str, Given]) -> Table:
    """Return those of some facts that an edition does not know: all but what `AsOf` lets in."""
    mark, after = (facts.given(name, values[name]) for name in ("mark", "after"))
    return table.filter((table.written_by >= mark) | (table.position >= after))
