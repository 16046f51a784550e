"""Steps on the line: forward through gates, out by an exit, back again, and apart from the others."""

from collections.abc import Sequence
from datetime import date

from onward.casework.cases import events, problems, rules
from onward.casework.cases.actions.opening import next_reference
from onward.casework.cases.gates import gates_before
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act, action
from onward.kernel.problems import ChangedMeanwhile


@action("cases.advance")
def advance(
    act: Act,
    traveller: Traveller,
    stage: str,
    *,
    on: date | None = None,
    version: int | None = None,
    because: str | None = None,
) -> Traveller:
    """Take a traveller to a stage, if the pathway leads there and every gate before it is met.

    Raises:
        AlreadyThere, NotThisStep, LeftThePathway, GateHolds, OnHold: see `problems`.
    """
    traveller = act.lock(traveller, version=version)
    case = traveller.case
    programme = programmes.rules_of(case.version_of_programme).definition
    rules.check_step(programme, traveller.stage, stage, traveller.exit, back=because is not None)
    day = on or act.today
    if because is None:
        _check_gates(case, traveller, stage, day)
    previous, traveller.stage, traveller.stage_since = traveller.stage, stage, day
    act.save(traveller, "stage", "stage_since")
    act.record(
        events.StageEntered(stage=stage, previous=previous, because=because),
        office=case.office.code,
        case=case,
        person=traveller.person,
        occurred_on=day,
    )
    return traveller


def _check_gates(case: Case, traveller: Traveller, stage: str, on: date) -> None:
    """Raise with what is missing, unless every gate before the stage is met for this traveller."""
    held = [verdict for verdict in gates_before(case, traveller, stage, on) if verdict.outcome != "met"]
    if held:
        name = str(programmes.rules_of(case.version_of_programme).definition.stage(stage).name)
        raise problems.GateHolds(verdicts=held, stage=name, missing=rules.what_is_missing(held))


@action("cases.write")
def leave(
    act: Act,
    traveller: Traveller,
    exit: str,
    *,
    reason: str | None = None,
    on: date | None = None,
    version: int | None = None,
) -> Traveller:
    """Let a traveller leave the pathway by one of its exits; the others go on."""
    traveller = act.lock(traveller, version=version)
    case = traveller.case
    programme = programmes.rules_of(case.version_of_programme).definition
    rules.check_exit(programme, traveller.stage, exit, traveller.exit)
    traveller.exit, traveller.travels_on = exit, None
    act.save(traveller, "exit", "travels_on")
    act.record(
        events.ExitTaken(exit=exit, stage=traveller.stage, reason=reason),
        office=case.office.code,
        case=case,
        person=traveller.person,
        occurred_on=on or act.today,
    )
    return traveller


@action("cases.write")
def undo_exit(act: Act, traveller: Traveller, *, version: int | None = None) -> Traveller:
    """Bring a traveller who had left back to the stage that they had reached."""
    traveller = act.lock(traveller, version=version)
    if not traveller.exit:
        raise problems.AlreadyRecorded()
    taken, traveller.exit = traveller.exit, ""
    act.save(traveller, "exit")
    act.record(
        events.ExitUndone(exit=taken, stage=traveller.stage),
        office=traveller.case.office.code,
        case=traveller.case,
        person=traveller.person,
    )
    return traveller


@action("cases.write")
def part_travellers(
    act: Act,
    case: Case,
    travellers: Sequence[Traveller],
    principal: Traveller,
    reason: str,
    *,
    version: int | None = None,
) -> Case:
    """Let some travellers go on in a case of their own, with the stage and papers that they have.

    Every event stays where it happened; the new case says where it came from.
    """
    case = act.lock(case, version=version)
    going = list(
        Traveller.objects.select_for_update().filter(pk__in=[one.pk for one in travellers], case=case)
    )
    staying = case.travellers.exclude(pk__in=[one.pk for one in going]).filter(left_case_on=None)
    if len(going) != len(set(travellers)) or any(one.left_case_on for one in going):
        raise ChangedMeanwhile(now=case.version)
    if not going or not staying.exists():
        raise problems.NoTravellers("travellers")
    if principal not in going or any(one.principal for one in going):
        raise problems.OnePrincipal("principal", count=0)
    programme = programmes.rules_of(case.version_of_programme).definition
    new = Case.objects.create(
        reference=next_reference(programme.prefix, act.today),
        office=case.office,
        programme=case.programme,
        version_of_programme=case.version_of_programme,
        household=case.household,
        channel=case.channel,
        referred_by=case.referred_by,
        destination=case.destination,
        destination_place=case.destination_place,
        departure_country=case.departure_country,
        counsellor=case.counsellor,
        opened_on=act.today,
    )
    act.record(
        events.CaseOpened(
            programme=new.programme,
            version=new.version_of_programme.number,
            channel=new.channel,
            referred_by=new.referred_by,
            household=case.household.key,
            destination=new.destination,
            departure_country=new.departure_country,
            travellers=len(going),
        ),
        office=case.office.code,
        case=new,
    )
    act.record(
        events.TravellersParted(to_case=new.key, reason=reason, travellers=len(going)),
        office=case.office.code,
        case=case,
    )
    for one in going:
        _move_over(act, one, new, principal=one == principal)
    act.save(case)
    return new


def _move_over(act: Act, one: Traveller, new: Case, *, principal: bool) -> None:
    """Take a traveller over into the new case, at the stage that they had."""
    Traveller.objects.create(
        case=new,
        person=one.person,
        principal=principal,
        accompanied=one.accompanied,
        stage=one.stage,
        stage_since=one.stage_since,
        medical_needs=one.medical_needs,
    )
    office = new.office.code
    added = events.TravellerAdded(principal=principal, accompanied=one.accompanied)
    act.record(added, office=office, case=new, person=one.person)
    entered = events.StageEntered(stage=one.stage, because="parted")
    act.record(entered, office=office, case=new, person=one.person, occurred_on=one.stage_since)
    one.left_case_on = act.today
    act.save(one, "left_case_on")
