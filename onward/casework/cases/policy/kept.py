"""What a mission is still told of a case of which it keeps the file of those alone who had departed there."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from onward.access.models import Office, User
from onward.access.policy import EVERYTHING, NOTHING, scopes_held, scopes_of
from onward.casework.cases.events import (
    ApprovalAsked,
    DocumentAdded,
    HandOverKept,
    NoteAdded,
    SessionHeld,
    TaskSet,
)
from onward.casework.cases.models import STANDS, Document, FunderApproval, HandOver, Note, Session, Task
from onward.casework.cases.policy.scopes import HANDED_OVER, case_scopes
from onward.kernel.models import Event


def reads_as_a_mission(user: User) -> bool:
    """Say whether some of what the user reads of cases was handed over to their mission."""
    return bool(scopes_held(user) & HANDED_OVER) and "all" not in scopes_of(user, "cases.read")


def keeps_alone(user: User, case: str = "case__") -> Q:
    """Return the test that the user's mission has, of a case, the file of those alone who had departed there.

    Of the household it reads nothing more since: not where it returns to, nor what was recorded for it.
    Whoever reads the case by another role as well is not meant.

    Args:
        user: who looks; of a mission (`reads_as_a_mission`).
        case: path to the case of the row, as `case_scopes` takes it.
    """
    sent = HandOver.objects.filter(STANDS, case=OuterRef(f"{case}pk"), mission_id=user.office_id)
    filters, otherwise = case_scopes(case), NOTHING
    for scope in sorted(scopes_of(user, "cases.read") & filters.keys() - HANDED_OVER):
        otherwise = filters[scope](user) if otherwise is NOTHING else otherwise | filters[scope](user)
    kept = Q(Exists(sent.filter(departed_only=True))) & ~Q(Exists(sent.filter(departed_only=False)))
    return kept if otherwise is NOTHING else kept & ~otherwise


def returns_to(user: User, country: str, case: str = "") -> Q:
    """Return the filter for cases (at the path `case`) that return to a country, as far as the user knows.

    For a mission that keeps those alone who had departed there, that is its own country.
    """
    there = Q(**{f"{case}destination": country})
    if not reads_as_a_mission(user):
        return there
    own = Q(Exists(Office.objects.filter(users=user.pk, country=country)))
    alone = keeps_alone(user, case)
    return (there & ~alone) | (own & alone)


def told_to_mission(user: User, case_key: Any, told_at: str) -> Q:
    """Return the filter for events of a case that are told to a user's mission which keeps some of it alone.

    Those about persons are for whoever sees them. Of the household that is what was told before the mission
    lost it, what is about its own hand-overs, and what the mission recorded itself.

    Args:
        user: who looks; of a mission.
        case_key: key of the case, as a filter takes it.
        told_at: name of what says where in the log an event was told first.
    """
    before = ~Q(Exists(lost_at(user, case_key).filter(position__lt=OuterRef(told_at))))
    handing = Q(payload__mission=str(user.office.key) if user.office else "")
    own = Q(actor_key__in=User.objects.filter(office=user.office_id).values("key"))
    return Q(person_key__isnull=False) | before | handing | own


def lost_at(user: User, case_key: Any) -> QuerySet[Event]:
    """Return the events of a case that tell of whom alone the user's mission keeps the file since then.

    Where the household returns to from then on, and whatever it is told of, comes after them in the log.
    """
    mission = user.office.key if user.office else None
    told_to = Cast(KT("payload__mission"), UUIDField())
    kept = Event.objects.filter(type=HandOverKept.type, case_key=case_key)
    return kept.alias(mission=told_to).filter(mission=mission)


_TELLS_OF: Mapping[type[Any], tuple[str, str]] = {
    Session: (SessionHeld.type, "session"),
    Task: (TaskSet.type, "task"),
    Note: (NoteAdded.type, "note"),
    Document: (DocumentAdded.type, "document"),
    FunderApproval: (ApprovalAsked.type, "approval"),
}
"""Of rows that may be about the whole household: by which event each is told, and the field that names it."""


def row_told(user: User, table: type[Any]) -> Q:
    """Return the filter for rows of a case that are told to a user's mission where it keeps some of it alone.

    For everybody else, and of tables whose rows are about one person each, it is everything.
    """
    if table not in _TELLS_OF or not reads_as_a_mission(user):
        return EVERYTHING
    type, field = _TELLS_OF[table]
    told = Event.objects.filter(type=type, case_key=OuterRef("case__key"))
    told = told.alias(names=Cast(KT(f"payload__{field}"), UUIDField())).filter(names=OuterRef("key"))
    told = told.filter(told_to_mission(user, OuterRef("case_key"), "position"))
    return Q(person_key__isnull=False) | ~keeps_alone(user) | Q(Exists(told))
