"""What the pages of journeys show."""

from onward.delivery.movements.pages.journeys import (
    Board,
    LegLine,
    MovementPage,
    TravelCard,
    WaitingCase,
    board,
    local,
    movement_page,
    place,
    route_of,
    state_of,
    waiting_cases,
)
from onward.delivery.movements.pages.sheet import Sheet, sheet_of

__all__ = [
    "Board",
    "LegLine",
    "MovementPage",
    "Sheet",
    "TravelCard",
    "WaitingCase",
    "board",
    "local",
    "movement_page",
    "place",
    "route_of",
    "sheet_of",
    "state_of",
    "waiting_cases",
]
