"""The gates of a case: what is known is gathered here, and the programme's file decides.

One reading of events, travellers and holds serves a whole page of cases, so a list costs no more queries than
one case.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, UUIDField

from onward.casework.cases import rules
from onward.casework.cases.models import Case, Hold, HoldRelease, Traveller, Vulnerability
from onward.casework.cases.problems import NotEligible, OnHold
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.answers import Entry, eligible
from onward.casework.programmes.gates import Verdict, evaluate_gates
from onward.casework.programmes.requirements import requirement_kinds
from onward.casework.programmes.vocabulary import CaseFacts, TravellerFacts
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.conditions import KnownSoFar
from onward.kernel.models import Event
from onward.kernel.questions import Blank, question
from onward.records.people.models import TravelDocument
from onward.records.people.rules import facts_lacking


class Spoken(NamedTuple):
    """What gates read of an event: a page of cases has hundreds, so they stay plain rows of the log."""

    position: int
    type: str
    case_key: UUID | None
    person_key: UUID | None
    occurred_on: date
    recorded_at: datetime
    payload: Mapping[str, Any]


@dataclass
class Gathered:
    """What gates of some cases need, read at once.

    `events` holds the standing events by case key, `documents` the papers by person's primary key, `holds`
    the holds that concern each case and that it is not released from.
    """

    events: Mapping[UUID, list[Spoken]] = field(default_factory=dict)
    documents: Mapping[int, list[TravelDocument]] = field(default_factory=dict)
    vulnerabilities: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    holds: Mapping[int, list[Hold]] = field(default_factory=dict)


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
    found_events = [Spoken._make(row) for row in _speaking(cases=list(wanted), keys=keys)]
    heirs = _heirs(cases, found_events)
    for event in found_events:
        if event.case_key is None:
            heard_by = travels_in[event.person_key]
        else:
            heard_by = {
                heir
                for heir, until in heirs[event.case_key]
                if (heir in travels_in[event.person_key] or heir == event.case_key)
                or (event.person_key is None and event.position < until)
            }
        for key in heard_by:
            events[key].append(event)
    documents: dict[int, list[TravelDocument]] = defaultdict(list)
    for document in _papers(people=people) if people else ():
        documents[document.person_id].append(document)
    return Gathered(events, documents, _categories(travellers), holds_on(cases, going or travellers))


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
    """Return the types of event that a requirement reads, and those that say when a case began.

    Most of what happens in a case (steps, notes, tasks) opens no gate; a page of cases leaves it unread.
    """
    read = {type for kind in requirement_kinds().values() for type in kind.event_types}
    return sorted(read | {"cases.opened"})


def _heirs(cases: Sequence[Case], events: Iterable[Spoken]) -> dict[UUID, list[tuple[UUID, int]]]:
    """Return who reads the events of each case: the case itself, and those that parted from it.

    With each heir stands the place in the log where it parted: what was held or approved for the household
    before that counts for those who went, what came later does not. What is about one of them alone counts
    whenever it was recorded.
    """
    opened = {
        event.case_key: event.position for event in events if event.type == "cases.opened" and event.case_key
    }
    heirs: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for case in cases:
        chain = [*(case.came_from or ()), case.key]
        heirs[case.key].append((case.key, 0))
        for origin, following in pairwise(chain):
            heirs[origin].append((case.key, opened.get(following, 0)))
    return heirs


def holds_on(cases: Sequence[Case], travellers: Iterable[Traveller]) -> dict[int, list[Hold]]:
    """Return the holds that concern each case and from which it is not released, also those to come.

    A hold on a route concerns who travels by it: the journeys of `travellers` are looked at and nobody
    else's, so that a page tells nothing of a journey that its reader may not know of.
    """
    if not cases:
        return {}
    holds = _holds(offices=list({case.office_id for case in cases}), cases=[case.pk for case in cases])
    if not holds:
        return {case.pk: [] for case in cases}
    routes = _routes(cases, travellers) if any(hold.route for hold in holds) else {}
    return {
        case.pk: [
            hold
            for hold in holds
            if hold.office_id == case.office_id
            and case.pk not in hold.released  # type: ignore[attr-defined]  # annotated in `_holds`
            and rules.hold_concerns(
                programme=case.programme,
                destination=case.destination,
                route=routes.get(case.key, ()),
                hold_programme=hold.programme,
                hold_destination=hold.destination,
                hold_route=hold.route,
            )
        ]
        for case in cases
    }


@question(offices=BigIntegerField(), cases=BigIntegerField())
def _holds(*, offices: Blank, cases: Blank) -> QuerySet[Hold]:
    of_these = HoldRelease.objects.filter(hold=OuterRef("pk"), case__among=cases).values("case_id")
    standing = Hold.objects.filter(office__among=offices, lifted_on=None)
    return standing.annotate(released=ArraySubquery(of_these))


def _routes(cases: Sequence[Case], travellers: Iterable[Traveller]) -> dict[UUID, set[str]]:
    """Return the stops of the journeys that wait for travellers, by key of their case, from the events."""
    of_case = {case.pk: case.key for case in cases}
    waiting = {
        (of_case.get(one.case_id), one.person.key)
        for one in travellers
        if one.travels_on and not one.exit and one.left_case_on is None
    }
    booked = Event.objects.filter(case_key__in=list(of_case.values()), type="movements.booked").standing()
    last: dict[tuple[UUID | None, UUID | None], Sequence[str]] = {}
    for event in booked.order_by("position"):
        last[event.case_key, event.person_key] = event.payload.get("route", ())
    stops: dict[UUID, set[str]] = defaultdict(set)
    for (case_key, person_key), route in last.items():
        if case_key is not None and (case_key, person_key) in waiting:
            stops[case_key].update(route)
    return stops


def facts_of(case: Case, travellers: Iterable[Traveller], gathered: Gathered, on: date) -> CaseFacts:
    """Say what is known of a case in the words of the conditions' vocabulary."""
    still_in = [one for one in travellers if not one.exit and one.left_case_on is None]
    return CaseFacts(
        destination=case.destination,
        destination_place=case.destination_place or None,
        departure_country=case.departure_country,
        channel=case.channel,
        opened_on=case.opened_on,
        travellers=tuple(
            _traveller_facts(one, gathered, on, gathered.events.get(case.key, ())) for one in still_in
        ),
    )


