"""What the pages of journeys show."""

from onward.delivery.movements.pages.board import Board, board, route_of, state_of
from onward.delivery.movements.pages.closed import CORRECTIONS, COUNTRY, closed_case
from onward.delivery.movements.pages.company import LeftBehind, company_back, left_behind
from onward.delivery.movements.pages.consequences import (
    Consequence,
    beside,
    consequence,
    counts_for,
    may_move_figures,
    taken_along,
    unlikely,
)
from onward.delivery.movements.pages.journeys import (
    LegLine,
    MovementPage,
    TravelCard,
    escort_names,
    is_overdue,
    lands_on,
    leaves,
    local,
    movement_page,
    place,
)
from onward.delivery.movements.pages.sheet import Sheet, sheet_of
from onward.delivery.movements.pages.to_book import (
    Holding,
    Holdings,
    Stopped,
    ToBook,
    WaitingCase,
    cases_to_book,
    holding,
    holds_of,
    waiting_cases,
    why_not_yet,
)
from onward.delivery.movements.pages.told import apart, day_for

__all__ = [
    "CORRECTIONS",
    "COUNTRY",
    "Board",
    "Consequence",
    "Holding",
    "Holdings",
    "LeftBehind",
    "LegLine",
    "MovementPage",
    "Sheet",
    "Stopped",
    "ToBook",
    "TravelCard",
    "WaitingCase",
    "apart",
    "beside",
    "board",
    "cases_to_book",
    "closed_case",
    "company_back",
    "consequence",
    "counts_for",
    "day_for",
    "escort_names",
    "holding",
    "holds_of",
    "is_overdue",
    "lands_on",
    "leaves",
    "left_behind",
    "local",
    "may_move_figures",
    "movement_page",
    "place",
    "route_of",
    "sheet_of",
    "state_of",
    "taken_along",
    "unlikely",
    "waiting_cases",
    "why_not_yet",
]
