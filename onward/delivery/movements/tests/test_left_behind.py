"""The last adult does not leave a child behind unasked, and pages know of company what actions refuse."""

from datetime import date, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, pages
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_journey, passenger_of
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def company(case: Case, person: Person) -> tuple[bool | None, list[object]]:
    """Return whether somebody travels along with a child, and what was recorded of it later on."""
    told = Event.objects.filter(person_key=person.key, type="cases.accompaniment_recorded")
    said = [one.payload.get("accompanied") for one in told.order_by("position")]
    return traveller_of(case, person).accompanied, said


def alone_for(cast: Cast, case: Case, who: Person) -> Movement:
    """Return a journey booked for one of a case alone."""
    return a_journey(cast, case, seats=[actions.Seat(traveller_of(case, who))])


def waits(user: object, movement: Movement) -> list[str]:
    """Return what the page of a journey says that each traveller waits for; empty where all are ready."""
    page = pages.movement_page(user, Movement.objects.get(pk=movement.pk))  # type: ignore[arg-type]
    said = [card.waits_for for card in page.cards if card.waits_for]
    assert page.ready == (not said)
    return said


def test_where_the_last_adult_departs_it_is_no_longer_taken_for_granted_that_somebody_goes_along() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    assert company(case, son) == (True, [])
    actions.depart(cast.omar, movement)
    assert company(case, son) == (None, [None])
    departed = Event.objects.filter(type="movements.departed").values_list("person_key", flat=True)
    assert list(departed) == [father.key]


def test_of_a_son_who_still_has_a_seat_it_is_asked_anew_once_he_turns_out_to_stay_or_is_said_to() -> None:
    cast = make_cast()
    for ends in ("cancel", "no_show", "said"):
        case, father, son = a_father_and_son(cast)
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement, [passenger_of(movement, father)], alone=ends == "said")
        if ends == "said":
            assert company(case, son) == (None, [None])
            continue
        assert company(case, son) == (True, [])  # he may have left with him, and be recorded after him
        one = passenger_of(movement, son)
        if ends == "cancel":
            actions.cancel(cast.omar, movement, "other", passengers=[one])
        else:
            actions.no_show(cast.omar, one)
        assert company(case, son) == (None, [None])


def test_a_son_with_whom_an_escort_is_booked_is_not_left_behind() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    seats = [actions.Seat(traveller_of(case, father))]
    seats.append(actions.Seat(traveller_of(case, son), escort_kind="social", escort_name="Ines Peeters"))
    movement = a_journey(cast, case, seats=seats)
    actions.depart(cast.omar, movement, [passenger_of(movement, father)], alone=True)
    assert company(case, son) == (True, [])


def test_booking_the_last_adult_without_a_child_asks_first_by_name_and_keeps_what_was_typed(
    client: Client,
) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    client.force_login(cast.omar)
    address, seat = f"/journeys/book/{case.key}/", f"seat-{traveller_of(case, father).key}-travels"
    legs = {"leg-0-mode": "air", "leg-0-origin": "BRU", "leg-0-destination": "EBL", "legs_shown": "1"}
    sent = legs | {"departs_on": "2021-06-08", seat: "on"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert "Ali Zubaidi" in asked.context["form"].errors["alone"][0]
    assert 'type="checkbox" name="alone"' in asked.content.decode()
    assert not Movement.objects.exists()
    assert client.post(address, sent | {"alone": "on"}).status_code == 302
    assert [one.traveller.person for one in Movement.objects.get().passengers.all()] == [father]
    assert company(case, son) == (True, [])  # nobody has gone yet


def test_a_departure_that_leaves_a_child_behind_asks_first_whether_the_child_was_booked_or_not(
    client: Client,
) -> None:
    cast = make_cast()
    client.force_login(cast.omar)
    for booked in (True, False):
        case, father, son = a_father_and_son(cast)
        movement = a_journey(cast, case) if booked else alone_for(cast, case, father)
        one = told_as(passenger_of(movement, father))
        sent = {"depart-passengers": [one], "depart-on": "2021-06-01"}
        address = f"/journeys/{movement.key}/depart/"
        asked = client.post(address, sent)
        assert asked.status_code == 422
        assert "Ali Zubaidi" in asked.context["departing"].errors["alone"][0]
        assert passenger_of(movement, father).state == "booked"
        assert client.post(address, sent | {"depart-alone": "on"}).status_code == 302
        assert passenger_of(movement, father).state == "departed"
        assert company(case, son) == (None, [None])


def test_who_leaves_somebody_of_age_with_the_child_is_asked_nothing(client: Client) -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    grandmother = Person.objects.create(office=cast.be, name="Suad Mahdi", sex="female", search="suad mahdi")
    Person.objects.filter(pk=grandmother.pk).update(born_from=date(1950, 1, 1), born_to=date(1950, 1, 1))
    Traveller.objects.create(case=case, person=grandmother, stage="registered", stage_since=date(2021, 6, 1))
    movement = alone_for(cast, case, father)
    client.force_login(cast.omar)
    one = told_as(passenger_of(movement, father))
    answer = client.post(
        f"/journeys/{movement.key}/depart/", {"depart-passengers": [one], "depart-on": "2021-06-01"}
    )
    assert answer.status_code == 302


def test_the_page_of_a_journey_does_not_call_a_child_ready_whom_the_departure_would_refuse() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    assert waits(cast.omar, movement) == []
    actions.no_show(cast.omar, passenger_of(movement, father))
    [said] = waits(cast.omar, movement)
    assert "nobody of age whom you see travels along" in said
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters")
    assert waits(cast.omar, movement) == []


def test_who_left_on_the_same_day_is_company_on_the_page_too_and_nobody_is_on_the_next_day() -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement, [passenger_of(movement, father)])
    assert waits(cast.omar, movement) == []
    with clock.at(NOON + timedelta(days=1)):
        assert len(waits(cast.omar, movement)) == 1


def test_of_the_hidden_the_page_of_a_journey_tells_what_the_departure_would() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    protection.restrict(cast.sam, father, "trafficking")
    assert waits(cast.omar, movement) == []
    assert "whom you see" in waits(cast.lies, movement)[0], "as if nobody were hidden on it"
    other, father, son = a_father_and_son(cast)
    movement = a_journey(cast, other)
    actions.no_show(cast.omar, passenger_of(movement, father))
    protection.restrict(cast.sam, son, "child")
    assert waits(cast.omar, movement) == ["a check of which only the focal points know"]
    assert "nobody of age" in waits(cast.sam, movement)[0]


def test_a_child_beside_whom_nobody_of_age_can_be_booked_is_not_called_ready_in_any_list() -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    assert (pages.cases_to_book(cast.omar).ready, pages.waiting_cases(cast.omar, [case])[0].ready) == (1, 2)
    alone_for(cast, case, father)
    assert (pages.cases_to_book(cast.omar).waiting, pages.cases_to_book(cast.omar).ready) == (1, 0)
    [row] = pages.waiting_cases(cast.omar, [case])
    assert row.ready == 0
    assert "nobody of age whom you see travels along" in str(row.stopped[0])


def test_a_father_whom_a_gate_holds_is_nobody_beside_his_son_in_the_list() -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    casework.find_vulnerability(cast.sam, traveller_of(case, father), "trafficking", "severe")
    [row] = pages.waiting_cases(cast.omar, [case])
    assert row.ready == 0
    assert len(row.stopped) == 2
