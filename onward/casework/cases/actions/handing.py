"""Handing a case over to the mission in the country of return, and the mission's answer."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.access.restrictions import marked
from onward.casework.cases import events, problems
from onward.casework.cases.actions.by_rule import end_tasks, put_on_desk
from onward.casework.cases.actions.locking import check_open, in_sight, lock_case
from onward.casework.cases.gates import goes_elsewhere, went_to
from onward.casework.cases.models import STANDS, Case, HandOver, Traveller
from onward.casework.cases.policy import missions_that_see
from onward.casework.cases.rules import SENT_BACK, told_of_any, whom_it_concerns
from onward.kernel.actions import Act, action
from onward.kernel.text import clean_note
from onward.records.consents import queries as consents
from onward.records.consents.models import Consent
from onward.records.people.models import Person
from onward.reference.choices import check, listed

DESTINATION_CHANGED, WENT_ELSEWHERE = "destination-changed", "went-elsewhere"
"""Why a hand-over ended, as its event says it."""
SENT_AS = ("case", "mission", "sent_at", "sent_by", "answered_at", "answered_by", "accepted")
"""What a row that is made of another has from it: how it was sent and answered."""


@action("cases.hand-over")
def hand_over(act: Act, case: Case, mission: Office) -> HandOver:
    """Share the file with a mission, also one that had sent it back. Consent is asked for at this moment, for
    each traveller.

    A further sending to the same mission covers those whom no standing one covers yet: somebody whom the
    first sender did not see, or who joined since. The mission answers it by itself. Who has departed to
    another country than the case returns to by now is sent to a mission of that country alone.

    Raises:
        CaseIsClosed: nothing of it is sent any more.
        NobodyToHandOver: nobody in it whom the actor sees is on the way any more.
        NobodyGoesThere: who is on the way has departed to another country than the mission's.
        AlreadyRecorded: everybody on the way whom the actor sees was handed over to this mission before.
        ConsentMissing: at least one traveller has no valid consent for this recipient, and no override.
    """
    case = lock_case(act, case)
    # Whom the actor may not see is not shared, and must not show in a number either.
    members = list(in_sight(act, case).filter(exit="").select_related("person").order_by("pk"))
    if not members:
        raise problems.NobodyToHandOver("mission")
    keys = [one.person.key for one in members]
    going = whom_it_concerns(keys, mission.country, case.destination, goes_elsewhere(case, members))
    if not going:
        raise problems.NobodyGoesThere("mission", mission=mission.called)
    standing = HandOver.objects.filter(STANDS, case=case, mission=mission)
    told = told_of_any(standing, going, marked(going))
    keys = [key for key in going if key not in told]
    if not keys:
        raise problems.AlreadyRecorded("mission")
    lacking = consents.lacking_consent(keys, Consent.Purpose.SHARE_WITH_MISSION, mission.key, act.today)
    if lacking:
        raise problems.ConsentMissing("mission", mission, len(lacking))
    handed = HandOver.objects.create(
        case=case, mission=mission, sent_at=act.at, sent_by=acting_user(act), travellers=keys
    )
    fact = events.HandedOver(hand_over=handed.key, mission=mission.key, travellers=tuple(keys))
    act.record(fact, office=case.office.code, case=case)
    _end_what_it_had_come_back_for(act, case, keys)
    return handed


def _end_what_it_had_come_back_for(act: Act, case: Case, keys: list[UUID]) -> None:
    """Tick off the tasks of a file that had come back: it is sent again."""
    end_tasks(act, case, SENT_BACK, Q(person_key=None) | Q(person_key__in=keys))


@action("cases.answer-hand-over")
def answer_hand_over(
    act: Act, handed: HandOver, accepted: bool, *, reason: str = "", words: str = ""
) -> HandOver:
    """Accept a case at the mission, or send it back: then it is on its counsellor's desk again, today.

    Args:
        act: the action under way.
        handed: what waits for the answer.
        accepted: which of the two.
        reason: one of `return-reasons`, for whoever sends it back.
        words: what they wish to add; kept in the row alone.

    Raises:
        CaseIsClosed: there is nothing to answer any more.
        AlreadyRecorded: it was answered before.
        HandOverEnded: the country of return changed meanwhile.
        NoSuchChoice: it is sent back for no reason, or for one that there is not.
    """
    handed = act.lock(handed)
    check_open(handed.case)
    if handed.ended_at:
        raise problems.HandOverEnded()
    if handed.accepted is not None:
        raise problems.AlreadyRecorded()
    handed.accepted, handed.answered_at = accepted, act.at
    handed.answered_by = acting_user(act)
    if not accepted:
        handed.reason = check("reason", reason, listed("return-reasons"))
        handed.words = clean_note(words, field="words")
    handed.save()
    fact = events.HandOverAnswered(
        hand_over=handed.key,
        mission=handed.mission.key,
        accepted=accepted,
        reason=None if accepted else handed.reason,
    )
    act.record(fact, office=handed.case.office.code, case=handed.case)
    if not accepted:
        _put_back_on_a_desk(act, handed)
    return handed


def end_hand_overs(act: Act, case: Case, country: str) -> None:
    """End what stands to missions of a country that a case no longer returns to: they read it no more.

    Also what somebody sent whom the actor does not see; neither is told of the other. A mission is told that
    it ended where it saw somebody of it until now. Of who has departed to that country, out of the actor's
    sight, their mission keeps the file: it waits for them.
    """
    standing = HandOver.objects.filter(STANDS, case=case, mission__country=country).select_related("mission")
    found = list(standing.select_for_update(of=("self",)).order_by("pk"))
    if not found:
        return
    travellers = list(case.travellers.select_related("person"))
    seen = {one.person.key: missions_that_see(one) for one in travellers}
    hidden = marked([*seen])
    went = frozenset(key for key, there in went_to(case, travellers).items() if there == country)
    for handed in found:
        told = handed.told_of(seen, hidden)
        if staying := told & went:
            _keep(act, handed, staying, alone=staying == told)
        if staying == told and staying:
            continue
        handed.told_of_end = any(handed.mission in seen[key] for key in told - staying)
        _end(act, handed, DESTINATION_CHANGED)


def end_hand_overs_of(act: Act, case: Case, country: str, people: Collection[UUID]) -> None:
    """End what stands to missions of a country for those alone who did not go there, as it was told they had.

    A row that names others too goes on for them; beside it stands the one that ended. Where nobody is left of
    it, its mission is told that it ended.

    Args:
        act: the action.
        case: of which they were sent; held.
        country: to which they had been told to go.
        people: keys of the persons.
    """
    standing = HandOver.objects.filter(STANDS, case=case, mission__country=country).select_related("mission")
    found = list(standing.select_for_update(of=("self",)).order_by("pk"))
    travellers = list(case.travellers.select_related("person")) if found else []
    hidden = marked([one.person.key for one in travellers])
    for handed in found:
        told = handed.told_of([one.person.key for one in travellers], hidden)
        leaving = [one for one in travellers if one.person.key in told and one.person.key in people]
        if not leaving:
            continue
        if staying := sorted(told - {one.person.key for one in leaving}):
            for one in leaving:
                _end(act, _named_alone(handed, one), WENT_ELSEWHERE, one.person)
            handed.travellers = staying
            handed.save(update_fields=["travellers"])
            continue
        handed.told_of_end = any(handed.mission in missions_that_see(one) for one in leaving)
        _end(act, handed, WENT_ELSEWHERE)


def _named_alone(handed: HandOver, one: Traveller) -> HandOver:
    """Return a copy of a hand-over that names one of its travellers alone."""
    rest = (*SENT_AS, "departed_only")
    return HandOver(**{name: getattr(handed, name) for name in rest}, travellers=[one.person.key])


def _end(act: Act, handed: HandOver, reason: str, person: Person | None = None) -> None:
    """End a hand-over; what is told of it is about the `person` whom it names alone, where others go on."""
    handed.ended_at = act.at
    handed.save()
    fact = events.HandOverEnded(hand_over=handed.key, mission=handed.mission.key, reason=reason)
    act.record(fact, office=handed.case.office.code, case=handed.case, person=person)


def _keep(act: Act, handed: HandOver, departed: frozenset[UUID], *, alone: bool) -> None:
    """Let a hand-over stand for those who have departed: as a row of their own, unless it names them `alone`.

    So the other one ends as it does where nobody has departed. When it was sent and answered stays, since
    marks count by it.
    """
    if not alone:
        handed = HandOver(**{name: getattr(handed, name) for name in SENT_AS})
    handed.travellers, handed.departed_only = sorted(departed), True
    handed.save()
    for person in Person.objects.filter(key__in=departed).order_by("pk"):
        fact = events.HandOverKept(hand_over=handed.key, mission=handed.mission.key)
        act.record(fact, office=handed.case.office.code, case=handed.case, person=person)


def _put_back_on_a_desk(act: Act, handed: HandOver) -> None:
    """Set the task that tells of it: for the counsellor, or for who sent it where that is hidden from them.

    One that tells of restricted persons only is about one of them, so that it shows to whoever sees them.
    """
    keys = handed.travellers or []
    hidden = marked(keys)
    alone = keys[:1] if len(hidden) == len(keys) else []
    about = Traveller.objects.filter(case=handed.case, person__key__in=alone).first()
    put_on_desk(act, handed.case, SENT_BACK, act.today, else_for=handed.sent_by, about=about)
