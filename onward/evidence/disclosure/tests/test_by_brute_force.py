"""The audit against all worlds there are: small offices whose every history is gone through one by one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from onward.evidence.disclosure import (
    Cell,
    Edition,
    Knowledge,
    Release,
    Share,
    Table,
    audit,
    protect,
    share_told,
)
from onward.evidence.disclosure.cells import Item
from onward.evidence.rules import Period

HALVES = Period(date(2026, 1, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 12, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
KNOWN = Knowledge(
    adds=frozenset({"returns"}),
    nested=frozenset({(("returns", "umc"), ("returns", "children"))}),
    thresholds={"returns": 2},
)
MANY = settings(
    max_examples=400 if os.environ.get("ONWARD_LONG") else 40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

PERSONS, RETURNS = Cell.of("persons", YEAR), Cell.of("returns", YEAR)

Kind = tuple[tuple[str, str], ...]
"""All that tells returns apart: dimension → part, and among whom and when they are."""
World = dict[Kind, int]


def number(world: Mapping[Kind, int], cell: Cell) -> int:
    """Count a cell in a world by going through its kinds: nothing of the audit is used."""
    return sum(count * _times(dict(kind), cell) for kind, count in world.items() if count)


def _times(kind: dict[str, str], cell: Cell) -> int:
    """Return how often each of a kind counts."""
    if any(kind[dimension] != code for dimension, code in cell.where):
        return 0
    if "history" in kind:
        return _returned(kind["history"], cell)
    if "half" in kind and cell.period != YEAR and HALVES[int(kind["half"])] != cell.period:
        return 0
    within = {"": {"umc", "child", "adult"}, "children": {"umc", "child"}, "umc": {"umc"}}
    return int(kind.get("group", "adult") in within[cell.among])


def _returned(history: str, cell: Cell) -> int:
    """Return how often a person counts by their returns as a child and as an adult, half by half."""
    groups = ("children", "adult", "children", "adult")
    times = sum(
        int(count)
        for count, group, half in zip(history, groups, (*HALVES[:1] * 2, *HALVES[1:] * 2), strict=True)
        if cell.period in (YEAR, half) and cell.among in ("", group)
    )
    return times if cell.figure == "returns" else min(times, 1)


def _told(world: Mapping[Kind, int], said: Share) -> int | None:
    return share_told(number(world, said.part), number(world, said.base), said.places)


def around(cell: Cell) -> Iterator[Cell]:
    """Go through the cells beside which a nought of this one is hidden: its wholes, and who it is among."""
    wider = {"umc": ["children", ""], "children": [""], "": []}
    for pair in cell.where:
        yield Cell(cell.figure, cell.period, cell.among, cell.where - {pair})
    for among in (cell.among, *wider[cell.among]):
        for figure in ("persons", "returns") if cell.figure == "persons" else (cell.figure,):
            if (figure, among) != (cell.figure, cell.among):
                yield Cell(figure, cell.period, among, cell.where)


def by_hand(
    worlds: list[World], truth: World, release: Release, hidden: set[Item], also: Iterable[Cell] = ()
) -> dict[Cell, tuple[int, int]]:
    """Return the least and greatest of hidden cells over all worlds that agree in what is public.

    `also` are cells that are looked at whether or not they are hidden.
    """
    cells = [*release.cells, *(cell for one in release.earlier for cell in one.release.cells)]
    shown = [cell for cell in release.cells if cell not in hidden]
    shown += [cell for one in release.earlier for cell in one.release.cells if cell not in one.hidden]
    said = [one for one in release.statements if one not in hidden]
    public = [number(truth, cell) for cell in shown]
    told = [_told(truth, one) for one in said]
    positive = [
        cell
        for place, (cells_of, left_out) in enumerate(
            [*((x.release.cells, {*x.hidden}) for x in release.earlier), (release.cells, {*hidden})]
        )
        for cell in cells_of
        if cell in left_out
        and number(truth, cell)
        and not _may_be_nought(cell, truth, release.earlier[:place])
        and not any(one in left_out for one in around(cell))
    ]
    spans: dict[Cell, tuple[int, int]] = {}
    wanted = {cell for cell in cells if cell in hidden or any(cell in one.hidden for one in release.earlier)}
    wanted |= {*also}
    for world in worlds:
        if [number(world, cell) for cell in shown] != public or [_told(world, one) for one in said] != told:
            continue
        if any(not number(world, cell) for cell in positive):
            continue
        for cell in wanted:
            seen = number(world, cell)
            low, high = spans.get(cell, (seen, seen))
            spans[cell] = min(low, seen), max(high, seen)
    return spans


def _may_be_nought(cell: Cell, truth: World, earlier: Iterable[Edition]) -> bool:
    """Say whether noughts of a part are hidden too, since the year told a number next to small."""
    year = Cell(cell.figure, YEAR, cell.among, cell.where)
    printed = any(year in one.release.cells and year not in one.hidden for one in earlier)
    return cell.period != YEAR and printed and 0 < number(truth, year) < 2 * KNOWN.threshold(year)


def worlds_upto(kinds: list[Kind], total: int) -> list[World]:
    """Return all worlds with at most so many returns in all."""

    def grow(place: int, left: int) -> Iterator[tuple[int, ...]]:
        if place == len(kinds):
            yield ()
            return
        for count in range(left + 1):
            for rest in grow(place + 1, left - count):
                yield (count, *rest)

    return [dict(zip(kinds, counts, strict=True)) for counts in grow(0, total)]


def kinds_of(**dimensions: list[str]) -> list[Kind]:
    names = sorted(dimensions)
    return [tuple(zip(names, one, strict=True)) for one in product(*(dimensions[name] for name in names))]


def returns(period: Period = YEAR, among: str = "", **parts: str) -> Cell:
    return Cell.of("returns", period, among, **parts)


def compare(worlds: list[World], truth: World, release: Release, hidden: set[Item]) -> None:
    wanted = by_hand(worlds, truth, release, hidden)
    found = audit(release, hidden)
    assert not found.notes
    for cell, (low, high) in wanted.items():
        span = found.spans[cell]
        assert (span.least, span.greatest) == (low, high), (cell, truth)


def a_world(data: st.DataObject, kinds: list[Kind], total: int) -> World:
    world = dict.fromkeys(kinds, 0)
    for _each in range(data.draw(st.integers(1, total))):
        world[data.draw(st.sampled_from(kinds))] += 1
    return world


def tables_of(
    world: World, whole: Cell, *wanted: dict[str, list[str]]
) -> tuple[dict[Cell, int], tuple[Table, ...]]:
    """Return the cells and tables of a whole, split by each of some crosses of dimensions."""
    cells, tables = {whole: number(world, whole)}, []
    for dimensions in wanted:
        for kind in kinds_of(**dimensions):
            cell = Cell(whole.figure, whole.period, whole.among, whole.where | {*kind})
            cells[cell] = number(world, cell)
        tables.append(Table(whole, tuple(sorted(dimensions))))
    return cells, tuple(tables)


SEX, PLACE, WAY = ["male", "female"], ["ge", "am"], ["air", "land"]


def drawn_hidden(data: st.DataObject, release: Release) -> set[Item]:
    cells = [cell for cell in release.cells if cell != returns()]
    hidden: set[Item] = {cell for cell in cells if data.draw(st.booleans())}
    for said in release.statements:
        if data.draw(st.booleans()):
            hidden.add(said)
    return hidden


@MANY
@given(st.data())
def test_of_tables_that_share_margins(data: st.DataObject) -> None:
    kinds = kinds_of(sex=SEX, place=PLACE, way=WAY)
    truth = a_world(data, kinds, 4)
    crosses = [
        {"sex": SEX}, {"sex": SEX, "place": PLACE}, {"place": PLACE, "way": WAY}, {"sex": SEX, "way": WAY},
        {"sex": SEX, "place": PLACE, "way": WAY},
    ]  # fmt: skip
    wanted = [one for one in crosses if data.draw(st.booleans())]
    cells, tables = tables_of(truth, returns(), *wanted)
    part = data.draw(st.sampled_from([*cells]))
    other, places = data.draw(st.sampled_from([*cells])), data.draw(st.integers(0, 1))
    said = (Share(part, returns()), Share(other, part, places))
    release = Release(cells, tables, said, knowledge=KNOWN)
    compare(worlds_upto(kinds, 4), truth, release, drawn_hidden(data, release))


@MANY
@given(st.data())
def test_of_populations_within_one_another(data: st.DataObject) -> None:
    groups = ["umc", "child", "adult"]
    kinds = kinds_of(sex=SEX, place=PLACE, group=groups)
    truth = a_world(data, kinds, 2)
    cells: dict[Cell, int] = {}
    tables: tuple[Table, ...] = ()
    for among, crosses in (
        ("", [{"sex": SEX, "place": PLACE}]),
        ("children", [{"sex": SEX}, {"place": PLACE}]),
        ("umc", [{"sex": SEX}, {"place": PLACE}]),
    ):
        wanted = [one for one in crosses if data.draw(st.booleans())]
        more, split = tables_of(truth, returns(among=among), *wanted)
        cells, tables = cells | more, tables + split
    release = Release(cells, tables, knowledge=KNOWN)
    compare(worlds_upto(kinds, 2), truth, release, drawn_hidden(data, release))


@MANY
@given(st.data())
def test_of_half_years_and_the_year_over_two_editions(data: st.DataObject) -> None:
    kinds = kinds_of(half=["0", "1"], sex=SEX, place=PLACE)
    truth = a_world(data, kinds, 3)
    old, split = tables_of(truth, returns(HALVES[0]), {"sex": SEX}, {"place": PLACE})
    kept = {cell: n for cell, n in old.items() if data.draw(st.booleans())}
    before = Release(old, split, knowledge=KNOWN)
    first = Edition(before, frozenset({*old} - {*kept}))
    cells, tables = tables_of(truth, returns(), {"sex": SEX, "place": PLACE})
    more, others = tables_of(truth, returns(HALVES[1]), {"sex": SEX})
    part = data.draw(st.sampled_from([*more]))
    said = (Share(returns(HALVES[1]), returns()), Share(part, returns(HALVES[1]), 1))
    release = Release(cells | more, tables + others, said, knowledge=KNOWN, earlier=(first,))
    compare(worlds_upto(kinds, 3), truth, release, drawn_hidden(data, release))


@MANY
@given(st.data())
def test_of_persons_and_their_returns_in_halves_and_the_year(data: st.DataObject) -> None:
    """Persons of whom a return may be a child's and the next a grown-up's."""
    histories = ["".join(map(str, one)) for one in product(range(4), repeat=4) if 0 < sum(one) < 4]
    kinds = kinds_of(history=histories)
    truth = a_world(data, kinds, 2)
    assume(number(truth, RETURNS) - number(truth, PERSONS) <= 2)  # so that no longer history is possible
    every = [
        Cell(figure, period, among)
        for figure, period, among in product(("persons", "returns"), (*HALVES, YEAR), ("", "children"))
    ]
    unsaid = {(figure, HALVES[1]) for figure in ("persons", "returns") if data.draw(st.booleans())}
    cells = {cell: number(truth, cell) for cell in every if (cell.figure, cell.period) not in unsaid}
    known = Knowledge(adds=frozenset({"returns"}), counted_in=(("persons", "returns"),))
    release = Release(cells, knowledge=known)
    hidden = {cell for cell in cells if cell not in (RETURNS, PERSONS) and data.draw(st.booleans())}
    compare(worlds_upto(kinds, 2), truth, release, {*hidden})


@MANY
@given(st.data())
def test_after_protection_no_span_is_too_narrow(data: st.DataObject) -> None:
    """Checked by the worlds gone through: each hidden cell is at least two different numbers apart."""
    kinds = kinds_of(sex=SEX, place=["ge", "am", "iq"])
    truth = {kind: data.draw(st.integers(0, 4)) for kind in kinds}
    cells, tables = tables_of(truth, returns(), {"sex": SEX, "place": ["ge", "am", "iq"]}, {"sex": SEX})
    share = Share(returns(sex="male"), returns())
    release = Release(cells, tables, (share,), knowledge=KNOWN)
    outcome = protect(release)
    needs = {item for item, span in outcome.spans.items() if not span.holds(2)}
    said = {note.about for note in outcome.notes if note.code == "cannot-hide"}
    assert needs == said
    assert not said, "the total can always be hidden"
    for cell, count in cells.items():
        assert cell in outcome.hidden or not 0 < count < 2
    if number(truth, returns()) <= 8 and returns() not in outcome.hidden:
        spans = by_hand(worlds_upto(kinds, number(truth, returns())), truth, release, {*outcome.hidden})
        assert all(high - low >= 2 for low, high in spans.values())


FEWER = settings(MANY, max_examples=MANY.max_examples // 4)


@FEWER
@given(st.data())
def test_what_was_known_before_an_edition_is_known_no_better_after_it(data: st.DataObject) -> None:
    """Earlier editions hid as it happened; this one narrows nothing that it does not say it would."""
    kinds = kinds_of(half=["0", "1"], sex=SEX)
    truth = a_world(data, kinds, 4)
    worlds, earlier = worlds_upto(kinds, 4), [Edition(Release({returns(): number(truth, returns())}))]
    periods = data.draw(st.permutations([*HALVES, YEAR]))
    for period in periods[: data.draw(st.integers(1, 2))]:
        cells, tables = tables_of(truth, returns(period), {"sex": SEX})
        left_out = frozenset(cell for cell in cells if bool(cell.where) and data.draw(st.booleans()))
        earlier.append(Edition(Release(cells, tables, knowledge=KNOWN), left_out))
    cells, tables = tables_of(truth, returns(periods[2]), {"sex": SEX})
    release = Release(cells, tables, knowledge=KNOWN, earlier=tuple(earlier))
    outcome = protect(release)
    spans = {cell for cell in outcome.spans if isinstance(cell, Cell)}
    before = by_hand(worlds, truth, Release({}, earlier=tuple(earlier)), set(), spans)
    after = by_hand(worlds, truth, release, {*outcome.hidden}, spans)
    told = {note.about: note.code for note in outcome.notes}
    for cell in spans:
        (least, greatest), (low, high) = before[cell], after[cell]
        wide, as_before = high - low >= 2, greatest - least < 2 and (low, high) == (least, greatest)
        assert told.get(cell) == (None if wide else "known-before" if as_before else "cannot-hide")


@FEWER
@given(st.data())
def test_no_order_of_halves_and_their_year_tells_a_small_number(data: st.DataObject) -> None:
    """Each edition is protected beside those before it, and nothing stands in the way of the next one."""
    kinds = kinds_of(half=["0", "1"], sex=SEX)
    truth = a_world(data, kinds, 6)
    assume(all(number(truth, returns(half)) > 1 for half in HALVES))
    worlds, earlier = worlds_upto(kinds, number(truth, returns())), list[Edition]()
    for period in data.draw(st.permutations([*HALVES, YEAR])):
        cells, tables = tables_of(truth, returns(period), {"sex": SEX})
        release = Release(cells, tables, knowledge=KNOWN, earlier=tuple(earlier))
        outcome = protect(release)
        event = Edition(replace(release, earlier=()), outcome.hidden)
        rests = [cell for cell in outcome.spans if isinstance(cell, Cell) and cell not in outcome.hidden]
        if len(earlier) < 2 and returns(YEAR) in _printed([*earlier, event]):
            spans = by_hand(worlds, truth, release, {*outcome.hidden}, rests)
            assert all(high - low >= 2 for cell, (low, high) in spans.items()), spans
        assert not outcome.notes
        earlier.append(event)


def _printed(editions: Iterable[Edition]) -> set[Cell]:
    return {cell for one in editions for cell in one.release.cells if cell not in one.hidden}


@pytest.mark.parametrize("base", [1, 2, 3, 7, 8, 40, 200])
def test_shares_are_rounded_as_they_are_printed(base: int) -> None:
    """What the rows say of a share is what the rounding says, for each number that it could be."""
    from onward.evidence.rules import percent

    for part in range(3 * base):
        assert share_told(part, base) == percent(part, base)
