"""What goes along with those who part or leave, and what is no longer known of those who stay."""

from collections.abc import Collection, Container, Sequence
from datetime import date
from uuid import UUID

from onward.access.models import User
from onward.casework.cases import events, rules
from onward.casework.cases.actions.bearing import bearer_of, protector_of
from onward.casework.cases.actions.by_rule import put_on_desk
from onward.casework.cases.models import Case, FunderApproval, Traveller
from onward.casework.cases.policy import readers_of
from onward.casework.programmes import queries as programmes
from onward.kernel import clock
from onward.kernel.actions import Act, gatekeeper
from onward.kernel.models import Event

MOST_WORDS = 300
"""Signs in the words of what becomes of a child."""


def forget_company(
    act: Act, case: Case, gone: Sequence[Traveller], on: date, spared: Container[int] = ()
) -> None:
    """Take back of the children who stay that somebody travels along, where the last adult has gone.

    The case is held. Hidden children are looked after too, and nothing hangs on what the actor sees: whom not
    everybody sees who reads of a child is no company of it on record (`rules.left_without_adult`).

    Args:
        act: the action that lets them go.
        case: that they went from.
        gone: who left the pathway or the case, or departed; who is not of age for certain takes nobody's
            company away.
        on: the day on which they went.
        spared: primary keys of children with whom somebody may yet go along, who are left as they are.
    """
    if not any(rules.certainly_adult(one.person.born_to, on) for one in gone):
        return
    programme = programmes.rules_of(case.version_of_programme).definition
    rows = Traveller.objects.filter(case=case, exit="", left_case_on=None).select_related("person")
    staying = [
        one
        for one in rows.select_for_update(of=("self",), no_key=True).order_by("pk")
        if not rules.has_departed(programme, one.stage)
    ]
    for child in left_without_company(staying, on):
        if child.pk not in spared:
            forget_company_of(act, case, child)


def forget_company_of(act: Act, case: Case, child: Traveller) -> None:
    """Record of a child, held, that it is not known any more who goes along."""
    child.accompanied = None
    act.save(child, "accompanied")
    fact = events.AccompanimentRecorded(accompanied=None)
    # Known no longer from today on, whenever they went: what was recorded of the days between stands.
    act.record(fact, office=case.office.code, case=case, person=child.person, occurred_on=act.today)


def ask_after_child(act: Act, case: Case, about: Traveller, words: str) -> None:
    """Put on the desks of who counsels and of who protects children to find out with whom a child is.

    Args:
        act: the action by which nobody of age is known to be with the child.
        case: the case, held.
        about: whom the task is about: the child beside whom nobody of age is; or who went, where somebody
            reads of the child and not of them. Whoever does not see them does not see the task.
        words: what becomes of the child, as whoever acts wrote it; empty where they were not asked.
    """
    row = Traveller.objects.filter(pk=about.pk)
    found = [bearer_of(row, case.office, case.counsellor), protector_of(row, case.office)]
    desks: list[User | None] = [*dict.fromkeys(one for one in found if one)]
    for desk in desks or [None]:
        put_on_desk(act, case, rules.CHILD_ALONE, act.today, about=about, words=words, desk=desk)


def left_without_company(together: Sequence[Traveller], on: date) -> list[Traveller]:
    """Return the children of whom it is no longer known who goes along, where these go on together.

    Forms that ask first and actions that do it decide by this alone, so that they agree whoever acts.
    """
    if not any(one.accompanied for one in together):
        return []
    return rules.left_without_adult(together, on, readers_of(together))


def remember_company(act: Act, case: Case, because: Collection[int]) -> None:
    """Let it stand again that somebody travels along with children of whom it was forgotten without cause.

    The case is held, and who did not go after all stands where they stood. What was forgotten is retracted,
    so that the word of before stands; none is made up (`company_forgotten`).

    Args:
        act: the action that takes back that somebody went.
        case: that they are in.
        because: the transactions that recorded what is told of their going.
    """
    found = {child.pk: event for child, event in company_forgotten(case, because)}
    rows = Traveller.objects.filter(pk__in=found).select_for_update(no_key=True).order_by("pk")
    for child in rows:
        child.accompanied = True
        act.save(child, "accompanied")
        act.retract(found[child.pk])


