"""The journey of a past case, and the help that came after it."""

from __future__ import annotations

from datetime import date

from onward.casework.cases import events as case_events
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes.definition import Programme
from onward.delivery.movements import events as movement_events
from onward.delivery.movements.actions.travelling import told_departure
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.reintegration import events as help_events
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.history.actions.ledger import Ledger
from onward.history.workbook.rows import PersonRow
from onward.kernel.events import EventType
from onward.records.people.models import Person

KIND = "unknown"
"""What help was for, where a history does not say it."""


def book(ledger: Ledger, case: Case, day: date) -> Movement:
    """Return the journey of those of a case who left on a day."""
    movement: Movement = ledger.make(
        Movement(office=ledger.office, case=case, departs_on=day, booked_at=ledger.act.at)
    )
    return movement


def leave(
    ledger: Ledger, case: Case, programme: Programme, row: PersonRow, traveller: Traveller, movement: Movement
) -> None:
    """Let the traveller leave, with escorts, and go on to the last stage."""
    passenger = Passenger(
        movement=movement,
        traveller=traveller,
        state=Passenger.State.DEPARTED,
        state_on=row.departed_on,
        escort_kind=row.escorts[0] if row.escorts else "",
    )
    ledger.make(passenger)
    facts: list[EventType] = [
        movement_events.EscortAssigned(movement=movement.key, kind=kind) for kind in row.escorts
    ]
    for fact in (*facts, _departed(traveller, row, movement)):
        ledger.note(
            fact,
            on=row.departed_on,
            known_on=row.known_on,
            case=case.key,
            person=traveller.person.key,
            about=movement.key,
        )
    before = programme.stage_codes()[0]
    for stage in dict.fromkeys((programme.at("departure"), last_stage(programme))):
        if stage and stage != before:
            entered = case_events.StageEntered(stage=stage, previous=before)
            ledger.about(traveller, row, entered, row.departed_on)
            before = stage


def tell_help(ledger: Ledger, case: Case, row: PersonRow, person: Person) -> None:
    """Tell how far each help came; on which day, a history does not say, so on that of the departure."""
    states = ReintegrationRequest.State
    for service, state in row.help.items():
        request = ReintegrationRequest(
            case=case,
            person_key=person.key,
            service=service,
            destination=case.destination,
            kind=row.help_kind or KIND,
            state=state,
            asked_on=row.departed_on,
            answered_on=None if state == states.ASKED else row.departed_on,
            drawn_on=row.departed_on if state == states.DRAWN else None,
            made_at=ledger.act.at,
        )
        ledger.make(request)
        facts: list[EventType] = [
            help_events.HelpAsked(request=request.key, service=service, kind=request.kind)
        ]
        if state != states.ASKED:
            granted = state != states.DECLINED
            facts.append(help_events.HelpAnswered(request=request.key, service=service, granted=granted))
        if state == states.DRAWN:
            facts.append(help_events.HelpDrawn(request=request.key, service=service))
        for fact in facts:
            ledger.note(
                fact,
                on=row.departed_on,
                known_on=row.known_on,
                case=case.key,
                person=person.key,
                about=request.key,
            )


def _departed(traveller: Traveller, row: PersonRow, movement: Movement) -> movement_events.Departed:
    """Return the coded circumstances of a departure as the row tells them, by the rules of live ones."""
    case, born, day = traveller.case, row.born, row.departed_on
    return told_departure(
        movement.key,
        day,
        born_from=born.earliest,
        born_to=born.latest,
        opened_on=case.opened_on,
        accompanied=row.accompanied,
        categories=row.vulnerabilities,
        programme=case.programme,
        departure_country=case.departure_country,
        destination=case.destination,
        channel=case.channel,
        sex=row.sex,
        nationality=row.nationality or None,
        medical=row.medical or None,
    )


def last_stage(programme: Programme) -> str:
    """Return the stage at which a past traveller stands: closed, or departed, or the last one."""
    return programme.at("closing") or programme.at("departure") or programme.stage_codes()[-1]
