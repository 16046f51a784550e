"""Pages claim nothing of a past case that no file of before tells, closed or opened again."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.pages.case import case_page
from onward.casework.cases.pages.lists import rows_of
from onward.casework.cases.queries import case_by_reference
from onward.delivery.movements.models import Movement
from onward.delivery.movements.queries import overdue
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
NOT_YET = "Nothing of this case has gone to the mission yet"


@pytest.fixture
def cast(tmp_path: Path) -> Cast:
    made = make_cast()
    brought(made, book(tmp_path / "a.xlsx", [{**ONE, "destination": "IQ", "departed_on": "2021-03-02"}]))
    return made


def states(cast: Cast) -> dict[str, str]:
    line = case_page(cast.lies, case_by_reference(cast.lies, Case.objects.get().reference)).line
    return {one.code: one.state for one in line.stations}


def words(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_no_station_is_passed_that_nobody_recorded(cast: Cast) -> None:
    recorded = {"registered": "past", "departed": "past", "closed": "here"}
    told = states(cast)
    assert {code: state for code, state in told.items() if state != "untold"} == recorded
    assert len(told) > len(recorded)
    [row] = rows_of(cast.lies, [case_by_reference(cast.lies, Case.objects.get().reference)], clock.today())
    assert {one.code: one.state for one in row.line.stations} == told


def test_the_page_says_that_it_is_not_recorded(cast: Cast, client: Client) -> None:
    client.force_login(cast.lies)
    page = words(client, f"/cases/{Case.objects.get().reference}/")
    assert page.count("not recorded") == len(states(cast)) - 3
    assert "Arrived (passed)" not in page


@pytest.mark.parametrize("again", [False, True])
def test_the_page_of_the_journey_names_no_stop_and_awaits_nobody(
    cast: Cast, client: Client, *, again: bool
) -> None:
    if again:
        casework.reopen_case(cast.lies, Case.objects.get(), "to-correct")
    client.force_login(cast.omar)
    page = words(client, f"/journeys/{Movement.objects.get().key}/")
    assert "Journey without stops" in page.split("Legs")[0]
    assert "? to ?" not in page
    assert "Brought in from the files of before" in page
    assert "Record the arrival as soon as" not in page
    assert "No arrival is recorded" not in page


def test_opening_it_again_makes_no_journey_overdue_and_sends_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.omar)
    before = words(client, "/journeys/?when=late")
    case = casework.reopen_case(cast.lies, Case.objects.get(), "to-correct")
    assert not overdue(cast.omar, clock.today()).exists()
    assert words(client, "/journeys/?when=late") == before
    client.force_login(cast.lies)
    assert NOT_YET not in words(client, f"/cases/{case.reference}/")
    assert Movement.objects.get().departs_on == date(2021, 3, 2)


def test_a_case_of_the_house_is_told_as_before(cast: Cast, client: Client) -> None:
    from onward.casework.cases.tests.factories import a_case

    case = a_case(cast.lies)
    assert not case.brought_in
    client.force_login(cast.lies)
    assert NOT_YET in words(client, f"/cases/{case.reference}/")
