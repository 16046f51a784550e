"""A case is that of one household: who is not of it does not travel in it."""

from datetime import date

import pytest

from onward.casework.cases import actions, problems
from onward.casework.cases.tests.factories import a_case, a_household, a_person
from onward.records.people.models import Membership
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_for_members_of_the_household_alone() -> None:
    cast = make_cast()
    member, stranger = a_person(cast.be), a_person(cast.be, "Some Body")
    with pytest.raises(problems.NotOfTheHousehold):
        a_case(cast.lies, member, stranger, household=a_household(cast.be, member))


def test_who_left_the_household_is_not_of_it_any_more() -> None:
    cast = make_cast()
    member, gone = a_person(cast.be), a_person(cast.be, "Some Body")
    household = a_household(cast.be, member, gone)
    Membership.objects.filter(person=gone).update(left_on=date(2019, 1, 1))
    with pytest.raises(problems.NotOfTheHousehold):
        a_case(cast.lies, member, gone, household=household)


def test_who_travels_along_later_joins_the_household_first() -> None:
    cast = make_cast()
    case, late = a_case(cast.lies), a_person(cast.be, "Some Body")
    with pytest.raises(problems.NotOfTheHousehold):
        actions.add_traveller(cast.lies, case, actions.Joining(late))
    Membership.objects.create(
        household=case.household, person=late, relation="other", joined_on=date(2020, 1, 1)
    )
    assert actions.add_traveller(cast.lies, case, actions.Joining(late)).person == late
