"""What booking and travelling share: locks, steps on the line, and what may be told of a gate that holds."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from onward.casework.cases.actions import follow_journey
from onward.casework.cases.actions.locking import check_open
from onward.casework.cases.gates import gates_before
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.problems import GateHolds, NotEligible
from onward.casework.cases.rules import has_departed, what_is_missing
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.gates import RequirementVerdict, Verdict
from onward.casework.programmes.requirements import requirement_kinds
from onward.delivery.movements import problems, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act, gatekeeper
from onward.kernel.events import EventType
from onward.kernel.text import after_one_another

ADVANCE = "cases.advance"
"""The verb under which this room locks travellers, as the step on the line does."""


def programme_of(case: Case) -> Programme:
    """Return the programme under which a case was opened."""
    return programmes.rules_of(case.version_of_programme).definition


def lock_passengers(
    act: Act, movement: Movement, chosen: Sequence[Passenger] | None = None
) -> list[Passenger]:
    """Return the passengers of a locked movement, held, in one order for everybody; all that are in reach.

    Raises:
        NobodyTravels: none of the chosen ones is in reach.
        CaseIsClosed: nothing of its journeys is changed any more.
    """
    check_open(movement.case)
    rows = gatekeeper().reach(act.actor, act.verb, Passenger).filter(movement=movement)
    if chosen is not None:
        rows = rows.filter(pk__in=[one.pk for one in chosen])
    held = rows.select_for_update(of=("self",), no_key=True).select_related(
        "traveller__person", "traveller__case__office", "traveller__case__version_of_programme"
    )
    found = list(held.order_by("pk"))
    if not found:
        raise problems.NobodyTravels("passengers")
    return found


def set_travel_day(act: Act, traveller: Traveller, day: date | None) -> Traveller:
    """Set the planned day of departure, on which the age counts and gates look."""
    held = act.lock(traveller, verb=ADVANCE)
    held.case, held.person = traveller.case, traveller.person
    if held.travels_on != day:
        held.travels_on = day
        act.save(held, "travels_on")
    return held


def try_step(act: Act, traveller: Traveller, stage: str, on: date, country: str = "") -> Sequence[Verdict]:
    """Take a traveller to a stage, unless they stand there already; return the gates that hold them.

    They are asked for the `country` to which they had departed, where it is not that of the case by now.
    """
    if stands_there(traveller, stage) and not traveller.exit:
        return ()
    try:
        with _why_untold(act, traveller):
            follow_journey.within(act, traveller, stage, on=on, country=country)
    except GateHolds as held:
        return tuple(held.verdicts)
    return ()


def step(act: Act, traveller: Traveller, stage: str, on: date) -> None:
    """Take a traveller to a stage.

    Raises:
        HeldBack: a gate holds them. What it waits for is told only to those who may see the traveller.
    """
    verdicts = try_step(act, traveller, stage, on)
    if verdicts:
        raise held_back(act, [(traveller, verdicts)])


def step_again(act: Act, traveller: Traveller, stage: str, on: date) -> None:
    """Take a traveller to a stage at which they had stood, as was told and taken back: no gate is asked."""
    follow_journey.within(act, traveller, stage, on=on, again=True)


def stands_there(traveller: Traveller, stage: str) -> bool:
    """Say whether a traveller has reached a stage, or one beyond it."""
    codes = programme_of(traveller.case).stage_codes()
    return codes.index(traveller.stage) >= codes.index(stage)


def step_back(act: Act, traveller: Traveller, outcome: str, on: date) -> None:
    """Take a traveller back to where an outcome leaves them; who left the pathway or the case stays."""
    stage = rules.stage_to_go_back_to(programme_of(traveller.case), outcome)
    gone = traveller.exit or traveller.left_case_on
    if stage and stage != traveller.stage and not gone:
        follow_journey.within(act, traveller, stage, on=on, because=outcome)


def still_held(act: Act, traveller: Traveller, stage: str, on: date, country: str = "") -> list[Verdict]:
    """Return the gates before a stage that are not, or no longer, met (`country` as in `try_step`)."""
    with _why_untold(act, traveller):
        verdicts = gates_before(traveller.case, traveller, stage, on, country=country)
    return [verdict for verdict in verdicts if not verdict.open]


@contextmanager
def _why_untold(act: Act, traveller: Traveller) -> Iterator[None]:
    """Keep why the programme is not open to somebody from who may move them and not know more of them."""
    try:
        yield
    except NotEligible:
        if Traveller.objects.visible_to(act.actor).filter(pk=traveller.pk).exists():
            raise
        raise held_back(act, [(traveller, ())]) from None


def held_back(act: Act, held: Iterable[tuple[Traveller, Sequence[Verdict]]]) -> problems.HeldBack:
    """Return the problem that says who is held and why, without the why of whom the actor may not see."""
    held = list(held)
    seen = set(
        Traveller.objects.visible_to(act.actor)
        .filter(pk__in=[traveller.pk for traveller, _verdicts in held])
        .values_list("pk", flat=True)
    )
    told = [verdict for traveller, verdicts in held if traveller.pk in seen for verdict in verdicts]
    missing = [what_is_missing(told)] if told else []
    if any(traveller.pk not in seen for traveller, _verdicts in held):
        missing.append(_("a check of which only the focal points know"))
    return problems.HeldBack(
        verdicts=told,
        who=", ".join(traveller.person.name for traveller, _verdicts in held),
        missing=after_one_another(missing),
    )


def not_there_by(traveller: Traveller, day: date, than: date, country: str = "") -> list[Verdict]:
    """Return what a departure rests on that was not there by a day, though by another day it was.

    Each verdict has the one requirement that was missing. Both days are over, or the other is today.
    """
    stood = {(one.gate, line.code) for one, line in _lines(traveller, than, country) if line.state == "met"}
    return [
        replace(one, requirements=(line,), missing=())
        for one, line in _lines(traveller, day, country)
        if line.state != "met" and (one.gate, line.code) in stood
    ]


def _lines(traveller: Traveller, on: date, country: str) -> list[tuple[Verdict, RequirementVerdict]]:
    """Return what the gates before the departure asked for, with their answers by a day that is over.

    Without what is recorded of the journey itself: its booking may have been written down after it.
    """
    stage, asked_for = (
        programme_of(traveller.case).at("departure"),
        programmes.rules_of(traveller.case.version_of_programme).requirements,
    )
    try:
        before = (traveller.case, traveller, stage, on) if stage else None
        asked = gates_before(*before, by_then=True, country=country) if before else []
    except NotEligible:
        return []
    return [
        (one, line)
        for one in asked
        for line in one.requirements
        if requirement_kinds()[asked_for[line.code].needs].not_before is None
    ]


def on_the_way(traveller: Traveller) -> bool:
    """Say whether a traveller stands at the departure or beyond."""
    return has_departed(programme_of(traveller.case), traveller.stage)


def record(act: Act, passenger: Passenger, fact: EventType, day: date | None = None) -> None:
    """Record a fact about one passenger, as one of the movement too."""
    traveller = passenger.traveller
    act.record(
        fact,
        office=traveller.case.office.code,
        case=traveller.case,
        person=traveller.person,
        about=passenger.movement.told_under,
        occurred_on=day,
    )
