"""What was really published comes out of Key trends, entry by entry."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from onward.evidence.pages import Chapter, Table, trends
from onward.evidence.queries import NOW, Question, changes, count
from onward.evidence.rules import Kind, Period, Split, known_then
from onward.reference.countries import Footnotes
from sample.draw.draw import draw_office
from sample.draw.sources import Figure, published
from tests.published.loading import load_departures

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


@pytest.fixture(scope="module", autouse=True)
def sample_office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put the drawn departures into the database, for all tests of this file, and take them out again."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.set_autocommit(False)
        try:
            assert load_departures(draw_office()) > 10_000
            yield
        finally:
            connection.rollback()
            connection.set_autocommit(True)


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
    found = chapter(figures["be-2020-persons"])
    assert found.numbers["returns"].now == figures["be-2020-persons"].number
    assert found.numbers["destinations"].now == figures["be-2020-destinations"].number


def test_the_end_of_2018_has_the_returns_that_were_printed() -> None:
    figure = next(one for one in published().figures if one.id == "be-2018-autumn-persons")
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
