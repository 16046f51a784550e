"""What the tables of this room hold of persons. A journey is a household's; its seats are each somebody's."""

from onward.access.holdings import Left, register_holding
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger


def register() -> None:
    """Declare the tables of this room."""
    register_holding(
        Movement,
        case="case__key",
        told={"onward_transport": "journey"},
        coded={
            "case": "journey",
            "departs_on": "journey",
            "former_keys": "journey",
        },
        plain=("office", "booked_by", "booked_at"),
        left=Left.ROW,
    )
    register_holding(
        Leg,
        case="movement__case__key",
        told={"flight": "journey"},
        coded={
            "movement": "journey",
            "number": "journey",
            "mode": "journey",
            "origin": "journey",
            "destination": "journey",
            "departs_at": "journey",
            "arrives_at": "journey",
        },
    )
    register_holding(
        Passenger,
        whose=("traveller__person__key",),
        case="traveller__case__key",
        told={"escort_name": "journey"},
        coded={
            "movement": "journey",
            "traveller": "journey",
            "state": "journey",
            "state_on": "journey",
            "assistance": "health",
            "escort_kind": "health",
        },
        others=("escort_name",),
        left=Left.ROW,
    )
    register_holding(
        FitnessCheck,
        whose=("person_key",),
        case="case__key",
        told={"conditions": "health", "doctor": "health"},
        coded={
            "case": "health",
            "person_key": "health",
            "checked_at": "health",
            "outcome": "health",
            "review_on": "health",
        },
        others=("doctor",),
    )