def _traveller_facts(
    one: Traveller, gathered: Gathered, on: date, events: Sequence[Spoken]
) -> TravellerFacts:
    """Return what is known of a traveller; what nobody has recorded stays unknown."""
    person = one.person
    valid = [
        paper
        for paper in gathered.documents.get(person.pk, ())
        if paper.state == TravelDocument.State.RECEIVED
        and not facts_lacking(
            paper.kind, number=bool(paper.number), issuer=paper.issuer, expires_on=paper.expires_on
        )
        and (paper.expires_on is None or paper.expires_on >= (one.travels_on or on))
    ]
    categories = gathered.vulnerabilities.get(one.pk, ())
    return TravellerFacts(
        key=person.key,
        stage=one.stage,
        stage_since=one.stage_since,
        born_from=person.born_from,
        born_to=person.born_to,
        accompanied=one.accompanied,
        separated=None if one.accompanied is None else not one.accompanied,
        principal=one.principal,
        sex=person.sex,
        nationalities=tuple(person.nationalities),
        vulnerabilities=categories,
        medical_needs=one.medical_needs or None,
        needs_escort=one.medical_needs == "severe" if one.medical_needs else None,
        residence_permit_eu=_has_eu_permit(gathered.documents.get(person.pk, ()), on),
        documents=KnownSoFar(tuple(dict.fromkeys(paper.kind for paper in valid))),
        departs_on=one.travels_on,
        departs_at=_departs_at(one, events),
    )


def _departs_at(one: Traveller, events: Iterable[Spoken]) -> datetime | None:
    """Return the moment at which the journey booked for the planned day leaves, if its time is known."""
    moment = None
    for event in events:
        if event.type == "movements.booked" and event.person_key == one.person.key:
            moment = event.payload.get("departs_at")
    at = datetime.fromisoformat(moment) if moment and one.travels_on else None
    return at if at and at.astimezone(OFFICE_ZONE).date() == one.travels_on else None


def _has_eu_permit(papers: Iterable[TravelDocument], on: date) -> bool | None:
    """Say whether a valid residence permit of a member state is on file; None where none was seen, or its end
    is not known.
    """
    permits = [paper for paper in papers if paper.kind == TravelDocument.Kind.RESIDENCE_PERMIT]
    if not permits:
        return None
    if any(paper.expires_on and paper.expires_on >= on for paper in permits):
        return True
    return None if any(paper.expires_on is None for paper in permits) else False


