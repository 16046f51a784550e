"""A nought is told of days of which each month has something on record: on every page by the same rule."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from onward.evidence.counting.recorded import gaps
from onward.evidence.rules import Period
from onward.evidence.tests.factories import depart, make_cast, something_else
from onward.evidence.tests.test_exploring import big, cells, read
from onward.evidence.tests.test_key_trends_page import PAGE as TRENDS
from onward.kernel import clock
from tests.cast import Cast

OF_2022 = Period(date(2022, 1, 1), date(2022, 12, 31))
GONE = "nothing at all of 1 February 2022 to 31 December 2022"


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    depart(date(2021, 12, 1))
    something_else(date(2022, 1, 9), "avrr-be")
    return made


def test_the_explorer_and_key_trends_say_the_same_of_a_year_of_which_few_months_are_on_record(
    client: Client, cast: Cast
) -> None:
    for limits in ("", "&only-programme=avrr-be", "&rows=month"):
        page = read(client, cast.ruth, f"figure=returns&period=2022{limits}")
        assert "None is on record of these days" in page
        assert GONE in page
        assert 'class="figure-big" aria-hidden="true">–</p>' in page
    assert GONE in read(client, cast.ruth, "first=2022-01-01&last=2022-12-31", page=TRENDS)


def test_a_month_of_which_something_is_on_record_has_its_nought(client: Client, cast: Cast) -> None:
    assert big(read(client, cast.ruth, "figure=returns&period=2022-01")) == "0"
    page = read(client, cast.ruth, "figure=returns&first=2021-12-01&last=2022-03-31&rows=quarter")
    told = [number for (_name, of), (number, _link) in cells(page).items() if of == "Returns"]
    assert told == ["1", "–", "1"]
    assert "A nought: something is on record" in page


def test_a_programme_that_stands_beside_another_one_goes_by_the_same_rule(client: Client, cast: Cast) -> None:
    for month in range(1, 13):
        depart(date(2022, month, 3), programme="avrr-lu")
    page = read(client, cast.ruth, "first=2022-01-01&last=2022-12-31", page=TRENDS)
    assert f"Voluntary return from Belgium: no return is on record of these days, and {GONE}." in page
    something_else(date(2022, 2, 9), "avrr-be")
    told = read(client, cast.ruth, "first=2021-12-01&last=2022-02-28", page=TRENDS)
    assert "A nought: something is on record of the programme in these days" in told
    assert "no return is on record" not in told


def test_months_that_have_not_begun_are_no_gap() -> None:
    with clock.at(datetime(2022, 2, 10, tzinfo=UTC)):
        assert gaps(OF_2022, None, lambda months: [True for _month in months]) == []
        assert gaps(OF_2022, date(2022, 1, 31), lambda months: [False for _month in months]) == [
            Period(date(2022, 1, 1), date(2022, 1, 31))
        ]
