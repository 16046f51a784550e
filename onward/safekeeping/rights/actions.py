"""The only writers of requests about what is held."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.queries import acting_user
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Missing
from onward.kernel.text import clean, clean_reason
from onward.records.people.models import Person
from onward.reference.choices import check, listed
from onward.safekeeping.rights import events, problems
from onward.safekeeping.rights.choices import ASKED_BY, REFUSALS, WAYS
from onward.safekeeping.rights.definition import rights
from onward.safekeeping.rights.models import RightsRequest
from onward.safekeeping.rights.policy import ANSWER

BEFORE_IT_WAS_ASKED = _("That day comes before the one on which it was asked.")
MOST = 4000
"""Characters of what was asked, and of an answer."""


@action(ANSWER)
def take_down(
    act: Act,
    person: UUID,
    right: str,
    *,
    asked_by: str,
    way: str,
    asked_on: date | None = None,
    words: str = "",
    once: UUID | None = None,
) -> RightsRequest:
    """Record that a person asked for a right; its clock runs from the day on which they did.

    Args:
        act: the action under way.
        person: key of the person whose data it is about.
        right: a code of `definitions/rights.yaml`.
        asked_by: a code of `rights-asked-by`.
        way: a code of `rights-ways`.
        asked_on: today where it is left out.
        words: what was asked, as it was put.
        once: the token of the form.

    Raises:
        Missing: there is no such person.
        Invalid: a code that is none, or a day to come.
    """
    act.once(once)
    check("right", right, rights())
    check("asked_by", asked_by, listed(ASKED_BY))
    check("way", way, listed(WAYS))
    day = day_of(act, "asked_on", asked_on)
    request = RightsRequest.objects.create(
        person_key=person,
        right=right,
        asked_on=day,
        asked_by=asked_by,
        way=way,
        words=clean(words, limit=MOST, field="words"),
        due_on=day + rights()[right].answer_within,
        recorded_at=act.at,
        recorded_by=acting_user(act),
    )
    fact = events.RightAsked(right=right, due_on=request.due_on)
    act.record(fact, office=_office(person), person=person, about=request, occurred_on=day)
    return request


@action(ANSWER)
def take_longer(act: Act, request: RightsRequest, why: str, *, once: UUID | None = None) -> RightsRequest:
    """Take more time for an answer; the person is told why.

    Raises:
        AnsweredAlready, LongerAlready, TooLateForMore, NotInWords: see `problems`.
    """
    act.once(once)
    held = _open(act, request)
    if held.longer_why:
        raise problems.LongerAlready()
    if held.due_on < act.today:
        raise problems.TooLateForMore()
    held.longer_why = clean_reason(why, limit=400, field="why", lines=False)
    held.due_on += rights()[held.right].extend_by
    act.save(held, "longer_why", "due_on")
    fact = events.RightExtended(right=held.right, due_on=held.due_on)
    act.record(fact, office=_office(held.person_key), person=held.person_key, about=held)
    return held


@action(ANSWER)
def answer(
    act: Act,
    request: RightsRequest,
    words: str,
    *,
    ground: str = "",
    answered_on: date | None = None,
    once: UUID | None = None,
) -> RightsRequest:
    """Record what was done, or on which ground nothing is.

    Args:
        act: the action under way.
        request: the request.
        words: what the person was answered.
        ground: of a refusal, a code of `rights-refusals`; empty where it was done.
        answered_on: today where it is left out; not before it was asked.
        once: the token of the form.

    Raises:
        AnsweredAlready, NotInWords, Invalid: see `problems`.
    """
    act.once(once)
    held = _open(act, request)
    if ground:
        check("ground", ground, listed(REFUSALS))
    held.answer = clean_reason(words, limit=MOST, field="words")
    held.ground = ground
    held.state = RightsRequest.State.REFUSED if ground else RightsRequest.State.ANSWERED
    held.answered_on = day_of(
        act, "answered_on", answered_on, first=held.asked_on, too_early=BEFORE_IT_WAS_ASKED
    )
    held.answered_by = acting_user(act)
    act.save(held, "answer", "ground", "state", "answered_on", "answered_by")
    fact = events.RightAnswered(right=held.right, refused=ground or None)
    office, day = _office(held.person_key), held.answered_on
    act.record(fact, office=office, person=held.person_key, about=held, occurred_on=day)
    return held


def _open(act: Act, request: RightsRequest) -> RightsRequest:
    held = act.lock(request)
    if held.state != RightsRequest.State.OPEN:
        raise problems.AnsweredAlready()
    return held


def _office(person: UUID) -> str:
    found = Person.objects.filter(key=person).values_list("office__code", flat=True).first()
    if found is None:
        raise Missing()
    return str(found)
