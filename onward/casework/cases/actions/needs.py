"""What a traveller needed on a day, by what is on record: one rule, whatever was written down first.

Whoever departs, whoever corrects a departure and whoever records a need late ask here, and so tell the same.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from onward.casework.cases.events import MedicalNeedsRecorded, VulnerabilityEnded, VulnerabilityFound
from onward.casework.cases.hooks import tell
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.kernel.actions import Act
from onward.kernel.events import EventType
from onward.kernel.models import Event, EventQuerySet


@dataclass(frozen=True)
class Needs:
    """What was so on a day: categories of vulnerability by code, and how much health weighed."""

    categories: tuple[str, ...] = ()
    medical: str = ""


def needs_on(traveller: Traveller, day: date) -> Needs:
    """Return what a traveller needed on a day.

    What was found by that day stands on it, unless it had ended by then: on the day on which it ended it
    stands no more. Of the levels of health, that counts which was found last by that day.
    """
    keys = one_story(traveller)
    rows = Vulnerability.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day),
        traveller__person=traveller.person_id,
        traveller__case__key__in=keys,
        found_on__lte=day,
    )
    level = levels_of(traveller, keys).filter(occurred_on__lte=day).last()
    categories = sorted(set(rows.values_list("category", flat=True)))
    return Needs(tuple(categories), str(level.payload["level"]) if level else "")


def record_about(act: Act, traveller: Traveller, fact: EventType, on: date) -> None:
    """Record a fact about a traveller of a case, and tell who listens to it."""
    case = traveller.case
    act.record(fact, office=case.office.code, case=case, person=traveller.person, occurred_on=on)
    tell(act, traveller, fact)


def found_told(traveller: Traveller, found: Vulnerability) -> Event | None:
    """Return the event that tells when a vulnerability was found; None where it was taken back."""
    rows = _told(traveller, VulnerabilityFound, found.category).filter(occurred_on=found.found_on)
    return rows.first()


def end_told(traveller: Traveller, ended: Vulnerability) -> Event | None:
    """Return the event that tells when a vulnerability ended; None where it was taken back that it was found.

    Where one that was found earlier ended on that day too, the first event is of the one found first.
    """
    if ended.ended_on is None:
        return None
    events = _told(traveller, VulnerabilityEnded, ended.category).filter(occurred_on=ended.ended_on)
    rows = Vulnerability.objects.filter(
        traveller__person=traveller.person_id,
        traveller__case__key__in=one_story(traveller),
        category=ended.category,
        ended_on=ended.ended_on,
    )
    found_first = rows.order_by("found_on", "pk").values_list("pk", flat=True)
    return dict(zip(found_first, events, strict=False)).get(ended.pk)


def _told(traveller: Traveller, of: type[EventType], category: str) -> EventQuerySet:
    rows = Event.objects.filter(
        type=of.type,
        person_key=traveller.person.key,
        case_key__in=one_story(traveller),
        payload__category=category,
    )
    return rows.standing().order_by("position")


def levels_of(traveller: Traveller, keys: Collection[UUID] | None = None) -> EventQuerySet:
    """Return what stands on record of a traveller's health, by the day on which it was found."""
    told = Event.objects.filter(
        type=MedicalNeedsRecorded.type,
        person_key=traveller.person.key,
        case_key__in=one_story(traveller) if keys is None else keys,
    )
    return told.standing().order_by("occurred_on", "position")


def one_story(traveller: Traveller) -> list[UUID]:
    """Return the keys of the cases in which a traveller's way was one: their own, and those it parted from.

    Also those that parted from it. Another return of the same person, years before, is none of it.
    """
    own = traveller.case
    before = {own.key, *(own.came_from or ())}
    travelled = Case.objects.filter(travellers__person=traveller.person_id)
    rows = travelled.values_list("key", "came_from")
    return [key for key, came in rows if key in before or own.key in (came or ())]
