"""What a reader with pencil and paper would try, each told as the story of two tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onward.evidence.disclosure import (
    Backing,
    Cell,
    Edition,
    Knowledge,
    Protected,
    Release,
    Share,
    Span,
    Table,
    audit,
    protect,
)
from onward.evidence.rules import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FIRST = Period(date(2026, 1, 1), date(2026, 6, 30))
SECOND = Period(date(2026, 7, 1), date(2026, 12, 31))
BEFORE = Period(date(2025, 1, 1), date(2025, 12, 31))
ADDS = Knowledge(adds=frozenset({"returns"}))


def returns(period: Period = YEAR, among: str = "", **parts: str) -> Cell:
    return Cell.of("returns", period, among, **parts)


def persons(period: Period = YEAR, among: str = "", **parts: str) -> Cell:
    return Cell.of("persons", period, among, **parts)


def by_sex(male: int, female: int, other: int, period: Period = YEAR, among: str = "") -> dict[Cell, int]:
    numbers = {"male": male, "female": female, "other": other}
    cells = {returns(period, among, sex=sex): number for sex, number in numbers.items()}
    return {returns(period, among): sum(numbers.values()), **cells}


def fine(outcome: Protected) -> bool:
    return not outcome.notes and all(span.holds(5) for span in outcome.spans.values())


def test_a_small_number_takes_another_with_it_so_that_the_total_does_not_tell_it() -> None:
    release = Release(by_sex(60, 30, 3), (Table(returns(), ("sex",)),), knowledge=ADDS)
    alone = returns(sex="other")

    assert audit(release, {alone}).spans[alone] == Span(3, 3)

    outcome = protect(release)
    assert outcome.hidden == {alone, returns(sex="female")}, "the smallest that is enough, not the total"
    assert outcome.spans[alone] == Span(1, 32)
    assert fine(outcome)


def test_two_small_numbers_that_sum_to_little_take_a_third_one() -> None:
    release = Release(by_sex(60, 2, 1), (Table(returns(), ("sex",)),), knowledge=ADDS)
    assert fine(protect(release))
    assert len(protect(release).hidden) == 3


def test_where_no_part_is_left_the_total_goes() -> None:
    cells = {returns(): 20, returns(sex="male"): 17, returns(sex="female"): 3}
    release = Release({**cells, returns(sex="male"): 17}, (Table(returns(), ("sex",)),), knowledge=ADDS)
    outcome = protect(release)
    assert outcome.hidden == {returns(sex="male"), returns(sex="female")}
    known = replace(release, earlier=(Edition(Release({returns(sex="male"): 17}, knowledge=ADDS)),))
    assert protect(known).hidden == {returns(), returns(sex="female")}, "one part is known from before"


def test_two_tables_cannot_be_subtracted() -> None:
    """All programmes, and each of two: their difference is the third, by sex."""
    cells: dict[Cell, int] = {}
    numbers = {"a": (40, 20), "b": (30, 3), "c": (50, 25)}
    for programme, (male, female) in numbers.items():
        cells[returns(programme=programme)] = male + female
        cells[returns(programme=programme, sex="male")] = male
        cells[returns(programme=programme, sex="female")] = female
    cells |= {returns(): 168, returns(sex="male"): 120, returns(sex="female"): 48}
    tables = (
        Table(returns(), ("sex",)),
        Table(returns(), ("programme",)),
        *(Table(returns(programme=programme), ("sex",)) for programme in numbers),
    )
    release = Release(cells, tables, knowledge=ADDS)
    small = returns(programme="b", sex="female")
    row = {small, returns(programme="b", sex="male")}

    assert audit(release, row).spans[small] == Span(3, 3), "48 less 20 less 25"
    alone = {
        cell: number
        for cell, number in cells.items()
        if cell not in {returns(sex="female"), returns(sex="male")}
    }
    assert audit(replace(release, cells=alone, tables=tables[1:]), row).spans[small] == Span(1, 32)
    outcome = protect(release)
    assert fine(outcome)
    assert len(outcome.hidden) == 4, "a rectangle is enough"


def test_three_way_cells_stay_hidden_beside_two_way_margins() -> None:
    cells: dict[Cell, int] = {}
    for a in "pq":
        for b in "xyz":
            for sex, number in (("male", 9), ("female", 2 if (a, b) == ("p", "x") else 8)):
                where = {"programme": a, "destination": b, "sex": sex}
                for keys in _subsets(where):
                    cell = Cell("returns", YEAR, "", frozenset((key, where[key]) for key in keys))
                    cells[cell] = cells.get(cell, 0) + number
    tables = [Table(returns(), by) for by in (("programme", "destination", "sex"), ("programme", "sex"))]
    release = Release(cells, tuple(tables), knowledge=ADDS)
    outcome = protect(release)
    assert fine(outcome)
    assert returns(programme="p", destination="x", sex="female") in outcome.hidden
    assert all(len(cell.where) == 3 for cell in outcome.hidden if isinstance(cell, Cell)), outcome.hidden


def _subsets(where: dict[str, str]) -> list[tuple[str, ...]]:
    keys = sorted(where)
    return [tuple(k for n, k in enumerate(keys) if mask >> n & 1) for mask in range(2 ** len(keys))]


def test_two_half_years_cannot_be_subtracted_from_the_year() -> None:
    first = Edition(Release(by_sex(30, 20, 9, FIRST), (Table(returns(FIRST), ("sex",)),), knowledge=ADDS))
    numbers = {**by_sex(62, 41, 11), **by_sex(32, 21, 2, SECOND)}
    tables = (Table(returns(), ("sex",)), Table(returns(SECOND), ("sex",)))
    release = Release(numbers, tables, knowledge=ADDS, earlier=(first,))
    small, beside = returns(SECOND, sex="other"), returns(SECOND, sex="female")

    assert audit(release, {small, beside}).spans[small] == Span(2, 2), "11 less the 9 of the first half"
    alone = replace(release, earlier=())
    assert audit(alone, {small, beside}).spans[small].holds(5), "without the first edition nobody could"
    outcome = protect(release)
    assert fine(outcome)
    assert returns(sex="other") in outcome.hidden


def test_what_an_earlier_edition_hid_is_not_told_by_this_one() -> None:
    before = Release(by_sex(30, 20, 3, FIRST), (Table(returns(FIRST), ("sex",)),), knowledge=ADDS)
    hidden = protect(before).hidden
    first = Edition(before, hidden)
    numbers = {**by_sex(62, 41, 11), **by_sex(32, 21, 8, SECOND)}
    tables = (Table(returns(), ("sex",)), Table(returns(SECOND), ("sex",)))
    release = Release(numbers, tables, knowledge=ADDS, earlier=(first,))

    old = returns(FIRST, sex="other")
    assert audit(release, ()).spans[old] == Span(3, 3), "11 less the 8 of the second half"
    outcome = protect(release)
    assert old in outcome.spans
    assert fine(outcome)


def test_what_an_earlier_edition_hid_was_somebody_at_least() -> None:
    """Both halves hid a row, and neither for a nought: of five in the year each has one to four."""
    halves = {FIRST: 1, SECOND: 4}
    editions = []
    for period, few in halves.items():
        cells = by_sex(30, 20, few, period)
        hidden = {returns(period, sex="other"), returns(period, sex="female")}
        editions.append(
            Edition(Release(cells, (Table(returns(period), ("sex",)),), knowledge=ADDS), frozenset(hidden))
        )
    year = Release(by_sex(60, 40, 5), (Table(returns(), ("sex",)),), knowledge=ADDS, earlier=tuple(editions))
    assert audit(year, ()).spans[returns(FIRST, sex="other")] == Span(1, 4)
    assert returns(sex="other") in protect(year).hidden


def test_a_month_within_a_half_year_cannot_be_subtracted() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    spring = Period(date(2026, 1, 1), date(2026, 5, 31))
    month = Edition(Release({returns(june): 40}, knowledge=ADDS))
    release = Release({returns(FIRST): 43, returns(spring): 3}, knowledge=ADDS, earlier=(month,))
    assert audit(release, {returns(spring)}).spans[returns(spring)] == Span(3, 3)
    assert returns(FIRST) in protect(release).hidden


def test_months_of_which_one_is_small_are_hidden_in_pairs() -> None:
    cells = {returns(): 93, **{returns(month=f"2026-{month:02}"): 8 for month in range(1, 12)}}
    cells[returns(month="2026-12")] = 5
    cells[returns(month="2026-04")] = 3
    cells[returns()] = sum(cells.values()) - 93
    release = Release(cells, (Table(returns(), ("month",)),), knowledge=ADDS)
    outcome = protect(release)
    assert fine(outcome)
    assert len(outcome.hidden) == 2


def test_persons_of_two_halves_are_not_added_but_bounded() -> None:
    cells = {persons(): 53, persons(FIRST): 50, persons(SECOND): 4}
    release = Release(cells)
    assert audit(release, {persons(SECOND)}).spans[persons(SECOND)] == Span(3, 53)
    added = replace(release, knowledge=Knowledge(adds=frozenset({"persons"})))
    assert audit(added, {persons(SECOND)}).spans[persons(SECOND)] == Span(3, 3), "nobody came back twice"


def test_a_rounded_share_does_not_tell_a_hidden_number() -> None:
    cells = by_sex(17, 20, 3)
    small = returns(sex="other")
    both = {small, returns(sex="male")}
    share = Share(small, returns())
    release = Release(cells, (Table(returns(), ("sex",)),), (share,), knowledge=ADDS)

    assert audit(release, both).spans[small] == Span(3, 3), "8 % of 40 is 3"
    assert audit(release, {*both, share}).spans[small] == Span(1, 19)
    outcome = protect(release)
    assert share in outcome.hidden
    assert fine(outcome)


def test_a_share_without_its_number_is_rounded_more_or_left_out() -> None:
    small = returns(sex="other")
    for total, few, is_told in ((40, 3, False), (1_000, 3, False), (2_000, 3, True)):
        cells = {returns(): total, small: few}
        release = Release(
            cells, statements=(Share(small, returns()),), silent=frozenset({small}), knowledge=ADDS
        )
        outcome = protect(release)
        assert (Share(small, returns()) not in outcome.hidden) is is_told, total
        assert fine(outcome)


NESTED = Knowledge(nested=frozenset({(("persons", "umc"), ("persons", "children"))}))


def test_nested_populations_bound_one_another() -> None:
    umc, children = persons(among="umc", sex="female"), persons(among="children", sex="female")
    cells = {umc: 2, children: 3, persons(sex="female"): 30}
    release = Release(cells, knowledge=NESTED)
    assert audit(release, {umc}).spans[umc] == Span(1, 3), "no more than all children"
    assert audit(replace(release, knowledge=Knowledge()), {umc}).spans[umc] == Span(1, 30), "or all persons"
    outcome = protect(release)
    assert outcome.hidden == {umc, children}
    assert fine(outcome)


def test_the_parts_of_a_narrow_population_are_bounded_by_those_of_the_wide_one() -> None:
    """Unaccompanied girls are hidden, boys too; but there are no more girls among children than five."""
    cells = {
        **{persons(among="umc", sex=sex): number for sex, number in (("male", 9), ("female", 3))},
        **{persons(among="children", sex=sex): number for sex, number in (("male", 12), ("female", 5))},
        persons(among="umc"): 12,
        persons(among="children"): 17,
    }
    tables = tuple(Table(persons(among=among), ("sex",)) for among in ("umc", "children"))
    release = Release(cells, tables, knowledge=NESTED)
    girls, boys = (persons(among="umc", sex=sex) for sex in ("female", "male"))
    assert audit(release, {girls, boys}).spans[girls] == Span(1, 5)
    outcome = protect(release)
    assert fine(outcome)
    assert persons(among="children", sex="female") in outcome.hidden


def test_overlapping_parts_are_never_added_up() -> None:
    known = Knowledge(overlapping=frozenset({"vulnerability"}))
    small = persons(vulnerability="trafficking")
    cells = {persons(): 40, small: 3, persons(vulnerability="medical"): 37}
    release = Release(cells, (Table(persons(), ("vulnerability",)),), knowledge=known)
    assert audit(release, {small}).spans[small] == Span(1, 40)
    assert protect(release).hidden == {small}
    plain = replace(release, knowledge=Knowledge())
    assert audit(plain, {small}).spans[small] == Span(3, 3), "were they added up, it would be told"


def test_noughts_are_shown_unless_a_whole_is_hidden_that_they_would_describe() -> None:
    cells = {returns(): 43, returns(destination="ge"): 3, returns(destination="am"): 40}
    for code, male in (("ge", 0), ("am", 40)):
        cells[returns(destination=code, sex="male")] = male
        cells[returns(destination=code, sex="female")] = cells[returns(destination=code)] - male
    tables = (Table(returns(), ("destination",)), Table(returns(), ("destination", "sex")))
    outcome = protect(Release(cells, tables, knowledge=ADDS))
    assert returns(destination="ge", sex="male") in outcome.hidden, "else all few would be known for women"
    shown = protect(Release({returns(): 40, returns(sex="male"): 0, returns(sex="female"): 40}))
    assert not shown.hidden


def test_an_amount_is_hidden_for_few_behind_it_or_for_one_who_dominates_it() -> None:
    def paid(**parts: str) -> Cell:
        return Cell.of("paid", YEAR, **parts)

    cells = {paid(): 90_000, paid(item="a"): 40_000, paid(item="b"): 30_000, paid(item="c"): 20_000}
    behind = {
        paid(): Backing(120, 9_000),
        paid(item="a"): Backing(4, 12_000),
        paid(item="b"): Backing(60, 1_000),
        paid(item="c"): Backing(56, 900),
    }
    known = Knowledge(adds=frozenset({"paid"}))
    release = Release(cells, (Table(paid(), ("item",)),), amounts=behind, knowledge=known)
    outcome = protect(release)
    assert outcome.hidden == {paid(item="a"), paid(item="c")}
    assert all(span.holds(8_000) for span in outcome.spans.values())
    one = {**behind, paid(item="a"): Backing(30, 28_000)}
    assert paid(item="a") in protect(replace(release, amounts=one)).hidden
    nobody = {**behind, paid(item="a"): Backing(30, 12_000)}
    assert not protect(replace(release, amounts=nobody)).hidden


def test_a_correction_since_an_earlier_edition_is_a_tie_that_nobody_believes() -> None:
    """All of the first half was 59, of which 9 others; it is 61 by now, and 11 of the year."""
    first = Edition(Release(by_sex(30, 20, 9, FIRST), (Table(returns(FIRST), ("sex",)),), knowledge=ADDS))
    numbers = {**by_sex(62, 41, 11), **by_sex(32, 21, 2, SECOND), **by_sex(30, 20, 11, FIRST)}
    tables = tuple(Table(returns(period), ("sex",)) for period in (YEAR, FIRST, SECOND))
    numbers[returns(sex="other")] = 13
    numbers[returns()] = 116
    release = Release(numbers, tables, knowledge=ADDS, earlier=(first,))
    outcome = protect(release)
    assert {note.code for note in outcome.notes} == {"claim-dropped"}
    assert all(span.holds(5) for span in outcome.spans.values())
    assert returns(SECOND, sex="other") in outcome.hidden


def test_an_edition_that_contradicts_itself_passes_nothing_for_safe() -> None:
    cells = {returns(): 10, returns(FIRST): 20, returns(SECOND): 3}
    found = audit(Release(cells, knowledge=ADDS), {returns(SECOND)})
    assert found.spans[returns(SECOND)] == Span(3, 3)
    assert [note.code for note in found.notes] == ["contradiction"]


def test_what_an_earlier_edition_tells_already_is_said_to_have_been_known_before() -> None:
    first = Edition(Release({returns(sex="other"): 3}, knowledge=ADDS))
    release = Release(by_sex(60, 30, 3), (Table(returns(), ("sex",)),), knowledge=ADDS, earlier=(first,))
    outcome = protect(release)
    assert returns(sex="other") in outcome.hidden
    assert [note.code for note in outcome.notes] == ["known-before"]


def test_every_run_hides_the_same() -> None:
    cells = by_sex(60, 30, 3)
    backwards = dict(reversed([*cells.items()]))
    tables = (Table(returns(), ("sex",)),)
    assert protect(Release(cells, tables)).hidden == protect(Release(backwards, tables)).hidden


def test_a_release_gives_each_number_that_it_speaks_of() -> None:
    with pytest.raises(KeyError):
        protect(Release({returns(): 3}, statements=(Share(returns(sex="male"), returns()),)))
    with pytest.raises(ValueError, match="nought"):
        protect(Release({returns(): -3}))


NAMED = replace(
    ADDS,
    same={("vulnerability", "trafficking"): "trafficking"},
    nested=frozenset({(("returns", "trafficking"), ("returns", "vulnerable"))}),
    named={("channel", "shelter"): "trafficking"},
)
VICTIMS = returns(among="vulnerable", vulnerability="trafficking")


def by_channel(shelter: int, period: Period = YEAR) -> dict[Cell, int]:
    numbers = {"desk": 60, "hospital": 30, "shelter": shelter}
    cells = {returns(period, channel=channel): number for channel, number in numbers.items()}
    return {returns(period): sum(numbers.values()), **cells}


def of_victims(male: int, female: int) -> dict[Cell, int]:
    sexes = {VICTIMS.part("sex", "male"): male, VICTIMS.part("sex", "female"): female}
    return {VICTIMS: male + female, **sexes}


def named(shelter: int, victims: tuple[int, int], **more: Any) -> Release:
    tables = Table(returns(), ("channel",)), Table(VICTIMS, ("sex",))
    return Release({**by_channel(shelter), **of_victims(*victims)}, tables, knowledge=NAMED, **more)


def test_a_hidden_population_is_not_told_by_a_part_of_another_split_that_bears_its_name() -> None:
    outcome = protect(named(5, (2, 3)))
    assert VICTIMS in outcome.hidden
    assert returns(channel="shelter") in outcome.hidden, "five, and a shelter for nobody but victims"
    assert returns(channel="hospital") in outcome.hidden, "else the total would tell it"
    assert fine(outcome)


def test_a_part_that_is_small_takes_the_population_that_its_name_tells_of_with_it() -> None:
    outcome = protect(named(4, (20, 20)))
    assert {returns(channel="shelter"), VICTIMS} <= outcome.hidden
    assert fine(outcome)


def test_a_name_hides_nothing_where_neither_is_hidden_and_a_nought_is_shown() -> None:
    assert not protect(named(9, (20, 20))).hidden
    outcome = protect(named(0, (2, 3)))
    assert VICTIMS in outcome.hidden
    assert returns(channel="shelter") not in outcome.hidden


def test_a_name_tells_of_its_own_days_and_of_whoever_has_the_same_further_limits() -> None:
    women = {returns(channel="shelter", sex="female"): 9, returns(BEFORE, channel="shelter"): 9}
    release = named(9, (20, 3))
    outcome = protect(replace(release, cells={**release.cells, **women}))
    hidden = {cell for cell in outcome.hidden if ("channel", "shelter") in getattr(cell, "where", ())}
    assert returns(channel="shelter", sex="female") in hidden
    assert returns(BEFORE, channel="shelter") not in hidden


def test_what_was_printed_before_is_not_hidden_for_its_name() -> None:
    before = Edition(Release(by_channel(5), knowledge=NAMED))
    outcome = protect(named(5, (2, 3), earlier=(before,)))
    assert returns(channel="shelter") not in outcome.hidden
    assert fine(outcome), "else nothing could ever be published again"


def test_what_an_earlier_edition_hid_is_not_told_by_name_in_this_one() -> None:
    before = Edition(Release(of_victims(2, 3), knowledge=NAMED), frozenset(of_victims(2, 3)))
    release = Release(by_channel(5), (Table(returns(), ("channel",)),), knowledge=NAMED, earlier=(before,))
    assert returns(channel="shelter") in protect(release).hidden


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 12), st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_neither_of_two_that_bear_one_name_stands_without_the_other(
    shelter: int, victims: tuple[int, int]
) -> None:
    outcome = protect(named(shelter, victims))
    alike = {returns(channel="shelter"): shelter, VICTIMS: sum(victims)}
    standing = {cell for cell, number in alike.items() if number and cell not in outcome.hidden}
    assert not all(alike.values()) or len(standing) in (0, 2)
    assert fine(outcome)
