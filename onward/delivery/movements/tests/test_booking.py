"""Booking a journey."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Leg, Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    passenger_of,
    to_erbil,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Missing, Refused
from onward.kernel.text import TextTooLong
from onward.reference.choices import NoSuchChoice
from tests.cast import make_cast

pytestmark = pytest.mark.django_db

A_WEEK = timedelta(days=7)


def test_a_family_is_booked_and_stands_at_the_stage_before_departure() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    day = clock.today() + A_WEEK

    movement = a_journey(cast, case, day)

    assert [one.stage for one in travellers_of(case)] == ["booked", "booked"]
    assert {one.travels_on for one in travellers_of(case)} == {day}
    assert movement.passengers.filter(state="booked").count() == 2
    events = Event.objects.filter(about_key=movement.key, type="movements.booked")
    assert [event.payload["route"] for event in events] == [["BRU", "IST", "EBL"]] * 2
    assert events[0].payload["flights"] == ["TK1938", "TK314"]


def test_times_are_those_on_the_clock_of_each_place() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    first = movement.legs.get(number=1)
    assert first.departs_at is not None
    assert first.departs_at.isoformat() == "2021-06-01T09:30:00+00:00"
    assert [f"{leg.arrives_at:%H:%M}" for leg in movement.legs.order_by("number")] == ["13:05", "19:50"]


@pytest.mark.parametrize(
    ("legs", "leg", "field"),
    [
        ([LegPlan("BRU", "XQX")], 0, "destination"),
        ([LegPlan("BRU", "IST"), LegPlan("ESB", "EBL")], 1, "origin"),
        ([LegPlan("BRU", "BRU")], 0, "destination"),
        ([LegPlan("BRU", "EBL", flight="fly me")], 0, "flight"),
        ([LegPlan("BRU", "IST")], 0, "destination"),
        ([], 0, "origin"),
    ],
)
def test_legs_that_make_no_journey_are_told_leg_by_leg(legs: list[LegPlan], leg: int, field: str) -> None:
    cast = make_cast()
    with pytest.raises(problems.BrokenItinerary) as caught:
        a_journey(cast, a_cleared_case(cast), legs=legs)
    assert (leg, field) in [(fault.leg, fault.field) for fault in caught.value.faults]
    assert not Movement.objects.exists()


def test_the_last_leg_may_end_in_a_neighbouring_country_if_somebody_says_how_they_travel_on() -> None:
    cast = make_cast()
    day = clock.today()
    short = [LegPlan("BRU", "IST", "air", "TK1938")]
    movement = a_journey(cast, a_cleared_case(cast), day, legs=short, onward_transport="Bus to Zakho")
    assert movement.onward_transport == "Bus to Zakho"


def test_a_journey_is_not_booked_for_a_day_that_has_passed() -> None:
    cast = make_cast()
    with pytest.raises(Invalid) as caught:
        a_journey(cast, a_cleared_case(cast), clock.today() - timedelta(days=1))
    assert caught.value.field == "departs_on"


def test_a_gate_that_holds_says_who_and_what_and_books_nobody() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    [approval] = case.approvals.all()
    assert approval.depart_by is not None
    with pytest.raises(problems.HeldBack) as caught:
        a_journey(cast, case, approval.depart_by + timedelta(days=1))
    assert "Hassan Zubaidi" in caught.value.say()
    assert "Approval of the funder" in caught.value.say()
    assert not Movement.objects.exists()
    assert traveller_of(case).stage == "cleared"


def test_a_traveller_who_is_not_cleared_yet_is_not_booked() -> None:
    cast = make_cast()
    with pytest.raises(Exception, match=r"cases\.not-this-step"):
        a_journey(cast, a_case(cast.lies))


def test_nobody_is_booked_on_two_journeys_at_once() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    a_journey(cast, case)
    with pytest.raises(problems.AlreadyBooked):
        a_journey(cast, case)


def test_the_same_form_sent_twice_books_once() -> None:
    cast, token = make_cast(), uuid4()
    case = a_cleared_case(cast)
    a_journey(cast, case, once=token)
    with pytest.raises(AlreadySent):
        a_journey(cast, case, once=token)
    assert Movement.objects.count() == 1


def test_part_of_a_family_may_travel_and_the_others_later() -> None:
    cast = make_cast()
    later = a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, a_person(cast.be), later)
    first, second = travellers_of(case)
    a_journey(cast, case, seats=[actions.Seat(first)])
    a_journey(cast, case, clock.today() + A_WEEK, seats=[actions.Seat(second)])
    assert Movement.objects.count() == 2


def test_travellers_of_two_cases_do_not_share_a_journey_of_one() -> None:
    cast = make_cast()
    case, other = a_cleared_case(cast), a_cleared_case(cast)
    with pytest.raises(problems.NotOneCase):
        a_journey(cast, case, seats=[actions.Seat(traveller_of(case)), actions.Seat(traveller_of(other))])


def test_a_journey_without_travellers_is_refused() -> None:
    cast = make_cast()
    with pytest.raises(problems.NobodyTravels):
        a_journey(cast, a_cleared_case(cast), seats=[])


def test_assistance_and_escort_are_taken_with_the_booking() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    seat = actions.Seat(traveller_of(case), ["wheelchair", "wheelchair"], "social", "Ines Peeters")
    passenger = passenger_of(a_journey(cast, case, seats=[seat]))
    assert passenger.assistance == ["wheelchair"]
    assert (passenger.escort_kind, passenger.escort_name) == ("social", "Ines Peeters")
    assert Event.objects.filter(type="movements.escort_assigned").count() == 1


def test_the_name_of_an_escort_that_does_not_fit_is_told_and_never_cut_off() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    with pytest.raises(TextTooLong) as told:
        a_journey(cast, case, seats=[actions.Seat(traveller_of(case), [], "social", "I" * 161)])
    assert told.value.field == "escort_name"


def test_assistance_that_nobody_offers_is_refused() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    with pytest.raises(NoSuchChoice):
        a_journey(cast, case, seats=[actions.Seat(traveller_of(case), ["flying-carpet"])])


@pytest.mark.parametrize("who", ["lies", "erbil", "rik", "ruth", "dirk", "outsider"])
def test_who_does_not_plan_journeys_books_none(who: str) -> None:
    cast = make_cast()
    with pytest.raises(Refused):
        a_journey(cast, a_cleared_case(cast), user=getattr(cast, who))


def test_a_movement_officer_of_another_office_finds_no_traveller() -> None:
    cast = make_cast()
    cast.omar.office = cast.lu
    cast.omar.save()
    with pytest.raises(Missing):
        a_journey(cast, a_cleared_case(cast))


def test_moving_a_booking_moves_the_day_that_counts() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    day = clock.today() + A_WEEK
    actions.rebook(cast.omar, movement, to_erbil(day), departs_on=day, version=1)
    assert traveller_of(case).travels_on == day
    assert Leg.objects.filter(movement=movement).count() == 2
    last = Event.objects.filter(type="movements.booked").latest("position")
    assert last.payload["rebooked"] is True
    assert last.payload["departs_on"] == day.isoformat()


def test_a_booking_is_not_moved_beyond_what_its_gates_allow() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    day = clock.today() + timedelta(days=120)
    with pytest.raises(problems.HeldBack):
        actions.rebook(cast.omar, movement, to_erbil(day), departs_on=day)
    movement.refresh_from_db()
    assert movement.departs_on == clock.today()


def test_cancelling_brings_travellers_back_to_where_a_booking_begins() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = actions.cancel(cast.omar, a_journey(cast, case), "carrier")
    one = traveller_of(case)
    assert (one.stage, one.travels_on) == ("cleared", None)
    assert passenger_of(movement).state_on == clock.today()
    a_journey(cast, case)
    assert Passenger.objects.filter(state="booked").count() == 1


def test_cancelling_for_one_leaves_the_others_booked() -> None:
    cast = make_cast()
    stays = a_person(cast.be, "Suad Mahdi")
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), stays))
    actions.cancel(cast.omar, movement, "health", passengers=[passenger_of(movement, stays)])
    movement.refresh_from_db()
    assert passenger_of(movement, stays).state == "cancelled"


def test_a_booking_of_somebody_who_withdrew_can_still_be_cancelled() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    casework.leave(cast.lies, traveller_of(case), "withdrawn")
    actions.cancel(cast.omar, movement, "changed-mind")
    assert traveller_of(case).exit == "withdrawn"


def test_what_is_cancelled_cannot_be_cancelled_again() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.cancel(cast.omar, movement, "carrier")
    with pytest.raises(problems.NotBooked):
        actions.cancel(cast.omar, movement, "carrier")


def test_assistance_can_be_changed_until_departure() -> None:
    cast = make_cast()
    passenger = passenger_of(a_journey(cast, a_cleared_case(cast)))
    actions.change_assistance(cast.omar, passenger, ["stretcher", "ambulance"])
    passenger.refresh_from_db()
    assert passenger.assistance == ["stretcher", "ambulance"]
    assert date(2021, 6, 1) == Event.objects.get(type="movements.assistance_changed").occurred_on
