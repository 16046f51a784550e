"""Logs that can be handed to a stranger: what happened and where in the code, never about whom.

Addresses lose their query, exceptions lose their message (a database error quotes the row, a validation
error the value), and no posted value or local variable is ever written.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

QUERY = re.compile(r"(?<=[\w/])\?\S+")


class Discreet(logging.Formatter):
    """One line a record, and for an exception its type and the lines of code it passed through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write the record without any query string."""
        return QUERY.sub("?…", super().format(record))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Name the exception's type and its place, and leave out what it says."""
        kind, error, _trace = ei
        if kind is None or error is None:
            return ""
        return "\n".join(_discreet(error))


def _discreet(error: BaseException) -> list[str]:
    lines = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += [*_discreet(cause), "  which led to"]
    lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
    for frame in traceback.extract_tb(error.__traceback__)[-12:]:
        lines.append(f"    {frame.filename}:{frame.lineno} in {frame.name}")
    return lines
