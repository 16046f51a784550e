"""A child alone who has come of age stays that to the figures, also in a case that parted from the first."""

from datetime import UTC, date, datetime

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_person, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey
from onward.kernel import clock
from onward.kernel.models import Event
from onward.records.people.actions.persons import mend_person
from onward.records.people.models import Person
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
JULY = datetime(2021, 7, 1, 10, tzinfo=UTC)


def part(cast: Cast, case: Case, principal: Person, *others: Person) -> Case:
    """Let some go on in a case of their own, and return that."""
    head, *rest = [traveller_of(case, one) for one in (principal, *others)]
    return casework.part_travellers(cast.sam, case, [head, *rest], head, "separation")


@pytest.mark.parametrize("times", [0, 1, 2])
def test_the_day_on_which_the_first_case_was_opened_counts(times: int) -> None:
    cast = make_cast()
    niece = a_person(cast.be, "Noor Zubaidi", sex="female", born=date(2003, 6, 20))
    uncle, other = a_person(cast.be), a_person(cast.be, "Karim Zubaidi")
    joining = [casework.Joining(uncle, principal=True), casework.Joining(other)]
    with clock.at(NOON):
        case = a_cleared_case(
            cast, uncle, other, niece, joining=[*joining, casework.Joining(niece, accompanied=False)]
        )
    with clock.at(JULY):
        casework.sign_declaration(cast.sam, traveller_of(case, niece), "self")
        if times == 2:
            case = part(cast, case, other, niece)
        if times:
            case = part(cast, case, niece)
        movement = a_journey(cast, case, seats=[actions.Seat(traveller_of(case, niece))])
        actions.depart(cast.omar, movement)
        told = Event.objects.filter(type="movements.departed", person_key=niece.key)
        assert told.standing().get().payload["child"] == "aged-out"
        mend_person(cast.sam, niece, nationalities=["SY"])
    mended = told.standing().get().payload
    assert (mended["nationality"], mended["child"]) == ("SY", "aged-out")
