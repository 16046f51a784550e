"""How persons are found by a number: of other bodies, of cases, of papers, of a telephone."""

import re
from typing import Any, cast

from django.db.models import CharField, F, QuerySet, UUIDField
from django.db.models.functions import Right

from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.kernel.actions import Actor
from onward.kernel.questions import Blank, question
from onward.records.people.finders import found_by_others
from onward.records.people.models import END, Contact, Person, ReferenceNumber, TravelDocument
from onward.records.people.queries.reading import ROWS, persons
from onward.records.people.rules import number_of, phone_number

_DIALLED = re.compile(r"[0-9+(][0-9()\s/.+-]*")
"""A telephone number or a part of one, however it is written; words beside it make it something else."""
_NATIONAL = 7
"""Digits after a leading zero from which on it is the zero that one dials, and no part of the number."""


def by_number(actor: Actor, typed: str) -> list[Person]:
    """Return the persons whom a number names; references and cases before documents, telephone last."""
    number = number_of(typed)
    country = _country(actor)
    phones = [phone for phone in {phone_number(typed, country), typed.casefold()[:40]} if phone]
    found = [
        *by_others(actor, typed),
        *(_with_reference(actor, number=number) if number else ()),
        *(_with_document(actor, number=number) if number else ()),
        *(_with_contact(actor, phones=phones) if phones else ()),
    ]
    ranked: dict[int, Person] = {}
    for one in found:
        ranked.setdefault(one.pk, one)
    return list(ranked.values())


def by_others(actor: Actor, typed: str) -> list[Person]:
    """Return the persons whom a number of another room names, in its order: of a case, say."""
    keys = found_by_others(actor, typed)
    return sorted(_with_keys(actor, keys=keys), key=lambda one: keys.index(one.key)) if keys else []


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


def by_end(actor: Actor, typed: str) -> list[Person]:
    """Return persons of whom a number ends as was typed, `END` characters or more; the last entered first.

    One more than a page, so that one can tell where there are more.
    """
    number, digits = number_of(typed), _digits(typed)
    if not any(character.isdigit() for character in typed) or max(len(number), len(digits)) < END:
        return []
    return _ending(
        actor, number=number if len(number) >= END else "", digits=digits if len(digits) >= END else ""
    )


def _digits(typed: str) -> str:
    """Return the digits of what may be the end of a telephone number, as it is kept: without the zero of
    who dials within a country.
    """
    if not _DIALLED.fullmatch(typed):
        return ""
    digits = re.sub(r"[^0-9]", "", typed)
    bare = digits.lstrip("0")
    return bare if len(bare) >= _NATIONAL else digits


@question(number=CharField(), digits=CharField())
def _ending(actor: Actor, *, number: Blank, digits: Blank) -> QuerySet[Person]:
    papers = TravelDocument.objects.exclude(number="")
    contacts = Contact.objects.exclude(found_as="")
    having = _with_end(papers, "number", number).union(
        _with_end(ReferenceNumber.objects.all(), "number", number), _with_end(contacts, "found_as", digits)
    )
    # By an order that no index has: in that of the key it may walk everybody of the office to find these few.
    return _first_rows(actor).filter(pk__in=having).order_by(-F("id"))[: ROWS + 1]


def _with_end(rows: QuerySet[Any], column: str, end: Blank) -> QuerySet[Any, Any]:
    """Return the persons of rows whose column ends so: the index has the last few characters of each."""
    few = rows.alias(end=Right(column, END)).filter(end=Right(end, END))
    whose: QuerySet[Any, Any] = few.filter(**{f"{column}__endswith": end}).values("person_id")
    return whose


def _first_rows(actor: Actor) -> VisibleQuerySet[Person]:
    return persons(actor).select_related("office")


def _country(actor: Actor) -> str:
    """Return the country in which the actor's office dials; none for who has no office."""
    office = cast(User, actor).office
    return office.country if office else ""
