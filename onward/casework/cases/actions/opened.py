"""The day on which a case was opened, told rightly, with what stands on that day because of it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.casework.cases import events
from onward.casework.cases.actions.locking import lock_case
from onward.casework.cases.actions.taking_back import lines_of
from onward.casework.cases.models import Case, Vulnerability
from onward.kernel.actions import Act, action
from onward.kernel.models import Event, EventQuerySet
from onward.kernel.problems import Invalid

FOUND = (events.VulnerabilityFound.type, events.MedicalNeedsRecorded.type)
"""Of a case from the files of before, these stand on the day of its opening: such files name none."""
_JOINED = (events.CaseOpened.type, events.TravellerAdded.type)
SAME_DAY = _("This day stands already.")


@action("cases.advance")
def correct_opening(act: Act, case: Case, on: date, reason: str, *, version: int | None = None) -> Case:
    """Give the opening of an open case another day; who was in it from the beginning joined on that day.

    What the files of before told of somebody's needs, they told without a day: it goes along to an earlier
    opening, so that it stands on the day of departure still.

    Args:
        act: the action under way.
        case: the case.
        on: the right day; no later than what happened in the case.
        reason: one of `correction-reasons`, checked by whoever calls this.
        version: of the case, in the actor's sight (`rules.version_in_sight`).

    Raises:
        CaseIsClosed: nothing can be changed in it any more.
        ChangedMeanwhile: a colleague changed the case after `version`.
        Invalid: that day stands already.
    """
    case = lock_case(act, case, version=version)
    was = case.opened_on
    if on == was:
        raise Invalid("on", message=SAME_DAY)
    case.opened_on = on
    act.save(case, "opened_on")
    for event in _standing(case).filter(type__in=_JOINED, occurred_on=was):
        fact = event.fact()
        if isinstance(fact, events.CaseOpened):
            fact = fact.model_copy(update={"moved": reason, "corrected": None, "reason": None})
        if fact:
            act.correct(event, fact, occurred_on=on)
    for step in first_steps(case):
        fact = step.fact()
        if fact and step.occurred_on == was:
            act.correct(step, fact, occurred_on=on)
    for one in case.travellers.filter(stage_since=was):
        one.stage_since = on
        act.save(one, "stage_since")
    if on < was and case.brought_in:
        _take_needs_along(act, case, was, on)
    return case


def first_steps(case: Case) -> list[Event]:
    """Return the first step of everybody in a case, the one with which they came into it."""
    lines = lines_of(case, case.travellers.select_related("person", "case"))
    return [line[0] for line in lines.values() if line]


def first_happened_on(case: Case) -> date | None:
    """Return the first day of what happened in a case besides its opening, and what goes along with that."""
    along = [*_JOINED, *(FOUND if case.brought_in else ())]
    rows = _standing(case).exclude(type__in=along).exclude(pk__in=[one.pk for one in first_steps(case)])
    return rows.order_by("occurred_on").values_list("occurred_on", flat=True).first()


def _take_needs_along(act: Act, case: Case, was: date, on: date) -> None:
    rows = Vulnerability.objects.filter(traveller__case=case, found_on__gt=on, found_on__lte=was)
    for row in rows.select_for_update():
        row.found_on = on
        act.save(row, "found_on")
    for event in _standing(case).filter(type__in=FOUND, occurred_on__gt=on, occurred_on__lte=was):
        if fact := event.fact():
            act.correct(event, fact, occurred_on=on)


def _standing(case: Case) -> EventQuerySet:
    return Event.objects.filter(case_key=case.key).standing().order_by("position")
