"""Which numbers moved since an earlier day of knowing, part by part, and that a page says so unasked."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from onward.casework.cases.tests.factories import a_person
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey
from onward.evidence.counting import figures
from onward.evidence.queries import changes
from onward.evidence.queries.changing import DIFFERS
from onward.evidence.tests.factories import correct, depart, make_cast, retract
from onward.evidence.tests.test_key_trends_page import COPY, PAGE, YEAR, lines
from onward.evidence.tests.test_since import YEAR_END, Q, read
from onward.kernel import clock
from onward.records.people import actions as people
from onward.records.people.rules import Born
from tests.cast import Cast

LATER = datetime(2021, 2, 3, 9, tzinfo=UTC)
SAID = "Differs from what was known on 31 December 2020: see what changed"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def moved(text: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the comparison of a copy: figure and part → number then and now."""
    compared = [line for line in lines(text)[1:] if len(line) > 18 and line[15]]
    return {(line[-2].removeprefix("since-"), line[-1]): (line[15], line[16]) for line in compared}


def test_each_part_that_differs_has_a_row_of_every_split(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1))
    event = depart(date(2020, 5, 1), age=17, child="umc", medical="mild", vulnerabilities=("homeless",))
    correct(
        event,
        recorded=LATER,
        on=date(2020, 6, 1),
        destination="UA",
        channel="city",
        sex="female",
        age=19,
        child="aged-out",
        medical="severe",
        vulnerabilities=("elderly",),
    )
    found = moved(read(client, cast.ruth, COPY, since="2020-12-31"))
    assert found["returns", ""] == found["persons", ""] == ("2", "2")
    assert {at: numbers for at, numbers in found.items() if at[1]} == {
        ("by-month", "2020-05"): ("2", "1"),
        ("by-month", "2020-06"): ("0", "1"),
        ("by-destination", "BR"): ("2", "1"),
        ("by-destination", "UA"): ("0", "1"),
        ("by-sex", "male"): ("2", "1"),
        ("by-sex", "female"): ("0", "1"),
        ("by-channel", "return-desk"): ("2", "1"),
        ("by-channel", "city"): ("0", "1"),
        ("umc", "male"): ("1", "0"),
        ("aged-out", "female"): ("0", "1"),
        ("medical", "mild"): ("1", "0"),
        ("medical", "severe"): ("0", "1"),
        ("vulnerabilities", "umc"): ("1", "0"),
        ("vulnerabilities", "aged-out-umc"): ("0", "1"),
        ("vulnerabilities", "homeless"): ("1", "0"),
        ("vulnerabilities", "elderly"): ("0", "1"),
    }
    page = read(client, cast.ruth, since="2020-12-31")
    assert re.search(r"<b>By sex</b></th></tr>.*?>Female</th><td[^>]*>0</td><td[^>]*><b>1</b></td>", page)
    assert re.search(r"<b>Returns by month</b></th></tr>.*?>June 2020</th>", page)


def test_a_return_that_moved_in_or_out_names_what_else_differs(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1))
    correct(depart(date(2020, 5, 1)), recorded=LATER, on=date(2021, 1, 1), sex="female")
    correct(depart(date(2019, 5, 1)), recorded=LATER, on=date(2020, 5, 1), destination="UA")
    assert {one.kind: one.differs for one in changes(Q, YEAR_END)} == {
        "moved-out": ("year", "sex"),
        "moved-in": ("year", "destination"),
    }
    page = read(client, cast.ruth, since="2020-12-31")
    assert re.search(r"Moved into what is counted here</dt><dd>year 1, destination 1<", page)
    assert re.search(r"Moved out of what is counted here</dt><dd>year 1, sex 1<", page)
    copy = lines(read(client, cast.ruth, COPY, since="2020-12-31"))
    told = {(line[-2], line[-1]) for line in copy if line[-2:-1] and line[-2].endswith("-in")}
    assert ("since-moved-out-in", "sex") in told


