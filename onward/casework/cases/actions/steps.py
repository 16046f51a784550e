"""Steps on the line: forward through gates, out by an exit, back again, and apart from the others."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import set_tasks
from onward.casework.cases.actions.going import forget_company, left_without_company, take_questions_along
from onward.casework.cases.actions.locking import (
    DECIDE,
    MAKE_READY,
    check_by_the_office,
    in_sight,
    lock_case,
    lock_traveller,
)
from onward.casework.cases.actions.opening import new_reference, tell_opened, travels_elsewhere
from onward.casework.cases.actions.what_becomes import asked_what_becomes
from onward.casework.cases.gates import gates_before
from onward.casework.cases.hooks import left_by, take_along
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel.actions import Act, action, gatekeeper
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid, Missing
from onward.records.people.models import Person

BEFORE_THE_STEP_BEFORE = _("This day lies before the one on which they reached the stage where they stand.")
CARRIED_OVER = (
    "office",
    "programme",
    "version_of_programme",
    "household",
    "channel",
    "referred_by",
    "destination",
    "destination_place",
    "departure_country",
    "counsellor",
)
"""What the case of travellers who part has from the one that they leave."""


@action("cases.advance")
def advance(
    act: Act,
    traveller: Traveller,
    stage: str,
    *,
    on: date | None = None,
    version: int | None = None,
) -> Traveller:
    """Take a traveller to a stage, if the pathway leads there and every gate before it is met.

    Until they have departed that is the office's (`cases.make-ready`).

    Raises:
        ByTheJourney: a booking, a departure or an arrival takes travellers there, and nothing else.
        AlreadyThere, NotThisStep, LeftThePathway, GateHolds, OnHold: see `problems`.
        CompanyNotKnown: it finishes a child who left, and nobody knows who is with it.
    """
    traveller = lock_traveller(act, traveller, version=version)
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    check_by_the_office(act, traveller, programme, MAKE_READY)
    rules.check_own_step(programme, traveller.stage, stage, traveller.exit)
    if rules.has_finished(programme, stage) and rules.company_not_known(programme, traveller, act.today):
        raise problems.CompanyNotKnown(who=traveller.person.name)
    return _enter(act, traveller, stage, on)


@action("cases.advance")
def follow_journey(
    act: Act,
    traveller: Traveller,
    stage: str,
    *,
    on: date | None = None,
    because: str | None = None,
    country: str = "",
    again: bool = False,
) -> Traveller:
    """Take a traveller to the stage that their journey has brought them to: for what records the journey.

    Args:
        act: the action under way.
        traveller: who travels.
        stage: that of the booking, the departure or the arrival; or the one where an outcome leaves them.
        on: the day on which it happened; today where it is left out.
        because: the outcome that takes them back (a no-show, say): no gate is asked then.
        country: to which they had departed, where it is not that of the case by now: gates are asked for it.
        again: the step had been taken and was taken back, and is told as it was: no gate is asked.

    Raises:
        AlreadyThere, NotThisStep, LeftThePathway, GateHolds, OnHold: see `problems`.
    """
    traveller = lock_traveller(act, traveller)
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    rules.check_step(programme, traveller.stage, stage, traveller.exit, back=because is not None)
    return _enter(act, traveller, stage, on, because, country, again)


def _enter(
    act: Act,
    traveller: Traveller,
    stage: str,
    on: date | None,
    because: str | None = None,
    country: str = "",
    again: bool = False,
) -> Traveller:
    """Let a held traveller enter a stage: its gates are met, or it is a way back, or `again`."""
    case, day = traveller.case, day_of(act, "on", on)
    if day < traveller.stage_since:
        raise Invalid("on", message=BEFORE_THE_STEP_BEFORE)
    if because is None and not again:
        _check_gates(case, traveller, stage, day, country)
    previous, traveller.stage, traveller.stage_since = traveller.stage, stage, day
    act.save(traveller, "stage", "stage_since")
    step = act.record(
        events.StageEntered(stage=stage, previous=previous, because=because),
        office=case.office.code,
        case=case,
        person=traveller.person,
        occurred_on=day,
    )
    set_tasks(act, case, stage, traveller, because_of=step)
    return traveller


def _check_gates(case: Case, traveller: Traveller, stage: str, on: date, country: str) -> None:
    """Raise with what is missing, unless every gate before the stage is met for this traveller."""
    asked = gates_before(case, traveller, stage, on, country=country)
    held = [verdict for verdict in asked if verdict.outcome != "met"]
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
    became: str = "",
    version: int | None = None,
) -> Traveller:
    """Let a traveller leave the pathway by one of its exits; the others go on.

    Until they have departed that is the office's (`cases.decide`).

    Where nobody of age stays with a child, whether a parent or guardian travels along is no longer known. Of
    a child who is under way or has arrived then, and of one who leaves while nobody knows who is with it, it
    is asked what `became` of it (`what_becomes`, `hooks.on_leaving`).
    """
    traveller = lock_traveller(act, traveller, version=version)
    case = traveller.case
    programme = programmes.rules_of(case.version_of_programme).definition
    check_by_the_office(act, traveller, programme, DECIDE)
    rules.check_exit(programme, traveller.stage, exit, traveller.exit)
    if reason is not None:
        choices.check("reason", reason, choices.listed("exit-reasons"))
    first, too_early = case.opened_on, rules.BEFORE_IT_WAS_OPENED
    if rules.has_departed(programme, traveller.stage):
        first, too_early = traveller.stage_since, BEFORE_THE_STEP_BEFORE
    day = day_of(act, "on", on, first=first, too_early=too_early)
    with asked_what_becomes(act, traveller, became), left_by(act, traveller, became):
        traveller.exit = exit  # the seat, and the day of it, stay theirs until it is cancelled
        act.save(traveller, "exit")
    act.record(
        events.ExitTaken(exit=exit, stage=traveller.stage, reason=reason),
        office=case.office.code,
        case=case,
        person=traveller.person,
        occurred_on=day,
    )
    forget_company(act, case, [traveller], day)
    return traveller


@action("cases.write")
def undo_exit(act: Act, traveller: Traveller, *, version: int | None = None) -> Traveller:
    """Bring a traveller who had left back to the stage that they had reached.

    Raises:
        AlreadyRecorded: they are on the pathway.
        AlreadyInProgramme: meanwhile they travel in another open case of the programme.
    """
    traveller = lock_traveller(act, traveller, version=version)
    if not traveller.exit:
        raise problems.AlreadyRecorded()
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    check_by_the_office(act, traveller, programme, DECIDE)
    Person.objects.select_for_update(no_key=True).get(
        pk=traveller.person_id
    )  # as whoever opens a case for them does
    if travels_elsewhere([traveller.person_id], traveller.case.programme):
        raise problems.AlreadyInProgramme()
    taken, traveller.exit = traveller.exit, ""
    act.save(traveller, "exit")
    act.record(
        events.ExitUndone(exit=taken, stage=traveller.stage),
        office=traveller.case.office.code,
        case=traveller.case,
        person=traveller.person,
    )
    return traveller


@action("cases.decide")
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

    Every event stays where it happened; the new case says where it came from, and its gates read what was
    recorded there before the parting. What still has to be decided goes along: declarations that may be
    withdrawn, vulnerabilities that stand, questions to the funder that wait for an answer, help after return.

    Whether a parent or guardian travels along is no longer known of a child whom nobody of age goes with, or
    stays with: the gates that hang on it ask again.

    Raises:
        NoTravellers, OnePrincipal, LeftThePathway, WentOnApart, JourneyBooked, ReturnedFromHere: see
            `problems`.
        Missing: a traveller is not one of this case, or not for this actor.
    """
    case = lock_case(act, case, version=version)
    choices.check("reason", reason, choices.listed("part-reasons"))
    going = _going(act, case, travellers)
    if principal not in going or any(one.principal for one in going):
        raise problems.OnePrincipal("principal", count=0)
    programme = programmes.rules_of(case.version_of_programme).definition
    if returned := [one.person.name for one in going if rules.has_departed(programme, one.stage)]:
        raise problems.ReturnedFromHere("travellers", who=", ".join(returned))
    if any(rules.has_a_journey(programme, one.stage) for one in going):
        raise problems.JourneyBooked("travellers")
    carried = {name: getattr(case, name) for name in CARRIED_OVER}
    new = Case.objects.create(
        **carried,
        reference=new_reference(programme.prefix, act.today),
        opened_on=act.today,
        came_from=[*(case.came_from or ()), case.key],
    )
    tell_opened(act, new, len(going), parted_from=case.key)
    parted = events.TravellersParted(to_case=new.key, reason=reason, travellers=len(going))
    act.record(parted, office=case.office.code, case=case)
    alone = left_without_company(going, act.today)
    for one in going:
        accompanied = None if one in alone else one.accompanied
        _move_over(act, one, new, principal=one == principal, accompanied=accompanied)
    forget_company(act, case, going, act.today)
    take_questions_along(act, case, new, going)
    take_along(act, case, new, going)
    return new


