"""What each page of casework shows: typed contexts, shared by a page and its fragments."""

from onward.casework.cases.pages.case import CasePage, case_page
from onward.casework.cases.pages.holds import HoldLine, hold_lines
from onward.casework.cases.pages.lists import (
    CaseList,
    CaseRow,
    Worklist,
    case_list,
    rows_of,
    with_done,
    worklist,
)
from onward.casework.cases.pages.taken_back import TakenBackPage, taken_back_page

__all__ = [
    "CaseList",
    "CasePage",
    "CaseRow",
    "HoldLine",
    "TakenBackPage",
    "Worklist",
    "case_list",
    "case_page",
    "hold_lines",
    "rows_of",
    "taken_back_page",
    "with_done",
    "worklist",
]
