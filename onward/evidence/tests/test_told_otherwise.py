"""The explorer as known on an earlier day says what was told otherwise since, whatever moved by it."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.test import Client

from onward.evidence.tests.factories import correct, depart, make_cast
from onward.evidence.tests.test_exploring import big, cells, read
from onward.kernel.models import Event
from tests.cast import Cast

THEN = "figure=returns&period=2020&known=2021-01-24"
LATER = datetime(2021, 2, 3, 9, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def told(cast: Cast) -> Event:
    """Return the departure of one of two who came from the same channel."""
    depart(date(2020, 3, 1), channel="red-cross")
    return depart(date(2020, 3, 2), channel="red-cross")


def test_what_stands_in_another_part_today_is_told_where_the_number_in_all_is_the_same(
    client: Client, cast: Cast, told: Event
) -> None:
    correct(told, recorded=LATER, channel="hospital")
    page = read(client, cast.ruth, f"{THEN}&rows=channel")
    assert (big(page), cells(page)["Red Cross", "Returns"][0]) == ("2", "2")
    said = (
        "Counted here and as known today, but told otherwise after 24 January 2021: 1 record"
        " (channel of referral 1)."
    )
    assert said in page
    assert said in read(client, cast.ruth, THEN)
    copied = client.get(f"/reports/explore.xlsx?{THEN}&rows=channel").content
    book = openpyxl.load_workbook(io.BytesIO(copied))
    assert said in {str(cell) for sheet in book for row in sheet.values for cell in row}
    assert "told otherwise after" not in read(client, cast.ruth, f"{THEN}&rows=channel&known=2021-03-01")


def test_what_was_told_into_a_number_and_out_of_it_is_told_of_both(
    client: Client, cast: Cast, told: Event
) -> None:
    correct(told, recorded=LATER, channel="hospital")
    into = read(client, cast.ruth, f"{THEN}&only-channel=hospital")
    assert "Not counted here, and counted as known today: 1 record was told otherwise after" in into
    out = read(client, cast.ruth, f"{THEN}&only-channel=red-cross")
    assert "Counted here, and not as known today: 1 record was taken back, or told otherwise, after" in out


def test_who_goes_to_another_programme_is_counted_both_times_where_all_is_one_number(
    client: Client, cast: Cast, told: Event
) -> None:
    correct(told, recorded=LATER, programme="avrr-lu")
    page = read(client, cast.ruth, THEN)
    assert "told otherwise after 24 January 2021: 1 record (programme 1)." in page
    assert "not as known today" not in page


def test_another_day_of_the_same_month_changes_nothing_that_is_counted(
    client: Client, cast: Cast, told: Event
) -> None:
    mended = correct(told, recorded=LATER, on=date(2020, 3, 5))
    assert "told otherwise" not in read(client, cast.ruth, f"{THEN}&rows=month")
    correct(mended, recorded=LATER.replace(hour=10), on=date(2020, 4, 5))
    assert "1 record (month 1)." in read(client, cast.ruth, f"{THEN}&rows=month")


def test_a_period_that_had_not_begun_is_told_so_and_a_month_has_its_name(client: Client, cast: Cast) -> None:
    depart(date(2019, 3, 1))
    page = read(client, cast.ruth, "figure=returns&period=2020&known=2019-06-30")
    assert ">had not begun</span>" in page
    assert ">not over</span>" in read(client, cast.ruth, "figure=returns&period=2019&known=2019-06-30")
    page = read(client, cast.ruth, "figure=returns&period=2019-03")
    assert "<b>March 2019</b>" in page