def _going(act: Act, case: Case, travellers: Sequence[Traveller]) -> list[Traveller]:
    """Return those who go, held, all of them on the pathway; somebody stays behind."""
    wanted = {one.pk for one in travellers}
    rows = gatekeeper().reach(act.actor, act.verb, Traveller).filter(pk__in=wanted, case=case)
    going = list(rows.select_for_update(of=("self",), no_key=True).select_related("person").order_by("pk"))
    if len(going) != len(wanted):
        raise Missing()
    if any(one.left_case_on for one in going):
        raise problems.WentOnApart()
    if any(one.exit for one in going):
        raise problems.LeftThePathway()
    # Somebody whom the actor sees: whether parting is refused must not tell of who is hidden.
    seen = in_sight(act, case, act.verb)
    staying = seen.exclude(pk__in=wanted)
    if not going or not staying.exists():
        raise problems.NoTravellers("travellers")
    return going


def _move_over(act: Act, one: Traveller, new: Case, *, principal: bool, accompanied: bool | None) -> None:
    """Take a traveller over into the new case, at the stage that they had."""
    there = Traveller.objects.create(
        case=new,
        person=one.person,
        principal=principal,
        accompanied=accompanied,
        stage=one.stage,
        stage_since=one.stage_since,
        medical_needs=one.medical_needs,
    )
    office = new.office.code
    added = events.TravellerAdded(principal=principal, accompanied=accompanied)
    act.record(added, office=office, case=new, person=one.person)
    entered = events.StageEntered(stage=one.stage, because="parted")
    act.record(entered, office=office, case=new, person=one.person, occurred_on=one.stage_since)
    one.declarations.filter(withdrawn_on=None).update(traveller=there)
    one.vulnerabilities.filter(ended_on=None).update(traveller=there)
    one.left_case_on = act.today
    act.save(one, "left_case_on")
