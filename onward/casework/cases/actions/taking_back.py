"""What was recorded by mistake, told rightly: steps on the line, the closing of a case, its channel.

Nothing is changed or deleted in the log: a correction supersedes the event, a retraction takes it back, and
the rows follow.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from onward.access.queries import acting_user
from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import put_on_desk, take_back_tasks
from onward.casework.cases.actions.locking import (
    MAKE_READY,
    check_by_the_office,
    in_sight,
    lock_any_case,
    lock_traveller,
)
from onward.casework.cases.actions.opening import travels_elsewhere
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.kernel.actions import Act, action
from onward.kernel.events.log import first_told
from onward.kernel.models import Event
from onward.kernel.problems import Refused
from onward.records.people.models import Person

RIGHT_CHANNEL = "right-channel"
"""What is right in an opening that was told anew (`event-words`)."""


def steps_of(traveller: Traveller) -> list[Event]:
    """Return the steps of a traveller on the line that stand; a corrected one in the place of the first."""
    return lines_of(traveller.case, [traveller])[traveller.person.key]


def lines_of(case: Case, travellers: Iterable[Traveller]) -> dict[UUID, list[Event]]:
    """Return the steps of travellers of a case that stand, by the key of each person (`steps_of`)."""
    return _lines_in([case.key], travellers)


def lines_before(case: Case, travellers: Iterable[Traveller]) -> dict[UUID, list[Event]]:
    """Return their steps in the cases that they parted from to be in this one, by the key of each person."""
    lines = _lines_in(case.came_from or (), travellers)
    return {key: [one for one in line if not brought_along(one)] for key, line in lines.items()}


def _lines_in(cases: Iterable[UUID], travellers: Iterable[Traveller]) -> dict[UUID, list[Event]]:
    keys = [one.person.key for one in travellers]
    rows = Event.objects.filter(case_key__in=cases, person_key__in=keys, type=events.StageEntered.type)
    found: dict[UUID, list[Event]] = {key: [] for key in keys}
    standing = list(rows.standing())
    first = first_told(standing)
    for event in sorted(standing, key=lambda one: first[one.position]):
        if event.person_key:
            found[event.person_key].append(event)
    return found


def may_be_undone(programme: Programme, step: Event) -> bool:
    """Say whether a step was taken for itself: not by a journey, nor where somebody began."""
    told = step.payload
    return bool(
        told.get("previous")
        and not told.get("because")
        and not rules.by_the_journey(programme, told["stage"])
    )


def brought_along(step: Event) -> bool:
    """Say whether a step only tells at which stage somebody stood who parted from another case."""
    return bool(step.payload.get("because") == "parted")


def taken_before(programme: Programme, step: Event, earlier: Sequence[Event]) -> tuple[Event, date] | None:
    """Return the step which brought somebody to the stage with which they parted, if it may be undone.

    Beside it stands since when they had stood at the stage before.

    Args:
        programme: that of the case in which they are now.
        step: that they came to it with.
        earlier: their steps in the cases before (`lines_before`).
    """
    places = [place for place, one in enumerate(earlier) if one.payload["stage"] == step.payload["stage"]]
    if not places or not may_be_undone(programme, earlier[places[-1]]):
        return None
    taken = earlier[places[-1]]
    before = taken.payload["previous"]
    if before not in programme.stage_codes():
        return None
    since = [one.occurred_on for one in earlier[: places[-1]] if one.payload["stage"] == before]
    return taken, since[-1] if since else taken.occurred_on


@action("cases.advance")
def undo_step(act: Act, traveller: Traveller, step: Event, reason: str) -> Traveller:
    """Take back the last step of a traveller, which was taken by mistake: they stand where they stood.

    The tasks that it set go along, as in `take_step_back`. One that was taken in the case that they parted
    from stays in its log, with its tasks: here it is told anew at which stage they came.

    Args:
        act: the action under way.
        traveller: who was taken to the wrong stage.
        step: the last one that the actor has seen.
        reason: why it was a mistake, of `step-corrections`.

    Raises:
        LeftThePathway, NotTheLastStep, StepOfAJourney: see `problems`.
        AlreadyInProgramme: they go on in another open case, which began while this one was closed.
    """
    traveller = lock_traveller(act, traveller)
    if traveller.exit:
        raise problems.LeftThePathway()
    _check_goes_on_here(traveller)
    choices.check("reason", reason, choices.listed("step-corrections"))
    standing = steps_of(traveller)
    if not standing or standing[-1].position != step.position:
        raise problems.NotTheLastStep(who=traveller.person.name)
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    check_by_the_office(act, traveller, programme, MAKE_READY)
    if brought_along(standing[-1]):
        _come_at_the_stage_before(act, traveller, programme, standing[-1], reason)
    elif may_be_undone(programme, standing[-1]):
        _go_back(act, traveller, standing, len(standing) - 1, reason)
    else:
        raise problems.StepOfAJourney(who=traveller.person.name)
    return traveller


def _come_at_the_stage_before(
    act: Act, traveller: Traveller, programme: Programme, step: Event, reason: str
) -> None:
    """Tell anew at which stage a held traveller parted: the one before, if a step of its own led on."""
    earlier = lines_before(traveller.case, [traveller])[traveller.person.key]
    found = taken_before(programme, step, earlier)
    if found is None:
        raise problems.StepOfAJourney(who=traveller.person.name)
    taken, since = found
    traveller.stage, traveller.stage_since = taken.payload["previous"], since
    act.save(traveller, "stage", "stage_since")
    told = events.StageEntered(stage=traveller.stage, because=step.payload["because"], corrected=reason)
    act.correct(step, told, occurred_on=since)


@action("cases.advance")
def take_step_back(act: Act, traveller: Traveller, step: Event) -> Traveller:
    """Take a mistaken step back, with those that led on from it: they stand where they stood before.

    The tasks that these steps set go along, while they are open and no other traveller's step wants them.

    Raises:
        LeftThePathway: they left the pathway since.
        TravelledSince: another journey began upon it, or ended.
        AlreadyInProgramme: they go on in another open case, which began while this one was closed.
    """
    traveller = lock_traveller(act, traveller)
    if traveller.exit:
        raise problems.LeftThePathway()
    _check_goes_on_here(traveller)
    standing = steps_of(traveller)
    place = [one.position for one in standing].index(step.position)
    along = standing[place:]
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    if not step.payload.get("previous") or any(_of_a_journey(programme, one) for one in along[1:]):
        raise problems.TravelledSince(who=traveller.person.name)
    _go_back(act, traveller, standing, place)
    return traveller


def _check_goes_on_here(traveller: Traveller) -> None:
    """Refuse to put somebody back on the line who is on that of another case by now."""
    case = traveller.case
    if travels_elsewhere([traveller.person_id], case.programme, besides=case):
        raise problems.AlreadyInProgramme()


def _go_back(
    act: Act, traveller: Traveller, standing: list[Event], place: int, reason: str | None = None
) -> None:
    """Let a held traveller stand where they stood before the step at `place`, as if none from it on were."""
    before, along, step = standing[:place], standing[place:], standing[place]
    traveller.stage = step.payload["previous"]
    since = [one.occurred_on for one in before if one.payload["stage"] == traveller.stage]
    traveller.stage_since = since[-1] if since else step.occurred_on
    act.save(traveller, "stage", "stage_since")
    for one in reversed(along):
        act.retract(one, reason if one is step else None)
        take_back_tasks(act, traveller.case, one)


def _of_a_journey(programme: Programme, step: Event) -> bool:
    """Say whether a journey brought a step about: its booking, its departure, its end without one."""
    return bool(step.payload.get("because")) or rules.has_a_journey(programme, step.payload["stage"])


@action("cases.advance")
def correct_step(act: Act, traveller: Traveller, step: Event, on: date) -> Traveller:
    """Give a step the day on which it was taken; who still stands there has stood there since that day."""
    traveller = lock_traveller(act, traveller)
    standing = steps_of(traveller)
    if fact := step.fact():
        act.correct(step, fact, occurred_on=on)
    if step.position == standing[-1].position:
        traveller.stage_since = on
        act.save(traveller, "stage_since")
    return traveller


@action("cases.decide")
def reopen_case(act: Act, case: Case, reason: str, *, version: int | None = None) -> Case:
    """Take the closing of a case back, so that what was recorded wrongly in it can be told rightly.

    That it is to be closed again is on its counsellor's desk from today, whoever opened it. Of who is out of
    the actor's sight nothing is asked: they go on in the case in which they applied anew (ADR 5).

    Raises:
        AlreadyRecorded: it is open.
        AlreadyInProgramme: one of its travellers in sight applied anew since, in another open case of the
            programme.
    """
    case = lock_any_case(act, case, version=version)
    if not case.closed_on:
        raise problems.AlreadyRecorded()
    choices.check("reason", reason, choices.listed("reopening-reasons"))
    people = list(case.travellers.filter(exit="", left_case_on=None).values_list("person", flat=True))
    # As whoever opens a case for them does.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    seen = list(in_sight(act, case).filter(exit="").values_list("person", flat=True))
    if travels_elsewhere(seen, case.programme):
        raise problems.AlreadyInProgramme()
    closing = Event.objects.filter(case_key=case.key, type=events.CaseClosed.type).standing().last()
    if closing is None:
        raise problems.AlreadyRecorded()
    case.closed_on = None
    act.save(case, "closed_on")
    act.retract(closing, reason)
    put_on_desk(act, case, rules.CLOSE_AGAIN, act.today)
    return case


@action("cases.open")
def correct_channel(
    act: Act, case: Case, channel: str, reason: str, *, version: int | None = None, once: UUID | None = None
) -> Case:
    """Put right by which channel a household came, of an open or a closed case.

    The reason is one of `channel-corrections`: words would be read by everybody who reads the case, and might
    tell of somebody hidden.

    Raises:
        AlreadyRecorded: that channel stands.
        NoSuchChoice: the programme knows no such channel, or nobody such a reason.
        Refused: the channel that stands is one that the actor may not know.
    """
    act.once(once)
    case = lock_any_case(act, case, version=version)
    if not programmes.may_read_channel(acting_user(act), case.channel):
        raise Refused(reason="channel-not-told")
    definition = programmes.rules_of(case.version_of_programme).definition
    choices.check("channel", channel, definition.referred_by)
    if channel == case.channel:
        raise problems.AlreadyRecorded("channel")
    choices.check("reason", reason, choices.listed("channel-corrections"))
    case.channel = channel
    act.save(case, "channel")
    opened = Event.objects.filter(case_key=case.key, type=events.CaseOpened.type).standing().get()
    fact = opened.fact()
    assert isinstance(fact, events.CaseOpened)
    right = {"channel": channel, "corrected": RIGHT_CHANNEL, "reason": reason, "moved": None}
    act.correct(opened, fact.model_copy(update=right))
    return case
