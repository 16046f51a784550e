"""What gates of some cases need, read at once: events, papers, vulnerabilities, and the holds on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, UUIDField
from django.db.models.functions import JSONObject

from onward.casework.cases import rules
from onward.casework.cases.events import ApprovalAsked, ApprovalDecided, CaseOpened, DestinationChanged
from onward.casework.cases.gates.elsewhere import (
    BOOKED,
    DEPARTED,
    TELL_WHERE_TO,
    countries_of_return,
    last_left_for,
)
from onward.casework.cases.models import Case, Hold, HoldRelease, Traveller, Vulnerability
from onward.casework.programmes.queries import remembered
from onward.casework.programmes.requirements import requirement_kinds
from onward.casework.programmes.vocabulary import ReturnsTo
from onward.kernel.events.log import first_told
from onward.kernel.models import Event
from onward.kernel.questions import Blank, question
from onward.records.people.models import TravelDocument
from onward.reference.airports import airport


class Spoken(NamedTuple):
    """What gates read of an event: a page of cases has hundreds, so they stay plain rows of the log."""

    position: int
    type: str
    case_key: UUID | None
    person_key: UUID | None
    occurred_on: date
    recorded_at: datetime
    payload: Mapping[str, Any]
    supersedes_id: int | None


TOLD_UNTIL = "told_until"
"""What a case has for whom its household tells nothing more (`queries.as_told`): up to where."""
HANG_ON_COUNTRY = (DestinationChanged.type, ApprovalAsked.type, ApprovalDecided.type)
"""Types of event about a household that tell where it returns to, or hang on it."""


HoldsOnCase = Mapping[Hold, frozenset[UUID]]
"""The holds that concern a case, each with the keys of the persons whom it keeps from departing."""


def begun(holds: HoldsOnCase, on: date) -> HoldsOnCase:
    """Return those of the holds that have begun by a day."""
    return {hold: kept for hold, kept in holds.items() if hold.from_on <= on}


def kept_by(holds: HoldsOnCase) -> frozenset[UUID]:
    """Return the keys of those whom at least one of the holds keeps from departing."""
    return frozenset().union(*holds.values())


@dataclass
class Gathered:
    """What gates of some cases need, read at once.

    `events` holds the standing events by case key, `documents` the papers by person's primary key, `holds`
    the holds that concern each case, and of each the keys of those whom it keeps from departing;
    `destinations`, by case key, the countries of return of a case, where it or one before it had several.
    """

    events: Mapping[UUID, list[Spoken]] = field(default_factory=dict)
    documents: Mapping[int, list[TravelDocument]] = field(default_factory=dict)
    vulnerabilities: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    holds: Mapping[int, HoldsOnCase] = field(default_factory=dict)
    destinations: Mapping[UUID, Sequence[ReturnsTo]] = field(default_factory=dict)


def gather(
    cases: Sequence[Case],
    travellers: Iterable[Traveller],
    on: date,
    *,
    going: Iterable[Traveller] | None = None,
) -> Gathered:
    """Read what the gates of `cases` need; `travellers` are those that may be spoken of.

    Holds on a route are looked for on the journeys of `going`, where they are not those of all of them.
    """
    travellers = list(travellers)
    people = [one.person_id for one in travellers]
    keys = [one.person.key for one in travellers]
    events: dict[UUID, list[Spoken]] = {case.key: [] for case in cases}
    wanted = {key for case in cases for key in (case.key, *(case.came_from or ()))}
    travels_in: dict[UUID | None, set[UUID]] = defaultdict(set)
    by_pk = {case.pk: case.key for case in cases}
    for one in travellers:
        travels_in[one.person.key].add(by_pk[one.case_id])
    read = [Spoken._make(row) for row in _speaking(cases=list(wanted), keys=keys)]
    until = {case.key: told for case in cases if (told := getattr(case, TOLD_UNTIL, None))}
    found_events = [one for one in read if not _told_no_more(one, until)] if until else read
    heirs = _heirs(cases, found_events)
    first = _first_told(cases, found_events)
    for event in found_events:
        if event.case_key is None:
            heard_by = travels_in[event.person_key]
        else:
            heard_by = {
                heir
                for heir, until in heirs[event.case_key]
                if (heir in travels_in[event.person_key] or heir == event.case_key)
                or (event.person_key is None and first.get(event.position, event.position) < until)
            }
        for key in heard_by:
            events[key].append(event)
    events = {key: _without_questions_of_others(key, heard) for key, heard in events.items()}
    documents: dict[int, list[TravelDocument]] = defaultdict(list)
    for document in _papers(people=people) if people else ():
        documents[document.person_id].append(document)
    holds = holds_on(cases, going or travellers)
    return Gathered(events, documents, _categories(travellers), holds, _destinations(found_events))


def _told_no_more(event: Spoken, until: Mapping[UUID, int]) -> bool:
    """Say whether the reader may not know what hangs on the country of return: it was told after they may."""
    told = until.get(event.case_key) if event.case_key and event.person_key is None else None
    return told is not None and event.type in HANG_ON_COUNTRY and event.position > told


def _destinations(events: Iterable[Spoken]) -> dict[UUID, list[ReturnsTo]]:
    """Return the countries of return of each case in their order; nothing where none ever changed."""
    told = [one for one in events if one.type in TELL_WHERE_TO]
    changed = any(one.type == DestinationChanged.type for one in told)
    return countries_of_return(told) if changed else {}


def _without_questions_of_others(case: UUID, heard: Sequence[Spoken]) -> list[Spoken]:
    """Return what a case hears without the questions to the funder that still wait in the one it parted from.

    Those went along: they wait under this case too, where they are answered or taken back.
    """
    answered = {one.payload["approval"] for one in heard if one.type == ApprovalDecided.type}
    return [
        one
        for one in heard
        if one.type != ApprovalAsked.type or one.case_key == case or one.payload["approval"] in answered
    ]


def _categories(travellers: Sequence[Traveller]) -> dict[int, tuple[str, ...]]:
    """Return the vulnerabilities of travellers; of those on a page they were read along with them."""
    found = {one.pk: list(getattr(one, "categories", ())) for one in travellers}
    others = [one.pk for one in travellers if not hasattr(one, "categories")]
    for traveller_id, category in _vulnerable(travellers=others) if others else ():
        found[traveller_id].append(category)
    return {key: tuple(codes) for key, codes in found.items()}


@question(cases=UUIDField(), keys=UUIDField())
def _speaking(*, cases: Blank, keys: Blank) -> QuerySet[Event, tuple[Any, ...]]:
    of_cases = Q(case_key__among=cases) & (Q(person_key=None) | Q(person_key__among=keys))
    of_persons = Q(case_key=None, person_key__among=keys)
    rows = Event.objects.filter(of_cases | of_persons, type__in=_types_that_speak()).standing()
    return rows.order_by("occurred_on", "position").values_list(*Spoken._fields)


@question(people=BigIntegerField())
def _papers(*, people: Blank) -> QuerySet[TravelDocument]:
    return TravelDocument.objects.filter(person__among=people)


@question(travellers=BigIntegerField())
def _vulnerable(*, travellers: Blank) -> QuerySet[Vulnerability, tuple[int, str]]:
    rows = Vulnerability.objects.filter(traveller__among=travellers, ended_on=None)
    return rows.order_by("found_on", "id").values_list("traveller_id", "category")


def _types_that_speak() -> list[str]:
    """Return the types that a requirement reads, and those that say when a case began and who went where.

    Most of what happens in a case (steps, notes, tasks) opens no gate; a page of cases leaves it unread.
    """
    read = {type for kind in requirement_kinds().values() for type in kind.event_types}
    return sorted(read.union(TELL_WHERE_TO, [DEPARTED]))


def _first_told(cases: Sequence[Case], events: Iterable[Spoken]) -> dict[int, int]:
    """Return where in the log a household first told what it tells otherwise now, by the correction's place.

    What was approved before a parting counts for those who went, on whatever day its deadline is mended. Few
    households part, and fewer are corrected: the log is asked for these alone.
    """
    earlier = {key for case in cases for key in case.came_from or ()}
    of_household = [one for one in events if one.person_key is None and one.case_key in earlier]
    return {place: told.position for place, told in first_told(of_household).items()}


def _heirs(cases: Sequence[Case], events: Iterable[Spoken]) -> dict[UUID, list[tuple[UUID, int]]]:
    """Return who reads the events of each case: the case itself, and those that parted from it.

    With each heir stands the place in the log where it parted: what was held or approved for the household
    before that counts for those who went, what came later does not. What is about one of them alone counts
    whenever it was recorded.
    """
    openings = [event for event in events if event.type == CaseOpened.type and event.case_key]
    first = first_told(openings)
    opened = {event.case_key: first[event.position].position for event in openings}
    heirs: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for case in cases:
        chain = [*(case.came_from or ()), case.key]
        heirs[case.key].append((case.key, 0))
        for origin, following in pairwise(chain):
            heirs[origin].append((case.key, opened.get(following, 0)))
    return heirs


def holds_on(cases: Sequence[Case], travellers: Iterable[Traveller]) -> dict[int, HoldsOnCase]:
    """Return the holds that concern each case, also those to come, each with whom of `travellers` it stops.

    A hold stops those who are still to depart and for whom no release from it counts: a case has none once
    all of `travellers` have left or were released. One on a route stops who travels by it: the journeys of
    `travellers` are looked at and nobody else's, so that a page tells nothing of a journey that its reader
    may not know of.
    """
    if not cases:
        return {}
    own_and_earlier = {key for case in cases for key in (case.key, *(case.came_from or ()))}
    holds = _holds(offices=list({case.office_id for case in cases}), cases=list(own_and_earlier))
    found: dict[int, dict[Hold, frozenset[UUID]]] = {case.pk: {} for case in cases}
    if not holds:
        return {**found}
    waiting = _to_depart(cases, travellers)
    routes = routes_booked(cases, waiting) if any(hold.route or hold.destination for hold in holds) else {}
    for case in cases:
        members = [one.person.key for one in waiting if one.case_id == case.pk]
        for hold in holds:
            stopped = frozenset(
                key
                for key in members
                if _concerns(hold, case, routes.get((case.key, key), ())) and not _counts(hold, case, key)
            )
            if stopped:
                found[case.pk][hold] = stopped
    return {**found}


def _concerns(hold: Hold, case: Case, route: Iterable[str]) -> bool:
    """Say whether a hold is one on a case of its office, for somebody who travels by a route.

    One on a destination also where that is the end of the journey on which they have a seat, whatever the
    case says by now of where they return to.
    """
    route = list(route)
    last = airport(route[-1]) if route else None
    return hold.office_id == case.office_id and rules.hold_concerns(
        programme=case.programme,
        destinations={case.destination} | ({last.country} if last else set()),
        route=route,
        hold_programme=hold.programme,
        hold_destination=hold.destination,
        hold_route=hold.route,
    )


def _counts(hold: Hold, case: Case, key: UUID) -> bool:
    """Say whether a release from a hold counts for a person of a case.

    One that was given for another country of return than the case's does not (ADR 16).
    """
    return any(one["destination"] in ("", case.destination) for one in _releases_of(hold, case, key))


def released_elsewhere(hold: Hold, case: Case, keys: Iterable[UUID]) -> str:
    """Return for which country of return some whom a hold stops were last released, by its code.

    Empty where none of them was. The hold is one of `holds_on`, which reads its releases along.
    """
    found = [one for key in keys for one in _releases_of(hold, case, key)]
    return str(max(found, key=lambda one: one["pk"])["destination"]) if found else ""


def _releases_of(hold: Hold, case: Case, key: UUID) -> list[Mapping[str, Any]]:
    """Return the releases that were given for a person of a case, for whichever country of return.

    One that names them goes along with them into a case of their own; one without names is for everybody of
    the very case that it was given for.
    """
    releases = hold.released  # type: ignore[attr-defined]  # annotated in `_holds`
    own, earlier = str(case.key), {str(one) for one in case.came_from or ()}
    return [
        one
        for one in releases
        if (one["case"] == own and one["travellers"] is None)
        or (one["case"] in {own, *earlier} and str(key) in (one["travellers"] or ()))
    ]


@question(offices=BigIntegerField(), cases=UUIDField())
def _holds(*, offices: Blank, cases: Blank) -> QuerySet[Hold]:
    of_these = HoldRelease.objects.filter(hold=OuterRef("pk"), case__key__among=cases)
    columns = {"case": "case__key"} | {name: name for name in ("pk", "travellers", "destination")}
    told = of_these.values(told=JSONObject(**columns))
    standing = Hold.objects.filter(office__among=offices, lifted_on=None)
    return standing.annotate(released=ArraySubquery(told))


def _to_depart(cases: Sequence[Case], travellers: Iterable[Traveller]) -> list[Traveller]:
    """Return who is on the pathway and has not departed."""
    versions = {case.pk: case.version_of_programme_id for case in cases}
    return [
        one
        for one in travellers
        if one.case_id in versions
        and not one.exit
        and one.left_case_on is None
        and rules.still_to_depart(remembered(versions[one.case_id]).definition, one.stage)
    ]


def routes_booked(
    cases: Sequence[Case], travellers: Iterable[Traveller]
) -> dict[tuple[UUID | None, UUID | None], Sequence[str]]:
    """Return the stops of the journey that waits for each traveller, by keys of case and person."""
    of_case = {case.pk: case.key for case in cases}
    waiting = {(of_case.get(one.case_id), one.person.key) for one in travellers if one.travels_on}
    if not waiting:
        return {}
    booked = Event.objects.filter(case_key__in=list(of_case.values()), type=BOOKED).standing()
    last: dict[tuple[UUID | None, UUID | None], Sequence[str]] = {}
    for event in booked.order_by("position"):
        last[event.case_key, event.person_key] = event.payload.get("route", ())
    return {keys: route for keys, route in last.items() if keys in waiting}


def went_to(case: Case, travellers: Iterable[Traveller]) -> dict[UUID, str]:
    """Return to which country those of a case have departed who have, by the keys of the persons.

    As the log tells it, whatever the case says since. Who came back stands before the departure again, and is
    not among them.
    """
    gone = departed(case, travellers)
    if not gone:
        return {}
    told = Event.objects.filter(case_key__in=[case.key, *(case.came_from or ())], person_key__in=gone)
    return last_left_for(told.filter(type=DEPARTED).standing().order_by("position"))


def with_somebody(case: Case, travellers: Iterable[Traveller]) -> set[int]:
    """Return who of a case departed as a child with parent or guardian, as it is told, by primary key."""
    people = {one.person.key: one.pk for one in travellers}
    told = Event.objects.filter(case_key=case.key, person_key__in=people, type=DEPARTED).standing()
    left = told.filter(payload__child="accompanied").values_list("person_key", flat=True)
    return {people[key] for key in left if key}


def departed(case: Case, travellers: Iterable[Traveller]) -> list[UUID]:
    """Return who of a case stands at the departure or after it, by the keys of the persons."""
    programme = remembered(case.version_of_programme_id).definition
    return [
        one.person.key
        for one in travellers
        if one.left_case_on is None and rules.has_departed(programme, one.stage)
    ]


def went_elsewhere(case: Case, travellers: Iterable[Traveller]) -> dict[UUID, str]:
    """Return who of a case has departed to another country than it returns to by now, and to which."""
    return {key: there for key, there in went_to(case, travellers).items() if there != case.destination}


def goes_elsewhere(case: Case, travellers: Iterable[Traveller]) -> dict[UUID, str]:
    """Return who of a case is sent to no mission of its country: they have departed to another, and to which.

    So have those whose departure to it was taken back, as long as it may be recorded again: nothing was
    booked since, and no other country put on record.
    """
    travellers = list(travellers)
    found = went_elsewhere(case, travellers)
    waiting = [one.person.key for one in travellers if one.travels_on and one.person.key not in found]
    if not waiting:
        return found
    of_them = Q(person_key__in=waiting, type__in=[BOOKED, DEPARTED])
    told = Event.objects.filter(of_them | Q(type=DestinationChanged.type), case_key=case.key)
    led: dict[UUID | None, str] = {}
    for event in told.select_related("supersedes").order_by("position"):
        if event.person_key is None:
            led.clear()
        elif event.retracts and event.supersedes:
            led[event.person_key] = str(event.supersedes.payload["destination"])
        else:
            led.pop(event.person_key, None)
    return found | {key: there for key, there in led.items() if key and there != case.destination}
