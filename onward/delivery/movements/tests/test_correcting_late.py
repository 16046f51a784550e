"""A journey written down late has its true days, and a closed case is opened before it is corrected."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Guardian
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    a_niece_alone,
    passenger_of,
)
from onward.delivery.movements.tests.test_correcting import LATER, closed, departed
from onward.kernel import clock
from onward.kernel.sealing import told_as
from tests.cast import Cast, make_cast
from tests.sequences.told import cases, journeys
from tests.sequences.told.log import read_log
from tests.support.forms import as_shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows_are_as_events_tell() -> Iterator[None]:
    """Compare cases and journeys with the standing events when a test is over."""
    yield
    log = read_log()
    cases.check(log)
    journeys.check(log)


def test_a_journey_that_was_written_down_late_began_on_its_true_day() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=5)):
        case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    early = case.opened_on - timedelta(days=1)
    with pytest.raises(problems.NotThatDay):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=early)
    actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 5, 29))
    one = traveller_of(case)
    assert (one.stage_since, passenger_of(movement).state_on) == (date(2021, 5, 29), date(2021, 5, 29))
    steps = [step.occurred_on for step in steps_of(one)]
    assert steps == sorted(steps)
    actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    assert traveller_of(case).stage_since == date(2021, 6, 1), "the booking is on its own day again"


def test_a_first_departure_that_is_moved_leaves_a_second_where_it_stands() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=5)):
        case = a_cleared_case(cast)
    first = a_journey(cast, case)
    actions.depart(cast.omar, first)
    with clock.at(NOON + timedelta(days=1)):
        actions.refuse_entry(cast.omar, passenger_of(first), "IST")
        second = a_journey(cast, case, date(2021, 6, 4))
    with clock.at(LATER):
        actions.depart(cast.omar, second, departed_on=date(2021, 6, 4))
        again = passenger_of(second)
        with pytest.raises(problems.NotThatDay):
            actions.correct_departure(cast.omar, again, "wrong-day", on=date(2021, 6, 1))
        actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 5, 30))
    assert traveller_of(case).stage_since == date(2021, 6, 4)


def test_the_end_of_a_journey_stays_before_the_next_so_that_the_next_can_be_corrected() -> None:
    cast = make_cast()
    first, second = missed_and_booked_again(cast)
    with clock.at(LATER):
        actions.depart(cast.omar, second, departed_on=date(2021, 6, 2))
        for day in (date(2021, 6, 5), date(2021, 6, 3)):
            with pytest.raises(problems.NotThatDay):
                actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=day)
        actions.correct_departure(cast.omar, passenger_of(second), "wrong-day", on=date(2021, 6, 3))
        actions.correct_departure(cast.omar, passenger_of(second), "wrong-day", on=date(2021, 6, 1))
        with pytest.raises(problems.NotThatDay):
            actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 6, 2))


def test_who_is_booked_anew_had_ended_the_journey_before_by_then_whatever_becomes_of_the_new_one() -> None:
    cast = make_cast()
    first, second = missed_and_booked_again(cast)
    with clock.at(LATER):
        actions.cancel(cast.omar, second, "carrier")
        with pytest.raises(problems.NotThatDay):
            actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 6, 3))
        actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 6, 2))


def test_an_entry_is_refused_before_the_next_journey_is_booked() -> None:
    cast = make_cast()
    first = departed(cast)
    actions.refuse_entry(cast.omar, passenger_of(first), "IST")
    with clock.at(NOON + timedelta(days=1)):
        a_journey(cast, first.case)
    with clock.at(LATER):
        with pytest.raises(problems.NotThatDay):
            actions.correct_arrival(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 6, 3))
        actions.correct_arrival(cast.omar, passenger_of(first), "wrong-day", on=date(2021, 6, 2))


def test_of_two_no_shows_each_has_the_step_that_was_recorded_next_to_it() -> None:
    cast = make_cast()
    first, second = missed_and_booked_again(cast)

    def days() -> list[date]:
        steps = steps_of(traveller_of(first.case))
        return [one.occurred_on for one in steps if one.payload.get("because") == "no-show"]

    with clock.at(NOON + timedelta(days=1)):
        actions.no_show(cast.omar, passenger_of(second))
    assert days() == [date(2021, 6, 1), date(2021, 6, 2)]
    with clock.at(LATER):
        actions.correct_departure(cast.omar, passenger_of(second), "wrong-day", on=date(2021, 6, 3))
        assert days() == [date(2021, 6, 1), date(2021, 6, 3)]
        for day in (date(2021, 6, 2), date(2021, 6, 1)):
            actions.correct_departure(cast.omar, passenger_of(first), "wrong-day", on=day)
            assert days() == [day, date(2021, 6, 3)]


def missed_and_booked_again(cast: Cast) -> tuple[Movement, Movement]:
    """Return the journey that somebody did not come to on 1 June, and the next, booked on 2 June for then."""
    with clock.at(NOON - timedelta(days=5)):
        case = a_cleared_case(cast)
    first = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(first))
    with clock.at(NOON + timedelta(days=1)):
        return first, a_journey(cast, case)


def test_that_a_closed_case_is_opened_again_first_is_said_before_anything_is_typed(client: Client) -> None:
    cast = make_cast()
    movement = departed(cast)
    closed(cast, movement)
    for what in ("correct-departure", "correct-arrival"):
        client.force_login(cast.omar)
        address = reverse("movements:passenger", args=[movement.key, told_as(passenger_of(movement)), what])
        text = client.get(address).content.decode()
        assert "This case is closed." in text
        assert "What is right" not in text
        assert reverse("cases:do", args=[movement.case.reference, "reopen"]) in text
    casework.reopen_case(cast.sam, movement.case, "to-correct")
    assert "What is right" in client.get(address).content.decode()


def test_a_departure_before_the_declaration_it_rests_on_is_asked_about_and_can_be_so_all_the_same() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=5)):
        case = a_cleared_case(cast)
    with clock.at(NOON - timedelta(days=2)):
        one = traveller_of(case)
        casework.withdraw_declaration(cast.sam, one)
    with clock.at(NOON - timedelta(days=1)):
        casework.sign_declaration(cast.sam, one, "self")
        movement = a_journey(cast, case, date(2021, 6, 1))
    actions.depart(cast.omar, movement)
    early = date(2021, 5, 30)
    with pytest.raises(problems.NotThereYet) as caught:
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=early)
    assert caught.value.say() == (
        "On 30 May 2021 this was not there yet, or no more, and the departure rests on it: "
        "Declaration of voluntary return."
    )
    assert passenger_of(movement).state_on == date(2021, 6, 1)
    omar = Client()
    omar.force_login(cast.omar)
    address = reverse(
        "movements:passenger", args=[movement.key, told_as(passenger_of(movement)), "correct-departure"]
    )
    typed = as_shown(omar.get(address).text)
    typed |= {"right": "another-day", "on": str(early), "reason": "wrong-day"}
    page = omar.post(address, typed).content.decode()
    assert "the departure rests on it: Declaration of voluntary return." in page
    assert 'type="checkbox" name="despite"' in page
    assert omar.post(address, typed | {"despite": "on"}).status_code == 302
    assert passenger_of(movement).state_on == early


def test_a_departure_recorded_late_for_a_day_before_its_declaration_is_asked_about_in_the_same_way() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=5)):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case, date(2021, 5, 30))
    with clock.at(NOON - timedelta(days=4)):
        casework.withdraw_declaration(cast.sam, traveller_of(case))
    with clock.at(NOON - timedelta(days=1)):
        casework.sign_declaration(cast.sam, traveller_of(case), "self")
    with pytest.raises(problems.NotThereYet) as caught:
        actions.depart(cast.omar, movement, departed_on=date(2021, 5, 30))
    assert caught.value.params["missing"] == "Declaration of voluntary return"
    assert passenger_of(movement).state == "booked"
    omar = Client()
    omar.force_login(cast.omar)
    address = reverse("movements:depart", args=[movement.key])
    typed = {"depart-on": "2021-05-30", "depart-passengers": told_as(passenger_of(movement))}
    page = omar.post(address, typed).content.decode()
    assert "the departure rests on it: Declaration of voluntary return." in page
    assert 'type="checkbox" name="depart-despite"' in page
    assert omar.post(address, typed | {"depart-despite": "on"}).status_code == 302
    assert passenger_of(movement).state_on == date(2021, 5, 30)


def test_of_a_hidden_child_a_correction_tells_no_more_than_that_something_was_missing() -> None:
    cast = make_cast()
    with clock.at(NOON - timedelta(days=5)):
        case, niece = a_niece_alone(cast, cast.sam)
        guardian = Guardian.objects.get()
    with clock.at(NOON - timedelta(days=2)):
        protection.withdraw_guardian_agreement(cast.sam, guardian)
    with clock.at(NOON - timedelta(days=1)):
        protection.record_guardian_agreement(cast.sam, guardian)
        movement = a_journey(cast, case, date(2021, 6, 1))
    actions.depart(cast.omar, movement)
    with pytest.raises(problems.NotThereYet) as caught:
        actions.correct_departure(cast.omar, passenger_of(movement, niece), "wrong-day", on=date(2021, 5, 30))
    assert caught.value.params["missing"] == "a check of which only the focal points know"


def test_a_case_that_was_opened_to_be_corrected_says_that_it_is_to_be_closed_again() -> None:
    cast = make_cast()
    movement = departed(cast)
    closed(cast, movement)
    lies = Client()
    lies.force_login(cast.lies)
    page = reverse("cases:case", args=[movement.case.reference])
    assert "close the case" not in lies.get(page).content.decode()
    casework.reopen_case(cast.sam, movement.case, "to-correct")
    with clock.at(LATER):
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 2))
        shown = lies.get(page).content.decode()
        assert "Counsellor: close the case" in shown
        assert (
            f'class="button" href="{reverse("cases:do", args=[movement.case.reference, "close"])}"' in shown
        )
        assert "What is left is to close the case." in lies.get(reverse("cases:list")).content.decode()


def test_one_form_corrects_those_of_a_family_who_left_the_same_day_all_or_none() -> None:
    cast = make_cast()
    father, mother, son = (a_person(cast.be, name) for name in ("Samir Mahdi", "Suad Mahdi", "Omar Mahdi"))
    with clock.at(NOON - timedelta(days=2)):
        movement = a_journey(cast, a_cleared_case(cast, father, mother, son), date(2021, 5, 31))
    with clock.at(NOON):
        both = [passenger_of(movement, one) for one in (father, mother)]
        actions.depart(cast.omar, movement, both, departed_on=date(2021, 5, 31))
        actions.depart(cast.omar, movement, departed_on=date(2021, 6, 1))
    omar = Client()
    omar.force_login(cast.omar)
    address = reverse(
        "movements:passenger",
        args=[movement.key, told_as(passenger_of(movement, mother)), "correct-departure"],
    )
    with clock.at(LATER):
        form = omar.get(address).context["form"]
        ticked = [told_as(passenger_of(movement, one)) for one in (mother, father)]
        offered = [key for key, _name in form.fields["passengers"].choices]
        assert offered == ticked, "not the son, who left another day"
        assert form.initial["passengers"] == ticked[:1], "whom the link and the heading name, and nobody else"
        typed: dict[str, Any] = {"version": str(form.initial["version"]), "once": str(form.initial["once"])}
        typed |= {"right": "another-day", "on": "2021-06-02", "reason": "wrong-day"}
        actions.arrive(cast.omar, movement, [passenger_of(movement, father)], arrived_on=date(2021, 6, 1))
        refused = omar.post(address, typed | {"passengers": ticked})
        assert refused.status_code == 422
        assert passenger_of(movement, mother).state_on == date(2021, 5, 31), "nothing half done"
        typed |= {"on": "2021-06-01", "passengers": ticked}
        sent = omar.post(address, typed, follow=True).content.decode()
    assert "(Suad Mahdi, Samir Mahdi)" in sent
    days = {one: traveller_of(movement.case, one).travels_on for one in (father, mother, son)}
    assert set(days.values()) == {date(2021, 6, 1)}


def test_the_form_for_one_who_left_alone_asks_for_nobody_else() -> None:
    cast = make_cast()
    movement = departed(cast)
    omar = Client()
    omar.force_login(cast.omar)
    address = reverse(
        "movements:passenger", args=[movement.key, told_as(passenger_of(movement)), "correct-departure"]
    )
    assert "passengers" not in omar.get(address).context["form"].fields
