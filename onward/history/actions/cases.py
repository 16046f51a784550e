"""A case that came in wrongly is taken back, whole: what is right of it comes in by a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from onward.access.models import Office
from onward.access.queries import acting_user, names_of_users
from onward.casework.cases.actions.locking import lock_any_case
from onward.casework.cases.models import Case, Task
from onward.casework.cases.policy import travellers_whatever_became, whatever_became
from onward.casework.cases.queries import told_on_the_timeline
from onward.casework.cases.rules import CLOSE_AGAIN
from onward.history import problems
from onward.history.events import CaseBroughtIn
from onward.history.models import ImportedRow
from onward.history.policy import TAKE_BACK
from onward.history.queries.cases import (
    REASONS,
    merged_wrongly,
    taken_back_of,
    told_of_case,
)
from onward.history.workbook.rows import CaseRows
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.records.people.events import HouseholdJoined, PersonsMerged
from onward.records.people.models import Membership
from onward.reference.choices import check, said
from onward.reference.choices import listed as options_of


@action(TAKE_BACK)
def take_back_case(
    act: Act,
    case: Case,
    reason: str,
    *,
    version: int | None = None,
    listed: int | None = None,
    once: UUID | None = None,
) -> Case:
    """Take back a case that a workbook brought in: it is no case any more, and counts nowhere from now on.

    Every event that the workbook told of it is taken back, so that figures as known earlier still count it.
    Its rows stay, and nobody reaches them; the persons stay on file, and whoever stands in no other case is
    not found again by a number of before. The actor may see some of a household alone, and takes back all of
    it, as it came in.

    Args:
        act: the action under way.
        case: the case.
        reason: why it came in wrongly, of `history-corrections`.
        version: of the case, in the actor's sight (`cases.rules.version_in_sight`).
        listed: the place in the log up to which the actor has read what goes with it (`CaseTold.last`).
        once: the token of the form.

    Raises:
        CaseTakenBack, WorkedOnSince, NotAtPresent, RecordedSince: see `problems`.
        Missing: it came from no workbook, or the actor does not see it.
    """
    alone_with_cases()
    act.once(once)
    _must_stand(act, case)
    case = lock_any_case(act, case, version=version)
    check("reason", reason, options_of(REASONS))
    found = told_of_case(case)
    if found.since:
        raise (problems.WorkedOnSince() if _in_sight(act, case, found.since) else problems.NotAtPresent())
    if listed is not None and _in_sight(act, case, found.after(listed)):
        raise problems.RecordedSince(found.last)
    for event in reversed(found.told):  # what a departure was told with is taken back after it
        act.retract(event, reason if event.position == found.brought.position else None)
    _take_rows_along(act, case, found.told)
    _part_files(act, case)
    return case


def _in_sight(act: Act, case: Case, events: Sequence[Event]) -> bool:
    """Say whether the actor reads any of some events: of the rest they do not learn that it is."""
    user = acting_user(act)
    if user is None or not events:
        return False
    return bool(told_on_the_timeline(user, case, travellers_whatever_became(user, case), events))


def _part_files(act: Act, case: Case) -> None:
    """Say that persons of a case are not those of other offices whose numbers they had.

    Whoever was taken for one of these stays the same as the others who were.
    """
    told, into = merged_wrongly(case)
    for event in told:
        act.retract(event)
    for first, *others in into.values():
        act.retract(first)
        for event in others:
            assert first.person_key
            act.correct(event, PersonsMerged(kept=first.person_key))


def _must_stand(act: Act, case: Case) -> None:
    """Say of a case that was taken back by whom it was and why, to who could see it."""
    user = acting_user(act)
    if not user or not whatever_became(user).filter(pk=case.pk).exclude(taken_back_on=None).exists():
        return
    told = Event.objects.filter(case_key=case.key, type=CaseBroughtIn.type, retracts=True).latest("position")
    raise problems.CaseTakenBack(
        on=told.recorded_at.astimezone(OFFICE_ZONE).date(),
        who=next(iter(names_of_users([told.actor_key]).values()), ""),
        why=said(REASONS, told.payload.get("reason") or ""),
    )


def _take_rows_along(act: Act, case: Case, told: Sequence[Event]) -> None:
    """Let the rows follow: closed and reached by nobody; nobody was of the household because of it."""
    for event in told:
        if event.type == HouseholdJoined.type:
            rows = Membership.objects.filter(household=case.household, person__key=str(event.person_key))
            membership = rows.filter(joined_on=event.occurred_on).order_by("pk").first()
            if membership:
                membership.delete()
    for task in Task.objects.filter(case=case, kind=CLOSE_AGAIN, done_on=None):
        task.delete()
    case.taken_back_on, case.closed_on = act.today, case.closed_on or act.today
    act.save(case, "taken_back_on", "closed_on")
    for row in ImportedRow.objects.standing().filter(case_key=case.key).select_for_update().order_by("pk"):
        row.taken_back_on = act.today
        act.save(row, "taken_back_on")


def alone_with_cases() -> None:
    """Let nobody else take cases back, or bring them in, until this transaction ends.

    Of no office: what was taken back in one may come in rightly in another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["past cases"])


def must_not_be_taken_back(office: Office, cases: Sequence[CaseRows]) -> None:
    """Refuse cases that say just what was taken back; the caller is alone with the cases of the house.

    Raises:
        TakenBackMeanwhile: one of them does: it was taken back since they were checked.
    """
    gone = taken_back_of(office, {one.number for one in cases})
    if any(one.content in gone.get(one.number, ()) for one in cases):
        raise problems.TakenBackMeanwhile()
