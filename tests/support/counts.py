"""How many: a few under `make test`, all of them under `make test-long`."""

from __future__ import annotations

import os

LONG = os.environ.get("ONWARD_LONG") == "1"


def counts(small: int, full: int) -> int:
    """Return `full` under `make test-long` (`ONWARD_LONG=1`), `small` otherwise."""
    return full if LONG else small
