"""What was really published comes out of Key trends, entry by entry."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from onward.evidence.pages import Chapter, Table, trends
from onward.evidence.queries import NOW, Question, changes, count
from onward.evidence.rules import Kind, Period, Split, known_then
from onward.reference.countries import Footnotes
from sample.draw.sources import Figure, published

ANSWERED = {"persons", "cases", "destinations", "rank", "percent", "change"}
OPEN = {"assistance", "service", "escort", "medical_aid", "not_group"}
"""Ways to narrow a published figure that this page does not have."""


def answered(figure: Figure) -> bool:
    """Say whether the page can answer a published figure."""
    narrowed = {name for name, value in figure.of.model_dump().items() if value is not None}
    return (
        figure.counts in ANSWERED
        and not narrowed & OPEN
        and figure.by in (None, "destination", "channel")
        and figure.unit == "persons"
    )


def chapter(figure: Figure) -> Chapter:
    """Return what the page shows for the question that a published figure answers."""
    period = Period(figure.period.first, figure.period.last)
    against = Period(figure.against.first, figure.against.last) if figure.against else period.year_before()
    question = Question(
        period=period,
        against=against,
        programme=figure.programme,
        destination=figure.of.destination or "",
        group=figure.of.group or "",
    )
    return answer(question)


@cache
def answer(question: Question) -> Chapter:
    """Return the one chapter that answers a question; many figures were published of the same days."""
    [found] = trends(question, small=True, notes=Footnotes()).chapters
    return found


def table(found: Chapter, by: str) -> Table:
    """Return the table of a page that is split by `by`."""
    return next(one for one in found.tables if one.code == f"by-{by}")


def leads(rows: list[tuple[str, int]], tiers: tuple[tuple[str, ...], ...]) -> bool:
    """Say whether the first rows are those of each tier in turn, each tier ahead of what comes after it."""
    for tier in tiers:
        here, rows = rows[: len(tier)], rows[len(tier) :]
        if {code for code, _number in here} != set(tier):
            return False
        if rows and rows[0][1] >= here[-1][1]:
            return False
    return True


@pytest.mark.parametrize(
    "figure", [one for one in published().figures if answered(one)], ids=lambda one: one.id
)
def test_a_published_figure_comes_out_of_the_page(figure: Figure) -> None:
    found = chapter(figure)
    if figure.counts == "rank":
        rows = [(row.code, row.now) for row in table(found, figure.by or "").rows]
        assert leads(rows, figure.tiers), rows
    elif figure.counts == "percent":
        shares = {row.code: row.share for row in table(found, "sex").rows}
        assert shares[figure.of.sex or ""] == figure.number
    elif figure.counts == "change":
        assert found.numbers["persons"].change == figure.number
    elif figure.of.sex:
        assert {row.code: row.now for row in table(found, "sex").rows}[figure.of.sex] == figure.number
    else:
        assert found.numbers[figure.counts].now == figure.number


def test_2020_has_1725_returns_from_belgium_to_87_destinations_as_was_printed() -> None:
    figures = {one.id: one for one in published().figures}
    found = chapter(figures["2020-be-returns"])
    assert found.numbers["returns"].now == figures["2020-be-returns"].number
    assert found.numbers["destinations"].now == figures["2020-be-destination-countries"].number


def test_the_end_of_2018_has_the_returns_that_were_printed() -> None:
    figure = next(one for one in published().figures if one.id == "2018-sep-dec-be-returns")
    assert chapter(figure).numbers["returns"].now == figure.number


def test_most_of_what_was_printed_can_be_asked_of_the_page() -> None:
    figures = published().figures
    assert sum(answered(one) for one in figures) >= len(figures) // 2


@pytest.mark.parametrize("year", range(2017, 2022))
def test_what_was_known_as_a_year_ended_and_what_changed_since_give_the_number_of_today(year: int) -> None:
    period = Period(date(year, 1, 1), date(year, 12, 31))
    question = Question(period, period.year_before())
    now, then = count(question), count(replace(question, known_on=period.last))
    changed = changes(question, period.last)
    assert now
    for code in now.keys() | {one.programme for one in changed}:
        kinds: dict[Kind, int] = Counter(one.kind for one in changed if one.programme == code)
        totals = [one.get(code, {}).get(NOW, {}).get("returns", Split()).total for one in (now, then)]
        assert known_then(totals[0], kinds) == totals[1], (code, kinds)