def verdicts_of(
    case: Case,
    travellers: Sequence[Traveller],
    gathered: Gathered,
    on: date,
    *,
    before: str | None = None,
    person: UUID | None = None,
) -> list[Verdict]:
    """Return the answers of a case's gates, for the travellers given."""
    return evaluate_gates(
        programmes.remembered(case.version_of_programme_id),
        facts_of(case, travellers, gathered, on),
        gathered.events.get(case.key, []),
        on,
        before=before,
        travellers=None if person is None else (person,),
    )


def verdicts_ahead(
    case: Case, travellers: Sequence[Traveller], gathered: Gathered, on: date
) -> list[Verdict]:
    """Return the answers of the gates before the stages that somebody can enter next.

    Of each traveller those before their own next stages; the stages stand in the order of the pathway.
    """
    rules_kept = programmes.remembered(case.version_of_programme_id)
    facts = facts_of(case, travellers, gathered, on)
    events = gathered.events.get(case.key, [])
    programme = rules_kept.definition
    coming: dict[str, set[UUID]] = {}
    for one in facts.travellers:
        for stage in programme.next_stages(one.stage or ""):
            coming.setdefault(stage, set()).add(one.key)
    return [
        verdict
        for stage in sorted(coming, key=programme.stage_codes().index)
        for verdict in evaluate_gates(rules_kept, facts, events, on, before=stage, travellers=coming[stage])
    ]


def verdicts_further_on(
    case: Case, travellers: Sequence[Traveller], gathered: Gathered, on: date
) -> list[Verdict]:
    """Return the gates further on that hold a traveller, or perhaps do, of those not `verdicts_ahead`.

    In the order of the pathway; of the case as far as it is asked for whoever is not as far yet.
    """
    rules_kept = programmes.remembered(case.version_of_programme_id)
    programme = rules_kept.definition
    codes = programme.stage_codes()
    facts = facts_of(case, travellers, gathered, on)
    events = gathered.events.get(case.key, [])
    waiting: dict[str, list[UUID]] = defaultdict(list)
    for one in facts.travellers:
        here, coming = codes.index(one.stage or codes[0]), programme.next_stages(one.stage or "")
        for stage in codes[here + 1 :]:
            if stage not in coming:
                waiting[stage].append(one.key)
    gated = {gate.before for gate in programme.gates}
    return [
        verdict
        for stage in sorted(waiting.keys() & gated, key=codes.index)
        for verdict in evaluate_gates(rules_kept, facts, events, on, before=stage, travellers=waiting[stage])
        if not verdict.open
    ]


def takes_long(case: Case, verdict: Verdict) -> bool:
    """Tell whether a gate further on is to be begun now: it certainly holds, for what takes long to bring.

    What protects somebody (whose best interest it is, who is the guardian) is begun when the need is seen,
    and a passport is asked for long before the rest of the family is booked.
    """
    requirements = programmes.remembered(case.version_of_programme_id).requirements
    kinds = requirement_kinds()
    return bool(verdict.applies) and any(
        requirements[line.code].ahead or kinds[requirements[line.code].needs].ahead
        for line in verdict.requirements
        if line.state != "met" and requirements[line.code].needs in kinds
    )


def entries_of(case: Case, travellers: Sequence[Traveller], gathered: Gathered, on: date) -> list[Entry]:
    """Return whether the programme is open to a case's travellers: yes, no, or not known yet."""
    rules_kept = programmes.remembered(case.version_of_programme_id)
    return eligible(rules_kept, facts_of(case, travellers, gathered, on), on)


def gates_before(case: Case, traveller: Traveller, stage: str, on: date) -> list[Verdict]:
    """Return the answers of the gates before a stage, for one traveller and the case they are in.

    Before the departure those of the booking are asked again.

    Raises:
        NotEligible: the programme is certainly not open to this traveller.
        OnHold: the stage is that of departure, and a hold concerns the case, or the journey of this
            traveller, on that day.
    """
    travellers = list(case.travellers.select_related("person"))
    gathered = gather([case], travellers, on)
    for entry in entries_of(case, travellers, gathered, on):
        if entry.open is False and entry.traveller in (None, traveller.person.key):
            raise NotEligible(why=str(entry.otherwise))
    programme = programmes.remembered(case.version_of_programme_id).definition
    asked = [stage]
    if programme.at("departure") == stage:
        asked += programme.entered_from(stage)  # what was there at the booking may be gone by now
        for hold in holds_on([case], [traveller])[case.pk]:
            if hold.from_on <= on:
                raise OnHold(since=hold.from_on)
    return [
        verdict
        for each in asked
        for verdict in verdicts_of(case, travellers, gathered, on, before=each, person=traveller.person.key)
    ]
