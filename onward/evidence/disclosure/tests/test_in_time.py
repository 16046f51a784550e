"""What is left out where the time is too short, and what is not to be sought twice."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from onward.evidence.disclosure import (
    Cell,
    Edition,
    Protected,
    Release,
    Table,
    TooLongError,
    audit,
    auditing,
    choosing,
    protect,
    protect_in_time,
)
from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.bounds import Contradiction, Part
from onward.evidence.disclosure.solving import unbelieved
from onward.evidence.disclosure.tests.test_attacks import ADDS, FIRST, SECOND, YEAR, by_sex, persons, returns
from onward.evidence.rules import Period


def split(programme: str, men: int, women: int, others: int, period: Period = YEAR) -> dict[Cell, int]:
    """Return the returns of a programme, split by sex."""
    numbers = {"male": men, "female": women, "other": others}
    cells = {returns(period, programme=programme, sex=sex): number for sex, number in numbers.items()}
    return {returns(period, programme=programme): men + women + others, **cells}


def two_programmes() -> Release:
    """One programme has few of the third sex, and of the other one nobody is few."""
    numbers = {**split("a", 60, 40, 3), **split("b", 50, 30, 20), returns(): 203}
    tables = tuple(Table(returns(programme=one), ("sex",)) for one in "ab")
    return Release(numbers, (*tables, Table(returns(), ("programme",))), knowledge=ADDS)


@pytest.fixture
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every choice with care take too long."""

    def give_up(_self: object) -> Any:
        raise TooLongError

    monkeypatch.setattr(choosing._Choosing, "decided", give_up)


def holds(release: Release, outcome: Protected) -> bool:
    """Say whether the exact audit finds every span wide enough."""
    found = audit(release, outcome.hidden)
    return not found.notes and all(span.holds(5) for span in found.spans.values())


def test_what_is_decided_in_time_is_what_is_decided_at_all() -> None:
    release = two_programmes()
    assert protect_in_time(release) == protect(release)
    assert not protect_in_time(release).hurried


@pytest.mark.usefixtures("no_choice")
def test_what_is_undecided_is_hidden_with_its_split_and_nothing_else() -> None:
    release = two_programmes()
    outcome = protect_in_time(release)
    parts = {returns(programme="a", sex=sex) for sex in ("male", "female", "other")}
    assert outcome.hidden == parts
    assert outcome.hurried == parts - {returns(programme="a", sex="other")}, "one is small"
    assert holds(release, outcome)


@pytest.mark.usefixtures("no_choice")
def test_where_its_split_is_not_enough_the_total_goes_too() -> None:
    """Two men and a woman: whatever is hidden of them, three in all would tell too much."""
    release = replace(
        two_programmes(), cells={**split("a", 2, 1, 0), **split("b", 50, 30, 20), returns(): 103}
    )
    outcome = protect_in_time(release)
    assert returns(programme="a") in outcome.hidden
    assert holds(release, outcome)


def test_without_any_time_all_is_hidden_that_can_be_and_it_is_as_safe() -> None:
    first = Edition(Release(by_sex(30, 20, 9, FIRST), (Table(returns(FIRST), ("sex",)),), knowledge=ADDS))
    numbers = by_sex(62, 41, 11)
    release = Release(numbers, (Table(returns(), ("sex",)),), knowledge=ADDS, earlier=(first,))
    assert returns(sex="male") not in protect(release).hidden
    outcome = protect_in_time(release, patience=-1.0)
    assert outcome.hidden == {*numbers}
    assert holds(release, outcome)
    assert not outcome.notes


def test_where_only_the_audit_takes_too_long_what_was_chosen_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_given: object) -> Any:
        raise TooLongError

    expected = protect(two_programmes()).hidden
    monkeypatch.setattr(choosing._Choosing, "audited", give_up)
    outcome = protect_in_time(two_programmes())
    assert outcome.hidden == expected
    assert holds(two_programmes(), outcome)
    assert all(span.holds(5) for span in outcome.spans.values())


