"""Cases for tests, made through the actions as everybody's are."""

from datetime import date
from typing import Any

from onward.access.models import Office, User
from onward.casework.cases import actions
from onward.casework.cases.models import Case, HandOver, Traveller
from onward.casework.cases.pages import case_page
from onward.casework.cases.pages.case import CasePage
from onward.casework.cases.queries import case_by_reference
from onward.casework.cases.rules import version_in_sight
from onward.records.consents.models import Consent
from onward.records.people.models import Household, Membership, Person

ADULT_BORN = date(1984, 5, 2)


def a_person(office: Office, name: str = "Hassan Zubaidi", **fields: Any) -> Person:
    """Return a person of the office, an adult with an exact birth date unless said otherwise."""
    born = fields.pop("born", ADULT_BORN)
    return Person.objects.create(
        office=office,
        name=name,
        search=name.lower(),
        born_from=fields.pop("born_from", born),
        born_to=fields.pop("born_to", born),
        nationalities=fields.pop("nationalities", ["IQ"]),
        sex=fields.pop("sex", "male"),
        **fields,
    )


def a_household(office: Office, *people: Person) -> Household:
    """Return a household of these persons, the first one its head."""
    household = Household.objects.create(office=office)
    for number, person in enumerate(people):
        Membership.objects.create(
            household=household,
            person=person,
            relation="head" if number == 0 else "child",
            head=people[0],
            joined_on=date(2017, 1, 1),
        )
    return household


def a_member(case: Case, name: str, **fields: Any) -> Person:
    """Return somebody who belongs to the household of a case and does not travel in it."""
    person = a_person(case.office, name, **fields)
    Membership.objects.create(
        household=case.household, person=person, relation="child", joined_on=date(2017, 1, 1)
    )
    return person


def a_case(user: User, *people: Person, **fields: Any) -> Case:
    """Return a case opened by `user` for these persons (one made-up adult where none is given)."""
    assert user.office is not None
    joining = fields.pop("joining", None)
    members = people or tuple(one.person for one in joining or ()) or (a_person(user.office),)
    joining = joining or [
        actions.Joining(person, principal=number == 0) for number, person in enumerate(members)
    ]
    return actions.open_case(
        user,
        office=fields.pop("office", user.office),
        programme=fields.pop("programme", "avrr-be"),
        household=fields.pop("household", None) or a_household(user.office, *members),
        joining=joining,
        channel=fields.pop("channel", "red-cross"),
        destination=fields.pop("destination", "IQ"),
        **fields,
    )


def traveller_of(case: Case, person: Person | None = None) -> Traveller:
    """Return the traveller of a case that stands for `person`, or its principal applicant."""
    travellers = case.travellers.select_related("person", "case")
    return travellers.get(person=person) if person else travellers.get(principal=True)


def version_seen(user: User, case: Case, version: int | None = None) -> int:
    """Return the version of a case in the sight of `user`; with a `version`, as if its row had that one."""
    seen = Traveller.objects.visible_to(user).filter(case=case, left_case_on=None)
    row = Case.objects.get(pk=case.pk).version if version is None else version
    return version_in_sight(row, seen.values_list("key", flat=True))


def handed_over(case: Case, mission: Office, **fields: Any) -> HandOver:
    """Return the hand-over of a case to a mission, of which every traveller agreed that it is told."""
    for one in case.travellers.select_related("person"):
        Consent.objects.create(
            person_key=one.person.key,
            office=case.office,
            purpose=Consent.Purpose.SHARE_WITH_MISSION,
            recipient_key=mission.key,
            given_on=date(2017, 1, 1),
            evidence=Consent.Evidence.WITNESS,
            witness="Lies Adam",
        )
    return HandOver.objects.create(case=case, mission=mission, **fields)


def page_of(user: User, case: Case) -> CasePage:
    """Return what the page of a case shows a reader, of the case as the page itself fetches it."""
    return case_page(user, case_by_reference(user, case.reference))
