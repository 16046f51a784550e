"""Who left the pathway with a seat still booked: said on the journey's page, and taken along by nobody."""

import re

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, pages, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def a_mother_who_withdrew(cast: Cast) -> tuple[Movement, Person, Person]:
    """Return the journey of a couple, of whom the mother left the pathway once it was booked."""
    father, mother = a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_cleared_case(cast, mother, father)
    movement = a_journey(cast, case)
    casework.leave(cast.lies, traveller_of(case, mother), "withdrawn")
    return movement, father, mother


def test_the_page_says_so_and_leads_to_the_seat_and_the_others_are_ready(client: Client) -> None:
    cast = make_cast()
    movement, father, mother = a_mother_who_withdrew(cast)
    client.force_login(cast.omar)
    page = client.get(f"/journeys/{movement.key}/")
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "Suad Mahdi has left the pathway, and the seat is still booked." in text
    assert "Everybody is ready: record the departure" in text
    ticked = [told_as(passenger_of(movement, father))]
    assert page.context["departing"].initial["passengers"] == ticked
    assert [name for _key, name in page.context["departing"].fields["passengers"].choices] == [father.name]
    cancelling = client.get(f"/journeys/{movement.key}/cancel/").context["form"]
    assert cancelling.initial["passengers"] == [told_as(passenger_of(movement, mother))]


def test_the_departure_names_who_left_the_pathway_and_moves_nobody() -> None:
    cast = make_cast()
    movement, father, mother = a_mother_who_withdrew(cast)
    with pytest.raises(problems.NoLongerTravels) as caught:
        actions.depart(cast.omar, movement)
    assert caught.value.say().startswith("Suad Mahdi:")
    assert "Cancel that seat" in caught.value.say_way_out()
    assert passenger_of(movement, father).state == "booked"
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, mother)])
    actions.depart(cast.omar, movement)
    assert not pages.movement_page(cast.omar, movement).withdrawn


def test_a_form_from_before_is_refused_by_name_and_any_other_does_not_offer_them(client: Client) -> None:
    cast = make_cast()
    movement, father, mother = a_mother_who_withdrew(cast)
    client.force_login(cast.omar)
    address = f"/journeys/{movement.key}/depart/"
    keys = [told_as(passenger_of(movement, one)) for one in (father, mother)]
    old = client.post(address, {"depart-passengers": keys, "depart-on": "2021-06-01"})
    assert "Suad Mahdi: left the pathway" in old.context["departing"].errors["passengers"][0]
    early = client.post(address, {"depart-passengers": keys[:1], "depart-on": "2021-05-01"})
    offered = early.context["departing"].fields["passengers"].choices
    assert (early.status_code, [key for key, _name in offered]) == (422, keys[:1])


def test_where_nobody_else_is_booked_nothing_is_called_ready_and_no_departure_is_offered(
    client: Client,
) -> None:
    cast = make_cast()
    movement, father, _mother = a_mother_who_withdrew(cast)
    casework.leave(cast.lies, traveller_of(movement.case, father), "withdrawn")
    client.force_login(cast.omar)
    page = client.get(f"/journeys/{movement.key}/")
    assert page.context["departing"] is None
    assert "ready" not in page.content.decode()
    assert "have left the pathway, and their seats are still booked" in page.content.decode()


def test_the_sheet_of_the_family_is_without_them() -> None:
    cast = make_cast()
    movement, father, mother = a_mother_who_withdrew(cast)
    Person.objects.filter(pk=father.pk).update(languages=["fr"])
    Person.objects.filter(pk=mother.pk).update(languages=["ar", "fr"])
    sheet = pages.sheet_of(cast.omar, movement, "")
    assert sheet.language == "fr"
    assert [card.person for card in sheet.cards] == [father]
    dots = [dot.name for station in sheet.page.line.stations for dot in station.travellers]
    assert dots == [father.name]
