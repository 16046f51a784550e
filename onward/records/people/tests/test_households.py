"""Households: making, joining, leaving."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Invalid, Missing
from onward.records.people import problems
from onward.records.people.actions import (
    Member,
    change_relation,
    join_household,
    leave_household,
    make_household,
)
from onward.records.people.models import Household
from onward.records.people.queries import household as read_household
from onward.records.people.queries import members
from onward.records.people.tests.factories import a_household, a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)
JUNE = date(2021, 6, 1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_household_is_made_of_a_head_and_their_family(cast: Cast) -> None:
    hassan, suad = a_person(cast.be), a_person(cast.be, name="Suad Mahdi")
    family = [Member(hassan, "head"), Member(suad, "partner")]
    household = make_household(cast.lies, cast.be, family, joined_on=MARCH)

    assert [one.person.name for one in members(cast.lies, household)] == ["Hassan Al-Zubaidi", "Suad Mahdi"]
    joined = Event.objects.filter(type="people.household_joined", about_key=household.key)
    assert {event.person_key for event in joined} == {hassan.key, suad.key}
    assert {event.occurred_on for event in joined} == {MARCH}


def test_a_household_of_none_is_refused(cast: Cast) -> None:
    with pytest.raises(problems.NoMembers):
        make_household(cast.lies, cast.be, [])


@pytest.mark.parametrize("relations", [("head", "head"), ("child", "child")])
def test_a_household_has_one_head(cast: Cast, relations: tuple[str, str]) -> None:
    family = [Member(a_person(cast.be), relation) for relation in relations]
    with pytest.raises(problems.OneHead):
        make_household(cast.lies, cast.be, family)
    assert not Household.objects.exists()


@pytest.mark.parametrize("relation", ["parent", "child"])
def test_nobody_is_recorded_as_parent_of_somebody_hardly_younger(cast: Cast, relation: str) -> None:
    hassan, ali = a_person(cast.be), a_person(cast.be, name="Ali Karim", born=date(1968, 5, 18))
    hassan, other = (ali, hassan) if relation == "child" else (hassan, ali)
    young, old = ("Ali Karim", "Hassan Al-Zubaidi")
    with pytest.raises(problems.ParentTooYoung):
        make_household(cast.lies, cast.be, [Member(hassan, "head"), Member(other, relation)])
    household = make_household(cast.lies, cast.be, [Member(hassan, "head")])
    with pytest.raises(problems.ParentTooYoung) as refused:
        join_household(cast.lies, household, other, relation)
    assert refused.value.field == "relation"
    assert refused.value.params["parent"] == young
    assert refused.value.params["child"] == old
    join_household(cast.lies, household, other, "other-relative")
    with pytest.raises(problems.ParentTooYoung):
        change_relation(cast.lies, household, other, relation)
    assert change_relation(cast.lies, household, other, "sibling").relation == "sibling"


def test_of_a_head_out_of_sight_no_birth_is_told(cast: Cast) -> None:
    hidden = a_person(cast.be, name="Noor Zubaidi", born=date(2010, 1, 1))
    aunt, uncle = a_person(cast.be, name="Suad Mahdi"), a_person(cast.be, born=date(2005, 1, 1))
    household = make_household(cast.sam, cast.be, [Member(hidden, "head"), Member(aunt, "other-relative")])
    restricted(hidden)
    assert join_household(cast.lies, household, uncle, "child").relation == "child"


def test_nobody_is_in_two_households_at_once(cast: Cast) -> None:
    hassan = a_person(cast.be)
    a_household(cast.be, hassan, joined_on=MARCH)
    other = a_household(cast.be, a_person(cast.be, name="Ali Karim"))

    with pytest.raises(problems.InAnotherHousehold):
        join_household(cast.lies, other, hassan, "sibling", joined_on=JUNE)
    with pytest.raises(problems.InAnotherHousehold):
        make_household(cast.lies, cast.be, [Member(hassan, "head")])
    assert hassan.memberships.count() == 1


def test_a_person_leaves_one_household_and_joins_another_on_the_same_day(cast: Cast) -> None:
    hassan, ali = a_person(cast.be), a_person(cast.be, name="Ali Karim")
    first = a_household(cast.be, hassan, joined_on=MARCH)
    second = a_household(cast.be, ali, joined_on=MARCH)

    leave_household(cast.lies, first, hassan, left_on=JUNE)
    join_household(cast.lies, second, hassan, "sibling", joined_on=JUNE)

    assert [one.left_on for one in hassan.memberships.order_by("joined_on")] == [JUNE, None]
    left = Event.objects.get(type="people.household_left")
    assert (left.person_key, left.about_key, left.occurred_on) == (hassan.key, first.key, JUNE)


def test_nobody_leaves_twice(cast: Cast) -> None:
    hassan = a_person(cast.be)
    household = a_household(cast.be, hassan)
    leave_household(cast.lies, household, hassan)
    with pytest.raises(problems.NotAMember):
        leave_household(cast.lies, household, hassan)


def test_nobody_leaves_before_they_joined_nor_in_the_future(cast: Cast) -> None:
    hassan = a_person(cast.be)
    household = a_household(cast.be, hassan, joined_on=JUNE)
    with pytest.raises(problems.DatesTurnedAround):
        leave_household(cast.lies, household, hassan, left_on=MARCH)
    with clock.at(datetime(2021, 7, 1, tzinfo=UTC)), pytest.raises(Invalid):
        leave_household(cast.lies, household, hassan, left_on=date(2021, 7, 2))


def test_a_second_click_joins_once(cast: Cast) -> None:
    household = a_household(cast.be, a_person(cast.be))
    ali, once = a_person(cast.be, name="Ali Karim"), uuid4()
    join_household(cast.lies, household, ali, "sibling", once=once)
    with pytest.raises(AlreadySent):
        join_household(cast.lies, household, ali, "sibling", once=once)
    assert ali.memberships.count() == 1


def test_a_member_becomes_the_head_in_place_of_the_former_one(cast: Cast) -> None:
    hassan, suad = a_person(cast.be), a_person(cast.be, name="Suad Mahdi")
    household = a_household(cast.be, hassan, suad)
    change_relation(cast.lies, household, suad, "head")
    relations = {one.person.name: one.relation for one in household.memberships.select_related("person")}
    assert relations == {"Hassan Al-Zubaidi": "other-relative", "Suad Mahdi": "head"}


def test_a_household_stays_visible_without_its_hidden_member(cast: Cast) -> None:
    hassan, noor = a_person(cast.be), restricted(a_person(cast.be, name="Noor Al-Zubaidi"), "child")
    household = a_household(cast.be, hassan, noor)

    assert [one.person for one in members(cast.lies, household)] == [hassan]
    assert [one.person for one in members(cast.nora, household)] == [hassan, noor]


def test_a_household_of_hidden_persons_does_not_exist(cast: Cast) -> None:
    household = a_household(cast.be, restricted(a_person(cast.be), "child"))
    for who in (cast.lies, cast.paul, cast.outsider):
        with pytest.raises(Missing):
            read_household(who, household.key)
    assert read_household(cast.nora, household.key) == household


@pytest.mark.parametrize("hidden", [True, False])
def test_a_refused_head_does_not_tell_of_a_hidden_one(cast: Cast, hidden: bool) -> None:
    first, suad = a_person(cast.be), a_person(cast.be, name="Suad Mahdi")
    household = a_household(cast.be, first, suad)
    if hidden:
        restricted(first)
    else:
        leave_household(cast.lies, household, first)
    ali = a_person(cast.be, name="Ali Karim")
    with pytest.raises(problems.OneHead):
        join_household(cast.lies, household, ali, "head")
    join_household(cast.lies, household, ali, "sibling")
    with pytest.raises(problems.NothingChanged):
        change_relation(cast.lies, household, suad, "head")
    assert change_relation(cast.lies, household, ali, "head").relation == "head"
    assert [one.person for one in members(cast.lies, household) if one.left_on is None] == [ali, suad]
