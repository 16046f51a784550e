"""Noughts that would tell of whom the few are, or of whom a correction was: hidden like what is small."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest

from onward.evidence.disclosure import (
    Cell,
    Edition,
    Knowledge,
    Release,
    Span,
    Table,
    audit,
    maybe_nought,
    protect,
)
from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.tests.test_attacks import FIRST, SECOND, YEAR, persons, returns
from onward.evidence.rules import Period

KNOWN = Knowledge(
    adds=frozenset({"returns"}),
    nested=frozenset({(("persons", "umc"), ("persons", "children"))}),
    counted_in=(("persons", "returns"),),
)
SEXES = ("male", "female")


def office(men: int, women: int, children: int, alone: int) -> Release:
    """Return an edition of so many persons, of whom some are children and some of these alone."""
    cells = {
        returns(): men + women,
        persons(): men + women,
        **{persons(sex=sex): number for sex, number in zip(SEXES, (men, women), strict=True)},
        persons(among="children"): children,
        persons(among="umc"): alone,
    }
    return Release(cells, (Table(persons(), ("sex",)),), knowledge=KNOWN)


def test_whoever_the_few_are_the_same_is_hidden() -> None:
    """All offices of one to four persons: nothing public says whether one of them is a child, or a woman."""
    seen = 0
    for men, women in product(range(5), repeat=2):
        for children in range(men + women + 1) if 0 < men + women < 5 else ():
            for alone in range(children + 1):
                release = office(men, women, children, alone)
                outcome = protect(release)
                assert outcome.hidden == {*release.cells}, (men, women, children, alone)
                assert all(span.holds(5) for span in outcome.spans.values())
                seen += 1
    assert seen == 139


def test_a_nought_of_a_population_is_shown_beside_a_whole_that_is() -> None:
    release = office(20, 30, 0, 0)
    assert protect(release).hidden == frozenset()


def test_a_nought_of_a_population_within_something_hidden_may_be_none() -> None:
    release = office(2, 1, 0, 0)
    maybe = maybe_nought(release, {*release.cells})
    assert maybe == {*release.cells} - {returns()}, "all else lies in the returns, and those are hidden"


def test_that_somebody_returned_says_that_there_is_somebody() -> None:
    """The returns of children are printed, so that their persons are one at least, hidden as they are."""
    cells = {
        persons(): 9,
        returns(): 12,
        persons(among="children"): 2,
        returns(among="children"): 3,
    }
    release = Release(cells, knowledge=KNOWN)
    found = audit(release, {persons(), persons(among="children")})
    assert found.spans[persons(among="children")].least == 1
    none = Release({**cells, persons(among="children"): 0, returns(among="children"): 3}, knowledge=KNOWN)
    found = audit(none, {persons(), persons(among="children")})
    assert found.spans[persons(among="children")].least == 0, "a rule that the numbers break ties nothing"


def countries(period_numbers: dict[str, int]) -> Release:
    cells = {returns(destination=code): number for code, number in period_numbers.items()}
    return Release(
        {returns(): sum(period_numbers.values()), **cells},
        (Table(returns(), ("destination",)),),
        knowledge=KNOWN,
    )


def test_a_hidden_row_that_is_nought_by_a_correction_stays_hidden() -> None:
    """One to Georgia and three to Armenia were hidden. The one is taken back: a missing row would say so."""
    georgia, armenia = returns(destination="ge"), returns(destination="am")
    told = countries({"ge": 1, "am": 3, "br": 40, "iq": 30})
    hidden = protect(told).hidden
    assert {georgia, armenia} <= hidden
    loose = Release(told.cells, told.tables, silent=frozenset(told.cells) - hidden, knowledge=KNOWN)
    now = countries({"ge": 0, "am": 3, "br": 40, "iq": 30})
    mended = Edition(loose, hidden, mended=frozenset(x for x in hidden if isinstance(x, Cell)))
    release = Release(now.cells, now.tables, knowledge=KNOWN, earlier=(mended,))
    outcome = protect(release)
    assert georgia in outcome.hidden
    assert not outcome.notes
    assert outcome.spans[georgia].holds(5)
    assert outcome.spans[georgia].least == 0, "nobody may know whether there is one"
    assert georgia in maybe_nought(release, outcome.hidden)
    plain = Release(now.cells, now.tables, knowledge=KNOWN, earlier=(Edition(loose, hidden),))
    assert georgia not in protect(plain).hidden


def test_what_was_hidden_of_a_half_and_mended_is_hidden_in_its_year() -> None:
    georgia = returns(FIRST, destination="ge")
    half = Release({georgia: 1, returns(FIRST): 21}, silent=frozenset({returns(FIRST)}), knowledge=KNOWN)
    now = countries({"ge": 0, "br": 40, "iq": 30})
    mended = Edition(half, frozenset({georgia}), mended=frozenset({georgia}))
    outcome = protect(Release(now.cells, now.tables, knowledge=KNOWN, earlier=(mended,)))
    assert returns(YEAR, destination="ge") in outcome.hidden
    assert not outcome.notes


def of_sexes(period: Period, men: int, women: int, earlier: list[Edition]) -> Release:
    """Return an edition in which so many returned under a small programme, and many under another one."""
    many = 80 if period == YEAR else 40
    large = {returns(period, programme="large", sex=sex): many for sex in SEXES}
    few = zip(SEXES, (men, women), strict=True)
    small = {returns(period, programme="small", sex=sex): number for sex, number in few}
    wholes = {returns(period, programme="large"): 2 * many, returns(period, programme="small"): men + women}
    tables = tuple(Table(whole, ("sex",)) for whole in wholes)
    cells = {returns(period): 2 * many + men + women, **wholes, **large, **small}
    return Release(
        cells, (*tables, Table(returns(period), ("programme",))), knowledge=KNOWN, earlier=tuple(earlier)
    )


@pytest.mark.parametrize("order", [*permutations(("first", "second", "year"))])
def test_no_order_of_editions_tells_that_the_few_are_all_men(order: tuple[str, ...]) -> None:
    """Three men of the first half are hidden: twelve women of the year are those of its second half."""
    numbers = {"first": (FIRST, 3, 0), "second": (SECOND, 5, 12), "year": (YEAR, 8, 12)}
    earlier: list[Edition] = []
    for name in order:
        release = of_sexes(*numbers[name], earlier)
        outcome = protect(release)
        assert not outcome.notes
        earlier.append(Edition(replace(release, earlier=()), outcome.hidden))
    women = returns(FIRST, programme="small", sex="female")
    found = Auditor(Release({}, knowledge=KNOWN, earlier=tuple(earlier)), asked=[women]).audit(frozenset())
    assert found.spans[women].holds(5)


def test_a_nought_that_was_hidden_for_others_sake_may_be_told() -> None:
    """Five and seven of the year were printed, and as many of its second half: none are of the first."""
    codes = {"jo": (5, 0), "kg": (7, 0), "br": (90, 40), "iq": (60, 30), "ge": (6, 3)}
    earlier: list[Edition] = []
    for period, of in (
        (YEAR, {code: whole for code, (whole, _first) in codes.items()}),
        (FIRST, {code: first for code, (_whole, first) in codes.items()}),
        (SECOND, {code: whole - first for code, (whole, first) in codes.items()}),
    ):
        cells = {returns(period, destination=code): number for code, number in of.items()}
        release = Release(
            {returns(period): sum(of.values()), **cells},
            (Table(returns(period), ("destination",)),),
            knowledge=KNOWN,
            earlier=tuple(earlier),
        )
        outcome = protect(release)
        earlier.append(Edition(replace(release, earlier=()), outcome.hidden))
    jordan, georgia = (returns(FIRST, destination=code) for code in ("jo", "ge"))
    assert {jordan, georgia} <= earlier[1].hidden, "whether there is anybody was not to be told then"
    told = Auditor(Release({}, knowledge=KNOWN, earlier=tuple(earlier)), asked=[jordan, georgia])
    spans = told.audit(frozenset()).spans
    assert spans[jordan] == Span(0, 0), "the whole is shown, so that it tells of nobody"
    assert spans[georgia].holds(5)
