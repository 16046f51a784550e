"""Made-up rows by the million: households, their cases, the work on them, and the events of all of it.

Everything follows from a case's number: sizes, offices and dates repeat in a pattern, the rest comes from a
generator that is seeded with the first number of its batch. So two processes fill one database apart.
"""

from __future__ import annotations

from random import Random
from typing import Any

import psycopg

from bench.batches import Batch, Plan, copy
from bench.made_up import MadeUpCase

BATCH = 1200
"""Cases that are written and committed together."""


def fill(plan: Plan, first: int, last: int, connection: psycopg.Connection[Any]) -> None:
    """Write the cases from `first` up to `last` with all that hangs on them, each batch committed."""
    for start in range(first, last, BATCH):
        batch = Batch(plan, Random(f"onward-bench:{start}"))
        for number in range(start, min(start + BATCH, last)):
            MadeUpCase(batch, number).write()
        copy(connection, batch.lines)
