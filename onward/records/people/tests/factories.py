"""Persons and households for tests, made in a line each, as the actions would leave them."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from onward.access.models import Office, Restriction
from onward.kernel import clock
from onward.kernel.events.log import row as event_row
from onward.records.people import events
from onward.records.people.models import Household, Membership, Person, PersonName, Relation
from onward.records.people.rules import Born, GivenName, shown_name


def an_office(code: str = "be", country: str = "BE", *, mission: bool = False) -> Office:
    """Return the office with this code, made where there is none yet."""
    kind = Office.Kind.MISSION if mission else Office.Kind.COUNTRY
    return Office.objects.get_or_create(
        code=code, defaults={"name": code.upper(), "kind": kind, "country": country}
    )[0]


def a_person(
    office: Office | None = None,
    *,
    name: str = "Hassan Al-Zubaidi",
    native: str = "",
    sex: str = "male",
    born: Born | date | str | None = date(1980, 5, 17),
    nationalities: tuple[str, ...] = ("IQ",),
    languages: tuple[str, ...] = ("ar",),
    registered_on: date | None = None,
    key: UUID | None = None,
) -> Person:
    """Return a person in the records of an office, with the event of their registration.

    `name` is split at its first space into given and family name; `native` is the same in another script.
    """
    office = office or an_office()
    given, _space, family = name.partition(" ")
    names = [GivenName("main", given, family).cleaned()]
    if native:
        names.append(GivenName("native", full=native).cleaned())
    shown = shown_name(names)
    span = _span(born)
    person = Person.objects.create(
        key=key or uuid4(),
        office=office,
        name=shown.name,
        name_native=shown.name_native,
        script=shown.script,
        search=shown.search,
        sex=sex,
        born_from=span.earliest,
        born_to=span.latest,
        nationalities=list(nationalities),
        languages=list(languages),
    )
    for one in names:
        PersonName.objects.create(
            person=person, kind=one.kind, given=one.given, family=one.family, full=one.full, script=one.script
        )
    event_row(
        events.PersonRegistered(
            sex=sex,
            born_from=span.earliest,
            born_to=span.latest,
            nationalities=nationalities,
            languages=languages,
        ),
        office=office.code,
        occurred_on=registered_on or clock.today(),
        recorded_at=clock.now(),
        actor_key=None,
        person=person.key,
    ).save(force_insert=True)
    return person


def a_household(office: Office | None = None, *members: Person, joined_on: date | None = None) -> Household:
    """Return a household of the persons, the first its head, the others children of it."""
    office = office or (members[0].office if members else an_office())
    household = Household.objects.create(office=office)
    for place, person in enumerate(members):
        relation = Relation.CHILD if place else Relation.HEAD
        Membership.objects.create(
            household=household,
            person=person,
            relation=relation,
            head=members[0],
            joined_on=joined_on or clock.today(),
        )
    return household


def restricted(person: Person, category: str = "trafficking") -> Person:
    """Put the mark of a category on a person, and return them."""
    Restriction.objects.create(person_key=person.key, category=category)
    return person


def _span(born: Born | date | str | None) -> Born:
    if isinstance(born, Born):
        return born
    if isinstance(born, str):
        born = date.fromisoformat(born)
    return Born.on(born) if born else Born()
