"""What a reader concludes from how figures hang together: groups of a split, persons and their returns."""

from __future__ import annotations

from datetime import date

import pytest

from onward.evidence.disclosure import (
    Backing,
    Cell,
    Edition,
    Holds,
    Knowledge,
    Release,
    Span,
    Table,
    TooLongError,
    audit,
    protect,
)
from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.rules import Period

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FIRST = Period(date(2026, 1, 1), date(2026, 6, 30))
SECOND = Period(date(2026, 7, 1), date(2026, 12, 31))
CHILDREN = Knowledge(
    adds=frozenset({"returns"}),
    overlapping=frozenset({"vulnerability"}),
    counted_in=(("persons", "returns"),),
    holds={"children": Holds("age", frozenset({"child"}), frozenset({"unknown"}))},
)


def returns(period: Period = YEAR, among: str = "", **parts: str) -> Cell:
    return Cell.of("returns", period, among, **parts)


def persons(period: Period = YEAR, among: str = "", **parts: str) -> Cell:
    return Cell.of("persons", period, among, **parts)


def former(period: Period) -> Cell:
    return persons(period, "vulnerable", vulnerability="former")


def ages(child: int, adult: int, old: int, unknown: int) -> dict[Cell, int]:
    numbers = {"child": child, "adult": adult, "old": old, "unknown": unknown}
    told = {returns(age=code): number for code, number in numbers.items()}
    return {returns(): sum(numbers.values()), **told}


def test_the_children_of_a_sentence_are_those_of_the_table_of_ages() -> None:
    """87 in all, 69 adults, 18 hidden in three rows, and 15 children: the old are at most three."""
    cells = {**ages(14, 69, 2, 2), persons(): 87, persons(among="children"): 15}
    release = Release(cells, (Table(returns(), ("age",)),), knowledge=CHILDREN)
    hidden = {returns(age="child"), returns(age="old"), returns(age="unknown")}
    # Of 18 hidden, 15 are children: of known age, or of those whose age is not known.
    assert audit(release, hidden).spans == {
        returns(age="child"): Span(1, 15),
        returns(age="old"): Span(1, 3),
        returns(age="unknown"): Span(1, 16),
    }


def test_children_of_returns_may_be_more_than_those_who_returned() -> None:
    """Two returned twice: of children there may be two returns more than children."""
    cells = {**ages(14, 69, 2, 2), persons(): 85, persons(among="children"): 15}
    release = Release(cells, (Table(returns(), ("age",)),), knowledge=CHILDREN)
    hidden = {returns(age="child"), returns(age="old"), returns(age="unknown")}
    assert audit(release, hidden).spans[returns(age="old")] == Span(1, 3)
    assert audit(release, hidden).spans[returns(age="child")] == Span(1, 16)


def test_where_as_many_returned_as_there_were_returns_each_part_is_the_same() -> None:
    sexes = {"male": 60, "female": 30, "other": 3}
    cells = {returns(): 93, persons(): 93}
    cells |= {of(sex=sex): number for sex, number in sexes.items() for of in (returns, persons)}
    tables = (Table(returns(), ("sex",)), Table(persons(), ("sex",)))
    release = Release(cells, tables, knowledge=CHILDREN)
    hidden = {returns(sex="other"), returns(sex="female")}
    assert audit(release, hidden).spans[returns(sex="other")] == Span(3, 3)


def test_who_returned_in_both_halves_is_bounded_by_the_printed_numbers_of_all() -> None:
    """651 and 1,074 are 1,725: nobody returned in both halves, so the numbers of every group add up."""
    cells = {persons(FIRST): 651, persons(SECOND): 1074, persons(): 1725}
    cells |= {former(FIRST): 1, former(SECOND): 6, former(YEAR): 7}
    release = Release(cells, knowledge=CHILDREN)
    alone = former(FIRST)
    assert audit(release, {alone}).spans[alone] == Span(1, 1)


def test_as_many_of_a_group_returned_twice_as_of_all_at_most() -> None:
    cells = {persons(FIRST): 50, persons(SECOND): 60, persons(): 108}
    cells |= {persons(FIRST, "few"): 3, persons(SECOND, "few"): 6, persons(among="few"): 8}
    release = Release(cells, knowledge=CHILDREN)
    alone = persons(FIRST, "few")
    assert audit(release, {alone}).spans[alone] == Span(2, 4)


def test_who_returned_twice_in_a_half_did_so_in_the_year() -> None:
    """55 persons in a half and its returns hidden; the year says as many returns as persons: 55 returns."""
    half = Release({persons(FIRST): 55, returns(FIRST): 57}, knowledge=CHILDREN)
    hidden = {returns(FIRST)}
    year = Release(
        {persons(): 120, returns(): 122}, knowledge=CHILDREN, earlier=(Edition(half, frozenset(hidden)),)
    )
    assert audit(year, set()).spans[returns(FIRST)] == Span(55, 57)
    assert audit(year, {returns()}).spans[returns(FIRST)].holds(5)


