"""What was spent: facts with an amount."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, EventType


class Spent(EventType, type="projects.spent"):
    """An expenditure was charged to a budget line of a project.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Spent: %(amount)s %(currency)s")
    coded = {"currency": "currencies", "corrected": "expenditure-corrections"}

    project: Code
    budget_line: Code
    amount: Decimal
    currency: Code
    corrected: Code | None = None
