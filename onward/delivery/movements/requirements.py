"""The requirements that journeys can satisfy, read from their own events."""

from onward.casework.programmes.requirements import RequirementKind, Settled, register
from onward.delivery.movements import rules


def register_requirements() -> None:
    """Register what this room can satisfy; called when the house starts."""
    fitness = ("movements.fitness_checked",)
    register(
        RequirementKind("fit-to-travel", "movements", "traveller", rules.fit_to_travel, fitness, asks=False)
    )
    escorted = ("movements.escort_assigned", *rules.ENDED)
    register(
        RequirementKind(
            "escort-assigned",
            "movements",
            "traveller",
            rules.escort_assigned,
            escorted,
            not_before="booking",
            settled=_while_it_stands("movements.escort_assigned"),
            asks=False,
        )
    )
    booked = ("movements.booked", *rules.ENDED)
    register(
        RequirementKind(
            "itinerary",
            "movements",
            "traveller",
            rules.itinerary,
            booked,
            not_before="booking",
            settled=_while_it_stands("movements.booked"),
            asks=False,
            given_by=("movements.booked",),
        )
    )


def _while_it_stands(type: str) -> Settled:
    """Return that a type of event settles something as long as the journey that it names is not over."""
    return Settled(type, same="movement", undone_by=rules.ENDED, ever=True)
