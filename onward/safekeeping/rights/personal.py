"""What the tables of this room hold of persons."""

from onward.access.holdings import register_holding
from onward.safekeeping.rights.models import RightsRequest


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        RightsRequest,
        whose=("person_key",),
        told={"words": "narrative", "answer": "narrative", "longer_why": "narrative"},
        coded={
            "person_key": "consent",
            "right": "consent",
            "asked_on": "consent",
            "asked_by": "consent",
            "way": "consent",
            "due_on": "consent",
            "state": "consent",
            "answered_on": "consent",
            "ground": "consent",
        },
        plain=("recorded_at", "recorded_by", "answered_by"),
    )
