"""Who left the pathway with a seat still booked: said on the journey's page, and taken along by nobody."""

import re

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_person, page_of, traveller_of
from onward.delivery.movements import actions, pages, problems, queries
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
)
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


def today_of(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get("/work/").content.decode())


def test_today_counts_the_seats_to_cancel_and_counts_nobody_as_leaving_by_them(client: Client) -> None:
    cast = make_cast()
    movement, father, _mother = a_mother_who_withdrew(cast)
    client.force_login(cast.omar)
    page = today_of(client)
    assert "Journeys with a seat to cancel: 1" in page
    assert "Leave today or tomorrow: 1" in page
    casework.leave(cast.lies, traveller_of(movement.case, father), "withdrawn")
    assert "Leave today or tomorrow: 0" in today_of(client)
    actions.cancel(cast.omar, movement, "other")
    assert "seat to cancel" not in today_of(client)


def test_the_board_says_so_and_has_a_list_of_them(client: Client) -> None:
    cast = make_cast()
    movement, _father, mother = a_mother_who_withdrew(cast)
    other = a_journey(cast, a_cleared_case(cast, a_person(cast.be, "Karim Nouri")))
    client.force_login(cast.omar)
    [(_day, rows)] = client.get("/journeys/").context["page"].days
    assert {row.movement.pk: row.to_cancel for row in rows} == {movement.pk: True, other.pk: False}
    found = client.get("/journeys/?when=seats")
    assert [row.movement for _day, rows in found.context["page"].days for row in rows] == [movement]
    assert "seat to cancel" in found.content.decode()
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, mother)])
    assert not client.get("/journeys/?when=seats").context["page"].days


def test_the_case_names_it_for_whoever_cancels_before_it_is_closed(client: Client) -> None:
    cast = make_cast()
    movement, father, mother = a_mother_who_withdrew(cast)
    [wait] = [one for one in page_of(cast.lies, movement.case).waits if one.stage == "seat"]
    assert (wait.words, wait.yours) == ("Movement officer: cancel the seat", False)
    assert [one.person for one in wait.travellers] == [mother]
    casework.leave(cast.lies, traveller_of(movement.case, father), "withdrawn")
    both, closing = page_of(cast.lies, movement.case).waits
    assert both.words == "Movement officer: cancel the seats"
    assert closing.lacks == "Once the seat is cancelled, nothing is left to do for:"
    client.force_login(cast.lies)
    assert "A seat is still booked for who left the pathway: " in client.get("/cases/").content.decode()
    form = client.get(f"/cases/{movement.case.reference}/do/close/").context["form"]
    told = f"{form.beforehand_words} {' '.join(form.beforehand)}"
    assert "the seat is still booked. Closing the case does not cancel it: Movement officer does" in told
    page = client.get(f"/cases/{movement.case.reference}/").content.decode()
    assert "Somebody left the pathway, and the seat is still booked." in page
    actions.cancel(cast.omar, movement, "other")
    [closing] = page_of(cast.lies, movement.case).waits
    assert closing.lacks.startswith("Nothing is left to do")


def test_a_closed_case_does_not_hide_the_seat(client: Client) -> None:
    cast = make_cast()
    movement, father, _mother = a_mother_who_withdrew(cast)
    casework.leave(cast.lies, traveller_of(movement.case, father), "withdrawn")
    movement.case.refresh_from_db()
    casework.close_case(cast.lies, movement.case, "left")
    assert list(queries.with_seats_to_cancel(cast.omar)) == [movement]
    client.force_login(cast.lies)
    assert "seat to cancel" in client.get(f"/cases/{movement.case.reference}/").content.decode()


def test_the_seat_of_somebody_hidden_is_told_to_whoever_cancels_it_and_not_to_the_counsellor() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam)
    movement = a_journey(cast, case)
    casework.leave(cast.sam, traveller_of(case, niece), "withdrawn")
    assert list(queries.with_seats_to_cancel(cast.omar)) == [movement]
    assert not queries.with_seats_to_cancel(cast.lies)
    assert "seat" not in {one.stage for one in page_of(cast.lies, case).waits}
    assert [one.to_cancel for one in queries.journeys_of(cast.lies, case)] == [False]
    assert "seat" in {one.stage for one in page_of(cast.sam, case).waits}
