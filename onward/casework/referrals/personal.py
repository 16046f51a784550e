"""What the tables of this room hold of persons."""

from onward.access.holdings import Left, register_holding
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        Referral,
        whose=("people__person_key",),
        case="case__key",
        told={
            "phone": "contact",
            "message": "narrative",
            "destination_place": "casework",
            "consent_witness": "consent",
        },
        coded={
            "reference": "casework",
            "programme": "casework",
            "channel": "casework",
            "organisation_key": "casework",
            "sent_on": "casework",
            "destination": "casework",
            "language": "origin",
            "consent_given_on": "consent",
            "consent_until": "consent",
            "tell_outcome": "consent",
            "state": "casework",
            "decline_reason": "casework",
            "case": "casework",
        },
        plain=("office", "sent_by", "sent_at", "answered_at", "answered_by"),
        others=("consent_witness",),
        left=Left.ROW,
        alone="key",
    )
    register_holding(
        ReferredPerson,
        whose=("person_key",),
        case="referral__case__key",
        told={
            "name": "identity",
            "name_native": "identity",
            "search": "identity",
            "born_from": "identity",
            "born_to": "identity",
        },
        coded={
            "referral": "casework",
            "position": "casework",
            "sex": "identity",
            "nationality": "origin",
            "relation": "family",
            "principal": "casework",
            "accompanied": "family",
            "person_key": "identity",
        },
        alone="referral__key",
        derived=("search",),
    )
    register_holding(
        Enquiry,
        case="referral__case__key",
        coded={
            "line": "casework",
            "caller": "casework",
            "language": "origin",
            "topics": "casework",
            "outcome": "casework",
            "minutes": "casework",
            "referral": "casework",
        },
        plain=("office", "asked_at", "taken_by"),
        left=Left.ROW,
    )