def company_forgotten(
    case: Case, because: Collection[int], back: Sequence[Traveller] = ()
) -> list[tuple[Traveller, Event]]:
    """Return the children of whom it became unknown who goes along by a going alone, each with the event.

    Told in the same transaction, it followed by itself; what somebody recorded by hand, before or since,
    stands. And the word of before was yes, and somebody of age is with the child again whom all see who read
    of it: who is hidden brings nothing back, as it would be told by that.

    Args:
        case: that they are in.
        because: the transactions that recorded what is told of the going.
        back: who has departed as it stands, and would not have.
    """
    rows = Traveller.objects.filter(case=case, exit="", left_case_on=None).select_related("person")
    forgotten = _followed_by_itself(case, [one for one in rows if one.accompanied is None], because)
    if not forgotten:
        return []
    programme = programmes.remembered(case.version_of_programme_id).definition
    came_back = {one.pk for one in back}
    together = [one for one in rows if one.pk in came_back or not rules.has_departed(programme, one.stage)]
    for one in together:
        one.accompanied = one.accompanied or one.person.key in forgotten
    alone = {one.pk for one in left_without_company(together, clock.today())}
    return [
        (one, forgotten[one.person.key])
        for one in together
        if one.person.key in forgotten and one.pk not in alone
    ]


def remember_company_of(act: Act, child: Traveller, because: Collection[int]) -> bool:
    """Let it stand again of one child, held with the case, that somebody went along; say whether it does.

    For whoever knows that somebody of age was with it: here it is not asked.

    Args:
        act: the action that tells so.
        child: who it is about.
        because: the transactions by which it followed that it was forgotten (`company_forgotten`).
    """
    followed = _followed_by_itself(child.case, [child], because) if child.accompanied is None else {}
    for event in followed.values():
        child.accompanied = True
        act.save(child, "accompanied")
        act.retract(event)
    return bool(followed)


def _followed_by_itself(
    case: Case, unknown: Sequence[Traveller], because: Collection[int]
) -> dict[UUID | None, Event]:
    """Return by which event it became unknown of each of some children who goes along, by person.

    Where that followed from what the transactions recorded, and the word of before was yes.
    """
    if not unknown:
        return {}
    types = [events.AccompanimentRecorded.type, events.TravellerAdded.type]
    said: dict[UUID | None, list[Event]] = {}
    keys = [one.person.key for one in unknown]
    told = Event.objects.filter(case_key=case.key, person_key__in=keys, type__in=types).standing()
    for event in told.order_by("position"):
        said.setdefault(event.person_key, []).append(event)
    return {
        key: last
        for key, (*before, last) in said.items()
        if last.type == events.AccompanimentRecorded.type
        and last.written_by in because
        and before
        and before[-1].payload.get("accompanied")
    }


def take_questions_along(act: Act, case: Case, new: Case, going: Sequence[Traveller]) -> None:
    """Let the questions to the funder that wait for an answer go along with those who part.

    One about somebody who goes is theirs, and moves. One about the household stays, and is asked for those
    who go in their own case too, as of the same day: the answer is recorded in each. It speaks for nobody for
    whom it did not speak before.
    """
    keys = [one.person.key for one in going]
    reached = gatekeeper().reach(act.actor, act.verb, FunderApproval).filter(case=case, outcome="asked")
    for asked in reached.order_by("pk"):
        if asked.person_key is None:
            _ask_for_them_too(act, asked, new, keys)
        elif asked.person_key in keys:
            asked.case = new
            asked.save(update_fields=["case"])
            _tell_asked(act, asked, None)


def _ask_for_them_too(act: Act, asked: FunderApproval, new: Case, keys: Sequence[UUID]) -> None:
    """Put a question about a household in the case of those who part from it, for whom it spoke."""
    told = Event.objects.filter(type=events.ApprovalAsked.type, payload__approval=str(asked.key))
    named = [one.payload.get("travellers") for one in told.filter(case_key=asked.case.key).standing()]
    spoken = [key for key in keys if any(names is None or str(key) in names for names in named)]
    if not spoken:
        return
    row = FunderApproval.objects.create(
        case=new, project=asked.project, outcome=FunderApproval.Outcome.ASKED, asked_on=asked.asked_on
    )
    _tell_asked(act, row, tuple(spoken))


def _tell_asked(act: Act, row: FunderApproval, travellers: tuple[UUID, ...] | None) -> None:
    """Tell of a question in the case where it waits by now, as of the day on which it was asked."""
    fact = events.ApprovalAsked(approval=row.key, project=row.project, travellers=travellers)
    case = row.case
    act.record(fact, office=case.office.code, case=case, person=row.person_key, occurred_on=row.asked_on)
