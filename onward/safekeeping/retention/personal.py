"""What the tables of this room hold of persons."""

from onward.access.holdings import register_holding, register_nobodys
from onward.safekeeping.retention.models import Due, LegalHold, Run


def register() -> None:
    """Declare the tables of this room."""
    register_nobodys(Run, "a run of retention: numbers by rule, and who of the staff began it")
    register_nobodys(
        Due, "random keys with categories of data: what went of whom stays proven, and names nobody"
    )
    register_holding(
        LegalHold,
        whose=("person_key",),
        case="case_key",
        told={"reason": "casework"},
        coded={
            "person_key": "casework",
            "case_key": "casework",
            "ground": "casework",
            "until": "casework",
            "lifted_at": "casework",
        },
        plain=("placed_at", "placed_by", "lifted_by"),
    )
