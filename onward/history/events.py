"""What happens when the past comes in."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import EventType


class HistoryBroughtIn(EventType, type="history.brought_in"):
    """Rows of a workbook became files, and quantities without a file."""

    wording = _("History brought in")

    persons: int
    cases: int
    quantities: int


class CaseBroughtIn(EventType, type="history.case_brought_in"):
    """The case did not happen under the eyes of the house: it was brought in from the files of before.

    `opening_told` says whether they named the day on which it was opened; None of what came in before this
    was asked.
    """

    wording = _("Brought in from the files of before")

    imported: UUID
    opening_told: bool | None = None
