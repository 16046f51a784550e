"""Editions one after the other: what is left of a period, what has no row, and what was known before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onward.evidence.disclosure import (
    Cell,
    Edition,
    Protected,
    Release,
    Span,
    Table,
    audit,
    between,
    known_since,
    protect,
)
from onward.evidence.disclosure.tests.test_attacks import (
    ADDS,
    FIRST,
    SECOND,
    YEAR,
    by_sex,
    fine,
    persons,
    returns,
)
from onward.evidence.rules import Period


def edition(numbers: dict[Cell, int], period: Period, *hidden: Cell) -> Edition:
    return Edition(Release(numbers, (Table(returns(period), ("sex",)),), knowledge=ADDS), frozenset(hidden))


def after(*earlier: Edition, numbers: dict[Cell, int], period: Period) -> Release:
    return Release(numbers, (Table(returns(period), ("sex",)),), knowledge=ADDS, earlier=earlier)


def other(period: Period) -> Cell:
    return returns(period, sex="other")


def codes(outcome: Protected) -> set[str]:
    return {note.code for note in outcome.notes}


def test_the_half_that_nobody_has_printed_yet_is_hidden_with_the_half_that_would_tell_it() -> None:
    """Ten of the year are public: seven of the first half leave three, whether or not a second comes out."""
    year = edition(by_sex(62, 41, 10), YEAR)
    release = after(year, numbers=by_sex(30, 20, 7, FIRST), period=FIRST)
    assert audit(release, ()).spans[other(SECOND)] == Span(3, 3)
    outcome = protect(release)
    assert other(FIRST) in outcome.hidden
    assert fine(outcome)
    assert other(SECOND) in outcome.spans


def test_the_year_that_would_tell_the_second_half_hides_it_too() -> None:
    first = edition(by_sex(30, 20, 7, FIRST), FIRST)
    outcome = protect(after(first, numbers=by_sex(62, 41, 10), period=YEAR))
    assert other(YEAR) in outcome.hidden
    assert fine(outcome)


def test_what_is_left_of_a_period_is_known_though_it_takes_three_editions() -> None:
    """A year less two of its quarters is a half, and that less another one the fourth."""
    ends = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))
    quarters = [Period(end.replace(month=end.month - 2, day=1), end) for end in ends]
    told = [edition({returns(q): 30}, q) for q in quarters]
    release = Release({returns(): 94}, knowledge=ADDS, earlier=tuple(told))
    last = Period(YEAR.first.replace(month=10), YEAR.last)
    assert between(release)[returns(last)].number == 4
    assert returns() in protect(release).hidden


def test_what_is_left_of_persons_is_at_least_what_is_left_by_subtraction() -> None:
    release = Release({persons(): 53, persons(FIRST): 50})
    assert between(release)[persons(SECOND)].number == 3
    assert audit(release, ()).spans[persons(SECOND)] == Span(3, 53), "any of the fifty may have come back"
    assert not protect(release).hidden


def test_a_half_is_hidden_though_it_is_not_small_where_it_would_tell_the_other_one() -> None:
    """One of the first half is hidden, six of the year are public, and five of the second would tell it."""
    first = edition(by_sex(30, 20, 1, FIRST), FIRST, other(FIRST), returns(FIRST, sex="female"))
    year = edition(by_sex(62, 41, 6), YEAR)
    outcome = protect(after(first, year, numbers=by_sex(32, 21, 5, SECOND), period=SECOND))
    assert other(SECOND) in outcome.hidden
    assert fine(outcome), "nobody is told whether there is anybody: the second half may have none"


def test_a_part_that_has_no_row_in_an_earlier_edition_is_nought() -> None:
    """Forty in the first half, thirty of them men: the two hidden rows are ten, as there is no other."""
    women, rest = returns(FIRST, sex="female"), other(FIRST)
    numbers = {returns(FIRST): 40, returns(FIRST, sex="male"): 30, women: 7, rest: 3}
    first = edition(numbers, FIRST, women, rest)
    year = {**by_sex(50, 20, 5), returns(sex="unknown"): 8, returns(): 83}
    release = after(first, numbers=year, period=YEAR)
    assert audit(release, ()).spans[women] == Span(5, 9), "and of the rest no more than the five of the year"
    outcome = protect(release)
    assert other(YEAR) in outcome.hidden
    assert fine(outcome)


def test_a_part_without_a_row_is_believed_to_be_nought_only_until_it_has_a_number() -> None:
    first = edition(by_sex(30, 20, 9, FIRST), FIRST)
    numbers = {**by_sex(30, 20, 9, FIRST), returns(FIRST, sex="unknown"): 7, returns(FIRST): 66}
    outcome = protect(after(first, numbers=numbers, period=FIRST))
    assert codes(outcome) == {"claim-dropped"}
    assert not outcome.hidden


def three_in_two_rows() -> Edition:
    """Return an edition that hides badly: two and one, of which everybody knows that they are three."""
    women, rest = returns(FIRST, sex="female"), other(FIRST)
    return edition(by_sex(30, 2, 1, FIRST), FIRST, women, rest)


def test_what_could_be_found_out_before_stands_in_no_editions_way() -> None:
    first = three_in_two_rows()
    release = after(first, numbers=by_sex(35, 12, 11, SECOND), period=SECOND)
    outcome = protect(release)
    assert codes(outcome) == {"known-before"}
    assert outcome.spans[other(FIRST)] == Span(1, 2)
    assert not outcome.hidden
    assert known_since(release, [other(FIRST)]) == {other(FIRST): 0}


def test_what_could_be_found_out_before_is_told_no_better() -> None:
    """One or two were in the first half; twelve of the year and eleven of the second would say which."""
    numbers = {**by_sex(35, 12, 11, SECOND), **by_sex(65, 14, 12)}
    release = Release(
        numbers,
        (Table(returns(SECOND), ("sex",)), Table(returns(), ("sex",))),
        knowledge=ADDS,
        earlier=(three_in_two_rows(),),
    )
    assert audit(release, ()).spans[other(FIRST)] == Span(1, 1)
    outcome = protect(release)
    assert outcome.spans[other(FIRST)] == Span(1, 2)
    assert {other(YEAR), other(SECOND)} & outcome.hidden
    assert codes(outcome) == {"known-before"}


def test_that_there_is_anybody_was_not_known_before_an_edition_hides_it() -> None:
    """Four of two rows in the year: nobody is one at least in the half before it says so by hiding them."""
    women, rest = returns(sex="female"), other(YEAR)
    year = edition(by_sex(60, 2, 2), YEAR, women, rest)
    outcome = protect(after(year, numbers=by_sex(30, 1, 1, FIRST), period=FIRST))
    told = {note.about: note.code for note in outcome.notes}
    assert outcome.spans[other(FIRST)].least == 1
    assert told[other(FIRST)] == "cannot-hide"
    assert told[rest] == "known-before"


def test_a_number_that_is_not_what_was_printed_is_not_taken_for_known() -> None:
    """Three were printed, and four are known by now: what everybody would think is not so."""
    year = Edition(Release({returns(): 3}, knowledge=ADDS))
    for number, code in ((4, "cannot-hide"), (3, "known-before")):
        assert codes(protect(Release({returns(): number}, knowledge=ADDS, earlier=(year,)))) == {code}


def told(period: Period, number: int, *hidden: Cell) -> Edition:
    return Edition(Release({persons(period): number}, knowledge=ADDS), frozenset(hidden))


def test_a_year_of_persons_that_would_nearly_tell_the_small_half_is_hidden() -> None:
    """Four persons in the first half, six in the second, ten in the year: hardly anybody is in both."""
    earlier = (told(FIRST, 4, persons(FIRST)), told(SECOND, 6))
    assert persons() in protect(Release({persons(): 10}, knowledge=ADDS, earlier=earlier)).hidden
    # Where the half that is left is public or not small, or known to be nought, the year may be.
    shown = (told(FIRST, 14), told(SECOND, 6))
    assert not protect(Release({persons(): 20}, knowledge=ADDS, earlier=shown)).hidden
    assert not protect(Release({persons(): 21}, knowledge=ADDS, earlier=(told(SECOND, 6),))).hidden
    assert not protect(Release({persons(): 6}, knowledge=ADDS, earlier=(told(SECOND, 6),))).hidden


def test_a_half_of_persons_that_would_nearly_tell_the_other_beside_the_year_is_hidden() -> None:
    release = Release({persons(SECOND): 6}, knowledge=ADDS, earlier=(told(YEAR, 10),))
    assert persons(SECOND) in protect(release).hidden


def half(period: Period, few: int) -> Edition:
    return edition(by_sex(30, 20, few, period), period, other(period), returns(period, sex="female"))


def test_a_year_that_tells_two_hidden_halves_to_who_takes_both_for_small_is_hidden() -> None:
    """Both halves hid a row; of eight in the year each would be four, of seven three or four."""
    halves = half(FIRST, 4), half(SECOND, 4)
    eight = after(*halves, numbers=by_sex(60, 40, 8), period=YEAR)
    assert audit(eight, ()).spans[other(FIRST)] == Span(1, 7), "it is possible, and not likely"
    outcome = protect(eight)
    assert other(YEAR) in outcome.hidden
    assert fine(outcome)
    seven = after(half(FIRST, 3), half(SECOND, 4), numbers=by_sex(60, 40, 7), period=YEAR)
    assert other(YEAR) in protect(seven).hidden


def test_a_year_is_shown_where_its_halves_cannot_both_be_small() -> None:
    nine = after(half(FIRST, 4), half(SECOND, 5), numbers=by_sex(60, 40, 9), period=YEAR)
    assert other(YEAR) not in protect(nine).hidden


def test_a_year_is_hidden_whether_or_not_the_halves_that_would_be_guessed_are_small() -> None:
    """Six and two are hidden: were the year shown for that, it would tell that one of them is not small."""
    eight = after(half(FIRST, 6), half(SECOND, 2), numbers=by_sex(60, 40, 8), period=YEAR)
    assert other(YEAR) in protect(eight).hidden


def test_a_year_is_hidden_with_the_half_that_is_yet_to_come() -> None:
    """Four of the first half are hidden, and so will be the four of the second: eight would tell both."""
    eight = after(half(FIRST, 4), numbers=by_sex(60, 40, 8), period=YEAR)
    assert other(YEAR) in protect(eight).hidden


@pytest.mark.parametrize("number", [6, 7, 8, 9])
def test_what_is_shown_of_a_year_tells_nothing_of_its_hidden_half(number: int) -> None:
    """Whatever the first half was: of six that are shown it could be told that one was alone."""
    shown = {}
    for few in range(1, number + 1):
        year = after(half(FIRST, few), numbers=by_sex(60, 40, number), period=YEAR)
        shown[few] = other(YEAR) not in protect(year).hidden
    assert set(shown.values()) == {number > 8}, shown


def test_what_is_left_for_hidden_parts_beside_printed_ones_is_no_guess_either() -> None:
    """Three quarters hid a row, one printed nine: twenty in the year leave eleven, so three each at least."""
    quarters = [
        Period(date(2026, month, 1), date(2026, month + 3, 1) - timedelta(days=1)) for month in (1, 4, 7)
    ]
    last = Period(date(2026, 10, 1), date(2026, 12, 31))
    shown = edition(by_sex(30, 20, 9, last), last)
    hidden = [half(quarter, few) for quarter, few in zip(quarters, (4, 4, 3), strict=True)]
    year = after(*hidden, shown, numbers=by_sex(120, 80, 20), period=YEAR)
    assert other(YEAR) in protect(year).hidden
    fewer = [half(quarter, few) for quarter, few in zip(quarters, (4, 3, 2), strict=True)]
    year = after(*fewer, shown, numbers=by_sex(120, 80, 18), period=YEAR)
    assert other(YEAR) not in protect(year).hidden


def test_persons_of_two_hidden_halves_are_guessed_as_returns_are() -> None:
    earlier = tuple(told(period, 4, persons(period)) for period in (FIRST, SECOND))
    assert persons() in protect(Release({persons(): 8}, knowledge=ADDS, earlier=earlier)).hidden
