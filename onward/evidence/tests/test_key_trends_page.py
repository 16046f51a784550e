import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from onward.access.models import AuditEntry
from onward.evidence.exports import safe
from onward.evidence.tests.factories import depart
from onward.kernel import clock
from tests.cast import Cast, make_cast

PAGE, COPY = "/trends/", "/trends/export.csv"
YEAR = {"first": "2020-01-01", "last": "2020-12-31"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def read(client: Client, who: Any, address: str = PAGE, **asked: str) -> str:
    client.force_login(who)
    answer = client.get(address, {**YEAR, **asked})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))))


def test_the_reporting_officer_reads_returns_and_destinations(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), destination="UA")
    depart(date(2019, 3, 1))
    page = read(client, cast.ruth)
    assert "returns to 2 destinations" in page
    assert "A rise of 100 % from 1 (2019)" in page


def test_kosovo_never_stands_without_its_note(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), destination="XK")
    for address in (PAGE, COPY):
        text = read(client, cast.ruth, address)
        assert "Kosovo¹" in text
        assert "1244" in text


def test_names_of_countries_follow_the_day_as_which_the_page_speaks(client: Client, cast: Cast) -> None:
    depart(date(2018, 3, 1), destination="MK")
    spring = {"first": "2018-01-01", "last": "2018-06-30"}
    assert "North Macedonia" in lines_of(read(client, cast.ruth, COPY, **spring))
    then = lines_of(read(client, cast.ruth, COPY, **spring, known_on="2018-12-31"))
    assert "North Macedonia" not in then
    assert "acedonia" in then


def lines_of(text: str) -> str:
    return "\n".join("|".join(line) for line in lines(text))


def test_what_limits_the_numbers_is_said_beside_them(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), age=8, child="accompanied", destination="XK")
    asked = {"programme": "avrr-be", "destination": "XK", "office": "be", "group": "children"}
    for address in (PAGE, COPY):
        text = read(client, cast.ruth, address, **asked)
        for words in (
            "Programme: Voluntary return from Belgium",
            "Destination: Kosovo¹",
            "Of whom: Children",
        ):
            assert words in text, (address, words)
        assert f"Office: {cast.be}" in text
        assert "Of whom: " not in read(client, cast.ruth, address)


def test_months_of_two_years_say_which(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    page = read(client, cast.ruth, first="2019-11-01", last="2020-04-30")
    assert re.findall(r"columns-name..([^<]+)", page) == ["nov 2019", "dec", "jan 2020", "feb", "mar", "apr"]


@pytest.mark.parametrize("name", ["rik", "erbil", "dirk", "anna", "outsider"])
def test_nobody_else_reads_figures(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == client.get(COPY).status_code == 403


def test_a_counsellor_reads_the_figures_of_her_office(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    depart(date(2020, 3, 1), programme="avrr-lu", office="lu")
    assert "Luxembourg" not in read(client, cast.lies, COPY, office="lu")


def test_a_counsellor_sees_no_small_number_of_a_group_of_few(client: Client, cast: Cast) -> None:
    for _ in range(3):
        depart(date(2020, 3, 1), age=17, child="umc", sex="female", vulnerabilities=("umc",))
    told = {line[1]: line[6] for line in lines(read(client, cast.lies, COPY)) if line[2:3] == ["in all"]}
    assert told["Unaccompanied children"] == told["Vulnerabilities"] == "fewer than 5"
    assert told["Victims of trafficking"] == "0"
    exact = {line[1]: line[6] for line in lines(read(client, cast.ruth, COPY)) if line[2:3] == ["in all"]}
    assert exact["Unaccompanied children"] == exact["Vulnerabilities"] == "3"


@pytest.mark.parametrize(
    "asked",
    [
        {"last": "2020-12-30"},
        {"destination": "BR"},
        {"known_on": "2021-06-01"},
        {"against": "chosen", "against_first": "2019-02-01"},
    ],
)
def test_a_counsellor_cannot_subtract_one_period_or_place_from_another(
    client: Client, cast: Cast, asked: dict[str, str]
) -> None:
    for _ in range(8):
        depart(date(2020, 3, 1), age=17, child="umc", sex="female")
    assert "Unaccompanied children" in read(client, cast.lies)
    assert "Unaccompanied children" not in read(client, cast.lies, **asked)
    assert "Unaccompanied children" in read(client, cast.ruth, **asked)


def test_a_counsellor_cannot_watch_a_year_grow(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), age=17, child="umc")
    with clock.at(datetime(2020, 12, 31, 12, tzinfo=UTC)):
        assert "Unaccompanied children" not in read(client, cast.lies)


def test_a_counsellor_cannot_ask_for_one_group(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1), vulnerabilities=("trafficking",))
    depart(date(2020, 3, 1))
    returns = [
        line for line in lines(read(client, cast.lies, COPY, group="trafficking")) if line[1:2] == ["Returns"]
    ]
    assert returns[0][6] == "2"


def test_the_copy_says_share_and_base_and_is_written_down(client: Client, cast: Cast) -> None:
    for sex in ("male", "male", "female"):
        depart(date(2020, 3, 1), sex=sex)
    found = [line for line in lines(read(client, cast.ruth, COPY)) if line[1:2] == ["By sex"]]
    assert [(line[2], line[6], line[7], line[8]) for line in found] == [
        ("Male", "2", "67", "3"),
        ("Female", "1", "33", "3"),
    ]
    entry = AuditEntry.objects.get(kind="export")
    assert (entry.actor_key, entry.action) == (cast.ruth.key, "evidence.key-trends")
    assert entry.after
    assert entry.after["filters"]["first"] == "2020-01-01"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert str(safe(cell)).startswith("'")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"last": "2019-01-01"}, "The period ends before it begins."),
        ({"known_on": "2999-01-01"}, "Nobody knows that day yet."),
        ({"against": "chosen"}, "Give the first day of the period to compare with."),
        ({"first": "9999-01-01", "last": "9999-12-31"}, "Nobody knows that day yet."),
        ({"against": "chosen", "against_first": "9999-12-31"}, "Nobody knows that day yet."),
        ({"first": "yesterday"}, "Enter a valid date."),
    ],
)
def test_filters_that_do_not_fit_are_told_at_their_fields(
    client: Client, cast: Cast, asked: dict[str, str], said: str
) -> None:
    client.force_login(cast.ruth)
    answer = client.get(PAGE, {**YEAR, **asked})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert client.get(COPY, {**YEAR, **asked}).status_code == 422


def test_without_a_question_the_last_year_with_a_departure_is_shown(client: Client, cast: Cast) -> None:
    depart(date(2018, 3, 1))
    client.force_login(cast.ruth)
    page = client.get(PAGE)
    assert page.context["page"].period == "2018"


def test_days_without_a_departure_say_so(client: Client, cast: Cast) -> None:
    assert "Nobody departed in these days" in read(client, cast.ruth)


def test_the_page_asks_the_database_few_times(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for destination in ("BR", "UA", "RO", "XK"):
        depart(date(2020, 3, 1), destination=destination)
        depart(date(2020, 3, 1), destination=destination, programme="avrr-lu", office="lu")
    client.force_login(cast.ruth)
    with django_assert_max_num_queries(8):
        client.get(PAGE, YEAR)
