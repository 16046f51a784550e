"""Recording a departure."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from onward.access.models import Restriction, User
from onward.casework.cases import actions as casework
from onward.casework.cases.problems import OnHold
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
    to_erbil,
    travellers_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Problem, Refused
from tests.cast import Cast, make_cast


def departures(movement: Movement) -> list[Event]:
    return list(Event.objects.filter(about_key=movement.key, type="movements.departed").order_by("position"))


def escorted(cast: Cast, movement: Movement) -> Movement:
    """Name an escort for every passenger."""
    for passenger in movement.passengers.all():
        actions.assign_escort(cast.omar, passenger, "operational", "Ines Peeters")
    return movement


@pytest.mark.django_db
def test_everybody_who_is_booked_departs_and_the_day_is_kept() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    movement = a_journey(cast, case)

    gone = actions.depart(cast.omar, movement)

    assert {(one.state, one.state_on) for one in gone} == {("departed", clock.today())}
    assert {one.stage for one in travellers_of(case)} == {"departed"}
    assert len(departures(movement)) == 2


@pytest.mark.django_db
def test_the_event_holds_the_circumstances_of_that_day_as_codes() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    casework.find_vulnerability(cast.sam, traveller_of(case), "elderly", "mild")
    actions.depart(cast.omar, movement)
    [event] = departures(movement)
    assert event.payload == {
        "movement": str(movement.key),
        "programme": "avrr-be",
        "departure_country": "BE",
        "destination": "IQ",
        "channel": "red-cross",
        "sex": "male",
        "age": 37,
        "nationality": "IQ",
        "vulnerabilities": ["elderly"],
        "medical": "none",
    }


@pytest.mark.django_db
def test_an_age_that_the_birth_date_leaves_open_is_not_made_up() -> None:
    cast = make_cast()
    person = a_person(cast.be, born_from=date(1980, 1, 1), born_to=date(1985, 12, 31))
    movement = a_journey(cast, a_cleared_case(cast, person))
    actions.depart(cast.omar, movement)
    [event] = departures(movement)
    assert "age" not in event.payload


@pytest.mark.django_db
def test_a_child_without_parents_departs_as_one() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam)
    movement = escorted(cast, a_journey(cast, case))
    actions.depart(cast.omar, movement)
    [event] = [one for one in departures(movement) if one.person_key == niece.key]
    assert (event.payload["age"], event.payload["child"]) == (17, "umc")


@pytest.mark.django_db
def test_a_child_who_turns_18_between_booking_and_departure_is_of_age_on_the_day() -> None:
    cast = make_cast()
    case, niece = a_niece_alone(cast, cast.sam, born=date(2003, 6, 3))
    movement = escorted(cast, a_journey(cast, case, date(2021, 6, 2)))
    assert traveller_of(case, niece).travels_on == date(2021, 6, 2)

    with clock.at(NOON + timedelta(days=2)):  # the flight left a day late, on her birthday
        casework.sign_declaration(cast.sam, traveller_of(case, niece), "self")
        actions.depart(cast.omar, movement, departed_on=date(2021, 6, 3))

    [event] = [one for one in departures(movement) if one.person_key == niece.key]
    assert (event.payload["age"], event.payload["child"]) == (18, "aged-out")
    assert event.occurred_on == date(2021, 6, 3)


@pytest.mark.django_db
def test_a_child_who_will_be_18_on_the_day_is_booked_by_the_rules_for_adults() -> None:
    cast = make_cast()
    grown = a_person(cast.be, "Noor Zubaidi", sex="female", born=date(2003, 6, 10))
    uncle = a_person(cast.be)
    joining = [casework.Joining(uncle, principal=True), casework.Joining(grown, accompanied=False)]
    case = a_cleared_case(cast, uncle, grown, joining=joining)

    with pytest.raises(problems.HeldBack) as caught:  # still 17 on 9 June, and nothing assessed
        a_journey(cast, case, date(2021, 6, 9), user=cast.omar)
    assert "Noor Zubaidi" in caught.value.say()
    a_journey(cast, case, date(2021, 6, 10))


@pytest.mark.django_db
def test_a_hold_stops_the_departure_until_the_case_is_released() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    hold = casework.place_hold(
        cast.omar,
        cast.be,
        from_on=date(2021, 3, 17),
        reason="pandemic",
        programme="avrr-be",
        precautions=["masks", "distance"],
    )
    with pytest.raises(OnHold):
        actions.depart(cast.omar, movement)
    assert passenger_of(movement).state == "booked"

    casework.release_from_hold(cast.sam, case, hold, ["masks", "distance"])
    actions.depart(cast.omar, movement)
    assert passenger_of(movement).state == "departed"


@pytest.mark.django_db
def test_a_plane_leaves_without_whom_nobody_released_and_not_with_them(client: Client) -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Noor Zubaidi"), user=cast.sam)
    movement = a_journey(cast, case)
    uncle, niece = movement.passengers.select_related("traveller__person").order_by("pk")
    Restriction.objects.create(person_key=niece.traveller.person.key, category="child")
    hold = casework.place_hold(cast.omar, cast.be, from_on=date(2021, 3, 17), reason="pandemic")
    client.force_login(cast.omar)

    def kept() -> int:
        return client.get(f"/journeys/{movement.key}/").content.decode().count("departures are on hold")

    assert kept() == 2
    casework.release_from_hold(cast.lies, case, hold, [])
    assert kept() == 1
    with pytest.raises(OnHold):
        actions.depart(cast.omar, movement)
    actions.depart(cast.omar, movement, [uncle])
    casework.release_from_hold(cast.sam, case, hold, [])
    assert kept() == 0
    niece.refresh_from_db()
    actions.depart(cast.omar, movement, [niece])


@pytest.mark.django_db
def test_a_hold_on_a_route_stops_who_passes_there() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    casework.place_hold(cast.omar, cast.be, from_on=date(2021, 5, 1), reason="no-flights", route="IST")
    with pytest.raises(OnHold):
        actions.depart(cast.omar, movement)


@pytest.mark.django_db
def test_who_withdrew_the_declaration_does_not_board() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    casework.withdraw_declaration(cast.sam, traveller_of(case))
    with pytest.raises(problems.HeldBack) as caught:
        actions.depart(cast.omar, movement)
    assert "Declaration of voluntary return" in caught.value.say()


@pytest.mark.django_db
def test_what_is_learnt_after_the_booking_still_holds_the_door() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    casework.find_vulnerability(cast.lies, traveller_of(case), "trafficking", "severe")
    with pytest.raises(problems.HeldBack) as caught:
        actions.depart(cast.omar, movement)
    assert "isk" not in caught.value.say()
    assert "focal points" in caught.value.say()


@pytest.mark.django_db
def test_one_who_is_held_keeps_everybody_and_can_be_left_out() -> None:
    cast = make_cast()
    ill = a_person(cast.be, "Suad Mahdi")
    case = a_cleared_case(cast, a_person(cast.be), ill)
    movement = a_journey(cast, case)
    casework.record_medical_needs(cast.lies, traveller_of(case, ill), "mild")

    with pytest.raises(problems.HeldBack) as caught:
        actions.depart(cast.omar, movement)
    assert "Suad Mahdi" in caught.value.say()
    assert "Hassan" not in caught.value.say()
    assert not departures(movement)

    well = movement.passengers.exclude(traveller__person=ill)
    actions.depart(cast.omar, movement, list(well))
    assert passenger_of(movement, ill).state == "booked"
    assert len(departures(movement)) == 1


@pytest.mark.django_db
def test_a_certificate_of_72_hours_is_counted_in_hours_to_the_flight() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    one = traveller_of(case)
    casework.record_medical_needs(cast.lies, one, "mild")
    movement = escorted(cast, a_journey(cast, case, date(2021, 6, 4)))  # leaves at 11:30 in Brussels
    flight = datetime.fromisoformat("2021-06-04T11:30:00+02:00")
    actions.record_fitness(
        cast.lies, one, "fit", doctor="Dr Claes", checked_at=flight - timedelta(hours=72, minutes=5)
    )
    with clock.at(flight + timedelta(minutes=20)):
        with pytest.raises(problems.HeldBack) as caught:
            actions.depart(cast.omar, movement)
        assert "Fitness to travel" in caught.value.say()
        actions.record_fitness(
            cast.lies, one, "fit", doctor="Dr Claes", checked_at=flight - timedelta(hours=71)
        )
        actions.depart(cast.omar, movement)


@pytest.mark.django_db
def test_a_departure_is_not_recorded_before_its_day() -> None:
    cast = make_cast()
    tomorrow = clock.today() + timedelta(days=1)
    movement = a_journey(cast, a_cleared_case(cast), tomorrow)
    with pytest.raises(problems.TooEarly):
        actions.depart(cast.omar, movement)
    with pytest.raises(Invalid):
        actions.depart(cast.omar, movement, departed_on=tomorrow)


@pytest.mark.django_db
def test_who_has_departed_does_not_depart_again() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    with pytest.raises(problems.AlreadyDeparted) as caught:
        actions.depart(cast.omar, movement)
    assert "1 June 2021" in caught.value.say()
    assert len(departures(movement)) == 1


@pytest.mark.django_db
def test_a_restricted_traveller_is_moved_by_the_movement_officer_who_may_not_open_the_file() -> None:
    cast = make_cast()
    alone = a_person(cast.be, "Noor Zubaidi", born=date(2004, 3, 1))
    case = a_cleared_case(cast, alone, joining=[casework.Joining(alone, principal=True, accompanied=True)])
    one = traveller_of(case)
    casework.find_vulnerability(cast.sam, one, "umc", "severe")
    assert not type(case).objects.visible_to(cast.omar).filter(pk=case.pk).exists()

    seat = actions.Seat(one, escort_kind="social", escort_name="Ines Peeters")
    movement = a_journey(cast, case, seats=[seat])
    actions.depart(cast.omar, movement)

    assert traveller_of(case).stage == "departed"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["lies", "nora", "erbil", "rik", "ruth", "dirk", "outsider"])
def test_who_does_not_move_people_records_no_departure(who: str) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    with pytest.raises(Refused):
        actions.depart(getattr(cast, who), movement)
    assert passenger_of(movement).state == "booked"


@pytest.mark.parametrize("same_form", [True, False])
def test_two_clicks_at_once_give_one_departure_and_one_clear_message(
    committed_db: str, same_form: bool
) -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi")))
    token = uuid4()
    answers: list[object] = []
    ready = threading.Barrier(2)

    def click(user: User, form: UUID) -> None:
        try:
            with clock.at(NOON):
                ready.wait(5)
                answers.append(actions.depart(user, movement, once=form))
        except Problem as problem:
            answers.append(problem)
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click, args=(cast.omar, token if same_form else uuid4())) for _ in "12"]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(20)

    [problem] = [one for one in answers if isinstance(one, Problem)]
    assert isinstance(problem, problems.AlreadyDeparted | AlreadySent)
    assert len(departures(movement)) == 2
    assert Passenger.objects.filter(movement=movement, state="departed").count() == 2
    assert {one.stage for one in travellers_of(movement.case)} == {"departed"}


@pytest.mark.django_db
def test_legs_without_times_may_depart_too() -> None:
    cast = make_cast()
    legs = [type(leg)(leg.origin, leg.destination) for leg in to_erbil(clock.today())]
    movement = a_journey(cast, a_cleared_case(cast), legs=legs)
    actions.depart(cast.omar, movement)
    assert passenger_of(movement).state == "departed"
