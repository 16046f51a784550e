"""Tasks that the programme's file sets and ends: nobody has to remember them, or tick them off."""

from datetime import date
from uuid import UUID

from onward.access.models import User
from onward.access.queries import acting_user
from onward.casework.cases import events
from onward.casework.cases.actions.bearing import bearer_of
from onward.casework.cases.gates import facts_of, gather
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.gates import is_met
from onward.casework.programmes.requirements import requirement_kinds
from onward.kernel.actions import Act
from onward.kernel.models import Event


def set_tasks(act: Act, case: Case, stage: str) -> None:
    """Set what the programme wants done at a stage that somebody has just entered, each kind once a case.

    For the counsellor of the case; where it is hidden from them, as the household of one restricted child,
    for a focal point who sees it.
    """
    rules = programmes.rules_of(case.version_of_programme).definition.tasks_at(stage)
    if not rules:
        return
    set_before = set(Task.objects.filter(case=case).values_list("kind", flat=True))
    for rule in rules:
        if rule.kind in set_before or (rule.until and _is_met(case, rule.until, act.today)):
            continue
        put_on_desk(act, case, rule.kind, act.today + rule.within)


def put_on_desk(
    act: Act,
    case: Case,
    kind: str,
    due_on: date,
    *,
    else_for: User | None = None,
    about: UUID | None = None,
) -> Task:
    """Set a task that the house sets by itself, for the counsellor of the case or who sees it instead.

    Where nobody counsels it, it is for `else_for`, or whoever acts. One `about` a person, by their key, is
    for `else_for` where the counsellor does not see them.
    """
    actor = acting_user(act)
    usual = case.counsellor or else_for or actor
    if (
        about
        and usual
        and not Traveller.objects.visible_to(usual).filter(case=case, person__key=about).exists()
    ):
        usual = else_for or usual
    bearer = bearer_of(Case.objects.filter(pk=case.pk), case.office, usual)
    task = Task.objects.create(
        case=case, kind=kind, due_on=due_on, assigned_to=bearer, made_by=actor, person_key=about
    )
    fact = events.TaskSet(task=task.key, kind=kind, due_on=due_on)
    act.record(fact, office=case.office.code, case=case, person=about)
    return task


def take_back_tasks(act: Act, case: Case, step: Event) -> None:
    """Take back the open tasks that a mistaken step on the line has set, unless another's step wants them.

    Args:
        act: the action that takes the step back.
        case: its case, held.
        step: the step, which does not stand any more.
    """
    steps = Event.objects.filter(
        case_key=case.key, type=step.type, payload__stage=step.payload["stage"]
    ).standing()
    if steps.exists():
        return
    along = Event.objects.filter(
        case_key=case.key,
        type=events.TaskSet.type,
        recorded_at=step.recorded_at,
        position__gt=step.position,
    )
    for event in along.standing():
        task = Task.objects.filter(key=event.payload["task"], done_on=None).select_for_update().first()
        if task:
            act.retract(event)
            task.delete()


def finish_what_waited(act: Act, event: Event) -> None:
    """End the open tasks that wait for what this event has just brought, as the programme's file says.

    Whoever records it, and for everybody in the case: that it is done is no question of who sees it. What is
    recorded of a person, a paper or a consent, counts in the cases in which they travel. Where an event is
    taken back, what waited for it waits again, and what it had undone may be there again.
    """
    if event.type not in _types_that_bring():
        return
    if event.retracts and event.supersedes:
        _wait_again(act, event.supersedes)
    if event.case_key is not None:
        cases = Case.objects.filter(key=event.case_key)
    elif event.person_key is not None:
        travels = Traveller.objects.filter(person__key=event.person_key, left_case_on=None)
        cases = Case.objects.filter(pk__in=travels.values("case"), closed_on=None)
    else:
        return
    waiting = Task.objects.filter(case__in=cases, done_on=None)
    for task in waiting.select_for_update(of=("self",)).select_related("case__office").order_by("pk"):
        if _is_done(act, task):
            end_task(act, task, event.occurred_on)


def end_task(act: Act, task: Task, on: date) -> None:
    """Tick a held task off, whoever does it."""
    task.done_on, task.done_by = on, acting_user(act)
    act.save(task, "done_on", "done_by")
    fact = events.TaskDone(task=task.key, kind=task.kind)
    act.record(fact, office=task.case.office.code, case=task.case, person=task.person_key, occurred_on=on)


def _wait_again(act: Act, mistake: Event) -> None:
    """Open the tasks that an event has ended when it was recorded, where it is missing now."""
    along = Event.objects.filter(
        case_key=mistake.case_key,
        type=events.TaskDone.type,
        recorded_at=mistake.recorded_at,
        position__gt=mistake.position,
    )
    for ended in along.standing():
        tasks = Task.objects.filter(key=ended.payload["task"]).exclude(done_on=None)
        task = tasks.select_for_update(of=("self",)).select_related("case__office").first()
        if task and not _is_done(act, task):
            task.done_on = task.done_by = None
            act.save(task, "done_on", "done_by")
            act.retract(ended)


def _types_that_bring() -> frozenset[str]:
    """Return the types of event that can meet a requirement."""
    return frozenset(type for kind in requirement_kinds().values() for type in kind.event_types)


def _is_done(act: Act, task: Task) -> bool:
    """Tell whether the requirement that a task waits for is met."""
    rules = programmes.remembered(task.case.version_of_programme_id)
    until = next((rule.until for rule in rules.definition.tasks if rule.kind == task.kind), None)
    return until is not None and _is_met(task.case, until, act.today)


def _is_met(case: Case, requirement: str, on: date) -> bool:
    rules = programmes.remembered(case.version_of_programme_id)
    travellers = list(case.travellers.select_related("person"))
    gathered = gather([case], travellers, on)
    facts = facts_of(case, travellers, gathered, on)
    return is_met(rules, facts, gathered.events.get(case.key, []), on, requirement)
