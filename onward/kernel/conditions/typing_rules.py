"""Which types go together in a condition. Each rule gives the type of the whole, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .tree import Compare, Literal, Node, literal_text, to_text
from .vocabulary import NUMBERS, ORDERED, SCALARS, in_words, item_type


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and what to write instead if that can be told."""

    message: str
    suggestion: str = ""


def common(left: str, right: str) -> str | None:
    """The type that two values share: whole numbers count as decimals where the other is one."""
    if left == right:
        return left
    return "decimal" if {left, right} == NUMBERS else None


def not_a_condition(tree: Node) -> Fault:
    """The whole answers something else than yes or no."""
    return Fault(_("A condition answers yes or no; this gives %(type)s.") % {"type": in_words(tree.type)})


def operand(node: Node, sign: str) -> str | Fault:
    """``&&``, ``||`` and ``!`` take yes or no; a leading ``-`` takes numbers and days."""
    wanted = {"int", "decimal", "days"} if sign == "-" else {"bool"}
    if node.type in wanted:
        return node.type
    what = _("a number") if sign == "-" else _("yes or no")
    words = {"sign": sign, "wanted": what, "text": to_text(node), "type": in_words(node.type)}
    return Fault(_("‘%(sign)s’ takes %(wanted)s; %(text)s is %(type)s.") % words)


def comparison(op: str, left: Node, right: Node, source: str) -> str | Fault:
    """Like is compared with like; ``<`` and its kin take numbers, dates and days."""
    type_ = common(left.type, right.type)
    if type_ is None:
        return Fault(_mismatch(left, right), _better_comparison(op, left, right, source))
    if op in ("==", "!="):
        return "bool" if type_ in SCALARS else Fault(_("Lists cannot be compared with each other."))
    if type_ in ORDERED:
        return "bool"
    message = _("‘%(op)s’ compares numbers or dates; here stands %(type)s.")
    return Fault(message % {"op": op, "type": in_words(type_)})


def _mismatch(left: Node, right: Node) -> str:
    message = _("%(left)s is %(left_type)s and %(right)s is %(right_type)s: they cannot be compared.")
    return message % {
        "left": to_text(left),
        "left_type": in_words(left.type),
        "right": to_text(right),
        "right_type": in_words(right.type),
    }


def _cut(node: Node, source: str) -> str:
    return source[slice(*node.span)]


def _better_comparison(op: str, left: Node, right: Node, source: str) -> str:
    """A chain of comparisons, a date or number written as text, a list asked for one item: easily mended."""
    if isinstance(left, Compare) and common(left.right.type, right.type):
        return f"{_cut(left, source)} && {_cut(left.right, source)} {op} {_cut(right, source)}"
    for one, other in ((left, right), (right, left)):
        if item_type(one.type) == other.type and op in ("==", "!="):
            member = f"{_cut(other, source)} in {_cut(one, source)}"
            return member if op == "==" else f"!({member})"
        if not (isinstance(one, Literal) and isinstance(one.value, str)):
            continue
        written = ""
        if other.type == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", one.value):
            written = f"date({literal_text(one.value)})"
        elif other.type in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", one.value):
            written = one.value
        if written:
            pair = (written, _cut(other, source)) if one is left else (_cut(other, source), written)
            return f"{pair[0]} {op} {pair[1]}"
    return ""


def membership(item: Node, among: Node, source: str) -> str | Fault:
    """``in`` asks a list for an item of its type."""
    inner = item_type(among.type)
    if inner is None:
        words = {"text": to_text(among), "type": in_words(among.type)}
        better = f"{_cut(item, source)} == {_cut(among, source)}" if common(item.type, among.type) else ""
        return Fault(_("‘in’ asks a list; %(text)s is %(type)s.") % words, better)
    return "bool" if common(item.type, inner) else Fault(_mismatch(item, among))


def sum_of(sign: str, left: Node, right: Node) -> str | Fault:
    """Numbers with numbers, days with days, a date and days; the difference of two dates is days."""
    types = (left.type, right.type)
    number = common(*types)
    if number in ("int", "decimal", "days"):
        return number
    if types == ("date", "date") and sign == "-":
        return "days"
    if types == ("date", "days") or (types == ("days", "date") and sign == "+"):
        return "date"
    better = ""
    if types == ("date", "int"):
        better = f"{to_text(left)} {sign} days({to_text(right)})"
    words = {"sign": sign, "left": in_words(left.type), "right": in_words(right.type)}
    return Fault(_("‘%(sign)s’ does not join %(left)s and %(right)s.") % words, better)


def choice(when: Node, then: Node, otherwise: Node) -> str | Fault:
    """``a ? b : c`` chooses by yes or no between two values of one type; lists are not chosen between."""
    if when.type != "bool":
        return operand(when, "?")
    type_ = common(then.type, otherwise.type)
    if type_ is None:
        return Fault(_mismatch(then, otherwise))
    return type_ if type_ in SCALARS else Fault(_("‘?’ chooses between single values, not between lists."))


def list_of(items: Sequence[Literal]) -> str | Fault:
    """A written list holds values of one type."""
    type_ = items[0].type
    for item in items[1:]:
        shared = common(type_, item.type)
        if shared is None:
            return Fault(_mismatch(items[0], item))
        type_ = shared
    return f"list[{type_}]"


def size(of: Node) -> str | Fault:
    """Lists and texts have a size."""
    if of.type == "text" or item_type(of.type):
        return "int"
    message = _("‘size’ takes a list or a text; %(text)s is %(type)s.")
    return Fault(message % {"text": to_text(of), "type": in_words(of.type)})


def quantified(kind: str, over: Node, body: Node) -> str | Fault:
    """``exists`` and ``all`` ask a condition of each item of a list."""
    if item_type(over.type) is None:
        message = _("‘%(kind)s’ asks a list; %(text)s is %(type)s.")
        return Fault(message % {"kind": kind, "text": to_text(over), "type": in_words(over.type)})
    return "bool" if body.type == "bool" else not_a_condition(body)