def test_a_return_that_moves_to_another_year_leaves_one_and_enters_the_other(
    client: Client, cast: Cast
) -> None:
    depart(date(2019, 5, 1))
    depart(date(2020, 5, 1))
    correct(depart(date(2020, 1, 2)), recorded=LATER, on=date(2019, 12, 30))
    told = {}
    for year, way in (("2019", "into"), ("2020", "out of")):
        there = {"first": f"{year}-01-01", "last": f"{year}-12-31", "since": "2020-12-31"}
        found = moved(read(client, cast.ruth, COPY, **there))
        told[year] = found["returns", ""]
        page = read(client, cast.ruth, **there)
        assert re.search(rf"Moved {way} what is counted here</dt><dd>year 1<", page)
        unasked = read(client, cast.ruth, **there | {"since": ""})
        assert f"Differs from what was known on 31 December {year}" in unasked
    assert told == {"2019": ("1", "2"), "2020": ("2", "1")}


def test_a_year_that_is_over_says_unasked_that_its_headline_moved(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1))
    gone = depart(date(2020, 5, 1))
    assert SAID not in read(client, cast.ruth)
    retract(gone, LATER)
    page = read(client, cast.ruth)
    assert SAID in page
    [address] = re.findall(rf'<a href="([^"]*)">{SAID}', page)
    assert "since=2020-12-31" in address
    assert 'id="since"' in client.get(PAGE + address.replace("&amp;", "&").split("#")[0]).content.decode()
    assert SAID not in read(client, cast.ruth, known_on="2020-12-31")
    assert SAID not in read(client, cast.ruth, since="2020-12-31")


def test_a_year_that_is_over_says_so_of_a_part_that_moved_too(client: Client, cast: Cast) -> None:
    event = depart(date(2020, 5, 1))
    assert SAID not in read(client, cast.ruth)
    correct(event, recorded=LATER, sex="female")
    assert SAID in read(client, cast.ruth)


def test_who_reads_no_small_numbers_is_not_told_that_a_year_moved(client: Client, cast: Cast) -> None:
    for _ in range(6):
        depart(date(2020, 5, 1))
        retract(depart(date(2020, 5, 1)), LATER)
    assert SAID not in read(client, cast.lies)
    assert "Differs from what was known" in read(client, cast.ruth)


def test_a_period_that_is_not_over_is_compared_with_nothing(client: Client, cast: Cast) -> None:
    retract(depart(date(2020, 5, 1)), LATER)
    depart(date(2020, 5, 1))
    assert "Differs from" not in read(client, cast.ruth, known_on="2020-06-30")


def test_saying_so_costs_one_question(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    depart(date(2020, 5, 1))
    depart(date(2019, 5, 1))
    client.force_login(cast.ruth)
    client.get(PAGE, YEAR)  # facts are taken in by whoever comes first
    with django_assert_max_num_queries(12):  # one of them asks for published editions, one for empty months
        client.get(PAGE, YEAR)


@pytest.mark.parametrize(
    ("mended", "said"),
    [
        ({"sex": "female"}, "sex 1<"),
        ({"nationalities": ["SY"]}, "nationality 1<"),
        ({"born": Born.on(date(1950, 1, 1))}, "age group 1<"),
        ({"born": Born.on(date(2010, 1, 1))}, "age group 1, child or not, alone or not 1<"),
    ],
)
def test_mended_particulars_of_a_person_are_told_as_a_corrected_departure_is(
    client: Client, cast: Cast, mended: dict[str, Any], said: str
) -> None:
    person = a_person(cast.be, born=date(1990, 1, 1), sex="male", nationalities=["IQ"])
    with clock.at(NOON):
        movements.depart(cast.omar, a_journey(cast, a_cleared_case(cast, person)))
    with clock.at(datetime(2022, 2, 3, 9, tzinfo=UTC)):
        person.refresh_from_db()
        people.mend_person(cast.lies, person, **mended)
    asked = {"first": "2021-01-01", "last": "2021-12-31", "since": "2021-12-31"}
    page = read(client, cast.ruth, **asked)
    why = "but with other particulars, such as the day, the destination or the sex"
    assert re.search(rf"{why}</dt><dd>{said}", page)


def test_all_by_which_returns_are_split_is_told_apart() -> None:
    assert {*DIFFERS} == {"day", *figures()["returns"].by}
