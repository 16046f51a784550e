"""What an amount that somebody typed says."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import get_decimal_symbol

_BETWEEN = re.compile(r"[\s\u00a0\u202f'’]")
"""What parts thousands in one way of writing or another, and is never the decimal sign."""


def amount_typed(text: str, language: str) -> Decimal | None:
    """Return the amount that a text says to who writes that language; None where it says none.

    Where the comma is the decimal sign, points part thousands, and the other way round. The other language's
    sign is taken for the decimal sign where it can be nothing else: before the last one or two digits.
    """
    typed = _BETWEEN.sub("", text)
    sign = get_decimal_symbol(language)
    group = "." if sign == "," else ","
    own = rf"(-?)((?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+)|\d+)(?:{re.escape(sign)}(\d+))?"
    other = rf"(-?)(\d+){re.escape(group)}(\d{{1,2}})"
    found = re.fullmatch(own, typed, re.ASCII) or re.fullmatch(other, typed, re.ASCII)
    if found is None:
        return None
    minus, whole, cents = found.groups()
    return Decimal(f"{minus}{whole.replace(group, '')}.{cents or 0}")
