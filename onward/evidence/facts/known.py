"""Up to where the log is known, for whoever freezes what it says."""

import time
from typing import Final

from django.db import connection
from django.db.models import Max

from onward.evidence.facts.tables import AsOf
from onward.evidence.problems import LogIsBusy
from onward.kernel.events.log import mark
from onward.kernel.models import Event

PATIENCE: Final = 20.0
"""Seconds for which a transaction that holds the mark of the log back is waited for."""


def known_now() -> AsOf:
    """Return up to where the log is known now: what is written from here on is not in it.

    It is asked before anything is written: a transaction that has written holds the mark back itself. Any
    other that has been open for long does too, and what was committed since would be missing: it is waited
    for, a while.

    Raises:
        LogIsBusy: it has not ended.
    """
    upto, ends = mark(), time.monotonic() + PATIENCE
    while _others_beyond(upto):
        if time.monotonic() > ends:
            raise LogIsBusy()
        time.sleep(0.05)
        upto = mark()
    last = Event.objects.filter(written_by__lt=upto).aggregate(last=Max("position"))["last"]
    return AsOf(mark=upto, upto=last or 0)


def _others_beyond(upto: int) -> bool:
    """Say whether events of other transactions, that are committed, stand beyond a mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM kernel_event WHERE written_by >= %s::text::xid8"
            " AND written_by IS DISTINCT FROM pg_current_xact_id_if_assigned())",
            [str(upto)],
        )
        return bool(cursor.fetchone()[0])
