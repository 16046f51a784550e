"""What the gates of a case answer, and whether its programme is open to it."""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from uuid import UUID

from onward.casework.cases.gates.facts import facts_of
from onward.casework.cases.gates.gathering import Gathered, gather, holds_on
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.problems import NotEligible, OnHold
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.answers import Entry, eligible
from onward.casework.programmes.gates import Verdict, evaluate_gates
from onward.casework.programmes.requirements import requirement_kinds


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

    Of each traveller those before their own next stages; the stages stand in the order of the pathway. Before
    the departure those of the booking are asked again, and those that no longer hold stand with it.
    """
    rules_kept = programmes.remembered(case.version_of_programme_id)
    facts = facts_of(case, travellers, gathered, on)
    events = gathered.events.get(case.key, [])
    programme = rules_kept.definition
    coming: dict[str, set[UUID]] = {}
    for one in facts.travellers:
        for stage in programme.next_stages(one.stage or ""):
            coming.setdefault(stage, set()).add(one.key)
    found: list[Verdict] = []
    for stage in sorted(coming, key=programme.stage_codes().index):
        own, *again = (
            evaluate_gates(rules_kept, facts, events, on, before=each, travellers=coming[stage])
            for each in programme.asked_before(stage)
        )
        found += own
        found += _no_longer_there(stage, own, [one for verdicts in again for one in verdicts])
    return found


def _no_longer_there(stage: str, own: Sequence[Verdict], again: Sequence[Verdict]) -> list[Verdict]:
    """Return what holds a stage of what is asked again before it, without what its own gates say already."""
    said = {(one.traveller, line.code) for one in own for line in one.requirements if line.state != "met"}
    return [
        replace(one, stage=stage)
        for one in again
        if not one.open
        and any((one.traveller, line.code) not in said for line in one.requirements if line.state != "met")
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


def gates_before(
    case: Case, traveller: Traveller, stage: str, on: date, *, by_then: bool = False, country: str = ""
) -> list[Verdict]:
    """Return the answers of the gates before a stage, for one traveller and the case they are in.

    Before the departure those of the booking are asked again. With `by_then`, for a day that is over, only
    what had happened by it counts. With a `country` they are asked for the return to it, whatever the case
    says by now: of who had departed there.

    Raises:
        NotEligible: the programme is certainly not open to this traveller.
        OnHold: the stage is that of departure, and a hold concerns the case, or the journey of this
            traveller, on that day.
    """
    travellers = list(case.travellers.select_related("person"))
    if country:
        case = copy(case)
        case.destination = country
    gathered = gather([case], travellers, on)
    if by_then:
        told = {key: [one for one in each if one.occurred_on <= on] for key, each in gathered.events.items()}
        gathered = replace(gathered, events=told)
    for entry in entries_of(case, travellers, gathered, on):
        if entry.open is False and entry.traveller in (None, traveller.person.key):
            raise NotEligible(why=str(entry.otherwise))
    programme = programmes.remembered(case.version_of_programme_id).definition
    if programme.at("departure") == stage:
        # Whether a day that is over lay within a hold is asked by who records what happened on it.
        for hold in () if by_then else holds_on([case], [traveller])[case.pk]:
            if hold.from_on <= on:
                raise OnHold(since=hold.from_on)
    return [
        verdict
        for each in programme.asked_before(stage)
        for verdict in verdicts_of(case, travellers, gathered, on, before=each, person=traveller.person.key)
    ]
