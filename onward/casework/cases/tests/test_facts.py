"""What conditions are told of a traveller: what is known, and nothing that is only likely."""

from datetime import UTC, date, datetime, timedelta

import pytest

from onward.casework.cases import actions
from onward.casework.cases.gates import facts_of, gather, holds_on
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.programmes.vocabulary import TravellerFacts
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import a_cleared_case, a_journey
from onward.kernel import clock
from onward.records.people.actions import Paper, add_document
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
FIRST_OF_JUNE = datetime(2021, 6, 1, 10, tzinfo=UTC)


def known(case: Case) -> TravellerFacts:
    """Return what is known today of the one traveller of a case."""
    travellers = list(case.travellers.select_related("person"))
    [facts] = facts_of(case, travellers, gather([case], travellers, clock.today()), clock.today()).travellers
    return facts


@pytest.mark.parametrize(("accompanied", "separated"), [(None, None), (True, False), (False, True)])
def test_who_travels_without_parent_or_guardian_is_separated_and_of_others_it_is_not_known(
    accompanied: bool | None, separated: bool | None
) -> None:
    cast = make_cast()
    case = a_case(cast.sam, a_person(cast.be, "Noor Zubaidi", born=date(2012, 3, 1)))
    if accompanied is not None:
        actions.record_accompaniment(cast.sam, traveller_of(case), accompanied)
    assert known(case).separated is separated


def test_who_went_on_in_a_case_of_their_own_is_no_fact_of_the_one_they_left() -> None:
    cast = make_cast()
    stays, goes = a_person(cast.be), a_person(cast.be, "Suad Mahdi")
    case = a_case(cast.sam, stays, goes)
    gone = traveller_of(case, goes)
    actions.part_travellers(cast.sam, case, [gone], gone, "protection")
    assert known(case).key == stays.key


@pytest.mark.parametrize(
    ("ends", "has_one"),
    [
        ([], None),
        ([None], None),
        ([date(2021, 6, 1)], True),
        ([date(2021, 5, 31)], False),
        ([date(2021, 5, 31), None], None),
        ([None, date(2021, 6, 1)], True),
    ],
)
def test_a_residence_permit_of_which_nobody_knows_the_end_is_neither_valid_nor_over(
    ends: list[date | None], has_one: bool | None
) -> None:
    cast = make_cast()
    with clock.at(FIRST_OF_JUNE):
        person = a_person(cast.be)
        case = a_case(cast.sam, person)
        for number, end in enumerate(ends):
            state = "received" if end else "returned"  # whose end nobody noted before it was given back
            paper = Paper("residence-permit", state, number=f"R{number}", issuer="FR", expires_on=end)
            add_document(cast.sam, person, paper)
        assert known(case).residence_permit_eu is has_one


def test_the_hour_of_a_booking_counts_on_the_day_for_which_it_was_booked_and_on_no_other() -> None:
    cast = make_cast()
    with clock.at(FIRST_OF_JUNE):
        movement = a_journey(cast, a_cleared_case(cast))
        assert known(movement.case).departs_at == datetime(2021, 6, 1, 9, 30, tzinfo=UTC)
    with clock.at(FIRST_OF_JUNE + timedelta(days=2)):
        movements.depart(cast.omar, movement)
        left = known(movement.case)
    assert (left.departs_on, left.departs_at) == (date(2021, 6, 3), None)


def test_on_a_page_of_several_offices_a_hold_stops_only_the_cases_of_its_own() -> None:
    cast = make_cast()
    here, there = a_case(cast.lies), a_case(cast.paul, programme="avrr-lu", channel="self")
    hold = actions.place_hold(cast.omar, cast.be, from_on=clock.today(), reason="entry-ban")
    everybody = [traveller_of(here), traveller_of(there)]
    kept = frozenset({everybody[0].person.key})
    assert holds_on([here, there], everybody) == {here.pk: {hold: kept}, there.pk: {}}
