"""What is known of a case and its travellers, in the words of the conditions' vocabulary."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from onward.casework.cases.gates.elsewhere import BOOKED, DEPARTED, last_left_for
from onward.casework.cases.gates.gathering import Gathered, Spoken, departed
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes.vocabulary import CaseFacts, ReturnsTo, TravellerFacts
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.conditions import KnownSoFar
from onward.records.people.models import TravelDocument
from onward.records.people.rules import facts_lacking


def facts_of(case: Case, travellers: Iterable[Traveller], gathered: Gathered, on: date) -> CaseFacts:
    """Say what is known of a case in the words of the conditions' vocabulary."""
    still_in = [one for one in travellers if not one.exit and one.left_case_on is None]
    events = gathered.events.get(case.key, ())
    away = _went_elsewhere(case, still_in, events)
    return CaseFacts(
        destination=case.destination,
        destination_place=case.destination_place or None,
        departure_country=case.departure_country,
        channel=case.channel,
        opened_on=case.opened_on,
        travellers=tuple(
            _traveller_facts(one, gathered, on, events, away.get(one.person.key)) for one in still_in
        ),
        destinations=_destinations(case, gathered),
    )


def _went_elsewhere(case: Case, travellers: Iterable[Traveller], events: Iterable[Spoken]) -> dict[UUID, str]:
    """Return who has departed to another country than the case returns to by now, and to which."""
    left = last_left_for(one for one in events if one.type == DEPARTED)
    gone = departed(case, travellers)
    return {key: left[key] for key in gone if left.get(key, case.destination) != case.destination}


def _destinations(case: Case, gathered: Gathered) -> dict[UUID, Sequence[ReturnsTo]]:
    """Return the countries of return of a case and of those before it; none where all is one country."""
    chain = [key for key in (*(case.came_from or ()), case.key) if key in gathered.destinations]
    found = {key: gathered.destinations[key] for key in chain}
    countries = {one.country for history in found.values() for one in history}
    return found if countries - {case.destination} else {}


def _traveller_facts(
    one: Traveller, gathered: Gathered, on: date, events: Sequence[Spoken], went_to: str | None
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
        went_to=went_to,
    )


def _departs_at(one: Traveller, events: Iterable[Spoken]) -> datetime | None:
    """Return the moment at which the journey booked for the planned day leaves, if its time is known."""
    moment = None
    for event in events:
        if event.type == BOOKED and event.person_key == one.person.key:
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
