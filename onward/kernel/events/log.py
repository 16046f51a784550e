"""The log of events as a whole: how far it may be read so that nothing committed late slips in behind."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import connection

from onward.kernel.events.types import EventType
from onward.kernel.models import Event

F = TypeVar("F", bound=EventType)


class Subject(Protocol):
    """Anything with a random key that an event can name."""

    key: UUID


_RUNNING = """
SELECT least(pg_snapshot_xmax(seen), pg_current_xact_id_if_assigned())::text,
    ARRAY(SELECT pg_snapshot_xip(seen)::text),
    ARRAY(
        SELECT transactionid::text FROM pg_locks
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND virtualtransaction IN (
            SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation'
            AND database NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        )
        AND pg_snapshot_xmin(seen) < least(pg_snapshot_xmax(seen), pg_current_xact_id_if_assigned())
    )
FROM pg_current_snapshot() AS seen
"""
_EPOCH = 2**32
"""Numbers of transactions as locks tell them begin anew after so many."""


def mark() -> int:
    """Return the number below which every transaction of this database has ended.

    Readers of facts advance by this mark, and a figure is frozen at one: an event written by a transaction
    that is still running has a number at or above it, whenever that transaction commits.

    All databases of a server take their numbers from one row. A transaction that holds a table of another
    database writes nothing here, and holds nothing back: it is told by its locks, the one on its number and
    those on tables, which are of the same transaction however late they are read. One of which no such lock
    is seen counts as ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING)
        bound, running, locked = cursor.fetchone()
    elsewhere = {int(number) for number in locked}
    ours = (int(number) for number in running if int(number) % _EPOCH not in elsewhere)
    return min([int(bound), *ours])


def row(
    fact: EventType,
    *,
    office: str,
    occurred_on: date,
    recorded_at: datetime,
    actor_key: UUID | None,
    case: UUID | None = None,
    person: UUID | None = None,
    about: UUID | None = None,
    supersedes: int | None = None,
) -> Event:
    """Return the row that records `fact`, not saved yet. The loader of bulk data and the actions share it."""
    return Event(
        type=fact.type,
        case_key=case,
        person_key=person,
        about_key=about,
        office=office,
        occurred_on=occurred_on,
        recorded_at=recorded_at,
        actor_key=actor_key,
        payload=fact.payload(),
        supersedes_id=supersedes,
    )


def latest_of(
    actor_key: UUID, fact: type[F], field: str, persons: Iterable[UUID]
) -> dict[tuple[UUID, UUID], F]:
    """Return the facts of a type about persons that nobody but this actor recorded last.

    Each stands under the person's key and the key in its `field`: the row that it tells of. Whoever recorded
    it wrote what the row says; one query.
    """
    rows = Event.objects.filter(type=fact.type, person_key__in=list(persons), retracts=False)
    latest = {(one.person_key, UUID(one.payload[field])): one for one in rows.order_by("position")}
    return {
        (person, about): fact.model_validate(one.payload)
        for (person, about), one in latest.items()
        if person is not None and one.actor_key == actor_key
    }
