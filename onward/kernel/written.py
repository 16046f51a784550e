"""Days in words, as the reader's language writes them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache, reduce

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.kernel.clock import OFFICE_ZONE

_DAY_BEFORE_MONTH = re.compile(r"(?<!\\)j(?= [FNM])")


def day_in_words(day: date, pattern: str = "j F Y") -> str:
    """Return a day as '5 March 2021', or by another of Django's patterns, in the active language.

    A moment is told as the offices' wall calendars and clocks show it.

    French counts the first of a month and no other day: '1er juillet', '2 juillet'. Arabic has a comma of its
    own between day and time.
    """
    if isinstance(day, datetime):  # equal moments of two zones would share a place in the memory
        return _written(day.astimezone(OFFICE_ZONE), pattern, get_language() or "")
    return _remembered(day, pattern, get_language() or "")


def _written(day: date, pattern: str, language: str) -> str:
    if (between := comma()) != ", ":
        pattern = get_format(pattern).replace(", ", between)
    if day.day == 1 and language.startswith("fr"):
        pattern = _DAY_BEFORE_MONTH.sub(r"j\\e\\r", get_format(pattern))
    return date_format(day, pattern)


_remembered = lru_cache(maxsize=4096)(_written)
"""Pages of one week name the same days again and again, and Django takes 0.1 ms for each."""


def true_minus(number: str) -> str:
    """Return a number as it was written, with a minus in the place of a hyphen before its digits."""
    return re.sub(r"-(?=\D?\d)", "\N{MINUS SIGN}", number, count=1)


def comma() -> str:
    """Return what parts words beside one another in the reader's language: ', ' or '، '."""
    return _("%(one)s, %(other)s") % {"one": "", "other": ""}


def said_of(what: object, which: object) -> str:
    """Return 'Escort: Sofie Daems', with the space before the colon that the reader's language sets.

    Where there is nothing to say it of, `which` stands alone.
    """
    return _("%(what)s: %(which)s") % {"what": what, "which": which} if what else str(which)


def after_one_another(parts: Iterable[str]) -> str:
    """Return 'a passport; a travel day', with the space before the semicolon that the reader's language sets.

    What is empty is left out.
    """
    both = _("%(one)s; %(other)s")
    kept = [part for part in parts if part]
    return reduce(lambda one, other: both % {"one": one, "other": other}, kept) if kept else ""
