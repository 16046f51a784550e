"""What was there at the booking is asked again before the departure, by every door that leads there."""

from typing import Any

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.problems import GateHolds
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Guardian
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, a_niece_alone
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_child_whose_guardian_took_the_agreement_back_cannot_depart_by_a_step_on_the_case() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam)
    a_journey(cast, case)
    protection.withdraw_guardian_agreement(cast.sam, Guardian.objects.get(until=None))
    one: Any = case.travellers.get(person=niece)
    with pytest.raises(GateHolds):
        casework.advance(cast.sam, one, "departed")


def test_no_page_takes_a_booked_traveller_to_the_departure_without_the_journey(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    a_journey(cast, case)
    one = case.travellers.get()
    client.force_login(cast.sam)
    sent = {"stage": "departed", "traveller": str(one.key)}
    said = client.post(f"/cases/{case.reference}/advance/", sent, follow=True).content.decode()
    assert "is reached by the journey" in said
    one.refresh_from_db()
    assert one.stage == "booked"