def test_parts_of_a_year_together_hold_at_most_as_many_second_returns_as_the_year() -> None:
    """Three more returns than persons in the year, and two of them in the third quarter."""
    spring, autumn = (
        Period(date(2026, 1, 1), date(2026, 3, 31)),
        Period(date(2026, 7, 1), date(2026, 9, 30)),
    )
    cells = {persons(): 60, returns(): 63, persons(spring): 10, returns(spring): 11}
    cells |= {persons(autumn): 20, returns(autumn): 22}
    release = Release(cells, knowledge=CHILDREN)
    assert audit(release, {returns(spring)}).spans == {returns(spring): Span(10, 11)}


def test_a_part_that_is_a_population_lies_within_what_holds_it() -> None:
    knowledge = Knowledge(
        overlapping=frozenset({"vulnerability"}),
        nested=frozenset({(("persons", "alone"), ("persons", "children"))}),
        same={("vulnerability", "alone"): "alone"},
    )
    part = persons(among="vulnerable", vulnerability="alone")
    release = Release({persons(among="children"): 6, part: 4}, knowledge=knowledge)
    assert audit(release, {part}).spans[part] == Span(1, 6)


def test_a_rule_that_the_numbers_break_ties_nothing() -> None:
    """Noted as alone years ago, and of age by now: more in the part than there are children."""
    knowledge = Knowledge(
        overlapping=frozenset({"vulnerability"}),
        nested=frozenset({(("persons", "alone"), ("persons", "children"))}),
        same={("vulnerability", "alone"): "alone"},
    )
    part = persons(YEAR, "vulnerable", vulnerability="alone")
    women = persons(YEAR, "vulnerable", sex="f")
    release = Release({persons(among="children"): 6, part: 7, women: 3}, knowledge=knowledge)
    assert not audit(release, {women}).notes
    cells = {**ages(14, 69, 2, 2), persons(): 87, persons(among="children"): 30}
    release = Release(cells, (Table(returns(), ("age",)),), knowledge=CHILDREN)
    assert not audit(release, {returns(age="old"), returns(age="child")}).notes


def test_a_nought_that_wider_numbers_tell_is_not_hidden_and_holds_nothing_up() -> None:
    """Nobody at all is of the third sex: that none of three victims is tells nothing."""
    cells = {persons(sex=code): number for code, number in {"m": 40, "f": 30, "x": 0}.items()}
    few = {persons(among="few", sex=code): number for code, number in {"m": 2, "f": 1, "x": 0}.items()}
    cells |= {persons(): 70, persons(among="few"): 3, **few}
    tables = (Table(persons(), ("sex",)), Table(persons(among="few"), ("sex",)))
    outcome = protect(Release(cells, tables, knowledge=CHILDREN))
    assert not outcome.notes
    assert persons(among="few") in outcome.hidden
    assert persons(among="few", sex="x") not in outcome.hidden


def test_a_nought_crossed_by_two_dimensions_is_a_part_of_the_whole_of_its_table() -> None:
    """No margin is printed, so that only the table says whose parts these are."""
    crossed = {("m", "old"): 2, ("m", "young"): 1, ("f", "old"): 0, ("f", "young"): 0}
    cells = {returns(): 3} | {returns(sex=sex, age=age): number for (sex, age), number in crossed.items()}
    outcome = protect(Release(cells, (Table(returns(), ("sex", "age")),), knowledge=CHILDREN))
    assert returns(sex="f", age="old") in outcome.hidden


def test_an_amount_is_hidden_by_a_fifth_of_it_not_by_the_threshold_of_persons() -> None:
    big, small = (Cell.of("grants", YEAR, to=one) for one in ("a", "b"))
    whole = Cell.of("grants", YEAR)
    cells, backing = {whole: 1040, big: 1000, small: 40}, Backing(2, 900)
    release = Release(cells, (Table(whole, ("to",)),), amounts={big: backing}, knowledge=CHILDREN)
    assert Auditor(release).need(big) == 200
    assert Auditor(release).need(small) == 5


def test_a_half_is_published_after_its_year_though_five_were_told() -> None:
    """Noughts of the part are hidden too, so that the three could be any number up to the five."""
    codes = {"a": (5, 3), "b": (60, 40), "c": (50, 20), "d": (6, 0)}
    year = {returns(to=code): whole for code, (whole, _half) in codes.items()} | {returns(): 121}
    half = {returns(FIRST, to=code): part for code, (_whole, part) in codes.items()} | {returns(FIRST): 63}
    before = Edition(Release(year, (Table(returns(), ("to",)),), knowledge=CHILDREN))
    table = Table(returns(FIRST), ("to",))
    outcome = protect(Release(half, (table,), knowledge=CHILDREN, earlier=(before,)))
    assert not outcome.notes
    assert {returns(FIRST, to="a"), returns(FIRST, to="d")} <= outcome.hidden
    assert outcome.spans[returns(FIRST, to="a")] == Span(0, 5)


def test_a_choice_that_takes_too_long_is_given_up() -> None:
    cells = {**ages(14, 69, 2, 3)}
    with pytest.raises(TooLongError):
        protect(Release(cells, (Table(returns(), ("age",)),), knowledge=CHILDREN), patience=-1.0)
