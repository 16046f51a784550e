"""What a mission sees of a case that was handed over to it."""

import pytest
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import Traveller
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.records.consents.models import Consent
from onward.records.people.models import Person
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_mission_sees_those_who_agreed_and_nobody_else(client: Client) -> None:
    cast = make_cast()
    stays, goes = a_person(cast.be, "Tarek Haddad"), a_person(cast.be, "Samir Haddad")
    case = a_case(cast.lies, goes, stays)
    handed_over(case, cast.iraq, accepted=True)
    Consent.objects.filter(person_key=stays.key).delete()
    actions.leave(cast.lies, traveller_of(case, stays), "withdrawn")

    assert [one.person for one in Traveller.objects.visible_to(cast.erbil)] == [goes]
    assert list(Person.objects.visible_to(cast.erbil)) == [goes]
    client.force_login(cast.erbil)
    assert "Tarek" not in client.get(f"/cases/{case.reference}/").content.decode()
    assert client.get(f"/people/{stays.key}/").status_code == 404


def test_a_withdrawn_consent_takes_the_person_out_of_the_mission_s_sight() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    handed_over(case, cast.iraq, accepted=True)
    assert type(case).objects.visible_to(cast.erbil).exists()
    Consent.objects.update(withdrawn_on="2026-01-01")
    assert not type(case).objects.visible_to(cast.erbil).exists()
