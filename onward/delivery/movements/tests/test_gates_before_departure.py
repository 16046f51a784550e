"""What was there at the booking is asked again before the departure, by every door that leads there."""

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.problems import ByTheJourney
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Guardian
from onward.delivery.movements import actions
from onward.delivery.movements.problems import HeldBack
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, a_niece_alone
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_child_whose_guardian_took_the_agreement_back_does_not_depart() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    movement = a_journey(cast, case)
    protection.withdraw_guardian_agreement(cast.sam, Guardian.objects.get(until=None))
    with pytest.raises(HeldBack):
        actions.depart(cast.omar, movement)


def test_no_step_of_its_own_books_lets_depart_or_arrive_though_every_gate_is_open() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    one = case.travellers.get()
    with pytest.raises(ByTheJourney):
        casework.advance(cast.sam, one, "booked")
    movement = a_journey(cast, case)
    with pytest.raises(ByTheJourney):
        casework.advance(cast.sam, one, "departed")
    actions.depart(cast.omar, movement)
    with pytest.raises(ByTheJourney):
        casework.advance(cast.sam, one, "arrived")
    one.refresh_from_db()
    assert one.stage == "departed"


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
