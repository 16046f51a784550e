"""Cases beside persons: found by their reference from the search box, and listed on a person's page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, QuerySet
from django.urls import reverse

from onward.access.models import User
from onward.access.policy import may
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Actor
from onward.kernel.questions import Blank, question
from onward.records.people.models import Person
from onward.records.people.panels import Panel

_REFERENCE = re.compile(r"[A-Z][A-Z-]{0,12}-[0-9]{2}-[0-9]{4,8}")


@dataclass(frozen=True)
class CaseLine:
    """A case of a person: where they stand in it, in words."""

    reference: str
    programme: str
    stage: str
    opened_on: date
    closed_on: date | None


def persons_of_case(actor: Actor, text: str) -> Iterable[UUID]:
    """Return the travellers of the case with this reference whom the actor may see, principal first."""
    case = _case(actor, text)
    if case is None:
        return []
    seen = Traveller.objects.filter(case=case, left_case_on=None).visible_to(actor)
    return list(seen.order_by("-principal", "id").values_list("person__key", flat=True))


def page_of_case(actor: Actor, text: str) -> str | None:
    """Return the address of the case of this reference, if the actor may see it."""
    case = _case(actor, text)
    return reverse("cases:case", args=[case.reference]) if case else None


def panel(user: User, person: Person) -> Panel | None:
    """Hang the cases of a person on their page, the newest first."""
    if not may(user, "cases.read"):
        return None
    return Panel(
        "person_cases.html", {"lines": [_line(one) for one in _travels(user, person=person.pk)]}, order=5
    )


@question(person=BigIntegerField())
def _travels(user: User, *, person: Blank) -> QuerySet[Traveller]:
    seen = Traveller.objects.filter(person=person).visible_to(user)
    return seen.select_related("case").order_by("-case_id")


def _case(actor: Actor, text: str) -> Case | None:
    reference = "-".join(text.upper().split())
    if not _REFERENCE.fullmatch(reference) or not may(actor, "cases.read"):
        return None
    return Case.objects.filter(reference=reference).visible_to(actor).first()


def _line(traveller: Traveller) -> CaseLine:
    case = traveller.case
    definition = programmes.remembered(case.version_of_programme_id).definition
    named = {stage.code: str(stage.name) for stage in definition.pathway}
    named |= {way.code: str(way.name) for way in definition.exits}
    return CaseLine(
        case.reference,
        str(definition.name),
        named.get(traveller.exit or traveller.stage, traveller.exit or traveller.stage),
        case.opened_on,
        case.closed_on,
    )
