"""The only writers of journeys: booking, escorts and fitness, and what became of each traveller."""

from onward.delivery.movements.actions.booking import (
    Seat,
    assign_escort,
    book,
    cancel,
    change_assistance,
    rebook,
)
from onward.delivery.movements.actions.correcting import correct_arrival, correct_departure
from onward.delivery.movements.actions.correcting_country import correct_destination
from onward.delivery.movements.actions.correcting_escort import correct_escort
from onward.delivery.movements.actions.health import record_fitness
from onward.delivery.movements.actions.opening import correct_opening
from onward.delivery.movements.actions.travelling import arrive, depart, no_show, refuse_entry, turned_back

__all__ = [
    "Seat",
    "arrive",
    "assign_escort",
    "book",
    "cancel",
    "change_assistance",
    "correct_arrival",
    "correct_departure",
    "correct_destination",
    "correct_escort",
    "correct_opening",
    "depart",
    "no_show",
    "rebook",
    "record_fitness",
    "refuse_entry",
    "turned_back",
]
