"""Once it is not known who is with a child, each further outcome of it alone is asked about again."""

from datetime import date

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.events import AccompanimentRecorded
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.casework.protection import actions as protection
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import (
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    travellers_of,
)
from onward.delivery.movements.tests.test_left_alone import (
    WORDS,
    on_the_way,
    stands_of_departure,
    tasks_of,
)
from onward.kernel import clock
from onward.kernel.models import Event
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
AGAIN = "The Red Crescent met her at the airport."


def lost_on_the_way(cast: Cast) -> tuple[Case, Movement, Person, Person]:
    """Return a case whose son is on the way, and nobody knows with whom: his father was refused."""
    case, movement, father, son = on_the_way(cast)
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "IST", became=WORDS)
    return case, movement, father, son


def forgotten(case: Case) -> int:
    told = Event.objects.filter(case_key=case.key, type=AccompanimentRecorded.type)
    return sum(one.payload.get("accompanied") is None for one in told)


def test_the_arrival_of_a_child_of_whom_it_is_not_known_is_asked_about_again() -> None:
    cast = make_cast()
    case, movement, _father, son = lost_on_the_way(cast)
    before = len(tasks_of(case))
    with pytest.raises(problems.ChildStaysAlone) as caught:
        actions.arrive(cast.omar, movement)
    assert "Ali Zubaidi" in caught.value.say()
    assert "recorded as travelling with a parent" not in caught.value.say()
    actions.arrive(cast.omar, movement, became=AGAIN)
    assert [one.words for one in tasks_of(case)][before:] == [AGAIN] * before  # on the same desks
    assert {one.person_key for one in tasks_of(case)} == {son.key}
    assert traveller_of(case, son).accompanied is None
    assert forgotten(case) == 1


def test_so_it_is_where_the_tasks_of_before_are_ticked() -> None:
    cast = make_cast()
    case, movement, _father, _son = lost_on_the_way(cast)
    for task in tasks_of(case):
        casework.finish_task(cast.sam, task)
    actions.arrive(cast.omar, movement, became=AGAIN)
    assert any(one.done_on is None for one in tasks_of(case))


def test_so_it_is_where_the_child_is_refused_entry_on_a_later_day() -> None:
    cast = make_cast()
    case, movement, _father, son = lost_on_the_way(cast)
    before = len(tasks_of(case))
    with clock.at(NOON.replace(day=2)):
        one = passenger_of(movement, son)
        with pytest.raises(problems.ChildStaysAlone):
            actions.refuse_entry(cast.omar, one, "EBL")
        actions.refuse_entry(cast.omar, one, "EBL", became=AGAIN)
    assert len(tasks_of(case)) > before
    assert forgotten(case) == 1


def test_so_it_is_where_what_was_recorded_of_the_child_is_corrected() -> None:
    cast = make_cast()
    case, movement, _father, son = lost_on_the_way(cast)
    with clock.at(NOON.replace(day=4)):
        actions.arrive(cast.omar, movement, became=AGAIN, arrived_on=date(2021, 6, 2))
        one = passenger_of(movement, son)
        with pytest.raises(problems.ChildStaysAlone):
            actions.correct_arrival(cast.omar, one, "wrong-day", on=date(2021, 6, 3))
        actions.correct_arrival(cast.omar, one, "wrong-day", on=date(2021, 6, 3), became="Later.")
        one = passenger_of(movement, son)
        with pytest.raises(problems.ChildStaysAlone):
            actions.correct_arrival(cast.omar, one, "wrong-outcome")
        actions.correct_arrival(cast.omar, one, "wrong-outcome", became="Still on the way.")
    assert "Still on the way." in [one.words for one in tasks_of(case)]
    assert stands_of_departure(son).payload["child"] == "accompanied"  # he did leave with his father
    assert forgotten(case) == 1


def test_two_children_whose_mother_was_lost_and_whose_father_was_refused() -> None:
    cast = make_cast()
    father, mother = a_person(cast.be), a_person(cast.be, "Huda Zubaidi", sex="female")
    older = a_person(cast.be, "Ali Zubaidi", born=date(2008, 3, 1))
    younger = a_person(cast.be, "Dara Zubaidi", sex="female", born=date(2015, 3, 1))
    case = a_cleared_case(
        cast,
        joining=[
            casework.Joining(father, principal=True),
            casework.Joining(mother),
            casework.Joining(older, accompanied=True),
            casework.Joining(younger, accompanied=True),
        ],
    )
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    casework.leave(cast.sam, traveller_of(case, mother), "lost-contact")
    actions.refuse_entry(cast.omar, passenger_of(movement, father), "IST", became=WORDS)
    with clock.at(NOON.replace(day=2)):
        with pytest.raises(problems.ChildStaysAlone):
            actions.refuse_entry(cast.omar, passenger_of(movement, older), "EBL")
        actions.refuse_entry(cast.omar, passenger_of(movement, older), "EBL", became="Ali is back.")
        with pytest.raises(problems.ChildStaysAlone):
            actions.arrive(cast.omar, movement, [passenger_of(movement, younger)])
        there = [passenger_of(movement, younger)]
        actions.arrive(cast.omar, movement, there, became="Dara is in Erbil.")
    told = {(one.words, one.person_key) for one in tasks_of(case)} - {
        (WORDS, older.key),
        (WORDS, younger.key),
    }
    assert told == {("Ali is back.", older.key), ("Dara is in Erbil.", younger.key)}


def test_with_somebody_of_age_beside_in_that_outcome_nothing_is_asked() -> None:
    cast = make_cast()
    case, movement, _father, son = on_the_way(cast)
    Traveller.objects.filter(case=case, person=son).update(accompanied=None)
    actions.arrive(cast.omar, movement)
    assert {one.stage for one in travellers_of(case)} == {"arrived"}
    assert not tasks_of(case)


def test_together_refused_entry_with_somebody_of_age_nothing_is_asked_either() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    Traveller.objects.filter(case=case, person=son).update(accompanied=None)
    along = [passenger_of(movement, father)]
    actions.refuse_entry(cast.omar, passenger_of(movement, son), "EBL", along=along)
    assert not tasks_of(case)


def test_a_child_with_a_procedure_of_its_own_is_asked_nothing() -> None:
    cast = make_cast()
    case, movement, _father, son = lost_on_the_way(cast)
    before = len(tasks_of(case))
    Traveller.objects.filter(case=case, person=son).update(accompanied=False)
    actions.arrive(cast.omar, movement)
    assert len(tasks_of(case)) == before


def test_whether_it_is_asked_again_hangs_on_nobody_hidden() -> None:
    cast = make_cast()
    case, movement, father, son = on_the_way(cast)
    Traveller.objects.filter(case=case, person=son).update(accompanied=None)
    protection.restrict(cast.sam, father, "trafficking")
    with pytest.raises(problems.ChildStaysAlone):
        actions.arrive(cast.omar, movement)
    actions.arrive(cast.omar, movement, became=AGAIN)
    assert {(one.words, one.person_key) for one in tasks_of(case)} == {(AGAIN, son.key)}


def test_who_may_not_know_of_the_hidden_child_is_asked_nothing_and_who_protects_it_is_told() -> None:
    cast = make_cast()
    case, movement, _father, son = lost_on_the_way(cast)
    protection.restrict(cast.sam, son, "child")
    before = len(tasks_of(case))
    actions.arrive(cast.omar, movement)
    anew = tasks_of(case)[before:]
    assert anew
    assert {(one.words, one.person_key) for one in anew} == {("", son.key)}
