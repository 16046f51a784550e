"""Of which days figures change with what is recorded: whoever records it is told, on whatever page it was.

Rooms whose events figures count say so (`told_anew`), each of what the actor may know; what is said of it is
for whoever asked (`days_told_anew`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from onward.kernel.models import Event

_days: ContextVar[set[date] | None] = ContextVar("days_told_anew", default=None)


@contextmanager
def days_told_anew() -> Iterator[set[date]]:
    """Give the days of which figures change with what is recorded meanwhile."""
    days: set[date] = set()
    token = _days.set(days)
    try:
        yield days
    finally:
        _days.reset(token)


def told_anew(days: Iterable[date]) -> None:
    """Say that figures of these days change, where somebody asks for it."""
    found = _days.get()
    if found is not None:
        found.update(days)


def asked_for() -> bool:
    """Say whether somebody asks which days are told anew."""
    return _days.get() is not None


def tells_otherwise(event: Event) -> bool:
    """Say whether an event tells anything else than what it corrects; why it does is no part of that."""
    before = event.supersedes
    if before is None or event.retracts:
        return True
    return _said(event) != _said(before)


def _said(event: Event) -> tuple[object, ...]:
    payload = {name: value for name, value in event.payload.items() if name != "corrected"}
    return event.occurred_on, event.case_key, event.person_key, event.about_key, payload


def period_over(day: date, today: date) -> str:
    """Return the code of the longest period around a day that is over: its year, half-year or quarter.

    Empty where none of them is: '2020', '2021-h1' or '2021-q3'.
    """
    if day.year < today.year:
        return f"{day.year:04d}"
    half, quarter = (day.month + 5) // 6, (day.month + 2) // 3
    if half < (today.month + 5) // 6:
        return f"{day.year:04d}-h{half}"
    return f"{day.year:04d}-q{quarter}" if quarter < (today.month + 2) // 3 else ""
