"""What the tables of this room hold of persons."""

from onward.access.holdings import Left, register_holding
from onward.delivery.reintegration.models import ReintegrationRequest


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        ReintegrationRequest,
        whose=("person_key",),
        case="case__key",
        told={"plan": "narrative"},
        coded={
            "case": "help",
            "person_key": "help",
            "service": "help",
            "destination": "help",
            "project": "help",
            "kind": "help",
            "state": "help",
            "asked_on": "help",
            "answered_on": "help",
            "drawn_on": "help",
        },
        plain=("answered_by", "made_at"),
        left=Left.ROW,
    )
