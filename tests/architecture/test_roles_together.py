"""Whoever has two roles sees what each of them sees, and nobody whom neither does."""

from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest

from onward.access.models import Office, Restriction, User
from onward.access.roles import roles
from onward.casework.cases.actions import add_note
from onward.casework.cases.models import Case, Note, Traveller
from onward.casework.cases.policy import may_now
from onward.casework.cases.tests.factories import a_case, a_person, handed_over, traveller_of
from onward.casework.referrals.models import Referral
from onward.casework.referrals.queries import referrals
from onward.casework.referrals.tests.factories import HEAD, WIFE, a_referral
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel import clock
from onward.records.consents.models import Consent
from onward.records.people.models import Person
from tests.cast import RED_CROSS, Cast, make_cast

pytestmark = pytest.mark.django_db

TABLES: tuple[Any, ...] = (Case, Movement, Note, Passenger, Person, Traveller, Referral)
READ = {"cases.read", "people.read", "referrals.read", "movements.read"}


def a_household_of_which_one_withdrew(cast: Cast) -> Case:
    """Return a case at the mission: one agreed to that, one has withdrawn since, one is restricted."""
    people = [a_person(cast.be, name) for name in ("Samir Haddad", "Tarek Haddad", "Noor Haddad")]
    case = a_case(cast.lies, *people)
    handed_over(case, cast.iraq, accepted=True)
    movement = Movement.objects.create(
        case=case, office=cast.be, departs_on=clock.today(), booked_at=clock.now()
    )
    for one in people:
        add_note(cast.lies, case, f"Spoke with {one.name}.", about=traveller_of(case, one))
        Passenger.objects.create(
            movement=movement, traveller=traveller_of(case, one), state="booked", state_on=clock.today()
        )
    Consent.objects.filter(person_key=people[1].key).update(withdrawn_on=clock.today())
    Restriction.objects.create(person_key=people[2].key, category="child")
    return case


def seen_with(held: tuple[str, ...], place: Office) -> set[tuple[str, object]]:
    """Return the rows that somebody with these roles sees, who works at `place` and for the Red Cross."""
    user = User(pk=10**6, key=uuid4(), roles=list(held), office=place, organisation_key=RED_CROSS)
    rows = {(table.__name__, row.pk) for table in TABLES for row in table.objects.visible_to(user)}
    return rows | {("line", line.pk) for one in referrals(user) for line in one.people.all()}


def test_two_roles_see_together_what_each_sees() -> None:
    cast = make_cast()
    a_household_of_which_one_withdrew(cast)
    referral = a_referral(cast.rik, HEAD, WIFE)
    line = referral.people.order_by("pk")[0]
    line.person_key = Restriction.objects.create(person_key=uuid4(), category="medical").person_key
    line.save()
    readers = [code for code, role in roles().items() if role.verbs.keys() & READ]
    alone = {(one, place): seen_with((one,), place) for one in readers for place in (cast.iraq, cast.be)}
    pairs = [(one, other, cast.iraq) for one, other in combinations(readers, 2)]
    pairs += [("partner", one, cast.be) for one in readers if one != "partner"]
    for one, other, place in pairs:
        both, each = seen_with((one, other), place), alone[one, place] | alone[other, place]
        assert both - each == set(), f"{one}, {other} at {place}: too much"
        missed = {row for row in each - both if row[0] != "line"}
        assert missed == set(), f"{one}, {other} at {place}: too little"


def test_what_a_mission_has_not_taken_is_not_worked_on_by_another_role_of_its_office() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    sent = handed_over(case, cast.iraq)
    both = User(key=uuid4(), roles=["mission-colleague", "counsellor"], office=cast.iraq)
    assert not may_now(both, "cases.write", case, [sent])
    sent.accepted = True
    assert may_now(both, "cases.write", case, [sent])
    assert may_now(cast.lies, "cases.write", case, [])
