"""No child that is to travel with a parent or guardian travels with nobody of age."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from onward.casework.cases import actions as casework
from onward.casework.cases.hooks import alone_with_seats
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.pages.ready import ready_line
from onward.casework.cases.tests.factories import a_person, page_of, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    to_erbil,
    travellers_of,
)
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


def a_father_and_son(cast: Cast, born: date = date(2015, 3, 1)) -> tuple[Case, Person, Person]:
    """Return a cleared case of a father and his son, recorded as travelling with him."""
    father, son = a_person(cast.be), a_person(cast.be, "Ali Zubaidi", born=born)
    joining = [casework.Joining(father, principal=True), casework.Joining(son, accompanied=True)]
    return a_cleared_case(cast, joining=joining), father, son


def test_a_child_is_not_booked_with_its_parents_left_unticked(client: Client) -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    one = traveller_of(case, son)
    with pytest.raises(problems.ChildWithoutAdult) as caught:
        a_journey(cast, case, seats=[actions.Seat(one)])
    assert "Ali Zubaidi" in caught.value.say()
    assert not Movement.objects.exists()
    assert traveller_of(case, son).stage == "cleared"
    for kind, goes in (("medical", False), ("operational", False), ("social", True)):
        seat = actions.Seat(one, escort_kind=kind, escort_name="Ines Peeters")
        if goes:
            [booked] = a_journey(cast, case, seats=[seat]).passengers.all()
            assert booked.escort_kind == kind
        else:
            with pytest.raises(problems.ChildWithoutAdult):
                a_journey(cast, case, seats=[seat])


@pytest.mark.parametrize("born", [date(2004, 1, 1), None])
def test_who_is_not_of_age_for_certain_on_the_day_is_no_adult_beside_a_child(born: date | None) -> None:
    cast = make_cast()
    case, father, _son = a_father_and_son(cast)
    Person.objects.filter(pk=father.pk).update(born_from=born, born_to=born)
    Traveller.objects.filter(person=father).update(accompanied=True)  # or the gate for children holds him
    with pytest.raises(problems.ChildWithoutAdult):
        a_journey(cast, case)


def test_who_is_of_age_on_the_day_of_departure_needs_nobody() -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast, date(2003, 6, 20))
    seats = [actions.Seat(traveller_of(case, son))]
    with pytest.raises(problems.ChildWithoutAdult):
        a_journey(cast, case, date(2021, 6, 19), seats=seats)
    assert a_journey(cast, case, date(2021, 6, 20), seats=seats)


def test_where_the_father_does_not_come_the_son_stays_until_somebody_goes_with_him() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(movement, father))
    with pytest.raises(problems.ChildWithoutAdult):
        actions.depart(cast.omar, movement)
    with pytest.raises(problems.ChildWithoutAdult):
        actions.rebook(cast.omar, movement, to_erbil(date(2021, 6, 4)), departs_on=date(2021, 6, 4))
    casework.record_accompaniment(cast.sam, traveller_of(case, son), False)
    with pytest.raises(problems.HeldBack):
        actions.depart(cast.omar, movement)
    casework.record_accompaniment(cast.sam, traveller_of(case, son), True)
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters")
    actions.depart(cast.omar, movement)
    assert passenger_of(movement, son).state == "departed"
    assert not Event.objects.filter(type="movements.departed", person_key=father.key).exists()


def test_a_son_departs_with_his_father_or_after_him_on_the_same_day_and_not_before_him() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    with pytest.raises(problems.ChildWithoutAdult):
        actions.depart(cast.omar, movement, [passenger_of(movement, son)])
    actions.depart(cast.omar, movement, [passenger_of(movement, father)])
    with clock.at(NOON.replace(day=3)):
        with pytest.raises(problems.ChildWithoutAdult):
            actions.depart(cast.omar, movement)
        actions.depart(cast.omar, movement, departed_on=date(2021, 6, 1))
    assert {one.stage for one in travellers_of(case)} == {"departed"}


def test_the_last_adult_of_a_child_is_not_taken_off_a_booking_and_other_children_are() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    with pytest.raises(problems.ChildWithoutAdult):
        actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, father)])
    assert passenger_of(movement, father).state == "booked"
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, son)])
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, father)])


def test_a_father_who_left_the_pathway_is_nobody_beside_his_son_though_his_seat_is_still_booked() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    casework.leave(cast.lies, traveller_of(case, father), "withdrawn")
    casework.record_accompaniment(cast.lies, traveller_of(case, son), True)
    with pytest.raises(problems.ChildWithoutAdult):
        actions.depart(cast.omar, movement, [passenger_of(movement, son)])


@pytest.mark.parametrize("hidden", ["father", "son"])
def test_hidden_ones_count_and_why_a_hidden_child_is_held_is_told_to_nobody_else(hidden: str) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    who = {"father": father, "son": son}[hidden]
    protection.restrict(cast.sam, who, "child")
    if hidden == "son":
        with pytest.raises(problems.HeldBack) as held:
            actions.depart(cast.omar, movement, [passenger_of(movement, son)])
        assert "focal points" in held.value.say()
        assert "of age" not in held.value.say()
        actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, father)])
        with pytest.raises(problems.HeldBack):
            actions.depart(cast.omar, movement)
    else:
        assert len(actions.depart(cast.omar, movement)) == 2


def test_the_page_says_who_would_go_alone_and_the_ways_out_and_loses_nothing_that_was_typed(
    client: Client,
) -> None:
    cast = make_cast()
    case, _father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    client.force_login(cast.omar)
    address = f"/journeys/{movement.key}/depart/"
    one = passenger_of(movement, son)
    answer = client.post(address, {"depart-passengers": [told_as(one)], "depart-on": "2021-06-01"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{told_as(one)}" checked' in re.sub(r' (id|aria-\S+)="[^"]*"', "", text)
    assert "Ali Zubaidi: recorded as travelling with a parent" in text
    assert "name an escort for the child (Social)" in text


def test_the_way_out_after_a_missed_flight_is_named_and_leads_out(client: Client) -> None:
    cast, later = make_cast(), date(2021, 6, 4)
    case, father, _son = a_father_and_son(cast)
    missed = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(missed, father))
    anew = a_journey(cast, case, later, seats=[actions.Seat(traveller_of(case, father))])
    with pytest.raises(problems.ChildWithoutAdult) as caught:
        actions.rebook(cast.omar, missed, to_erbil(later), departs_on=later)
    assert "cancel those seats and book all together" in caught.value.say_way_out()
    actions.cancel(cast.omar, missed, "other")
    client.force_login(cast.omar)
    page = client.get(reverse("movements:book", args=[case.key])).content.decode()
    assert "where those of age have seats already, cancel these and book all together" in page
    actions.cancel(cast.omar, anew, "other")
    assert a_journey(cast, case, later).passengers.count() == 2


def test_a_departure_keeps_its_company_when_that_of_a_later_journey_is_forgotten() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    along = [passenger_of(movement, son)]
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "EBL", along=along)
    casework.leave(cast.lies, traveller_of(case, father), "withdrawn")
    assert traveller_of(case, son).accompanied is None
    told = Event.objects.filter(type="movements.departed", person_key=son.key).standing().get()
    assert told.payload["child"] == "accompanied"


def test_the_page_of_the_case_calls_no_child_ready_whose_parent_did_not_come() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    journey = a_journey(cast, case)
    [ready] = page_of(cast.sam, case).waits
    assert ready.lacks == "Nothing is missing for it."
    actions.no_show(cast.omar, passenger_of(journey, father))
    waits = {one.travellers[0].person: one for one in page_of(cast.sam, case).waits}
    assert "nobody of age" in waits[son].lacks
    assert waits[son].way is not None
    assert waits[father].lacks == "Nothing is missing for it."
    one = traveller_of(case, son)
    line = ready_line(case, [one], alone_with_seats(cast.sam, [one]))
    assert line is not None
    assert line.sentence == "Nobody of age whom you see travels along with Ali Zubaidi."


def ticks(client: Client, movement: Movement) -> dict[str, tuple[bool, str]]:
    """Return who may be ticked in the form of a departure: whether they are, and the words beside each."""
    text = client.get(f"/journeys/{movement.key}/").content.decode()
    form = text[text.index('id="depart"') : text.index("</form>", text.index('id="depart"'))]
    found = re.findall(
        r"<label[^>]*>\s*<input type=\"checkbox\"([^>]*depart-passengers[^>]*)>(.*?)</label>", form, re.S
    )
    words = [(attrs, " ".join(re.sub(r"<[^>]+>", " ", said).split())) for attrs, said in found]
    return {said.split(" Not ticked")[0]: ("checked" in attrs, said) for attrs, said in words}


def test_a_child_beside_whom_nobody_of_age_goes_is_not_ticked_beforehand_and_the_form_says_why(
    client: Client,
) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    client.force_login(cast.omar)
    assert [ticked for ticked, _said in ticks(client, movement).values()] == [True, True]
    actions.no_show(cast.omar, passenger_of(movement, father))
    [(ticked, said)] = ticks(client, movement).values()
    assert not ticked
    assert said == (
        "Ali Zubaidi Not ticked beforehand: nobody of age whom you see travels along,"
        " nor an escort who takes care of a child (Social)."
    )
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters")
    assert ticks(client, movement) == {"Ali Zubaidi": (True, "Ali Zubaidi")}


@pytest.mark.parametrize("why", ["company", "gate"])
def test_of_a_hidden_child_the_tick_does_not_tell_why_it_is_held(client: Client, why: str) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.no_show(cast.omar, passenger_of(movement, father))
    if why == "gate":
        casework.record_accompaniment(cast.sam, traveller_of(case, son), None)
    protection.restrict(cast.sam, son, "child")
    client.force_login(cast.omar)
    assert ticks(client, movement) == {
        "Ali Zubaidi": (
            False,
            "Ali Zubaidi Not ticked beforehand: a check of which only the focal points know.",
        )
    }
