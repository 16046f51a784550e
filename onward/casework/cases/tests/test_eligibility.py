"""To whom a programme is open."""

import pytest
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_citizen_of_the_union_returns_under_the_pilot_and_not_under_the_ordinary_programme() -> None:
    cast = make_cast()
    ordinary = a_case(
        cast.paul,
        a_person(cast.lu, "Ion Popescu", nationalities=["RO"]),
        programme="avrr-lu",
        destination="RO",
    )
    pilot = a_case(
        cast.paul,
        a_person(cast.lu, "Ana Ionescu", nationalities=["RO"]),
        programme="eu-return-lu",
        destination="RO",
    )
    for case in (ordinary, pilot):
        actions.hold_session(cast.paul, case, way="phone")
    with pytest.raises(problems.NotEligible):
        actions.advance(cast.paul, traveller_of(ordinary), "counselled")
    assert actions.advance(cast.paul, traveller_of(pilot), "counselled").stage == "counselled"


def test_the_page_says_to_whom_the_programme_is_not_open(client: Client) -> None:
    cast = make_cast()
    case = a_case(
        cast.paul,
        a_person(cast.lu, "Ion Popescu", nationalities=["RO"]),
        programme="avrr-lu",
        destination="RO",
    )
    client.force_login(cast.paul)
    text = client.get(f"/cases/{case.reference}/").content.decode()
    assert "Ion Popescu: A citizen of the European Union cannot return under this programme." in text
