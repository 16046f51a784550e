"""What an action leaves behind in the database, told cheaply: a few looks at the ends of indexes."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from onward.access.models import AuditEntry
from onward.kernel.models import Event


class Trace(NamedTuple):
    """How far everything has come.

    Attributes:
        events: position of the last event.
        changes: number of the last line of audit; every change of a watched row writes one.
        others: what the tables without an audit hold.
    """

    events: int
    changes: int
    others: tuple[Any, ...]


def trace() -> Trace:
    """Return how far events, audit and the tables without an audit have come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(position) FROM kernel_event), 0),"
            " coalesce((SELECT max(id) FROM access_auditentry), 0),"
            " (SELECT count(*) FROM kernel_event), (SELECT count(*) FROM kernel_sending),"
            " (SELECT sum(value) FROM kernel_counter), (SELECT count(*) FROM people_household),"
            " (SELECT count(*) FROM programmes_programmeversion)"
        )
        events, changes, *others = cursor.fetchone()
    return Trace(events, changes, tuple(others))


def check_that_every_change_is_told(before: Trace) -> None:
    """Compare the changes since `before` with the events since: nothing changes unsaid, nothing is said only.

    Every case and every person that a changed row belongs to is named by an event of the same action.
    """
    after = trace()
    assert after.events > before.events, "something changed, and no event says so"
    changed = AuditEntry.objects.filter(pk__gt=before.changes, kind__in=("insert", "update", "delete"))
    rows = list(changed.values_list("table", "person_key", "case_key"))
    told = Event.objects.filter(position__gt=before.events).values_list("person_key", "case_key", "about_key")
    named = _keys(told)
    assert rows or after.others[2:] != before.others[2:], f"events, and nothing changed: {list(told)}"
    unsaid = [row for row in rows if _keys([row[1:]]) and not _keys([row[1:]]) & named]
    assert not unsaid, f"changed, and no event names whose it is: {unsaid}"


def _keys(rows: Iterable[Iterable[UUID | None]]) -> set[UUID]:
    return {key for row in rows for key in row if key}


def settle() -> None:
    """Let the database look now at what it would look at when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
