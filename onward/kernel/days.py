"""The day on which something happened: told by whoever records it, and never one to come."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.actions import Act
from onward.kernel.problems import Invalid

IN_THE_FUTURE = _("This day lies in the future. Give the day on which it happened.")


def day_of(
    act: Act, field: str, given: date | None, *, first: date | None = None, too_early: str | Promise = ""
) -> date:
    """Return the day on which something happened: today where none is given.

    Args:
        act: the action that records it.
        field: where it is said that the day is wrong.
        given: the day; today where it is left out.
        first: the first day on which it can have happened, where one is known.
        too_early: what is said of a day before that.

    Raises:
        Invalid: the day lies in the future, or before the first.
    """
    day = given or act.today
    if day > act.today:
        raise Invalid(field, message=IN_THE_FUTURE)
    if first and day < first:
        raise Invalid(field, message=too_early)
    return day
