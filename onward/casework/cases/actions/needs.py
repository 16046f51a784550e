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


@dataclass
class Course:
    """How a vulnerability went by the log: what tells that it was found, and that it ended, as it stands.

    `found` is None once that was taken back, `ended` while it stands.
    """

    found: Event | None = None
    ended: Event | None = None

    @property
    def _as_told(self) -> tuple[object, ...]:
        found, ended = self.found, self.ended
        told = (found.occurred_on, found.payload["severity"]) if found else (None, "")
        return *told, ended.occurred_on if ended else None

    def is_of(self, row: Vulnerability) -> bool:
        """Say whether a row says the same."""
        return self._as_told == (row.found_on, row.severity, row.ended_on)


def course_of(traveller: Traveller, row: Vulnerability) -> Course | None:
    """Return how a vulnerability of a traveller went by the log; None where it was taken back that it was.

    Of rows that say the same of days and severity, the first course is that of the first.
    """
    fits = [one for one in _courses(traveller, row.category) if one.is_of(row)]
    alike = Vulnerability.objects.filter(
        traveller__person=traveller.person_id,
        traveller__case__key__in=one_story(traveller),
        category=row.category,
        severity=row.severity,
        found_on=row.found_on,
        ended_on=row.ended_on,
    )
    return dict(zip(alike.order_by("pk").values_list("pk", flat=True), fits, strict=False)).get(row.pk)


def _courses(traveller: Traveller, category: str) -> list[Course]:
    """Return how each vulnerability of a category went that was not taken back whole, by the whole log.

    One of a category stands at a time, so an end is that of the one that stood when it was told: also where
    another was found, and ended, between one that had not ended after all and its true end.
    """
    of_category = Q(payload__category=category) | Q(supersedes__payload__category=category)
    told = Event.objects.filter(
        of_category,
        type__in=[VulnerabilityFound.type, VulnerabilityEnded.type],
        person_key=traveller.person.key,
        case_key__in=one_story(traveller),
    )
    courses: list[Course] = []
    of_event: dict[int | None, Course] = {}
    for event in told.order_by("position"):
        stands = next((one for one in reversed(courses) if one.found and not one.ended), None)
        course = of_event.get(event.supersedes_id)
        if course is None and event.type == VulnerabilityFound.type:
            courses.append(course := Course())
        course = course or stands
        if course is None:
            continue
        of_event[event.pk] = course
        now = None if event.retracts else event
        if event.type == VulnerabilityFound.type:
            course.found = now
        else:
            course.ended = now
    return [one for one in courses if one.found]


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
