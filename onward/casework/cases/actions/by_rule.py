"""Tasks that the programme's file sets and ends: nobody has to remember them, or tick them off.

A task of the household is for those of it whom everybody sees who sees the case: what is recorded of somebody
hidden neither sets nor ends it. Who is hidden has a task of their own.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from onward.access.models import User
from onward.access.queries import acting_user
from onward.access.restrictions import marked
from onward.casework.cases import events, rules
from onward.casework.cases.actions.bearing import bearer_of
from onward.casework.cases.gates import facts_of, gather
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.gates import is_met
from onward.casework.programmes.requirements import EventView, requirement_kinds
from onward.kernel.actions import Act
from onward.kernel.events.log import stories
from onward.kernel.models import Event


def set_tasks(
    act: Act, case: Case, stage: str, traveller: Traveller | None = None, *, because_of: Event
) -> None:
    """Set what the programme wants done at a stage that somebody has just entered, each kind once a case.

    For the counsellor of the case; where it is hidden from them, as the household of one restricted child,
    for a focal point who sees it. The step of one who is hidden among others sets tasks about them alone.

    Args:
        act: the action that took the step.
        case: the case, held.
        stage: the code of the stage.
        traveller: who entered it; None for all who begin.
        because_of: the step, or the opening of the case.
    """
    rules = programmes.rules_of(case.version_of_programme).definition.tasks_at(stage)
    if not rules:
        return
    about = None
    if traveller is not None and traveller not in _whom_all_see(_everybody(case)):
        about = traveller
    key = about.person.key if about else None
    set_before = set(Task.objects.filter(case=case, person_key=key).values_list("kind", flat=True))
    for rule in rules:
        if rule.kind in set_before:
            continue
        task = Task(case=case, person_key=key, assigned_to=case.counsellor)
        if not rule.until or not _is_met(case, _counted(task), rule.until, act.today):
            put_on_desk(act, case, rule.kind, act.today + rule.within, about=about, because_of=because_of)


def put_on_desk(
    act: Act,
    case: Case,
    kind: str,
    due_on: date,
    *,
    else_for: User | None = None,
    about: Traveller | None = None,
    because_of: Event | None = None,
    words: str = "",
    desk: User | None = None,
) -> Task:
    """Set a task that the house sets by itself, for the counsellor of the case or who sees it instead.

    Or on the `desk` of somebody who was found to see it; with `words` of whoever acts where they gave some.

    Where nobody counsels it, it is for `else_for`, or whoever acts. One `about` a person, by their key, is
    for `else_for` where the counsellor does not see them.
    """
    actor = acting_user(act)
    usual = case.counsellor or else_for or actor
    if about and usual and not Traveller.objects.visible_to(usual).filter(pk=about.pk).exists():
        usual = else_for or usual
    row = Traveller.objects.filter(pk=about.pk) if about else Case.objects.filter(pk=case.pk)
    task = Task.objects.create(
        case=case,
        person_key=about.person.key if about else None,
        kind=kind,
        words=words,
        due_on=due_on,
        assigned_to=desk or bearer_of(row, case.office, usual),
        made_by=actor,
    )
    cause = because_of.position if because_of else None
    fact = events.TaskSet(task=task.key, kind=kind, due_on=due_on, because_of=cause)
    act.record(fact, office=case.office.code, case=case, person=task.person_key)
    return task


def tell_of_another_country(act: Act, case: Case, changed: Event) -> None:
    """Set a task for who counsels a household whose country of return changed, unless they did it themselves.

    So for who looks after somebody whom neither they nor the actor sees. None is set beside an open one.
    """

    def tell_once(about: Traveller | None) -> None:
        person = about.person.key if about else None
        told = Task.objects.filter(case=case, kind=rules.NOW_ELSEWHERE, person_key=person, done_on=None)
        if not told.exists():
            put_on_desk(act, case, rules.NOW_ELSEWHERE, act.today, about=about, because_of=changed)

    travel = Traveller.objects.filter(case=case, left_case_on=None)
    seen = {*travel.visible_to(act.actor).values_list("pk", flat=True)}
    if case.counsellor and case.counsellor != acting_user(act):
        theirs = {*travel.visible_to(case.counsellor).values_list("pk", flat=True)}
        if theirs:
            tell_once(None)
        seen |= theirs
    for one in travel.filter(exit="").exclude(pk__in=seen).select_related("person").order_by("pk"):
        tell_once(one)


def take_back_tasks(act: Act, case: Case, step: Event) -> None:
    """Take back the open tasks that a mistaken step on the line has set, unless another's step wants them.

    Args:
        act: the action that takes the step back.
        case: its case, held.
        step: the step, which does not stand any more.
    """
    steps = Event.objects.filter(
        case_key=case.key, type=step.type, payload__stage=step.payload["stage"]
    ).order_by("position")
    wanted = steps.standing().exists()
    told = Event.objects.filter(type=events.TaskSet.type, case_key=case.key)
    whose = told.filter(_brought_about_by(step))
    # A task of the household is set by the first who takes the step, and is there for whoever takes it later.
    everybodys = told.filter(person_key=None, payload__because_of__in=[one.position for one in steps])
    for event in (whose | everybodys).standing().order_by("position"):
        task = Task.objects.filter(key=event.payload["task"], done_on=None).select_for_update().first()
        if task and (task.person_key or not wanted):
            act.retract(event)
            task.delete()


def finish_what_waited(act: Act, event: Event) -> None:
    """End the open tasks that wait for what this event has just brought, as the programme's file says.

    Whoever records it, as far as it counts for those for whom the task is; what is about somebody else leaves
    it as it is. What is recorded of a person, a paper or a consent, counts in the cases in which they travel.
    Where an event is taken back or told otherwise, what waited for it waits again unless it is there all the
    same; and what it had undone may be there again.
    """
    if event.type not in _types_that_bring():
        return
    if event.supersedes:
        _wait_again(act, event.supersedes, event)
    if event.case_key is not None:
        cases = Case.objects.filter(key=event.case_key)
    elif event.person_key is not None:
        travels = Traveller.objects.filter(person__key=event.person_key, left_case_on=None)
        cases = Case.objects.filter(pk__in=travels.values("case"), closed_on=None)
    else:
        return
    waiting = Task.objects.filter(case__in=cases, done_on=None)
    for task in waiting.select_for_update(of=("self",)).select_related("case__office").order_by("pk"):
        counted = _counted(task)
        if event.person_key is not None and event.person_key not in {one.person.key for one in counted}:
            continue
        if _is_done(act, task, counted):
            end_task(act, task, event.occurred_on, by=event)


def end_task(act: Act, task: Task, on: date, *, by: Event | None = None) -> None:
    """Tick a held task off, whoever does it.

    What an event `by` which it ends tells of one person is told of that person here too: whoever may not see
    the one line on a timeline does not see the other.
    """
    about = task.person_key or (by.person_key if by else None)
    task.done_on, task.done_by = on, acting_user(act)
    act.save(task, "done_on", "done_by")
    cause = by.position if by else None
    fact = events.TaskDone(task=task.key, kind=task.kind, because_of=cause)
    act.record(fact, office=task.case.office.code, case=task.case, person=about, occurred_on=on)


def end_tasks(act: Act, case: Case, kind: str, which: Q | None = None) -> None:
    """Tick off today the open tasks of a kind that the house set: what they were for has been done."""
    open_ones = Task.objects.filter(which or Q(), case=case, kind=kind, done_on=None).order_by("pk")
    for task in open_ones.select_for_update(of=("self",)).select_related("case__office"):
        end_task(act, task, act.today)


def _wait_again(act: Act, mistake: Event, instead: Event) -> None:
    """Open the tasks that ended because of a mistake and wait for what is missing now that it is mended.

    Those that the mistake itself has ended, and those that another event ended which went before it: what
    was there twice is missing once both are gone. What is there all the same was done on the right day of
    what ended it. What somebody ticked off themselves stays done.

    Args:
        act: the action that mends it.
        mistake: what does not stand any more.
        instead: what stands in its place, or only takes it back.
    """
    done = Event.objects.filter(type=events.TaskDone.type)
    if mistake.case_key is not None:
        done = done.filter(case_key=mistake.case_key)
    elif mistake.person_key is not None:  # a paper, a consent: it counts in the cases in which they travel
        travels = Traveller.objects.filter(person__key=mistake.person_key)
        done = done.filter(case_key__in=travels.values("case__key"))
    else:
        return
    own = {*done.filter(_brought_about_by(mistake)).standing().values_list("position", flat=True)}
    by_rule = Q(payload__has_key="because_of") | Q(position__in=own)
    for ended in done.filter(by_rule).standing().order_by("position"):
        tasks = Task.objects.filter(key=ended.payload["task"]).exclude(done_on=None)
        task = tasks.select_for_update(of=("self",)).select_related("case__office").first()
        if task is None:
            continue
        its_own, counted = ended.position in own, _counted(task)
        if not (its_own or _rested_on(act, task, counted, mistake, instead)):
            continue
        if not _is_done(act, task, counted):
            task.done_on = task.done_by = None
            act.save(task, "done_on", "done_by")
            act.retract(ended)
        elif its_own and not instead.retracts and instead.occurred_on != mistake.occurred_on:
            task.done_on = instead.occurred_on
            act.save(task, "done_on")
            fact = events.TaskDone(task=task.key, kind=task.kind, because_of=instead.position)
            act.correct(ended, fact, occurred_on=instead.occurred_on)


def _rested_on(act: Act, task: Task, counted: Sequence[Traveller], mistake: Event, instead: Event) -> bool:
    """Say whether what a task waits for would be there if a mistake stood still.

    What ran out since, or what a newcomer lacks, opens nothing again because something else is mended.
    """
    until = _until(task)
    kind = programmes.remembered(task.case.version_of_programme_id).requirements[until].needs if until else ""
    known = requirement_kinds().get(kind)
    if known is None or mistake.type not in known.event_types:
        return False
    if mistake.person_key is not None and mistake.person_key not in {one.person.key for one in counted}:
        return False
    return _is_met(task.case, counted, until, act.today, as_before=(mistake, instead))


def _brought_about_by(event: Event) -> Q:
    """Return the filter for what an event, or what it corrects, has brought about.

    Events of the time before they said so are told by their moment: they were written next, in its action.
    """
    [story] = stories([event]).values()
    beside = Q(recorded_at=event.recorded_at, position__gt=event.position)
    return Q(payload__because_of__in=[one.position for one in story]) | (
        beside & ~Q(payload__has_key="because_of")
    )


def _types_that_bring() -> frozenset[str]:
    """Return the types of event that can meet a requirement."""
    return frozenset(type for kind in requirement_kinds().values() for type in kind.event_types)


def _everybody(case: Case) -> list[Traveller]:
    return list(case.travellers.select_related("person"))


def _whom_all_see(travellers: Sequence[Traveller]) -> list[Traveller]:
    """Return the travellers with no mark on them; all of them where each has one, as a child alone has."""
    hidden = marked([one.person.key for one in travellers])
    return [one for one in travellers if one.person.key not in hidden] or list(travellers)


def _counted(task: Task) -> list[Traveller]:
    """Return for whom a task is: the one whom it is about, else those whom everybody sees.

    Where all are hidden from somebody, those in the sight of whoever has the task.
    """
    everybody = _everybody(task.case)
    if task.person_key is not None:
        return [one for one in everybody if one.person.key == task.person_key]
    found = _whom_all_see(everybody)
    if task.assigned_to is None:
        return found
    seen = Traveller.objects.visible_to(task.assigned_to).filter(case=task.case)
    keys = set(seen.values_list("pk", flat=True))
    return [one for one in found if one.pk in keys]


def _until(task: Task) -> str:
    """Return the code of the requirement that a task waits for; empty where it waits for none."""
    rules = programmes.remembered(task.case.version_of_programme_id).definition.tasks
    return next((rule.until for rule in rules if rule.kind == task.kind), None) or ""


def _is_done(act: Act, task: Task, counted: Sequence[Traveller]) -> bool:
    """Tell whether the requirement that a task waits for is met for those for whom it is."""
    until = _until(task)
    return bool(until) and _is_met(task.case, counted, until, act.today)


def _is_met(
    case: Case,
    travellers: Sequence[Traveller],
    requirement: str,
    on: date,
    *,
    as_before: tuple[Event, Event] | None = None,
) -> bool:
    """Tell whether a requirement is met; or was, with the first of two events in the place of the other."""
    rules = programmes.remembered(case.version_of_programme_id)
    gathered = gather([case], travellers, on)
    facts = facts_of(case, travellers, gathered, on)
    told: Sequence[EventView] = gathered.events.get(case.key, [])
    if as_before:
        stood, instead = as_before
        told = [stood, *(one for one in told if one.position != instead.position)]
    return is_met(rules, facts, told, on, requirement)
