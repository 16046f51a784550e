"""Who left the pathway by mistake and comes back has the seat that never was given up, and its day."""

from datetime import date, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.hooks import alone_with_seats
from onward.casework.cases.models import Case, Hold
from onward.casework.cases.problems import SeatsHeld
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, pages
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.kernel import clock
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = date(2021, 6, 10)


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def back_again(cast: Cast, case: Case, person: Person | None = None) -> None:
    """Let somebody leave the pathway, and take it back."""
    casework.leave(cast.lies, traveller_of(case, person), "withdrawn")
    casework.undo_exit(cast.lies, traveller_of(case, person))


def booked(cast: Cast) -> tuple[Case, Movement]:
    """Return a case with a seat by Istanbul on a day to come, for who withdrew and came back."""
    case = a_cleared_case(cast, user=cast.lies)
    movement = a_journey(cast, case, DAY)
    back_again(cast, case)
    return case, movement


def mother_and_child(cast: Cast) -> tuple[Case, Person, Person]:
    """Return a cleared case of a mother and her child."""
    mother = a_person(cast.be, "Suad Mahdi", sex="female")
    child = a_person(cast.be, "Ali Mahdi", born=date(2010, 1, 1))
    joining = [casework.Joining(mother, principal=True), casework.Joining(child, accompanied=True)]
    return a_cleared_case(cast, mother, child, user=cast.lies, joining=joining), mother, child


def test_the_day_of_the_seat_is_theirs_again() -> None:
    cast = make_cast()
    case, movement = booked(cast)
    assert (traveller_of(case).travels_on, passenger_of(movement).state) == (DAY, "booked")


def test_a_seat_that_was_cancelled_meanwhile_is_no_longer_theirs() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, user=cast.lies)
    movement = a_journey(cast, case, DAY)
    casework.leave(cast.lies, traveller_of(case), "withdrawn")
    actions.cancel(cast.omar, movement, "other")
    casework.undo_exit(cast.lies, traveller_of(case))
    assert traveller_of(case).travels_on is None


def test_a_hold_on_the_route_stands_on_all_pages_and_the_sheet_is_not_valid(client: Client) -> None:
    cast = make_cast()
    case, movement = booked(cast)
    hold = Hold.objects.create(
        office=cast.be, from_on=date(2021, 5, 20), reason="pandemic", route="IST", placed_by=cast.lies
    )
    assert not pages.sheet_of(cast.omar, movement, "en").valid
    client.force_login(cast.lies)
    assert case.reference in client.get("/cases/?held=1").content.decode()
    assert client.get(f"/cases/{case.reference}/").context["page"].holds
    casework.release_from_hold(cast.lies, case, hold, [])
    with clock.at(NOON + timedelta(days=9)):
        actions.depart(cast.omar, movement)
    assert passenger_of(movement).state == "departed"


def test_the_country_does_not_change_under_the_seat() -> None:
    cast = make_cast()
    case, _movement = booked(cast)
    with pytest.raises(SeatsHeld):
        casework.change_destination(cast.lies, case, "AF")


def test_a_child_with_a_seat_and_nobody_of_age_is_named() -> None:
    cast = make_cast()
    case, mother, child = mother_and_child(cast)
    a_journey(cast, case, DAY)
    back_again(cast, case, child)
    casework.leave(cast.lies, traveller_of(case, mother), "withdrawn")
    if traveller_of(case, child).accompanied is None:
        casework.record_accompaniment(cast.lies, traveller_of(case, child), True)
    assert alone_with_seats(cast.lies, travellers_of(case)) == {traveller_of(case, child).pk}


def test_who_is_under_way_arrives_beside_the_child_with_whom_they_left() -> None:
    cast = make_cast()
    case, mother, child = mother_and_child(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=1)):
        casework.leave(cast.lies, traveller_of(case, mother), "lost-contact", became="With her aunt.")
        casework.undo_exit(cast.lies, traveller_of(case, mother))
        casework.record_accompaniment(cast.lies, traveller_of(case, child), True)
    assert {one.travels_on for one in travellers_of(case)} == {NOON.date()}
    with clock.at(NOON + timedelta(days=2)):
        assert len(actions.arrive(cast.omar, movement)) == 2
