"""What the pages of journeys show."""

from onward.delivery.movements.pages.closed import CORRECTIONS, closed_case
from onward.delivery.movements.pages.journeys import (
    Board,
    LegLine,
    MovementPage,
    TravelCard,
    board,
    local,
    movement_page,
    place,
    route_of,
    state_of,
)
from onward.delivery.movements.pages.sheet import Sheet, sheet_of
from onward.delivery.movements.pages.to_book import (
    Stopped,
    ToBook,
    WaitingCase,
    cases_to_book,
    waiting_cases,
    why_not_yet,
)

__all__ = [
    "CORRECTIONS",
    "Board",
    "LegLine",
    "MovementPage",
    "Sheet",
    "Stopped",
    "ToBook",
    "TravelCard",
    "WaitingCase",
    "board",
    "cases_to_book",
    "closed_case",
    "local",
    "movement_page",
    "place",
    "route_of",
    "sheet_of",
    "state_of",
    "waiting_cases",
    "why_not_yet",
]
