"""How persons are found by a number: of other bodies, of cases, of papers, of a telephone."""

from typing import cast

from django.db.models import CharField, QuerySet, UUIDField

from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.questions import Blank, question
from onward.records.people.finders import found_by_others
from onward.records.people.models import Contact, Person, ReferenceNumber, TravelDocument
from onward.records.people.queries.reading import ROWS, persons
from onward.records.people.rules import number_of, phone_number


def by_number(actor: Actor, typed: str) -> list[Person]:
    """Return the persons whom a number names; references and cases before documents, telephone last."""
    number = number_of(typed)
    country = _country(actor)
    by_others = found_by_others(actor, typed)
    phones = [phone for phone in {phone_number(typed, country), typed.casefold()[:40]} if phone]
    others = _with_keys(actor, keys=by_others) if by_others else []
    found = [
        *sorted(others, key=lambda one: by_others.index(one.key)),
        *(_with_reference(actor, number=number) if number else ()),
        *(_with_document(actor, number=number) if number else ()),
        *(_with_contact(actor, phones=phones) if phones else ()),
    ]
    ranked: dict[int, Person] = {}
    for one in found:
        ranked.setdefault(one.pk, one)
    return list(ranked.values())


@question(keys=UUIDField())
def _with_keys(actor: Actor, *, keys: Blank) -> QuerySet[Person]:
    return _first_rows(actor).filter(key__among=keys)[: ROWS + 1]


@question(number=CharField())
def _with_reference(actor: Actor, *, number: Blank) -> QuerySet[Person]:
    having = ReferenceNumber.objects.filter(number=number).values("person_id")
    return _first_rows(actor).filter(pk__in=having)[: ROWS + 1]


@question(number=CharField())
def _with_document(actor: Actor, *, number: Blank) -> QuerySet[Person]:
    having = TravelDocument.objects.filter(number=number).exclude(number="")  # as the index has it
    return _first_rows(actor).filter(pk__in=having.values("person_id"))[: ROWS + 1]


@question(phones=CharField())
def _with_contact(actor: Actor, *, phones: Blank) -> QuerySet[Person]:
    having = Contact.objects.filter(found_as__among=phones).exclude(found_as="").values("person_id")
    return _first_rows(actor).filter(pk__in=having)[: ROWS + 1]


def _first_rows(actor: Actor) -> VisibleQuerySet[Person]:
    return persons(actor).select_related("office")


def _country(actor: Actor) -> str:
    """Return the country in which the actor's office dials; none for who has no office."""
    office = cast(User, actor).office
    return office.country if office else ""
