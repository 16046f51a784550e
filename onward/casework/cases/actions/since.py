"""The day of what was done for a household: not before the office knew of it."""

from datetime import date

from onward.casework.cases.models import Case
from onward.casework.cases.queries import first_opened_on
from onward.casework.cases.rules import BEFORE_IT_WAS_OPENED
from onward.kernel.actions import Act
from onward.kernel.days import day_of


def day_since_opening(
    act: Act, case: Case, field: str, given: date | None, *, stands: date | None = None
) -> date:
    """Return the day on which something was done for a household: today where none is given.

    Args:
        act: the action that records it.
        case: the case, perhaps one that parted from the household's first.
        field: where it is said that the day is wrong.
        given: the day.
        stands: the day on record, which is not asked after again where it stays.

    Raises:
        Invalid: the day lies in the future, or before the household's first case was opened.
    """
    if given is not None and given == stands:
        return given
    return day_of(act, field, given, first=first_opened_on(case), too_early=BEFORE_IT_WAS_OPENED)
