"""Values known in part, as they travel through a condition.

While a condition is evaluated, a value is either exact (a plain Python value) or ``Loose``. Every operation
on loose values is sound: what it rules out, no completion of the facts can bring back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from itertools import chain
from operator import add, sub
from typing import Any, Final

from .values import UNKNOWN, ConditionValueError, Interval, KnownSoFar
from .vocabulary import ORDERED, item_type

# Sums of decimals keep every digit; should 400 not be enough, that is an error and no rounding.
_EXACT: Final = Context(prec=400, traps=[Inexact, InvalidOperation])

# The Python type by which a value is known to be right without a further look.
PLAIN: Final[dict[str, type]] = {
    "bool": bool, "int": int, "text": str, "date": date,
}  # fmt: skip
_PYTHON: Final[dict[str, type | tuple[type, ...]]] = {**PLAIN, "decimal": (Decimal, int), "days": timedelta}
_DISCRETE: Final = frozenset({"int", "date", "days"})


class Loose:
    """A value known in part: between two ends (``None`` is open), or a list with the items that are sure.

    Attributes:
        low: the least that it may be.
        high: the most that it may be.
        items: of a list, the items known so far.
        facts: the names that would make it exact.
    """

    __slots__ = ("facts", "high", "items", "low")

    def __init__(
        self, facts: tuple[str, ...], low: Any = None, high: Any = None, items: Collection[object] = ()
    ) -> None:
        self.facts = facts
        self.low = low
        self.high = high
        self.items = items


def merge(*facts: tuple[str, ...]) -> tuple[str, ...]:
    """Names from several places, each once, in their order."""
    return tuple(dict.fromkeys(chain.from_iterable(facts)))


def facts_of(one: object, other: object) -> tuple[str, ...]:
    """The names that would make two values exact."""
    if not isinstance(other, Loose):
        return one.facts if isinstance(one, Loose) else ()
    return merge(one.facts, other.facts) if isinstance(one, Loose) else other.facts


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Loose) else (value, value)


# Reading a fact


def settle(name: str, type_: str, value: object) -> object:
    """A given value as an exact or a loose one.

    Raises:
        ConditionValueError: the value is not of the type that the vocabulary promises.
    """
    if value is None or value is UNKNOWN:
        return Loose((name,))
    inner = item_type(type_)
    if inner is not None:
        items = value.items if isinstance(value, KnownSoFar) else value
        if not isinstance(items, list | tuple | set | frozenset):
            raise _wrong(name, type_, value)
        for item in items:
            if not _fits(inner, item):
                raise _wrong(name, type_, item)
        return Loose((name,), items=items) if isinstance(value, KnownSoFar) else items
    if isinstance(value, Interval) and type_ in ORDERED:
        ends = [end for end in (value.low, value.high) if end is not None]
        if not all(_fits(type_, end) for end in ends):
            raise _wrong(name, type_, ends[0])
        if len(ends) == 2 and ends[0] == ends[1]:
            return value.low
        return Loose((name,), value.low, value.high)
    if not _fits(type_, value):
        raise _wrong(name, type_, value)
    return value


def _fits(type_: str, value: object) -> bool:
    """Whether a value is of a type: no float for a number, no moment for a date, no boolean for a number."""
    if not isinstance(value, _PYTHON[type_]) or isinstance(value, datetime):
        return False
    if isinstance(value, timedelta):
        return value == timedelta(days=value.days)
    if isinstance(value, Decimal):
        return value.is_finite()
    return type_ == "bool" or not isinstance(value, bool)


def _wrong(name: str, type_: str, value: object) -> ConditionValueError:
    given = type(value).__name__
    return ConditionValueError(f"{name} should be {type_}, and a value of type {given} was given.")


# Comparing and membership


def _below(low: Any, high: Any) -> bool:
    return low is not None and high is not None and bool(low < high)


def _not_above(low: Any, high: Any) -> bool:
    return low is not None and high is not None and bool(low <= high)


def compare(op: str, left: object, right: object) -> bool | None:
    """Compare two values of which one at least is loose; ``None`` where it stays open."""
    if op in (">", ">="):
        return compare("<" if op == ">" else "<=", right, left)
    (low, high), (other_low, other_high) = _ends(left), _ends(right)
    if op == "<":
        return True if _below(high, other_low) else False if _not_above(other_high, low) else None
    if op == "<=":
        return True if _not_above(high, other_low) else False if _below(other_high, low) else None
    apart = _below(high, other_low) or _below(other_high, low)
    return (op == "!=") if apart else None


def member(type_: str, item: object, among: Any) -> bool | None:
    """Whether an item is in a list, one of them loose; ``type_`` is the item's."""
    items = among.items if isinstance(among, Loose) else among
    if not isinstance(item, Loose):
        return True if item in items else None
    within = {one for one in items if _may_be(item, one)}
    if type_ in _DISCRETE and item.low is not None and item.high is not None:
        span = item.high - item.low
        if len(within) > (span.days if isinstance(span, timedelta) else span):
            return True
    return None if within or isinstance(among, Loose) else False


def _may_be(value: Loose, one: Any) -> bool:
    return not (_below(one, value.low) or _below(value.high, one))


# Computing


def adder(type_: str, op: str) -> Callable[[Any, Any], Any]:
    """The exact sum or difference for a type of result."""
    if type_ == "decimal":
        return _EXACT.add if op == "+" else _EXACT.subtract
    return add if op == "+" else sub


def add_loosely(exactly: Callable[[Any, Any], Any], op: str, left: object, right: object) -> Loose:
    """The sum or difference of two values of which one at least is loose."""
    (low, high), (other_low, other_high) = _ends(left), _ends(right)
    if op == "-":
        other_low, other_high = other_high, other_low
    return Loose(facts_of(left, right), _end(exactly, low, other_low), _end(exactly, high, other_high))


def _end(exactly: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    """An end of a sum: open where a part is open, or where the calendar ends."""
    if one is None or other is None:
        return None
    try:
        return exactly(one, other)
    except OverflowError:
        return None


def negate(value: Any) -> Any:
    """The value with its sign turned, exact or loose."""
    if isinstance(value, Loose):
        low, high = (None if end is None else negate(end) for end in (value.high, value.low))
        return Loose(value.facts, low, high)
    return value.copy_negate() if isinstance(value, Decimal) else -value


def size(value: Any) -> Any:
    """The number of items or characters; of a loose list at least those known."""
    return Loose(value.facts, len(value.items)) if isinstance(value, Loose) else len(value)


def either_of(type_: str, open_facts: tuple[str, ...], then: Any, otherwise: Any) -> Any:
    """One of two values, not known which: exact when they are the same, else what spans both."""
    loose = isinstance(then, Loose) or isinstance(otherwise, Loose)
    if not loose and then == otherwise:
        return then
    facts = merge(open_facts, facts_of(then, otherwise))
    if type_ not in ORDERED:
        return Loose(facts)
    (low, high), (other_low, other_high) = _ends(then), _ends(otherwise)
    lowest = None if low is None or other_low is None else min(low, other_low)
    highest = None if high is None or other_high is None else max(high, other_high)
    return Loose(facts, lowest, highest)