def test_what_nothing_hides_stands_in_the_way_also_in_a_hurry() -> None:
    """Three of a half are public already: no want of time mends that."""
    first = Edition(Release(by_sex(30, 20, 3, FIRST), knowledge=ADDS), frozenset())
    release = Release(
        by_sex(31, 21, 3, FIRST), (Table(returns(FIRST), ("sex",)),), knowledge=ADDS, earlier=(first,)
    )
    outcome = protect_in_time(release, patience=-1.0)
    assert {note.code for note in outcome.notes} & {"known-before", "cannot-hide"}


def disagreeing() -> Release:
    """The halves and the year tell other numbers of men; of persons, two stay hidden as they were."""
    sexes = {persons(sex="female"): 4, persons(sex="other"): 3, persons(sex="male"): 20, persons(): 27}
    hidden = frozenset({persons(sex="female"), persons(sex="other")})
    table = Table(persons(), ("sex",))
    halves = tuple(
        Edition(Release({**numbers, **sexes}, (table,), knowledge=ADDS), hidden)
        for numbers in ({returns(FIRST): 30}, {returns(SECOND): 32})
    )
    return Release({returns(): 70, **sexes}, (table,), knowledge=ADDS, earlier=halves)


def test_where_claims_disagree_the_rest_is_no_contradiction() -> None:
    """Of the persons nothing is claimed that this edition does not say: that part of it has no claim left."""
    outcome = protect(disagreeing())
    assert "contradiction" not in {note.code for note in outcome.notes}
    assert outcome.spans[persons(sex="female")].holds(5)


def test_a_part_without_claims_disbelieves_none_unless_it_is_impossible() -> None:
    rows = ((((0, 1), (1, -1)), 1, None),)
    assert unbelieved(Part(((0, 0, 5), (1, 0, 5)), rows, (None,))) == []
    with pytest.raises(Contradiction):
        unbelieved(Part(((0, 0, 5), (1, 5, 9)), rows, (None,)))


def test_which_claims_nobody_believes_is_sought_once_while_less_and_less_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release, sought = disagreeing(), list[Part]()

    def seek(part: Part) -> Any:
        sought.append(part)
        return unbelieved(part)

    monkeypatch.setattr(auditing, "unbelieved", seek)
    few = frozenset({persons(sex="female"), persons(sex="other")})
    auditor = Auditor(release)
    auditor.audit(frozenset({*few, persons(sex="male"), persons()}))
    once = len(sought)
    assert once
    after = auditor.audit(few)
    assert len(sought) == once
    assert after == Auditor(release).audit(few)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("patience", [-1.0, 60.0])
@pytest.mark.usefixtures("no_choice")
def test_whatever_is_decided_in_a_hurry_passes_the_exact_audit(seed: int, patience: float) -> None:
    """Three editions one after the other, of two programmes of which one is small, none chosen with care."""
    draw, earlier = random.Random(seed), list[Edition]()
    halves = {
        period: ([draw.randrange(6) for _sex in range(3)], [draw.randrange(5, 40) for _sex in range(3)])
        for period in (FIRST, SECOND)
    }
    year = tuple([a + b for a, b in zip(*two, strict=True)] for two in zip(*halves.values(), strict=True))
    for period, (few, many) in draw.sample([*halves.items(), (YEAR, year)], 3):
        numbers = {
            **split("a", few[0], few[1], few[2], period),
            **split("b", many[0], many[1], many[2], period),
            returns(period): sum(few + many),
        }
        tables = [Table(returns(period, programme=one), ("sex",)) for one in "ab"]
        tables.append(Table(returns(period), ("programme",)))
        release = Release(numbers, tuple(tables), knowledge=ADDS, earlier=tuple(earlier))
        outcome = protect_in_time(release, patience)
        noted = {note.about for note in outcome.notes}
        found = audit(release, outcome.hidden).spans
        assert all(found[cell].holds(5) for cell in outcome.spans.keys() - noted)
        assert "cannot-hide" not in {note.code for note in outcome.notes}
        assert all(cell in outcome.hidden for cell, number in numbers.items() if 0 < number < 5)
        earlier.append(Edition(replace(release, earlier=()), outcome.hidden))
