"""What a condition reads and what it answers.

A fact may be known, known in part, or not known at all; nothing here guesses. ``Interval`` and ``KnownSoFar``
say what is known in part, ``UNKNOWN`` (like ``None`` and like a name that is absent) that nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final, NoReturn

Bound = int | Decimal | date | timedelta


class Unknown(Enum):
    """The value of a fact that nobody knows yet. It has one member, ``UNKNOWN``."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class Truth(Enum):
    """The three answers of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        """Refuse: ``if truth:`` would pass for FALSE and for UNKNOWN alike."""
        raise TypeError("A truth has three values: compare it with Truth.TRUE, Truth.FALSE or Truth.UNKNOWN.")


def _family(bound: object) -> type | None:
    """The kind of a bound: all numbers are one kind; a moment, a float and a boolean are none."""
    if isinstance(bound, bool | datetime):
        return None
    if isinstance(bound, Decimal):
        return int if bound.is_finite() else None
    return next((kind for kind in (int, date, timedelta) if isinstance(bound, kind)), None)


@dataclass(frozen=True, slots=True)
class Interval:
    """A number or date known only to lie between two ends, both included; ``None`` leaves an end open.

    An approximate birth date is an interval of dates, and the age that follows from it an interval of ints.

    Raises:
        ValueError: the ends are not of one kind (numbers, dates, numbers of days), or the low end lies above
            the high one.
    """

    low: Bound | None
    high: Bound | None

    def __post_init__(self) -> None:
        ends: list[Any] = [end for end in (self.low, self.high) if end is not None]
        families = {_family(end) for end in ends}
        if None in families or len(families) > 1:
            raise ValueError(
                "An interval lies between two numbers or two dates; floats and moments are no ends."
            )
        if len(ends) == 2 and ends[0] > ends[1]:
            raise ValueError("The low end of an interval lies above its high end.")


@dataclass(frozen=True, slots=True, init=False)
class KnownSoFar:
    """A list of which more may come: what stands in it is sure, what does not is unknown."""

    items: tuple[object, ...]

    def __init__(self, items: Iterable[object]) -> None:
        object.__setattr__(self, "items", tuple(items))


class ConditionValueError(TypeError):
    """A value that a condition was given is not of the type that the vocabulary promises.

    The fault lies in the code that gathered the values. The message names the fact and the two types, never
    the value: that may be personal.
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition answered, and why.

    Attributes:
        truth: true, false or unknown.
        read: the names that were read, each with the value that was found (an ``Interval`` or ``KnownSoFar``
            as it came). Names whose value is absent or ``UNKNOWN`` do not stand here.
        missing: when unknown, the names that would settle the answer, in the order of reading; those that
            can no longer matter are left out. Empty otherwise.
        decided_by: the text of the smallest part of the condition that settled the answer, or that leaves
            it open. Of ``a && b`` with ``a`` false this is ``a``.
    """

    truth: Truth
    read: dict[str, object]
    missing: tuple[str, ...]
    decided_by: str

    def __bool__(self) -> NoReturn:
        """Refuse: an answer has three values."""
        raise TypeError("An answer has three values: look at its truth.")
