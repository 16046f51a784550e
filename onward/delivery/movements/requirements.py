"""The requirements that journeys can satisfy, read from their own events."""

from onward.casework.programmes.requirements import RequirementKind, register
from onward.delivery.movements import rules


def register_requirements() -> None:
    """Register what this room can satisfy; called when the house starts."""
    fitness = ("movements.fitness_checked",)
    register(RequirementKind("fit-to-travel", "movements", "traveller", rules.fit_to_travel, fitness))
    escorted = ("movements.escort_assigned", *rules.ENDED)
    register(
        RequirementKind(
            "escort-assigned",
            "movements",
            "traveller",
            rules.escort_assigned,
            escorted,
            not_before="booking",
        )
    )
    booked = ("movements.booked", *rules.ENDED)
    register(
        RequirementKind("itinerary", "movements", "traveller", rules.itinerary, booked, not_before="booking")
    )
