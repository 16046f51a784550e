"""Cases beside persons: found by their reference from the search box, and listed on a person's page."""

import re
from collections.abc import Collection, Iterable
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
from onward.kernel.counters import of_the_last_years
from onward.kernel.questions import Blank, question
from onward.records.people.finders import Standing
from onward.records.people.models import Person
from onward.records.people.panels import Panel

_REFERENCE = re.compile(r"(?:([A-Z][A-Z-]{0,12})-)?([0-9]{2})-([0-9]{1,8})")
"""A reference as one says it: `BE-26-00102`, `be 26 102`, `26-102`, `26/102`."""

OWN, OPEN = 0, 1
"""Places of whom a search finds by name."""
MOST_OWN = 400
"""Travellers of a counsellor's own cases that a search looks at."""
MOST_CASES = 10
"""Cases that one short reference can mean: as many as there are prefixes, and a handful at most."""


@dataclass(frozen=True)
class CaseLine:
    """A case of a person: where they stand in it, in words."""

    reference: str
    programme: str
    stage: str
    opened_on: date
    closed_on: date | None


def persons_of_case(actor: Actor, text: str) -> Iterable[UUID]:
    """Return the travellers of the cases meant by a reference whom the actor may see, principal first."""
    cases = {one.pk: place for place, one in enumerate(_cases(actor, text) or _by_half(actor, text))}
    if not cases:
        return []
    seen = Traveller.objects.filter(case__in=cases, left_case_on=None).visible_to(actor)
    found = list(seen.order_by("-principal", "id").values_list("case_id", "person__key"))
    return [key for _case, key in sorted(found, key=lambda one: cases[one[0]])]


def page_of_case(actor: Actor, text: str) -> str | None:
    """Return the address of the case of this reference, if the actor may see it and no other is meant."""
    cases = _cases(actor, text)
    return reverse("cases:case", args=[cases[0].reference]) if len(cases) == 1 else None


def standings(user: User, persons: Collection[int]) -> dict[int, Standing]:
    """Say where persons stand: in the case that goes on, or in the newest; and how many others there are."""
    if not may(user, "cases.read"):
        return {}
    found: dict[int, list[Traveller]] = {}
    for one in _standing(user, persons=list(persons)):
        found.setdefault(one.person_id, []).append(one)
    return {person: _standing_of(travels) for person, travels in found.items()}


def _standing_of(travels: list[Traveller]) -> Standing:
    shown = next((one for one in travels if _goes_on(one)), travels[0])
    line = _line(shown)
    return Standing(
        line.reference,
        reverse("cases:case", args=[line.reference]),
        line.stage,
        _goes_on(shown),
        len(travels) - 1,
    )


def _goes_on(one: Traveller) -> bool:
    return one.case.closed_on is None and not one.exit and one.left_case_on is None


@question(persons=BigIntegerField())
def _standing(user: User, *, persons: Blank) -> QuerySet[Traveller]:
    seen = Traveller.objects.filter(person__among=persons).visible_to(user)
    return seen.select_related("case").order_by("-case_id")


def foremost(actor: Actor, persons: Collection[int]) -> dict[int, int]:
    """Return the places of persons whose case goes on, as far as the reader sees it: in own cases first."""
    if not may(actor, "cases.read"):
        return {}
    found: dict[int, int] = {}
    for one in _going_on(actor, persons=list(persons)):
        place = OWN if one.case.counsellor_id == getattr(actor, "pk", None) else OPEN
        found[one.person_id] = min(place, found.get(one.person_id, OPEN))
    return found


@question(persons=BigIntegerField())
def _going_on(actor: Actor, *, persons: Blank) -> QuerySet[Traveller]:
    return _open(actor).filter(person__among=persons).select_related("case")


def own_persons(actor: Actor) -> list[int]:
    """Return the primary keys of the travellers in open cases of the reader's own, the newest first."""
    if not isinstance(actor, User) or not may(actor, "cases.read"):
        return []
    return [one.person_id for one in _own(actor, counsellor=actor.pk)]


@question(counsellor=BigIntegerField())
def _own(actor: User, *, counsellor: Blank) -> QuerySet[Traveller]:
    return _open(actor).filter(case__counsellor=counsellor).order_by("-case_id", "id")[:MOST_OWN]


def _open(actor: Actor) -> QuerySet[Traveller]:
    return Traveller.objects.filter(case__closed_on=None, exit="", left_case_on=None).visible_to(actor)


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


def _cases(actor: Actor, text: str) -> list[Case]:
    """Return the cases that a reference may mean, whole or short: without its prefix, or the zeros."""
    meant = _REFERENCE.fullmatch(re.sub(r"[\s/.-]+", "-", text.upper().strip()))
    if meant is None or not may(actor, "cases.read"):
        return []
    prefix, year, number = meant.groups()
    prefixes = [prefix] if prefix else _prefixes()
    wanted = [f"{each}-{year}-{int(number):05d}" for each in prefixes]
    return list(Case.objects.filter(reference__in=wanted).visible_to(actor).order_by("-id")[:MOST_CASES])


def _by_half(actor: Actor, text: str) -> list[Case]:
    """Return the cases of the last years whose reference ends with this number, the newest year first.

    They are found and not led to: the number may be a paper's as well, or a year of birth.
    """
    half = of_the_last_years(text.strip())
    if not half or not may(actor, "cases.read"):
        return []
    wanted = [f"{prefix}-{one}" for prefix in _prefixes() for one in half]
    cases = Case.objects.filter(reference__in=wanted).visible_to(actor).order_by("-id")
    return sorted(cases, key=lambda one: half.index("-".join(one.reference.rsplit("-", 2)[1:])))[:MOST_CASES]


def _prefixes() -> list[str]:
    return sorted({one.definition.prefix for one in programmes.offered()})


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
