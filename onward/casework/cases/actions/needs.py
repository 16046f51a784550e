"""What a traveller needed on a day, by what is on record: one rule, whatever was written down first.

Whoever departs, whoever corrects a departure and whoever records a need late ask here, and so tell the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from onward.casework.cases.actions.apart import on_their_way
from onward.casework.cases.events import MedicalNeedsRecorded, VulnerabilityEnded, VulnerabilityFound
from onward.casework.cases.hooks import tell
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.kernel.actions import Act, Actor
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
    return _course_of(_courses(traveller, row.category), traveller, row)


def told_of(traveller: Traveller, row: Vulnerability) -> list[Event]:
    """Return all that the log ever told of a vulnerability of a traveller, retractions included.

    Where it was taken back that it was, all that was told of those of its category that were.
    """
    events = list(_of_category(traveller, row.category))
    courses, of_event = _follow(events)
    own = _course_of(courses, traveller, row)
    known = ((one, of_event.get(one.pk)) for one in events)
    return [one for one, course in known if course and (course is own if own else not course.found)]


def _course_of(courses: Iterable[Course], traveller: Traveller, row: Vulnerability) -> Course | None:
    fits = [one for one in courses if one.is_of(row)]
    alike = Vulnerability.objects.filter(
        traveller__person=traveller.person_id,
        traveller__case__key__in=one_story(traveller),
        category=row.category,
        severity=row.severity,
        found_on=row.found_on,
        ended_on=row.ended_on,
    )
    return dict(zip(alike.order_by("pk").values_list("pk", flat=True), fits, strict=False)).get(row.pk)


def standing_beside(
    user: Actor,
    traveller: Traveller,
    category: str,
    since: date,
    until: date | None = None,
    *,
    but: Vulnerability | None = None,
) -> Vulnerability | None:
    """Return what stood of a category beside one that stands from a day on; None where nothing did.

    One of a category stands at a time: whatever is told of one, no other was found, ended or stood within it.
    What ends on the day on which another was found stands beside none, and what never was so neither.

    Args:
        user: who tells it; what is in cases that they do not see stands in the way of nothing.
        traveller: of whom it is told.
        category: of the vulnerability, by its code.
        since: the day on which it was found.
        until: the day on which it ended; None where it stands.
        but: the one of which it is told, where it is on record.
    """
    rows = Vulnerability.objects.filter(traveller__in=on_their_way(user, [traveller]), category=category)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=since))
    if until is not None:
        rows = rows.filter(found_on__lt=until)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    found = rows.order_by("found_on", "pk")
    return next((one for one in found if one.found_on != one.ended_on or course_of(traveller, one)), None)


def what_ended(ends: Iterable[Event], keys: Collection[UUID]) -> Mapping[int, Event]:
    """Return the finding of what each event tells that it ended, by the place of the latter in the log.

    Args:
        ends: events of the end of a vulnerability, also such as stand no more.
        keys: of the cases in which the way of whom they concern was one.
    """
    whose = {one.person_key for one in ends}
    if not whose:
        return {}
    told = _needs_told(keys).filter(person_key__in=whose).select_related("supersedes")
    apart: dict[tuple[UUID | None, str], list[Event]] = {}
    for event in told.order_by("position"):
        fact = event.supersedes if event.retracts and event.supersedes else event
        apart.setdefault((event.person_key, fact.payload["category"]), []).append(event)
    courses = [_follow(each)[1] for each in apart.values()]
    found_of = {place: one.found for each in courses for place, one in each.items()}
    return {one.pk: found for one in ends if (found := found_of.get(one.pk))}


def _needs_told(keys: Collection[UUID]) -> EventQuerySet:
    return Event.objects.filter(
        type__in=[VulnerabilityFound.type, VulnerabilityEnded.type], case_key__in=keys
    )


def _courses(traveller: Traveller, category: str) -> list[Course]:
    """Return how each vulnerability of a category went that was not taken back whole, by the whole log.

    One of a category stands at a time, so an end is that of the one that stood when it was told: also where
    another was found, and ended, between one that had not ended after all and its true end.
    """
    return _follow(_of_category(traveller, category))[0]


def _of_category(traveller: Traveller, category: str) -> EventQuerySet:
    """Return what the whole log tells of a category of a traveller, in its order."""
    of_category = Q(payload__category=category) | Q(supersedes__payload__category=category)
    told = _needs_told(one_story(traveller)).filter(of_category, person_key=traveller.person.key)
    return told.order_by("position")


def _follow(told: Iterable[Event]) -> tuple[list[Course], Mapping[int, Course]]:
    """Return the courses that the log tells of a category, and of which of them each event tells."""
    courses: list[Course] = []
    of_event: dict[int, Course] = {}
    for event in told:
        stands = next((one for one in reversed(courses) if one.found and not one.ended), None)
        course = of_event.get(event.supersedes_id or 0)
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
    return [one for one in courses if one.found], of_event


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
