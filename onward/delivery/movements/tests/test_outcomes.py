"""What became of each traveller: did not come, turned back, refused entry, arrived."""

from datetime import date, timedelta

import pytest

from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import Invalid, Refused
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


def departed(cast: Cast) -> Movement:
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    return movement


@pytest.mark.parametrize(("outcome", "does"), [("no-show", "no_show"), ("turned-back", "turned_back")])
def test_who_does_not_board_stands_again_where_a_booking_begins(outcome: str, does: str) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    getattr(actions, does)(cast.omar, passenger_of(movement))
    one = traveller_of(movement.case)
    assert passenger_of(movement).state == outcome
    assert (one.stage, one.travels_on, one.exit) == ("cleared", None, "")
    event = Event.objects.get(type="movements.did_not_depart")
    assert event.payload["outcome"] == outcome
    back = Event.objects.filter(type="cases.stage_entered").latest("position")
    assert back.payload["because"] == outcome


def test_the_others_of_a_family_depart_without_who_did_not_come() -> None:
    cast = make_cast()
    absent = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), absent))
    actions.no_show(cast.omar, passenger_of(movement, absent))
    [gone] = actions.depart(cast.omar, movement)
    assert gone.traveller.person.name == "Hassan Zubaidi"


def test_nobody_misses_a_departure_that_is_still_ahead() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast), clock.today() + timedelta(days=1))
    with pytest.raises(problems.TooEarly):
        actions.no_show(cast.omar, passenger_of(movement))


def test_who_has_departed_was_no_no_show() -> None:
    cast = make_cast()
    movement = departed(cast)
    with pytest.raises(problems.NotBooked):
        actions.no_show(cast.omar, passenger_of(movement))


def test_entry_refused_at_a_stop_brings_the_traveller_back_and_keeps_the_departure() -> None:
    cast = make_cast()
    movement = departed(cast)
    actions.refuse_entry(cast.omar, passenger_of(movement), "IST")
    assert passenger_of(movement).state == "refused-entry"
    assert traveller_of(movement.case).stage == "cleared"
    assert Event.objects.filter(type="movements.departed").standing().count() == 1
    assert Event.objects.get(type="movements.entry_refused").payload["at"] == "IST"
    a_journey(cast, movement.case, clock.today() + timedelta(days=3))


def test_entry_is_refused_at_a_stop_of_the_journey_only() -> None:
    cast = make_cast()
    movement = departed(cast)
    with pytest.raises(problems.NotAStop):
        actions.refuse_entry(cast.omar, passenger_of(movement), "CDG")


def test_entry_is_not_refused_before_the_departure() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    with pytest.raises(problems.NotUnderWay):
        actions.refuse_entry(cast.omar, passenger_of(movement), "IST")


def test_who_arrives_reaches_the_stage_of_arrival() -> None:
    cast = make_cast()
    movement = departed(cast)
    actions.arrive(cast.omar, movement)
    assert passenger_of(movement).state == "arrived"
    assert traveller_of(movement.case).stage == "arrived"
    assert Event.objects.get(type="movements.arrived").payload["destination"] == "IQ"


def test_nobody_arrives_who_has_not_left_or_arrives_twice() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    with pytest.raises(problems.NotUnderWay):
        actions.arrive(cast.omar, movement)
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    with pytest.raises(problems.NotUnderWay):
        actions.arrive(cast.omar, movement)


def test_nobody_arrives_before_the_departure_or_in_the_future() -> None:
    cast = make_cast()
    movement = departed(cast)
    for day in (date(2021, 5, 31), date(2021, 6, 2)):
        with pytest.raises(Invalid):
            actions.arrive(cast.omar, movement, arrived_on=day)
    with clock.at(NOON + timedelta(days=1)):
        actions.arrive(cast.omar, movement, arrived_on=date(2021, 6, 2))


@pytest.mark.parametrize("who", ["lies", "rik", "ruth", "outsider"])
def test_who_does_not_move_people_records_no_arrival(who: str) -> None:
    cast = make_cast()
    movement = departed(cast)
    with pytest.raises(Refused):
        actions.arrive(getattr(cast, who), movement)
