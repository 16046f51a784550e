"""Whoever has departed on one journey is booked on no other before they came back, or did not depart."""

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.models import Event
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> object:
    with clock.at(NOON):
        yield


def test_who_has_arrived_is_not_booked_again() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    movement = a_journey(cast, case)
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    with pytest.raises(problems.HasTravelled) as refused:
        a_journey(cast, case)
    assert "Hassan Zubaidi" in refused.value.say()
    assert Event.objects.filter(type="movements.booked").standing().count() == 1


def test_not_even_beside_somebody_who_waits_nor_where_the_case_goes_on_further() -> None:
    cast = make_cast()
    father, mother = a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female")
    case = a_cleared_case(cast, father, mother)
    movement = a_journey(cast, case, seats=[actions.Seat(traveller_of(case, father))])
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    casework.advance(cast.sam, traveller_of(case, father), "reintegrating")
    with pytest.raises(problems.HasTravelled) as refused:
        a_journey(cast, case)
    assert father.name in refused.value.say()
    assert mother.name not in refused.value.say()


def test_who_was_refused_entry_or_did_not_depart_after_all_is() -> None:
    cast = make_cast()
    case = a_cleared_case(cast)
    first = a_journey(cast, case)
    actions.depart(cast.omar, first)
    actions.refuse_entry(cast.omar, passenger_of(first), "EBL")
    again = a_journey(cast, case)
    assert passenger_of(again).state == "booked"
