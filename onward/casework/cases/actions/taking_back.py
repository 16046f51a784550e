"""What was recorded by mistake, told rightly: steps on the line, and the closing of a case.

Nothing is changed or deleted in the log: a correction supersedes the event, a retraction takes it back, and
the rows follow.
"""

from datetime import date

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.by_rule import put_on_desk, take_back_tasks
from onward.casework.cases.actions.locking import lock_any_case, lock_traveller
from onward.casework.cases.actions.opening import travels_elsewhere
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.kernel.actions import Act, action
from onward.kernel.models import Event
from onward.records.people.models import Person


def steps_of(traveller: Traveller) -> list[Event]:
    """Return the steps of a traveller on the line that stand; a corrected one in the place of the first."""
    rows = Event.objects.filter(
        case_key=traveller.case.key, person_key=traveller.person.key, type=events.StageEntered.type
    )
    return sorted(rows.standing().select_related("supersedes"), key=lambda one: one.root().position)


@action("cases.advance")
def take_step_back(act: Act, traveller: Traveller, step: Event) -> Traveller:
    """Take a mistaken step back, with those that led on from it: they stand where they stood before.

    The tasks that these steps set go along, while they are open and no other traveller's step wants them.

    Raises:
        LeftThePathway: they left the pathway since.
        TravelledSince: another journey began upon it, or ended.
    """
    traveller = lock_traveller(act, traveller)
    if traveller.exit:
        raise problems.LeftThePathway()
    standing = steps_of(traveller)
    place = [one.position for one in standing].index(step.position)
    before, along = standing[:place], standing[place:]
    programme = programmes.rules_of(traveller.case.version_of_programme).definition
    if not step.payload.get("previous") or any(_of_a_journey(programme, one) for one in along[1:]):
        raise problems.TravelledSince(who=traveller.person.name)
    traveller.stage = step.payload["previous"]
    since = [one.occurred_on for one in before if one.payload["stage"] == traveller.stage]
    traveller.stage_since = since[-1] if since else step.occurred_on
    act.save(traveller, "stage", "stage_since")
    for one in reversed(along):
        act.retract(one)
        take_back_tasks(act, traveller.case, one)
    return traveller


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


@action("cases.write")
def reopen_case(act: Act, case: Case, reason: str, *, version: int | None = None) -> Case:
    """Take the closing of a case back, so that what was recorded wrongly in it can be told rightly.

    That it is to be closed again is on its counsellor's desk from today, whoever opened it.

    Raises:
        AlreadyRecorded: it is open.
        AlreadyInProgramme: one of its travellers applied anew since, in another open case of the programme.
    """
    case = lock_any_case(act, case, version=version)
    if not case.closed_on:
        raise problems.AlreadyRecorded()
    choices.check("reason", reason, choices.listed("reopening-reasons"))
    people = list(case.travellers.filter(exit="", left_case_on=None).values_list("person", flat=True))
    # As whoever opens a case for them does.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    if travels_elsewhere(people, case.programme):
        raise problems.AlreadyInProgramme()
    closing = Event.objects.filter(case_key=case.key, type=events.CaseClosed.type).standing().last()
    if closing is None:
        raise problems.AlreadyRecorded()
    case.closed_on = None
    act.save(case, "closed_on")
    act.retract(closing, reason)
    put_on_desk(act, case, rules.CLOSE_AGAIN, act.today)
    return case
