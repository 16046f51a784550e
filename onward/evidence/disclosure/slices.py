"""Whom and when a number is about, and which of them lie within which.

A slice is a group of a figure (its population, and the overlapping parts to which it is limited) in one
period. Cells of one slice are parts of one another and add up; between slices stand ties: one lies within
another, some tile another, or some cover it.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onward.evidence.disclosure.cells import Cell, Knowledge, Where
from onward.evidence.rules import Period


@dataclass(frozen=True)
class Group:
    """Of whom: a population of a figure, limited to parts that overlap with others."""

    figure: str
    among: str
    extras: Where


@dataclass(frozen=True)
class Slice:
    """A group in a period."""

    group: Group
    period: Period

    @property
    def order(self) -> tuple[str, ...]:
        """By what slices are put in order."""
        group, when = self.group, self.period
        extras = (word for pair in sorted(group.extras) for word in pair)
        return (group.figure, group.among, when.first.isoformat(), when.last.isoformat(), *extras)


Node = tuple[Slice, Where]
"""A number that exists whether or not it is printed: a slice, limited to parts of dimensions."""
Full = tuple[Slice, Where, frozenset[str], frozenset[Node]]
"""A full table: its whole, its dimensions, and the parts that it lists."""


@dataclass(frozen=True)
class Tie:
    """How the numbers of slices hang together, for everybody and for each part.

    `adds` for a whole that its parts tile; `within` for parts that lie in the whole side by side, so that it
    is at least their sum; else the parts cover the whole, which is at most their sum.
    """

    whole: Slice
    parts: tuple[Slice, ...]
    adds: bool = False
    within: bool = False


class Reading:
    """How a reader reads cells: which number each one is, and what lies within what."""

    def __init__(self, knowledge: Knowledge, loose: frozenset[tuple[str, str]]) -> None:
        """Take what is known of figures, and the (figure, dimension) whose parts do not add up."""
        self.knowledge = knowledge
        self.loose = loose
        self._wider: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}

    def node(self, cell: Cell) -> Node:
        """Return the number that a cell prints."""
        period, extras, where = cell.period, set(), set()
        for dimension, code in cell.where:
            if dimension in self.knowledge.calendar:
                period = _narrowed(period, code)
            elif self.overlaps(cell.figure, dimension):
                extras.add((dimension, code))
            else:
                where.add((dimension, code))
        return Slice(Group(cell.figure, cell.among, frozenset(extras)), period), frozenset(where)

    def overlaps(self, figure: str, dimension: str) -> bool:
        """Say whether the parts of a dimension may have somebody in common."""
        return dimension in self.knowledge.overlapping or (figure, dimension) in self.loose

    def splits(self, figure: str, dimension: str) -> bool:
        """Say whether the parts of a dimension add up to their whole."""
        return dimension not in self.knowledge.calendar and not self.overlaps(figure, dimension)

    def within(self, narrow: Slice, wide: Slice) -> bool:
        """Say whether all that one slice counts is counted by the other."""
        inner, outer = narrow.period, wide.period
        if inner.first < outer.first or inner.last > outer.last:
            return False
        return self.group_within(narrow.group, wide.group)

    def group_within(self, narrow: Group, wide: Group) -> bool:
        """Say whether everybody of one group is of the other."""
        if not wide.extras <= narrow.extras:
            return False
        starts = [narrow.among, *(self.knowledge.same.get(extra, narrow.among) for extra in narrow.extras)]
        end = wide.figure, wide.among
        return any(end in self.wider((narrow.figure, one)) for one in dict.fromkeys(starts))

    def wider(self, start: tuple[str, str]) -> frozenset[tuple[str, str]]:
        """Return the (figure, population) that hold all of one, itself among them."""
        if start not in self._wider:
            found, waiting = {start}, [start]
            while waiting:
                one = waiting.pop()
                known = self.knowledge
                counted = [(other, one[1]) for figure, other in known.counted_in if figure == one[0]]
                for wider in [(one[0], ""), *counted, *(w for n, w in known.nested if n == one)]:
                    if wider not in found:
                        found.add(wider)
                        waiting.append(wider)
            self._wider[start] = frozenset(found)
        return self._wider[start]


def _narrowed(period: Period, code: str) -> Period:
    """Return the days of a period that lie in a month, quarter or year; all of it where there are none."""
    year, _dash, part = code.partition("-")
    months = 12 if not part else 3 if part.startswith("q") else 1
    month = 1 if not part else 3 * int(part[1:]) - 2 if months == 3 else int(part)
    first = date(int(year), month, 1)
    last = (first + timedelta(days=31 * months)).replace(day=1) if months < 12 else date(int(year) + 1, 1, 1)
    named = Period(first, last - timedelta(days=1))
    begins, ends = max(period.first, named.first), min(period.last, named.last)
    return Period(begins, ends) if begins <= ends else named


def completed(slices: Collection[Slice], reading: Reading) -> set[Slice]:
    """Return the slices and those between them that a reader computes though nobody prints them.

    Of what adds over time: the rest of a period of which a part is printed; the pieces into which periods
    that overlap cut one another; and of a wider group, the periods of which a narrower one is printed.
    """
    periods: dict[Group, set[Period]] = {}
    for one in {*slices, *_counted_otherwise(slices, reading.knowledge)}:
        periods.setdefault(one.group, set()).add(one.period)
    adding = [group for group in periods if group.figure in reading.knowledge.adds]
    for narrow in adding:
        periods[narrow] = tiled(periods[narrow])
    for narrow in adding:
        for wide in adding:
            if narrow != wide and reading.group_within(narrow, wide):
                periods[wide] |= {q for q in periods[narrow] if any(_inside(q, p) for p in periods[wide])}
    for group in adding:
        periods[group] = tiled(periods[group])
    return {Slice(group, period) for group, found in periods.items() for period in found}


def _counted_otherwise(slices: Collection[Slice], known: Knowledge) -> Iterator[Slice]:
    """Go through what a figure counts of whom another one that it counts in is printed.

    "15 of them were children" counts persons, and the table of ages returns: between the two stand the
    returns of children, which nobody prints. So do they between the children of a year and the returns of
    children in a half of it.
    """
    groups = {one.group for one in slices}
    for one in slices:
        for figure, other in known.counted_in:
            outer = Group(other, one.group.among, one.group.extras)
            if figure == one.group.figure and (one.group.among in known.holds or outer in groups):
                yield Slice(outer, one.period)


def _inside(inner: Period, outer: Period) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last and inner != outer


def tiled(periods: Iterable[Period]) -> set[Period]:
    """Return periods with those that are missing to make each out of the ones within it."""
    found = set(periods)
    for period in sorted(found, key=lambda one: one.first - one.until):
        if any(_overlapping(period, other) for other in found):
            found |= set(_cut(period, found))
    for period in sorted(found, key=lambda one: one.first - one.until):
        inner = _outermost(period, found)
        if inner:
            found |= set(_cut(period, inner)) if _crossing(inner) else set(_gaps(period, inner))
    return found


def _overlapping(one: Period, other: Period) -> bool:
    apart = one.last < other.first or other.last < one.first
    return not (apart or one == other or _inside(one, other) or _inside(other, one))


def _crossing(periods: Iterable[Period]) -> bool:
    listed = [*periods]
    return any(_overlapping(one, other) for one in listed for other in listed)


def _outermost(period: Period, periods: Iterable[Period]) -> list[Period]:
    """Return the periods within one that lie within no other one within it, by their days."""
    inner = [one for one in periods if _inside(one, period)]
    return sorted(one for one in inner if not any(_inside(one, other) for other in inner))


def _cut(period: Period, by: Iterable[Period]) -> Iterator[Period]:
    edges = {edge for one in by for edge in (one.first, one.until) if period.first < edge < period.until}
    marks = [period.first, *sorted(edges), period.until]
    for begins, ends in itertools.pairwise(marks):
        yield Period(begins, ends - timedelta(days=1))


def _gaps(period: Period, inner: Iterable[Period]) -> Iterator[Period]:
    day = period.first
    for one in inner:
        if one.first > day:
            yield Period(day, one.first - timedelta(days=1))
        day = max(day, one.until)
    if day < period.until:
        yield Period(day, period.last)


def ties(slices: Collection[Slice], reading: Reading) -> Iterator[Tie]:
    """Go through all that ties these slices to one another: within, tiled by periods, covered by periods.

    Asked for fewer slices, it gives the ties that are left between them.
    """
    listed = sorted(slices, key=lambda one: one.order)
    for narrow in listed:
        wider = [one for one in listed if one != narrow and reading.within(narrow, one)]
        for wide in wider:
            between = (one for one in wider if one != wide and reading.within(one, wide))
            if not any(not reading.within(wide, one) for one in between):
                yield Tie(wide, (narrow,), within=True)
    for whole in listed:
        same = [one for one in listed if one.group == whole.group]
        periods, gaps = tiles(whole.period, {one.period for one in same})
        parts, adds = (
            tuple(Slice(whole.group, one) for one in periods),
            whole.group.figure in reading.knowledge.adds,
        )
        if parts and (adds or not gaps):
            yield Tie(whole, parts, adds=adds and not gaps, within=adds and gaps)


Sums = tuple[tuple[Slice, int], ...]
"""Slices, each with how many times it counts."""


def slacks(slices: Collection[Slice], reading: Reading) -> Iterator[Sums]:
    """Go through sums of slices that are nought or more, for everybody and for each part.

    How many more a figure counts than each once (returns than persons, or the persons of two halves than
    those of the year) is nought or more for a group, and so it is for all others of a wider group: so the
    wider group has at least as many of them. Where the printed numbers of all leave none, no group has any.
    Who returned twice in a half returned twice in the year: so the year has at least as many returns more
    than persons as its halves together.
    """
    by_group: dict[Group, set[Period]] = {}
    for one in slices:
        by_group.setdefault(one.group, set()).add(one.period)
    listed = sorted(by_group.items(), key=lambda one: Slice(one[0], min(one[1])).order)
    yield from _more_over_time(listed, reading)
    for figure, other in reading.knowledge.counted_in:
        yield from _more_of_another(figure, other, by_group, reading)


def _more_over_time(listed: Sequence[tuple[Group, set[Period]]], reading: Reading) -> Iterator[Sums]:
    """Compare groups by how many more the parts of a period count than the period."""
    found: dict[tuple[object, ...], list[tuple[Group, Sums]]] = {}
    for group, periods in listed:
        for period in sorted(periods) if group.figure not in reading.knowledge.adds else ():
            for inner in _tilings(period, periods):
                more = ((Slice(group, period), -1), *((Slice(group, one), 1) for one in inner))
                found.setdefault((group.figure, period, *inner), []).append((group, more))
    for ways in found.values():
        for (narrow, less), (wide, more) in itertools.permutations(ways, 2):
            if reading.group_within(narrow, wide):
                yield _at_least(more, less)


def _more_of_another(
    figure: str, other: str, by_group: Mapping[Group, set[Period]], reading: Reading
) -> Iterator[Sums]:
    """Compare groups and periods by how many more one figure counts than another that it counts in."""
    found: dict[Slice, Sums] = {}
    for group, periods in by_group.items():
        outer = Group(other, group.among, group.extras)
        for period in periods & by_group.get(outer, set()) if group.figure == figure else ():
            one = Slice(group, period)
            found[one] = (Slice(outer, period), 1), (one, -1)
    for narrow in sorted(found, key=lambda one: one.order):
        wider = [one for one in found if one != narrow and reading.within(narrow, one)]
        for wide in sorted(wider, key=lambda one: one.order):
            between = (one for one in wider if one != wide and reading.within(one, wide))
            if not any(not reading.within(wide, one) for one in between):
                yield _at_least(found[wide], found[narrow])
    for wide in sorted(found, key=lambda one: one.order):
        inner, _gaps = tiles(wide.period, {one.period for one in found if one.group == wide.group})
        if len(inner) > 1:
            yield _at_least(found[wide], *(found[Slice(wide.group, one)] for one in inner))


def _at_least(more: Sums, *less: Sums) -> Sums:
    return (*more, *((slice_, -times) for one in less for slice_, times in one))


def _tilings(period: Period, periods: set[Period]) -> Iterator[tuple[Period, ...]]:
    inner, gaps = tiles(period, periods)
    if inner and not gaps:
        yield tuple(inner)


def tiles(period: Period, periods: set[Period]) -> tuple[list[Period], bool]:
    """Return the largest periods within one that do not overlap, and whether they leave days of it out."""
    inner = _outermost(period, periods)
    if _crossing(inner):
        small = [one for one in periods if _inside(one, period)]
        inner = sorted(one for one in small if not any(_inside(other, one) for other in small))
    if _crossing(inner):
        return [], True
    return inner, any(_gaps(period, inner))
