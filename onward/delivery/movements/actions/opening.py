"""The day on which a case was opened, told rightly by whoever tells rightly when somebody departed."""

from datetime import date
from uuid import UUID

from django.conf import settings

from onward.casework.cases.actions import correct_opening as move_opening
from onward.casework.cases.actions.opened import first_happened_on
from onward.casework.cases.models import Case, Traveller
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.steps import lock_passengers
from onward.delivery.movements.models import Passenger
from onward.kernel.actions import Act, action
from onward.kernel.models import Event
from onward.reference.choices import check


@action("movements.depart")
def correct_opening(
    act: Act,
    passenger: Passenger,
    reason: str,
    on: date,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Case:
    """Give the case of a passenger, which is open, another day of opening.

    Raises:
        OpenedByThen: the day lies after something that happened in the case, or before all that is counted.
        CaseIsClosed: nothing can be changed in it any more.
        ChangedMeanwhile: a colleague changed the case after `version`.
    """
    act.once(once)
    check("reason", reason, rules.reasons_to_correct())
    [passenger] = lock_passengers(act, act.lock(passenger.movement), [passenger])
    case = passenger.traveller.case
    first, last = possible_openings(case, act.today)
    if not first <= on <= last:
        raise problems.OpenedByThen("on", first=first, last=last)
    return move_opening.within(act, case, on, reason, version=version)


def possible_openings(case: Case, today: date) -> tuple[date, date]:
    """Return the first and the last day on which a case can have been opened, by what happened in it."""
    return settings.ONWARD_FIRST_DAY, first_happened_on(case) or today


def open_with(act: Act, traveller: Traveller, event: Event, day: date, reason: str) -> Traveller:
    """Let a case whose opening no files told open with its first departure, where one gets another day.

    Args:
        act: the action under way.
        traveller: held, of whom the departure is.
        event: what is given another day.
        day: that day.
        reason: why the other one was wrong.
    """
    case = traveller.case
    if not queries.opens_with(case, event):
        return traveller
    others = Event.objects.filter(case_key=case.key, type=events.Departed.type).standing()
    days = others.exclude(pk=event.pk).values_list("occurred_on", flat=True)
    first = min([day, *days])
    if first != case.opened_on:
        traveller.case = move_opening.within(act, case, first, reason)
    return traveller
