"""The one place where time is read, so that a test or a replay can say what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Europe/Brussels")

_frozen: ContextVar[datetime | None] = ContextVar("onward_clock", default=None)


def now() -> datetime:
    """Return the present moment, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return the date that the offices' wall calendars show at this moment."""
    return now().astimezone(OFFICE_ZONE).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (with a zone) for the code inside.

    Raises:
        ValueError: `moment` has no zone, so it names no moment.
    """
    if moment.tzinfo is None:
        raise ValueError("The clock needs a moment with a zone.")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
