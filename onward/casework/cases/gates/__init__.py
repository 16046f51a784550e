"""The gates of a case: what is known is gathered here, and the programme's file decides.

One reading of events, travellers and holds serves a whole page of cases, so a list costs no more queries than
one case.
"""

from onward.casework.cases.gates.elsewhere import BOOKED, DEPARTED
from onward.casework.cases.gates.facts import facts_of
from onward.casework.cases.gates.gathering import (
    TOLD_UNTIL,
    Gathered,
    HoldsOnCase,
    Spoken,
    begun,
    gather,
    goes_elsewhere,
    holds_on,
    kept_by,
    released_elsewhere,
    routes_booked,
    went_elsewhere,
    went_to,
    with_somebody,
)
from onward.casework.cases.gates.given import for_another_country
from onward.casework.cases.gates.pressing import FAR, perhaps_overdue, pressing_cases, with_first_day
from onward.casework.cases.gates.signing import for_nobody_there, was_alone
from onward.casework.cases.gates.verdicts import (
    entries_of,
    gates_before,
    takes_long,
    verdicts_ahead,
    verdicts_further_on,
    verdicts_of,
)

__all__ = [
    "BOOKED",
    "DEPARTED",
    "FAR",
    "TOLD_UNTIL",
    "Gathered",
    "HoldsOnCase",
    "Spoken",
    "begun",
    "entries_of",
    "facts_of",
    "for_another_country",
    "for_nobody_there",
    "gates_before",
    "gather",
    "goes_elsewhere",
    "holds_on",
    "kept_by",
    "perhaps_overdue",
    "pressing_cases",
    "released_elsewhere",
    "routes_booked",
    "takes_long",
    "verdicts_ahead",
    "verdicts_further_on",
    "verdicts_of",
    "was_alone",
    "went_elsewhere",
    "went_to",
    "with_first_day",
    "with_somebody",
]
