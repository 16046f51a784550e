"""What the tables of this room hold of persons."""

from onward.access.holdings import register_holding
from onward.records.consents.models import Consent, Override


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        Consent,
        whose=("person_key",),
        told={"given_by": "consent", "evidence": "consent", "witness": "consent"},
        coded={
            "person_key": "consent",
            "purpose": "consent",
            "recipient_key": "consent",
            "given_by_key": "consent",
            "given_on": "consent",
            "expires_on": "consent",
            "sheet_key": "consent",
            "withdrawn_on": "consent",
        },
        plain=("office",),
        others=("given_by", "witness"),
        files=("sheet_key",),
    )
    register_holding(
        Override,
        whose=("person_key",),
        told={"reasons": "consent"},
        coded={
            "person_key": "consent",
            "purpose": "consent",
            "recipient_key": "consent",
            "legal_basis": "consent",
            "approved": "consent",
            "expires_on": "consent",
        },
        plain=("office", "asked_by", "asked_at", "decided_by", "decided_at"),
    )
