"""Values as they are written in a condition, exact: decimals never pass through a float."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from lark import Token

from .tree import Literal, Node, Scalar
from .typing_rules import Fault

# What to write in place of functions that CEL has and our conditions have not.
INSTEAD: Final = {
    "timestamp": "date('2020-01-31')",
    "duration": "days(3)",
    ".size": "size(…)",
    ".contains": "… in …",
    ".exists_one": "….exists(v, …)",
}

_INT64: Final = range(-(2**63), 2**63)
_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)", re.DOTALL)
_SIMPLE: Final = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "?": "?", "`": "`",
}  # fmt: skip


def construct(rule: str) -> str:
    """What a rule of the grammar that lies outside the subset is called in plain words."""
    if rule == "multiplication":
        return _("multiplication and division")
    if rule in ("member_index",):
        return _("brackets after a name")
    if rule in ("map_lit", "member_object"):
        return _("braces")
    if rule in ("dot_ident", "dot_ident_arg"):
        return _("a name that begins with a dot")
    return rule


def type_of(value: Scalar) -> str:
    """The vocabulary's type of a written value."""
    kinds = {bool: "bool", int: "int", Decimal: "decimal", str: "text", date: "date", timedelta: "days"}
    return kinds[type(value)]


def value_of(token: Token) -> Scalar | Fault:
    """The value of a literal of the grammar."""
    kind, text = token.type, str(token)
    if kind == "BOOL_LIT":
        return text == "true"
    if kind == "INT_LIT":
        number = int(text, 16) if "x" in text else int(text)
        return number if number in _INT64 else Fault(_("This number is too large."))
    if kind == "FLOAT_LIT":
        if "e" in text.lower():
            return Fault(_("Numbers are written out, without an exponent."), format(Decimal(text), "f")[:40])
        return Decimal(text)
    if kind in ("STRING_LIT", "MLSTRING_LIT"):
        return _text(text)
    if kind == "NULL_LIT":
        return Fault(_("Conditions do not know ‘null’: ask whether something is recorded."), "has(…)")
    if kind == "UINT_LIT":
        return Fault(_("Conditions do not know unsigned numbers."), text[:-1])
    return Fault(_("Conditions do not know bytes."), text[1:])


def _text(written: str) -> str | Fault:
    """A text without its quotes, its escapes resolved."""
    raw = written[0] in "rR"
    body = written[1:] if raw else written
    quotes = 3 if body[:3] in ("'''", '"""') and len(body) >= 6 else 1
    body = body[quotes:-quotes]
    if raw:
        return body
    for escape in _ESCAPE.finditer(body):
        if _resolved(escape.group(1)) is None:
            return Fault(_("‘%(escape)s’ means nothing in a text.") % {"escape": escape.group()}, "\\\\")
    return _ESCAPE.sub(lambda escape: _resolved(escape.group(1)) or "", body) if "\\" in body else body


def _resolved(escape: str) -> str | None:
    if escape in _SIMPLE:
        return _SIMPLE[escape]
    if len(escape) == 1:
        return None
    number = int(escape[1:], 16) if escape[0] in "xuU" else int(escape, 8)
    return None if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)


def negated(operand: Node, span: tuple[int, int]) -> Literal | None:
    """A written number or number of days with its sign turned; ``None`` for anything else."""
    if not isinstance(operand, Literal):
        return None
    value = operand.value
    if isinstance(value, Decimal):
        return Literal(value.copy_negate(), type=operand.type, span=span)
    if isinstance(value, int | timedelta) and -value != 2**63:
        return Literal(-value, type=operand.type, span=span)
    return None


def date_of(argument: Node) -> date | Fault:
    """``date('2020-01-31')``."""
    text = argument.value if isinstance(argument, Literal) else None
    if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return Fault(_("There is no day %(text)s in the calendar.") % {"text": text})
    return Fault(_("A date is written as year, month and day."), "date('2020-01-31')")


def days_of(argument: Node) -> timedelta | Fault:
    """``days(90)``."""
    number = argument.value if isinstance(argument, Literal) else None
    if isinstance(number, int) and not isinstance(number, bool) and abs(number) <= 1_000_000:
        return timedelta(days=number)
    return Fault(_("A number of days is written as a whole number, at most a million."), "days(90)")
