"""What the tables of this room hold of persons. What belongs to a household names its case alone."""

from onward.access.holdings import Left, register_holding, register_nobodys
from onward.casework.cases.models import (
    Case,
    CashHandover,
    Declaration,
    Document,
    FunderApproval,
    HandOver,
    Hold,
    HoldRelease,
    Note,
    Session,
    Task,
    Traveller,
    Vulnerability,
)


def register() -> None:
    """Declare the tables of this room."""
    _register_files()
    _register_work()
    _register_papers()


def _register_files() -> None:
    register_holding(
        Case,
        case="key",
        told={"destination_place": "casework"},
        coded={
            "reference": "casework",
            "programme": "casework",
            "version_of_programme": "casework",
            "household": "family",
            "channel": "casework",
            "referred_by": "casework",
            "destination": "casework",
            "departure_country": "casework",
            "opened_on": "casework",
            "closed_on": "casework",
            "came_from": "casework",
            "brought_in": "casework",
            "taken_back_on": "casework",
        },
        plain=("office", "counsellor"),
        left=Left.ROW,
    )
    register_holding(
        Traveller,
        whose=("person__key",),
        case="case__key",
        coded={
            "case": "casework",
            "person": "casework",
            "principal": "casework",
            "accompanied": "family",
            "stage": "casework",
            "stage_since": "casework",
            "exit": "casework",
            "travels_on": "journey",
            "medical_needs": "health",
            "left_case_on": "casework",
        },
        left=Left.ROW,
        goes=("accompanied", "medical_needs"),
    )
    register_holding(
        Vulnerability,
        whose=("traveller__person__key",),
        case="traveller__case__key",
        coded={
            "traveller": "protection",
            "category": "protection",
            "severity": "protection",
            "found_on": "protection",
            "ended_on": "protection",
        },
        plain=("found_by",),
    )
    register_holding(
        HandOver,
        case="case__key",
        told={"words": "narrative"},
        coded={
            "case": "casework",
            "mission": "casework",
            "accepted": "casework",
            "reason": "casework",
            "travellers": "casework",
            "ended_at": "casework",
            "told_of_end": "casework",
            "departed_only": "casework",
        },
        plain=("sent_at", "sent_by", "answered_at", "answered_by"),
        left=Left.ROW,
    )
    register_nobodys(Hold, "a stop to departures of a programme or to a country: it names nobody")
    register_holding(
        HoldRelease,
        case="case__key",
        told={"reasons": "narrative"},
        coded={
            "hold": "casework",
            "case": "casework",
            "precautions": "casework",
            "released_on": "casework",
            "travellers": "casework",
            "destination": "casework",
        },
        plain=("released_by", "released_at"),
        left=Left.ROW,
    )


def _register_work() -> None:
    register_holding(
        Session,
        whose=("person_key",),
        case="case__key",
        told={"place": "narrative", "summary": "narrative"},
        coded={
            "case": "casework",
            "person_key": "casework",
            "held_on": "casework",
            "way": "casework",
            "language": "origin",
            "interpreter": "origin",
            "minutes": "casework",
            "topics": "casework",
            "by_partner": "casework",
        },
        plain=("counsellor",),
        left=Left.ROW,
    )
    register_holding(
        Task,
        whose=("person_key",),
        case="case__key",
        told={"words": "narrative"},
        coded={
            "case": "casework",
            "person_key": "casework",
            "kind": "casework",
            "due_on": "casework",
            "done_on": "casework",
        },
        plain=("assigned_to", "made_by", "done_by"),
        left=Left.ROW,
    )
    register_holding(
        Note,
        whose=("person_key",),
        case="case__key",
        told={"text": "narrative"},
        coded={"case": "narrative", "person_key": "narrative"},
        plain=("author", "written_at"),
    )


def _register_papers() -> None:
    register_holding(
        Document,
        whose=("person_key",),
        case="case__key",
        told={
            "name": "documents",
            "stored_as": "documents",
            "sha256": "documents",
            "media_type": "documents",
        },
        coded={
            "case": "documents",
            "person_key": "documents",
            "kind": "documents",
            "size": "documents",
        },
        plain=("added_by", "added_at"),
        files=("stored_as",),
        derived=("stored_as", "sha256"),
    )
    register_holding(
        Declaration,
        whose=("traveller__person__key",),
        case="traveller__case__key",
        coded={
            "traveller": "consent",
            "signed_by": "consent",
            "signed_on": "consent",
            "document": "consent",
            "withdrawn_on": "consent",
        },
    )
    register_holding(
        FunderApproval,
        whose=("person_key",),
        case="case__key",
        coded={
            "case": "casework",
            "person_key": "casework",
            "project": "casework",
            "outcome": "casework",
            "asked_on": "casework",
            "decided_on": "casework",
            "depart_by": "casework",
        },
    )
    register_holding(
        CashHandover,
        whose=("traveller__person__key",),
        case="traveller__case__key",
        coded={
            "traveller": "help",
            "amount": "help",
            "currency": "help",
            "project": "help",
            "given_on": "help",
            "receipt": "help",
        },
        plain=("given_by",),
    )
