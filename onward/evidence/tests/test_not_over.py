"""A period that is not over says so wherever it stands beside a whole one; its figures agree everywhere."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from onward.evidence.rules import Period, whole
from onward.evidence.tests.factories import depart, make_cast, something_else
from onward.evidence.tests.test_key_trends_page import COPY, PAGE, lines
from onward.kernel import clock
from tests.cast import Cast

NOVEMBER = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def read(client: Client, who: Any, first: date, last: date, address: str = PAGE, **asked: str) -> str:
    client.force_login(who)
    answer = client.get(address, {"first": f"{first}", "last": f"{last}", **asked})
    assert answer.status_code == 200, answer.content
    return re.sub(r"\s+", " ", answer.content.decode()) if address == PAGE else answer.content.decode()


def drawn(page: str) -> dict[str, tuple[str, str]]:
    """Return the columns of the chart: name → number and why it is not whole."""
    found = re.findall(
        r'<li[^>]*><span>([^<]*)</span><svg.*?columns-name">([^<]*?)(?: <small>([^<]*)</small>)?</span>', page
    )
    return {name: (number, note) for number, name, note in found}


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (Period(date(2026, 9, 1), date(2026, 9, 30)), "part"),
        (Period(date(2026, 10, 1), date(2026, 10, 31)), ""),
        (Period(date(2026, 11, 1), date(2026, 11, 30)), "running"),
    ],
)
def test_a_month_is_whole_or_says_why_not(column: Period, told: str) -> None:
    assert whole(column, Period(date(2026, 9, 15), date(2026, 11, 22)), date(2026, 11, 21)) == told


def test_a_month_that_was_left_early_by_choice_is_in_part() -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert whole(november, Period(date(2026, 1, 1), date(2026, 11, 10)), date(2026, 11, 21)) == "part"


def test_a_running_year_is_marked_in_the_chart_in_the_tables_and_among_the_years(
    client: Client, cast: Cast
) -> None:
    for year in (2024, 2025, 2026):
        depart(date(year, 3, 1), vulnerabilities=("health",))
    with clock.at(NOVEMBER):
        page = read(client, cast.ruth, date(2024, 1, 1), date(2026, 12, 31))
        assert drawn(page) == {"2024": ("1", ""), "2025": ("1", ""), "2026": ("1", "not over")}
        assert page.count('<li class=" is-part">') == 1
        heads = re.findall(r'<th scope="col"[^>]*>(\w[\w ]*) <span class="tag is-wait">not over</span>', page)
        assert {*heads} == {"Returns", "Persons", "In all"}
        assert "2026 <small>not over</small>" in page
        over = read(client, cast.ruth, date(2024, 1, 1), date(2025, 12, 31))
        assert "tag is-wait" not in over
        assert {note for _number, note in drawn(over).values()} <= {"", "nothing on record"}


def test_the_running_month_is_marked_on_page_and_copy(client: Client, cast: Cast) -> None:
    for day in (date(2026, 10, 3), date(2026, 11, 3)):
        depart(day)
    with clock.at(NOVEMBER):
        asked = date(2026, 10, 1), date(2026, 11, 22)  # until today, and today is not over
        assert drawn(read(client, cast.ruth, *asked)) == {
            "Oct": ("1", ""),
            "Nov": ("1", "not over"),
        }
        copy = lines(read(client, cast.ruth, *asked, COPY))
        assert [line[2] for line in copy if line[1:2] == ["Returns by month"]] == [
            "2026-10",
            "2026-11 (not over)",
        ]
        assert "not over yet" in str(copy)


def test_a_year_as_known_before_its_end_is_not_over(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    page = read(client, cast.ruth, date(2020, 1, 1), date(2020, 12, 31), known_on="2020-06-15")
    assert drawn(page)["Jun"] == ("–", "nothing on record")
    assert "tag is-wait" in page
    depart(date(2020, 6, 3))
    page = read(client, cast.ruth, date(2020, 1, 1), date(2020, 12, 31), known_on="2020-06-15")
    assert drawn(page)["Jun"] == ("1", "not over")


def test_a_month_in_part_of_which_nothing_is_on_record_is_no_nought(client: Client, cast: Cast) -> None:
    """That something is of the days of the month that are not asked for makes none of it either."""
    depart(date(2020, 3, 4))
    depart(date(2020, 5, 4))
    page = read(client, cast.ruth, date(2020, 3, 10), date(2020, 5, 20))
    assert drawn(page) == {
        "Mar": ("–", "nothing on record"),
        "Apr": ("–", "nothing on record"),
        "May": ("1", "in part"),
    }
    copy = lines(read(client, cast.ruth, date(2020, 3, 10), date(2020, 5, 20), COPY))
    told = [(line[2], line[6]) for line in copy if line[1:2] == ["Returns by month"]]
    assert told[0] == ("2020-03 (nothing on record)", "")
    something_else(date(2020, 3, 12), "avrr-be")
    page = read(client, cast.ruth, date(2020, 3, 10), date(2020, 5, 20))
    assert drawn(page)["Mar"] == ("0", "in part")


@pytest.mark.parametrize("who", ["ruth", "lies"])
def test_a_year_that_is_compared_with_a_whole_one_says_so(client: Client, cast: Cast, who: str) -> None:
    for _ in range(6):
        depart(date(2025, 3, 1))
        depart(date(2026, 3, 1))
    with clock.at(NOVEMBER):
        page = read(client, getattr(cast, who), date(2026, 1, 1), date(2026, 12, 31))
    assert ("2025, the whole year" in page) == (who == "lies")
    assert "tag is-wait" in page


@pytest.mark.parametrize("first", [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2)])
@pytest.mark.parametrize("last", [date(2020, 12, 30), date(2020, 12, 31), date(2021, 1, 1)])
def test_page_chart_and_copy_agree_when_a_period_moves_by_a_day(
    client: Client, cast: Cast, first: date, last: date
) -> None:
    day, nations = date(2019, 12, 1), ("BR", "UA", "RO", "IQ", "GE", "AM", "AL", "XK", "RW", "TR", "MK")
    for number in range(420):
        depart(day + timedelta(days=number), destination=nations[number % 11], age=8 + number % 30)
    page = read(client, cast.ruth, first, last)
    told = [line for line in lines(read(client, cast.ruth, first, last, COPY)) if len(line) > 6]
    copy = {(line[-2], line[-1]): line[6] for line in told}
    returns = (last - first).days + 1
    assert copy["returns", ""] == str(returns)
    assert f'<p class="figure-big">{returns}' in page
    assert sum(int(number) for number, _note in drawn(page).values()) == returns
    assert sum(int(line[6]) for line in told if line[-2] == "by-month") == returns
    assert sum(int(line[6]) for line in told if line[-2] == "by-destination") == returns
    assert all(
        f"<dd><b>{copy[code, '']} </b>" in page for code in ("persons", "cases", "destinations", "children")
    )


def test_destinations_and_the_rows_of_them_are_as_many(client: Client, cast: Cast) -> None:
    for number, code in enumerate(("BR", "UA", "RO", "IQ", "GE", "AM", "AL", "XK", "RW", "TR")):
        for _ in range(12 - number):
            depart(date(2020, 3, 1), destination=code)
    for code in ("CM", "CD", "GN"):
        depart(date(2019, 3, 1), destination=code)
    page = read(client, cast.ruth, date(2020, 1, 1), date(2020, 12, 31))
    assert "to 10 destinations" in page
    assert "2 other destinations" in page


@pytest.mark.parametrize("width", [390, 1280])
def test_all_columns_of_the_chart_stand_on_one_line(page: Any, site: Any, sign_in: Any, width: int) -> None:
    cast = make_cast()
    for month in range(1, 11):
        depart(date(2020, month, 3))
    sign_in(page, cast.ruth)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.url}{PAGE}?first=2019-11-10&last=2020-10-20")
    box = "each => each.map(one => one.getBoundingClientRect())"
    drawings = page.locator(".columns svg").evaluate_all(box)
    names = page.locator(".columns-name").evaluate_all(box)
    assert len({round(one["height"]) for one in names}) > 1, "some names have more lines than others"
    assert len({round(one["bottom"], 1) for one in drawings}) == 1
    sheet = page.locator(".columns").bounding_box()
    assert all(
        one["right"] <= sheet["x"] + sheet["width"] + 1 and one["x"] >= sheet["x"] - 1 for one in names
    )


def test_words_below_columns_of_a_phone_do_not_run_into_one_another(
    page: Any, site: Any, sign_in: Any
) -> None:
    cast = make_cast()
    depart(date(2020, 4, 3))
    sign_in(page, cast.ruth)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{site.url}{PAGE}?first=2020-01-01&last=2020-12-31")
    boxes = page.locator(".columns-name").evaluate_all("each => each.map(one => one.getBoundingClientRect())")
    notes = page.locator(".columns-name small").evaluate_all(
        "each => each.map(one => one.getBoundingClientRect())"
    )
    assert len(notes) == 11
    for these in (boxes, notes):
        assert all(one["right"] <= next_one["x"] for one, next_one in pairwise(these))
