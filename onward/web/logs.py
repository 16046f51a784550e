"""Logs that can be handed to a stranger: what happened and where in the code, never about whom.

Addresses lose their query, exceptions lose their message (a database error quotes the row, a validation
error the value), and no posted value or local variable is ever written.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

from django.db import InterfaceError, OperationalError

QUERY = re.compile(r"(?<=[\w/])\?\S+")
RESET = re.compile(r"(?<=/password/reset/key/)[^\s/]+")
"""What a link to set a password is worth: whoever has it sets it."""
LINE_END = re.compile(r"\s*[\r\n]+\s*")
OURS = "/onward/"
"""Stands in the address of each file of the house."""


class Discreet(logging.Formatter):
    """One line a record, and on it for an exception its type and the lines of code it passed through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write the record on one line, without any query string or link to set a password."""
        return LINE_END.sub(" | ", RESET.sub("…", QUERY.sub("?…", super().format(record))))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Name the exception's type and its place, and leave out what it says."""
        kind, error, _trace = ei
        if kind is None or error is None:
            return ""
        if isinstance(error, OperationalError | InterfaceError):
            return (
                f"{_kind(error)} at {_own_place(error)}"  # the database is away: how it was asked is no clue
            )
        return ", which led to ".join(_discreet(error))


def _discreet(error: BaseException) -> list[str]:
    """Return an exception and what led to it, the first first.

    A lookup that found nothing is how code asks whether something is there: whatever goes wrong while it is
    answered was not led to by it.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if error.__cause__ is None and isinstance(cause, AttributeError | LookupError):
        cause = None
    places = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)[-12:]]
    return [*(_discreet(cause) if cause else ()), " < ".join([_kind(error), *reversed(places)])]


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _own_place(error: BaseException) -> str:
    """Return the last line of the house that an exception passed through, or where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if OURS in one.filename and "/site-packages/" not in one.filename]
    return _place((ours or frames)[-1]) if frames else "no line of code"


def _place(frame: traceback.FrameSummary) -> str:
    return f"{frame.filename}:{frame.lineno} in {frame.name}"
