"""How pages and exports read cases: through `visible_to`, and no more queries for a larger household."""

from onward.casework.cases.queries.files import (
    MOST,
    as_told,
    case_by_reference,
    hand_overs_of,
    marks_of,
    own_hand_overs,
    parted_from_and_to,
    taken_back_case,
    taken_back_since,
    travellers_of,
)
from onward.casework.cases.queries.lists import (
    PAGE,
    CaseFilters,
    filtered,
    first_opened_on,
    open_cases,
    page_of_cases,
    tasks_due,
    tasks_left_open,
    with_country,
)
from onward.casework.cases.queries.timeline import (
    OF_THE_HOUSEHOLD,
    tells_of_the_household_alone,
    timeline,
    told_on_the_timeline,
)

__all__ = [
    "MOST",
    "OF_THE_HOUSEHOLD",
    "PAGE",
    "CaseFilters",
    "as_told",
    "case_by_reference",
    "filtered",
    "first_opened_on",
    "hand_overs_of",
    "marks_of",
    "open_cases",
    "own_hand_overs",
    "page_of_cases",
    "parted_from_and_to",
    "taken_back_case",
    "taken_back_since",
    "tasks_due",
    "tasks_left_open",
    "tells_of_the_household_alone",
    "timeline",
    "told_on_the_timeline",
    "travellers_of",
    "with_country",
]
