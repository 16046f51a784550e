"""The day on which something happened: told by whoever records it, and never one to come."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.kernel.actions import Act
from onward.kernel.problems import Invalid

IN_THE_FUTURE = _("This day lies in the future. Give the day on which it happened.")


def day_of(act: Act, field: str, given: date | None) -> date:
    """Return the day on which something happened: today where none is given.

    Raises:
        Invalid: the day lies in the future; said at `field`.
    """
    day = given or act.today
    if day > act.today:
        raise Invalid(field, message=IN_THE_FUTURE)
    return day
