"""What a colleague changed of an expenditure while a form stood open, in words: for `ChangedMeanwhile`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from onward.access.changes import changes_since
from onward.kernel.problems import what_differs
from onward.kernel.text import day_in_words
from onward.records.projects import queries
from onward.records.projects.models import Expenditure


def changes_of(row: Expenditure, version: int) -> list[tuple[str, str, str]]:
    """Return what changed after `version` of the row, by the labels of its form: (label, was, is now)."""
    found = changes_since(row, version)
    project = queries.known(row.project)
    lines = {one.code: str(one.name) for one in project.budget} if project else {}

    def side(place: int) -> dict[str, str]:
        """Return what stood before these changes, or stands after them; of what was not changed nothing."""
        told: dict[str, Any] = {column: pair[place] for column, pair in found.items()}
        amount, day = told.get("amount"), told.get("spent_on")
        line = told.get("line", "")
        return {
            _("Budget line"): lines.get(line, line),
            _("Amount"): "" if amount is None else _amount(amount),
            _("Currency"): told.get("currency", ""),
            _("Spent on"): day_in_words(date.fromisoformat(day), "j F Y") if day else "",
            _("Voucher"): told.get("voucher", ""),
            _("Note"): told.get("note", ""),
        }

    return what_differs(side(0), side(1))


def _amount(amount: float) -> str:
    return number_format(Decimal(str(amount)), 2, use_l10n=True, force_grouping=True)
