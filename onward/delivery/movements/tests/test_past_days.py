"""Whoever makes figures of a year that is over tell something else is told so, on whatever page."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2020, 12, 3, 10, tzinfo=UTC)
JANUARY = datetime(2021, 1, 11, 10, tzinfo=UTC)
SAID = "Figures of 2020 change with it."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def left(cast: Cast) -> Movement:
    """Return a journey of one who left in December of the year before."""
    with clock.at(DECEMBER):
        movement = a_journey(cast, a_cleared_case(cast))
        actions.depart(cast.omar, movement)
    return movement


class Desk:
    """Somebody at a form in January."""

    def __init__(self, user: object) -> None:
        self.client = Client()
        self.client.force_login(user)  # type: ignore[arg-type]

    def sends(self, address: str, **typed: object) -> str:
        """Send a form with what it holds and what is typed; return what is said on the page after it."""
        with clock.at(JANUARY):
            shown = self.client.get(address).context
            names = shown.get("names")
            forms = [shown["form"], *((names.management_form, *names.forms) if names else ())]
            held = {field.html_name: field.value() for form in forms for field in form}
            data = {name: one for name, one in held.items() if one not in (None, "")} | typed
            page = self.client.post(address, data, follow=True)
        assert page.redirect_chain, page.context["form"].errors
        return re.sub(r"\s+", " ", page.content.decode())


def doing(movement: Movement, what: str) -> str:
    return reverse("cases:do", args=[movement.case.reference, what])


def test_a_vulnerability_of_that_day_recorded_in_the_next_year(cast: Cast, left: Movement) -> None:
    one = traveller_of(left.case)
    typed = {"traveller": str(one.key), "category": "disability", "severity": "mild"}
    lies = Desk(cast.lies)
    assert SAID in lies.sends(doing(left, "vulnerability"), **typed, found_on="2020-12-01")
    late = typed | {"category": "elderly", "found_on": "2021-01-04"}
    assert SAID not in lies.sends(doing(left, "vulnerability"), **late), "found after it"


def test_a_refused_entry_recorded_in_the_next_year(cast: Cast, left: Movement) -> None:
    address = reverse("movements:passenger", args=[left.key, told_as(passenger_of(left)), "outcome"])
    typed = {"outcome": "refused-entry", "at": "IST", "on": "2020-12-03"}
    assert SAID in Desk(cast.omar).sends(address, **typed)


def test_who_was_mended(cast: Cast, left: Movement) -> None:
    person = traveller_of(left.case).person
    named = {"names-0-given": "Hassan", "names-0-family": "Zubaidi"}
    page = Desk(cast.lies).sends(reverse("people:edit", args=[person.key]), sex="female", **named)
    assert SAID in page
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert told.payload["sex"] == "female"


def test_a_channel_put_right(cast: Cast, left: Movement) -> None:
    assert SAID in Desk(cast.lies).sends(doing(left, "channel"), channel="self", reason="told-wrongly")


def test_a_correction_that_says_it_itself_does_not_say_it_twice(cast: Cast, left: Movement) -> None:
    one = told_as(passenger_of(left))
    address = reverse("movements:passenger", args=[left.key, one, "correct-departure"])
    page = Desk(cast.omar).sends(address, right="another-day", on="2020-12-04", reason="wrong-day")
    assert "In the figures this return counts on 4 December 2020 now" in page
    assert SAID not in page


def test_of_a_departure_of_somebody_hidden_nothing_is_said(cast: Cast) -> None:
    with clock.at(DECEMBER):
        wife = a_person(cast.be, "Suad Mahdi", sex="female")
        case = a_cleared_case(cast, a_person(cast.be), wife)
        one = traveller_of(case, wife)
        movement = a_journey(cast, case, seats=[actions.Seat(one)])
        actions.depart(cast.omar, movement)
        casework.find_vulnerability(cast.vera, one, "trafficking", "mild")
    page = Desk(cast.lies).sends(doing(movement, "channel"), channel="self", reason="told-wrongly")
    told = Event.objects.filter(type="movements.departed").standing().get()
    assert told.payload["channel"] == "self"
    assert SAID not in page
