"""A case is that of one household: who is not of it does not travel in it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from onward.access.models import AuditEntry, Restriction
from onward.casework.cases import actions, problems
from onward.casework.cases.tests.factories import a_case, a_household, a_person
from onward.kernel import clock
from onward.kernel.models import Event
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


def test_who_may_be_added_is_named_and_a_restricted_one_leaves_a_line(client: Client) -> None:
    cast = make_cast()
    member, late = a_person(cast.be), a_person(cast.be, "Some Body")
    case = a_case(cast.sam, member, household=a_household(cast.be, member, late))
    Restriction.objects.create(person_key=late.key, category="trafficking")
    client.force_login(cast.sam)
    assert "Some Body" in client.get(f"/cases/{case.reference}/do/add-traveller/").content.decode()
    line = AuditEntry.objects.get(kind="open")
    assert (line.actor_key, line.person_key, line.case_key) == (cast.sam.key, late.key, case.key)


def test_who_was_forgotten_joins_on_the_day_that_is_typed(client: Client) -> None:
    cast, today = make_cast(), clock.today()
    member, late = a_person(cast.be), a_person(cast.be, "Some Body")
    opened = today - timedelta(days=20)
    case = a_case(cast.lies, member, household=a_household(cast.be, member, late), opened_on=opened)
    client.force_login(cast.lies)
    address = f"/cases/{case.reference}/do/add-traveller/"
    form = client.get(address).context["form"]
    assert form["joined_on"].value() == today
    typed = {"person": late.key, "accompanied": "", "version": form["version"].value()}
    for wrong in (opened - timedelta(days=1), today + timedelta(days=1), ""):
        refused = client.post(address, {**typed, "joined_on": wrong})
        assert (refused.status_code, "joined_on" in refused.context["form"].errors) == (422, True), wrong
    day = opened + timedelta(days=2)
    assert client.post(address, {**typed, "joined_on": day}).status_code == 302
    told = Event.objects.get(type="cases.traveller_added", person_key=late.key)
    assert (told.occurred_on, localdate(told.recorded_at)) == (day, today)
