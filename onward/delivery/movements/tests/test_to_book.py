"""Who waits for a journey: who of them can be booked, and who cannot yet, and why."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Traveller
from onward.casework.cases.tests.factories import a_case, a_member
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import a_cleared_case, to_erbil, travellers_of
from onward.kernel import clock
from onward.kernel.problems import Problem
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def page(user: User, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"movements:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_who_has_everything_is_ready_to_be_booked() -> None:
    cast = make_cast()
    a_cleared_case(cast)
    assert "Ready to be booked" in page(cast.omar, "to-book")


def test_a_hold_on_departures_keeps_nobody_from_being_booked_for_a_later_day() -> None:
    cast = make_cast()
    a_cleared_case(cast)
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    shown = page(cast.omar, "to-book")
    assert "departures are on hold" not in shown
    assert "Ready to be booked" in shown


def test_of_several_it_is_told_who_cannot_travel_yet() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    late = casework.add_traveller(cast.sam, case, casework.Joining(a_member(case, "Layla Zubaidi")))
    Traveller.objects.filter(pk=late.pk).update(stage="cleared")
    shown = page(cast.omar, "to-book")
    assert "Not all yet" in shown
    assert re.search(r"Layla Zubaidi: [^;]*Travel document", shown)
    assert "Hassan Zubaidi:" not in shown
    assert "Cannot be booked yet: Travel document" in page(cast.omar, "book", case.key)


def test_medical_needs_are_asked_before_the_booking_and_not_only_before_the_departure() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    Traveller.objects.filter(case=case).update(stage="cleared")
    shown = page(cast.omar, "to-book")
    assert "Not yet" in shown
    assert "Medical needs on the way" in shown
    assert "Medical needs on the way" in page(cast.omar, "book", case.key)
    with pytest.raises(Problem):
        actions.book(
            cast.omar,
            case,
            [actions.Seat(one) for one in travellers_of(case)],
            to_erbil(clock.today()),
            departs_on=clock.today(),
        )
