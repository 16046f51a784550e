"""What the tables of this room hold of persons."""

from onward.access.holdings import register_holding
from onward.casework.protection.models import Assessment, Guardian


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        Assessment,
        whose=("person_key",),
        case="case__key",
        told={
            "asked_of": "protection",
            "decided_by": "protection",
            "author": "protection",
            "reasons": "protection",
            "measures": "protection",
        },
        coded={
            "case": "protection",
            "person_key": "protection",
            "kind": "protection",
            "asked_on": "protection",
            "mission_key": "protection",
            "due_on": "protection",
            "decided_on": "protection",
            "outcome": "protection",
            "document": "protection",
        },
        plain=("asked_by", "recorded_by", "made_at"),
        others=("asked_of", "decided_by", "author"),
    )
    register_holding(
        Guardian,
        whose=("person_key",),
        case="case__key",
        told={"name": "family", "organisation": "family", "phone": "family", "email": "family"},
        coded={
            "person_key": "family",
            "case": "family",
            "since": "family",
            "until": "family",
            "agreed_on": "family",
            "agreement": "family",
        },
        others=("name", "phone", "email"),
    )
