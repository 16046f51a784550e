"""The work of a night: begin or go on, batch after batch, and sign."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from django.db import DatabaseError

from onward.access.house import TheHouse
from onward.kernel.actions import Actor
from onward.safekeeping.retention.actions import begin_run, clear_batch, end_run, leave_off, look_ahead
from onward.safekeeping.retention.models import Run
from onward.safekeeping.retention.policy import RUN

AHEAD = timedelta(days=30)
"""How far the page looks: long enough to place a hold, and to ask why."""
BATCH = 250
"""Units a transaction: some seconds of work that is lost at most, and that nobody else waits for."""


def work(
    day: date,
    actor: Actor | None = None,
    *,
    thorough: bool = False,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda units: None,
) -> Run:
    """Do what is due by a day, and return the run: ended and signed, or stopped in between.

    Args:
        day: the day by which time is reckoned.
        actor: who began it; the house itself where nobody did.
        thorough: look again at what earlier runs did.
        batch: units a transaction.
        progress: told how many more units are done.

    Raises:
        RunUnderWay, NoSigningKey: see `begin_run`.
    """
    who = actor or TheHouse(RUN)
    run = begin_run(who, day, thorough=thorough)
    try:
        while units := clear_batch(who, run, batch):
            progress(units)
            run.refresh_from_db()
            if run.stop_asked_at:
                return leave_off(who, run)
    except BaseException:
        with suppress(DatabaseError):  # what broke it off may be that the database is away
            leave_off(who, run)
        raise
    end_run(who, run)
    return look_ahead(who, run, day + AHEAD)
