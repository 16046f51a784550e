"""How many: a few under `make test`, all of them under `make test-long`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("ONWARD_LONG") == "1"

# A property says nothing of time, and a busy machine must not refute it.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def counts(small: int, full: int) -> int:
    """Return `full` under `make test-long` (`ONWARD_LONG=1`), `small` otherwise."""
    return full if LONG else small
