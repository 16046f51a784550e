"""A departure that was none leaves no child without the company that was on record before it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_member, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_journey, passenger_of, to_erbil
from onward.delivery.movements.tests.test_company import a_father_and_son
from onward.delivery.movements.tests.test_left_behind import alone_for
from onward.delivery.movements.tests.test_who_travelled_along import WRONG, father_and_son
from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.sealing import told_as
from onward.records.people.models import Person
from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def _at_noon(committed_db: str) -> object:
    """Each change is committed for itself: what goes together is told by its transaction."""
    with clock.at(NOON):
        yield


def told_of(person: Person) -> list[bool | None]:
    """Return what stands of who goes along with a child, in the order in which it was told."""
    types = ["cases.traveller_added", "cases.accompaniment_recorded"]
    rows = Event.objects.filter(person_key=person.key, type__in=types).standing().order_by("position")
    return [one.payload.get("accompanied") for one in rows]


def take_back(cast: Cast, movement: Movement, who: Person) -> None:
    """Correct a departure as having been none."""
    actions.correct_departure(cast.omar, passenger_of(movement, who), "wrong-outcome")


def test_the_word_of_before_a_departure_that_was_none_stands_again() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    actions.depart(cast.omar, movement)
    assert traveller_of(case, son).accompanied is None
    take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is True
    assert told_of(son) == [True]
    actions.depart(cast.omar, movement)  # and it is asked anew once he goes
    assert traveller_of(case, son).accompanied is None


def test_so_it_does_where_the_day_was_corrected_first_and_where_the_son_lost_his_seat_after_it() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement, [passenger_of(movement, father)])
    actions.cancel(cast.omar, movement, "other", passengers=[passenger_of(movement, son)])
    assert traveller_of(case, son).accompanied is None
    with clock.at(NOON.replace(day=3)):
        one = passenger_of(movement, father)
        actions.correct_departure(cast.omar, one, "wrong-outcome", on=date(2021, 6, 2), despite=True)
        take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is True


def test_an_exit_that_tells_a_departure_of_how_many_they_were_is_none_of_its_doings() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    with clock.at(NOON.replace(day=2)):
        uncle = a_member(case, "Karim Zubaidi")
        casework.add_traveller(cast.sam, case, casework.Joining(uncle))
        movement = alone_for(cast, case, father)
    with clock.at(NOON.replace(day=5)):
        actions.depart(cast.omar, movement, departed_on=date(2021, 6, 4), despite=True)
        assert traveller_of(case, son).accompanied is True, "the uncle stays with him"
        casework.leave(cast.sam, traveller_of(case, uncle), "lost-contact", on=date(2021, 6, 3))
        assert traveller_of(case, son).accompanied is None
        take_back(cast, movement, father)
        assert traveller_of(case, son).accompanied is None, "the exit made it unknown, and stands"


@pytest.mark.parametrize("said", [None, False])
def test_what_somebody_recorded_by_hand_stands(said: bool | None) -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    if said is None:
        casework.record_accompaniment(cast.sam, traveller_of(case, son), None)
    actions.depart(cast.omar, movement)
    if said is False:
        casework.record_accompaniment(cast.sam, traveller_of(case, son), False)
    take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is said
    assert told_of(son)[-1] is said


def test_what_was_recorded_by_hand_after_a_departure_stands_though_it_says_the_same() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    actions.depart(cast.omar, movement)
    casework.record_accompaniment(cast.sam, traveller_of(case, son), False)
    casework.record_accompaniment(cast.sam, traveller_of(case, son), None)
    take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is None


def test_a_father_who_is_hidden_since_brings_nothing_back() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    actions.depart(cast.omar, movement)
    protection.restrict(cast.sam, father, "trafficking")
    take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is None


def test_of_a_child_who_left_the_pathway_since_nothing_is_told_anew() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    actions.depart(cast.omar, movement)
    casework.leave(cast.lies, traveller_of(case, son), "withdrawn")
    take_back(cast, movement, father)
    assert told_of(son) == [True, None]


def test_the_form_says_so_before_and_the_timeline_keeps_both() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = alone_for(cast, case, father)
    actions.depart(cast.omar, movement)
    client = Client()
    client.force_login(cast.omar)
    one = told_as(passenger_of(movement, father))
    address = f"/journeys/{movement.key}/passengers/{one}/correct-departure/"
    assert "It made it unknown who goes along with Ali Zubaidi" in client.get(address).content.decode()
    casework.record_accompaniment(cast.sam, traveller_of(case, son), False)
    assert "It made it unknown" not in client.get(address).content.decode()


def test_whom_a_departure_left_behind_is_known_after_they_were_moved_on_their_own() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement, [passenger_of(movement, father)])
    actions.assign_escort(cast.omar, passenger_of(movement, son), "social", "Griet Maes")
    later = clock.today() + timedelta(days=1)
    own = actions.rebook(cast.omar, movement, to_erbil(later), departs_on=later)
    assert own.pk != movement.pk
    assert traveller_of(case, son).accompanied is True, "the escort takes care of him"
    actions.cancel(cast.omar, own, "other")
    assert traveller_of(case, son).accompanied is None, "and does so no more; his father has left"
    take_back(cast, movement, father)
    assert traveller_of(case, son).accompanied is True


def child_of(movement: Movement, son: Person) -> tuple[bool | None, str | None]:
    """Return what stands of who goes along with a son, and how his departure counts."""
    told = Event.objects.filter(type="movements.departed", person_key=son.key).standing().get()
    return traveller_of(movement.case, son).accompanied, told.payload.get("child")


def test_a_child_whose_escort_is_on_record_again_did_not_leave_alone() -> None:
    cast = make_cast()
    movement, son = father_and_son(cast)
    actions.depart(cast.omar, movement)
    actions.correct_escort(cast.omar, passenger_of(movement, son), "", "", WRONG, became="An aunt met him.")
    assert child_of(movement, son) == (None, None)
    actions.correct_escort(cast.omar, passenger_of(movement, son), "medical", "A nurse", WRONG)
    assert child_of(movement, son) == (None, None), "a nurse takes care of no child"
    actions.correct_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters", WRONG)
    assert child_of(movement, son) == (True, "accompanied")


def test_an_escort_who_was_forgotten_was_with_a_child_whose_father_had_not_left() -> None:
    cast = make_cast()
    case, father, son = a_father_and_son(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    seat = passenger_of(movement, father)
    actions.correct_departure(cast.omar, seat, "wrong-outcome", became="Nobody knows yet.")
    assert child_of(movement, son) == (None, None)
    actions.correct_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters", WRONG)
    assert child_of(movement, son) == (True, "accompanied")


def test_what_was_recorded_by_hand_of_who_is_with_a_child_stands_beside_an_escort() -> None:
    cast = make_cast()
    movement, son = father_and_son(cast)
    actions.depart(cast.omar, movement)
    actions.correct_escort(cast.omar, passenger_of(movement, son), "", "", WRONG, became="An aunt met him.")
    casework.record_accompaniment(cast.sam, traveller_of(movement.case, son), False)
    actions.correct_escort(cast.omar, passenger_of(movement, son), "social", "Ines Peeters", WRONG)
    assert traveller_of(movement.case, son).accompanied is False
