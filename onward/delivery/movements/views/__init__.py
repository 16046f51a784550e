"""The pages of journeys: thin, from form to action to the page that shows what came of it."""

from onward.delivery.movements.views.journeys import (
    arrive,
    board,
    book,
    cancel,
    depart,
    fitness,
    movement,
    rebook,
    sheet,
    to_book,
)
from onward.delivery.movements.views.passengers import passenger

__all__ = [
    "arrive",
    "board",
    "book",
    "cancel",
    "depart",
    "fitness",
    "movement",
    "passenger",
    "rebook",
    "sheet",
    "to_book",
]
