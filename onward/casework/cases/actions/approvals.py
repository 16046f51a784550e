"""What the funder answered after all: a later day, another answer than was typed, or no question at all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.locking import lock_approval
from onward.casework.cases.actions.papers import check_before_next_question, day_of_answer, write_answer
from onward.casework.cases.models import FunderApproval
from onward.kernel import clock
from onward.kernel.actions import Act, action
from onward.kernel.events.log import first_told
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, what_differs
from onward.kernel.text import day_in_words


def stories_of(approvals: Iterable[FunderApproval]) -> dict[UUID, list[Event]]:
    """Return what stands of each approval, by its key: the question, the answer, what prolonged it."""
    keys = {str(one.key): one for one in approvals}
    rows = Event.objects.filter(
        case_key__in={one.case.key for one in keys.values()},
        type__in=(events.ApprovalAsked.type, events.ApprovalDecided.type),
        payload__approval__in=list(keys),
    )
    found: dict[UUID, list[Event]] = defaultdict(list)
    standing = list(rows.standing())
    first = first_told(standing)
    for event in sorted(standing, key=lambda one: first[one.position]):
        found[UUID(event.payload["approval"])].append(event)
    return found


def last_told_of_approvals(approvals: Iterable[FunderApproval]) -> int:
    """Return the place in the log of what was told last of some approvals; nought where nothing was.

    Retractions are among it: who read an answer that is gone by now does not mean the question before it.
    """
    asked = list(approvals)
    keys = [str(one.key) for one in asked]
    rows = Event.objects.filter(
        case_key__in={one.case.key for one in asked},
        type__in=(events.ApprovalAsked.type, events.ApprovalDecided.type),
    )
    told = rows.filter(Q(payload__approval__in=keys) | Q(supersedes__payload__approval__in=keys))
    return told.order_by("-position").values_list("position", flat=True).first() or 0


def answer_in_words(event: Event) -> str:
    """Return what an event tells of an approval: that it was asked for, answered or prolonged, until when."""
    told, words = event.fact(), {"day": day_in_words(event.occurred_on)}
    answer = told.outcome if isinstance(told, events.ApprovalDecided) else FunderApproval.Outcome.ASKED
    words["answer"] = str(FunderApproval.Outcome(answer).label)
    if not isinstance(told, events.ApprovalDecided) or told.depart_by is None:
        return gettext("%(answer)s on %(day)s") % words
    words["until"] = day_in_words(told.depart_by)
    if told.depart_by < clock.today():
        if told.prolongs:
            return gettext("prolonged on %(day)s, ran out on %(until)s") % words
        return gettext("%(answer)s on %(day)s, ran out on %(until)s") % words
    if told.prolongs:
        return gettext("prolonged on %(day)s, departure by %(until)s") % words
    return gettext("%(answer)s on %(day)s, departure by %(until)s") % words


def stands_for_another(approval: FunderApproval, place: int) -> bool:
    """Say whether something else of an approval stands last by now than when the log ended at `place`.

    What was only told rightly since is the same.
    """
    then, story = _stood(approval, place), stories_of([approval]).get(approval.key)
    if then is None or not story:
        return True
    first = first_told([then, story[-1]])
    return first[then.position] != first[story[-1].position]


def _stood(approval: FunderApproval, place: int) -> Event | None:
    """Return what stood last of an approval when the log ended at `place`; None where nothing did."""
    key = str(approval.key)
    rows = Event.objects.filter(
        Q(payload__approval=key) | Q(supersedes__payload__approval=key),
        case_key=approval.case.key,
        type__in=(events.ApprovalAsked.type, events.ApprovalDecided.type),
        position__lte=place,
    )
    told = list(rows)
    gone = {one.supersedes_id for one in told}
    stood = [one for one in told if not one.retracts and one.position not in gone]
    first = first_told(stood)
    return max(stood, key=lambda one: first[one.position], default=None)


@action("cases.decide")
def prolong_approval(
    act: Act,
    approval: FunderApproval,
    depart_by: date,
    *,
    decided_on: date | None = None,
    version: int | None = None,
    once: UUID | None = None,
) -> FunderApproval:
    """Record a letter by which the funder covers departures until a later day; also after the former one.

    Args:
        act: the action under way.
        approval: what was approved, with a deadline.
        depart_by: the last day of departure that is covered now.
        decided_on: day of the letter; today where it is left out.
        version: as of `correct_approval`.
        once: the token of the form.

    Raises:
        NothingApproved: see `problems`.
        ChangedMeanwhile: a colleague recorded something of it since, or took something back.
    """
    act.once(once)
    case, approval = lock_approval(act, approval)
    story = _story(approval, version)
    if approval.outcome != "approved" or approval.depart_by is None:
        raise problems.NothingApproved()
    day = day_of_answer(act, decided_on, story[-1].occurred_on, rules.ANSWER_BEFORE_ANSWER)
    if depart_by <= approval.depart_by:
        raise Invalid("depart_by", message=rules.NOT_LATER)
    fact = write_answer(approval, True, day, depart_by).model_copy(update={"prolongs": True})
    act.record(fact, office=case.office.code, case=case, person=approval.person_key, occurred_on=day)
    return approval


@action("cases.decide")
def correct_approval(
    act: Act,
    approval: FunderApproval,
    reason: str,
    *,
    approved: bool,
    decided_on: date,
    depart_by: date | None = None,
    version: int | None = None,
    once: UUID | None = None,
) -> FunderApproval:
    """Tell rightly what the funder answered last: its answer, the day, until when a departure is covered.

    Args:
        act: the action under way.
        approval: what was answered.
        reason: why it was wrong, of `approval-corrections`.
        approved: the right answer.
        decided_on: its right day.
        depart_by: the last day of departure that it covers; None where it names none.
        version: place in the log of the last event of the case's approvals that the actor has seen.
        once: the token of the form.

    Raises:
        NotAnswered: there is no answer to correct.
        Invalid: that is what stands, or it cannot be; a letter that prolongs covers a later day than before.
        ChangedMeanwhile: a colleague recorded something of it since, or took something back.
    """
    act.once(once)
    _case, approval = lock_approval(act, approval)
    choices.check("reason", reason, choices.listed("approval-corrections"))
    story = _story(approval, version)
    told = story[-1].fact()
    if not isinstance(told, events.ApprovalDecided):
        raise problems.NotAnswered()
    too_early = rules.ANSWER_BEFORE_ANSWER if told.prolongs else rules.ANSWER_BEFORE_QUESTION
    day = day_of_answer(act, decided_on, story[-2].occurred_on, too_early)
    if not told.prolongs and day != story[-1].occurred_on:
        check_before_next_question(approval, day)
    if told.prolongs and not approved:
        raise Invalid("approved", message=rules.A_LETTER_PROLONGS)
    if told.prolongs and not _is_later(depart_by, story[-2]):
        raise Invalid("depart_by", message=rules.PROLONGS_NOTHING)
    fact = write_answer(approval, approved, day, depart_by).model_copy(update={"prolongs": told.prolongs})
    if fact == told.model_copy(update={"corrected": None}) and day == story[-1].occurred_on:
        raise Invalid("right", message=rules.SAME_ANSWER)
    act.correct(story[-1], fact.model_copy(update={"corrected": reason}), occurred_on=day)
    return approval


@action("cases.decide")
def take_back_approval(
    act: Act,
    approval: FunderApproval,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> FunderApproval:
    """Take back what was recorded last of an approval: that it was prolonged, answered, or asked at all.

    What stands is what was recorded before it; a question that was asked by mistake leaves no row.

    Raises:
        AskedAgain: the answer is to go, and the same project was asked again since.
        ChangedMeanwhile: as `correct_approval`.
    """
    act.once(once)
    case, approval = lock_approval(act, approval)
    choices.check("reason", reason, choices.listed("approval-corrections"))
    *before, mistake = _story(approval, version)
    if not before:
        key = approval.key
        approval.delete()
        approval.key = key
    else:
        told = before[-1].fact()
        if isinstance(told, events.ApprovalDecided):
            write_answer(approval, told.outcome == "approved", before[-1].occurred_on, told.depart_by)
        elif case.approvals.filter(
            project=approval.project, person_key=approval.person_key, outcome="asked"
        ).exists():
            raise problems.AskedAgain()
        else:
            approval.outcome, approval.decided_on, approval.depart_by = "asked", None, None
            approval.save(update_fields=["outcome", "decided_on", "depart_by"])
    act.retract(mistake, reason)
    return approval


def _story(approval: FunderApproval, version: int | None) -> list[Event]:
    """Return what stands of a held approval, the question first; refuse what was typed from an older page."""
    [story] = stories_of([approval]).values()
    last = last_told_of_approvals([approval])
    if version is not None and last > version:
        before = _stood(approval, version)
        name = gettext("Funder’s answer")
        was, now = {name: answer_in_words(before)} if before else {}, {name: answer_in_words(story[-1])}
        raise ChangedMeanwhile(what_differs(was, now), now=last)
    return story


def _is_later(depart_by: date | None, before: Event) -> bool:
    """Say whether a letter covers departures until a later day than the answer that it prolongs."""
    told = before.fact()
    assert isinstance(told, events.ApprovalDecided)
    return depart_by is not None and (told.depart_by is None or depart_by > told.depart_by)
