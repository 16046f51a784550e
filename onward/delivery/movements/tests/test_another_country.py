"""The country of return changes while seats are held: nobody flies to the former one."""

from datetime import timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.problems import OnHold, SeatsHeld
from onward.casework.cases.queries import CaseFilters, filtered
from onward.casework.cases.tests.factories import a_person, page_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.pages import movement_page
from onward.delivery.movements.rules import LegPlan
from onward.delivery.movements.tests.factories import (
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
    to_erbil,
    travellers_of,
)
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TO_TIRANA = [LegPlan("BRU", "TIA", "air")]


def hidden_seat(cast: Cast) -> tuple[Case, Movement]:
    """Return a case whose country changed by somebody who does not see the niece, who alone has a seat."""
    case, niece = a_niece_alone(cast, cast.sam)
    [uncle, child] = travellers_of(case)
    seats = [actions.Seat(child, escort_kind="social", escort_name="Ines Peeters")]
    movement = a_journey(cast, case, seats=seats)
    assert niece.key == child.person.key
    assert uncle.travels_on is None
    casework.change_destination(cast.lies, case, "AL")
    case.refresh_from_db()
    return case, Movement.objects.get(pk=movement.pk)


def test_the_country_does_not_change_while_somebody_in_sight_has_a_seat_to_the_former_one() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
    day = clock.today() + timedelta(days=9)
    movement = a_journey(cast, case, day)
    with pytest.raises(SeatsHeld) as caught:
        casework.change_destination(cast.lies, case, "AL")
    said = caught.value.say()
    assert "Hassan Zubaidi, Suad Mahdi: booked to Iraq for" in said
    assert str(day.day) in said
    assert "Movement officer" in caught.value.say_way_out()
    casework.change_destination(cast.lies, case, "IQ", "Basra")  # another place is no other country

    actions.cancel(cast.omar, movement, "changed-mind")
    casework.change_destination(cast.lies, case, "AL")


def test_seats_of_somebody_out_of_sight_neither_refuse_nor_are_told_of() -> None:
    cast = make_cast()
    case, _movement = hidden_seat(cast)
    assert case.destination == "AL"


def test_nobody_departs_on_a_journey_to_the_former_country() -> None:
    cast = make_cast()
    _case, movement = hidden_seat(cast)
    with pytest.raises(problems.LeadsElsewhere) as caught:
        actions.depart(cast.omar, movement)
    assert "Iraq" in caught.value.say()
    assert "Albania" in caught.value.say()


def test_a_journey_that_goes_on_by_road_was_booked_for_the_former_country_too() -> None:
    cast = make_cast()
    case, _niece = a_niece_alone(cast, cast.sam)
    [_uncle, child] = travellers_of(case)
    seats = [actions.Seat(child, escort_kind="social", escort_name="Ines Peeters")]
    movement = a_journey(cast, case, seats=seats, onward_transport="A van waits at the airport.")
    casework.change_destination(cast.lies, case, "SY")
    with pytest.raises(problems.HeldBack):
        actions.depart(cast.omar, movement)
    waits = movement_page(cast.sam, Movement.objects.get(pk=movement.pk)).cards[0].waits_for
    assert "Itinerary (what is there is for another country: Iraq)" in waits


def test_pages_say_so_beforehand_to_who_sees_the_seat(client: Client) -> None:
    cast = make_cast()
    case, movement = hidden_seat(cast)
    page = movement_page(cast.sam, movement)
    assert not page.ready
    assert "Itinerary" in page.cards[0].waits_for
    assert "the journey ends in another country" in movement_page(cast.omar, movement).cards[0].waits_for
    [line] = [one for one in page_of(cast.sam, case).gates if one.code == "itinerary"]
    assert line.state == "missing"
    assert "was booked for the return to another country (Iraq)" in line.sentence
    assert all(
        one.code != "itinerary" or "Noor" not in one.sentence for one in page_of(cast.lies, case).gates
    )


def test_a_booking_that_is_moved_to_the_new_country_counts() -> None:
    cast = make_cast()
    case, movement = hidden_seat(cast)
    casework.change_destination(cast.lies, case, "IQ")
    assert movement_page(cast.sam, Movement.objects.get(pk=movement.pk)).ready, "it leads there again"


def test_a_hold_on_the_former_country_keeps_who_still_has_a_seat_there() -> None:
    cast = make_cast()
    case, movement = hidden_seat(cast)
    hold = casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="IQ")
    held = CaseFilters(held=True)
    assert [one.reference for one in filtered(cast.sam, held, clock.today())] == [case.reference]
    assert not filtered(cast.lies, held, clock.today()).exists(), "whose seat it is, is hidden from her"
    assert [line.hold for line in page_of(cast.sam, case).holds] == [hold]
    assert not page_of(cast.lies, case).holds
    movement.onward_transport = "By road."
    movement.save()
    with pytest.raises((OnHold, problems.HeldBack)):
        actions.depart(cast.omar, movement)
    assert passenger_of(movement).state == "booked"


def test_a_hold_on_the_new_country_concerns_the_case_as_before() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    casework.change_destination(cast.lies, case, "AL")
    casework.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="security", destination="AL")
    assert filtered(cast.lies, CaseFilters(held=True), clock.today()).exists()
    assert to_erbil(clock.today())
