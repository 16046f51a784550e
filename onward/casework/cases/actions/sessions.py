"""A counselling session that was recorded wrongly, or in the wrong file: told rightly, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.casework.cases import choices, events
from onward.casework.cases.actions.joinings import for_whom
from onward.casework.cases.actions.locking import lock_case, told_by
from onward.casework.cases.actions.since import day_since_opening
from onward.casework.cases.changes import session_in_words
from onward.casework.cases.models import Case, Session
from onward.casework.cases.queries import OF_THE_HOUSEHOLD
from onward.kernel.actions import Act, action
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, what_differs

REASONS = "session-corrections"
"""The list of `choices.yaml` with why a session was recorded wrongly."""
MOST_MINUTES = 600
SAME_SESSION = _("This is what stands already.")
MINUTES_OUT_OF_BOUNDS = _("A session lasts between 1 and %(most)s minutes.")


@dataclass(frozen=True)
class RightSession:
    """What is right of a session: its day, how it was held, in which language, how long, about what."""

    held_on: date
    way: str
    language: str = ""
    minutes: int | None = None
    topics: Sequence[str] = ()


@action("cases.write")
def correct_session(
    act: Act,
    session: Session,
    right: RightSession,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Session:
    """Tell rightly how and when a session was held; it counts for whom it counted, and its summary stays.

    Of those whom its author saw in the case when recording it, it counts for who was in it on the right day.
    What is recorded stays where it is not told otherwise, also a topic that is offered no more.

    Args:
        act: the action under way.
        session: what was recorded.
        right: what is right.
        reason: why it was wrong, of `session-corrections`.
        version: place in the log of the event that the actor has seen.
        once: the token of the form.

    Raises:
        Invalid: that is what stands, or it cannot be.
        NoSuchChoice: the reason says that it was not held, or not with these.
        CaseIsClosed: nothing can be changed in the case any more.
        ChangedMeanwhile: a colleague corrected it, or took it back.
    """
    act.once(once)
    session, told = _held(act, session, version)
    choices.check("reason", reason, dict(choices.correcting(REASONS)))
    before = _of(session)
    session.held_on = day_since_opening(act, session.case, "held_on", right.held_on, stands=session.held_on)
    session.way = choices.check("way", right.way, Session.Way.values)
    if right.language != session.language:
        session.language = choices.language("language", right.language)
    session.minutes = check_minutes(right.minutes)
    offered = [*choices.listed("session-topics"), *session.topics]
    session.topics = choices.check_all("topics", right.topics, offered)
    if _of(session) == before:
        raise Invalid("right", message=SAME_SESSION)
    act.save(session, "held_on", "way", "language", "minutes", "topics")
    fact = told.fact()
    assert isinstance(fact, events.SessionHeld)
    is_so = {
        "way": session.way,
        "language": session.language or None,
        "minutes": session.minutes,
        "topics": tuple(session.topics),
        "corrected": reason,
        **_for_whom(session),
    }
    act.correct(told, fact.model_copy(update=is_so), occurred_on=session.held_on)
    return session


@action("cases.write")
def take_back_session(
    act: Act, session: Session, reason: str, *, version: int | None = None, once: UUID | None = None
) -> Session:
    """Say that a session was not held with these: no row is left, nor its summary in their file.

    Where no other session meets them, a gate that is still ahead asks anew, and a task that waited for one
    stands again. Who has passed a gate by it stays where they are.

    Raises:
        NoSuchChoice: the reason says that it was held otherwise.
        CaseIsClosed: nothing can be changed in the case any more.
        ChangedMeanwhile: a colleague corrected it, or took it back.
    """
    act.once(once)
    session, told = _held(act, session, version)
    choices.check("reason", reason, dict(choices.taking_back(REASONS)))
    key = session.pk
    session.delete()
    session.pk = key
    act.retract(told, reason)
    return session


def check_minutes(minutes: int | None) -> int | None:
    """Return how long a session lasted, where that is known.

    Raises:
        Invalid: none lasts so long, or so short.
    """
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise Invalid("minutes", message=MINUTES_OUT_OF_BOUNDS % {"most": MOST_MINUTES})
    return minutes


def sessions_of(user: User, case: Case) -> QuerySet[Session]:
    """Return the sessions of a case in the reader's sight, the last one first, with who held each.

    Each bears when it was recorded (`recorded_at`), which no correction of it changes.
    """
    first = Event.objects.filter(type=events.SessionHeld.type, case_key=case.key, supersedes=None)
    of_it = first.annotate(session=KT("payload__session")).filter(session=Cast(OuterRef("key"), CharField()))
    rows = Session.objects.visible_to(user).filter(case=case).select_related("counsellor")
    return rows.annotate(recorded_at=Subquery(of_it.values("recorded_at")[:1])).order_by("-held_on", "-pk")


def last_told_of_sessions(case: Case, sessions: Iterable[Session]) -> int:
    """Return the place in the log of what was told last of some sessions of a case; nought for nothing.

    Of those that a reader sees: the place of one with somebody hidden would tell that there was one.
    """
    keys = [str(one.key) for one in sessions]
    rows = Event.objects.filter(type=events.SessionHeld.type, case_key=case.key, payload__session__in=keys)
    return rows.order_by("-position").values_list("position", flat=True).first() or 0


def _held(act: Act, session: Session, version: int | None) -> tuple[Session, Event]:
    """Return a session, held after its case, which is open, with the event that tells of it."""
    case = lock_case(act, session.case)
    if not Session.objects.filter(pk=session.pk).exists():
        raise ChangedMeanwhile()
    held = act.lock(session)
    rows = Event.objects.filter(
        type=events.SessionHeld.type, case_key=case.key, payload__session=str(held.key)
    )
    told = rows.standing().get()
    before = told_by(told, version) if version is not None else told
    if before is None or _told(before) != _told(told):
        changes = what_differs(session_in_words(before), session_in_words(told))
        raise ChangedMeanwhile(changes, now=told.position)
    return held, told


def _told(event: Event) -> tuple[object, ...]:
    """Return what an event tells of a session, save for whom it counts: that may be because of one hidden."""
    left_out = OF_THE_HOUSEHOLD[event.type]
    return event.occurred_on, {name: what for name, what in event.payload.items() if name not in left_out}


def _for_whom(session: Session) -> dict[str, tuple[UUID, ...] | None]:
    """Return for whom a session counts on its day, of those whom its author saw; nothing if it names none."""
    rows = Event.objects.filter(type=events.SessionHeld.type, case_key=session.case.key, supersedes=None)
    recorded = rows.get(payload__session=str(session.key))
    fact = recorded.fact()
    assert isinstance(fact, events.SessionHeld)
    if fact.travellers is None:
        return {}
    seen = (*fact.travellers, *(fact.joined_later or ()))
    return for_whom(session.case, seen, session.held_on, by=recorded.position)


def _of(session: Session) -> tuple[object, ...]:
    """Return what can be right or wrong of a session; in which order it had its topics is neither."""
    return session.held_on, session.way, session.language, session.minutes, sorted(session.topics)
