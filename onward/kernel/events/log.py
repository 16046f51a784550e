"""The log of events as a whole: how far it may be read so that nothing committed late slips in behind."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db import connection

from onward.kernel.events.types import EventType
from onward.kernel.models import Event

F = TypeVar("F", bound=EventType)


class Subject(Protocol):
    """Anything with a random key that an event can name."""

    key: UUID


class Placed(Protocol):
    """Anything that stands in the log as an event does: the event, or some columns of it."""

    @property
    def position(self) -> int:
        """Its place in the log."""

    @property
    def occurred_on(self) -> date:
        """The day on which it happened."""

    @property
    def supersedes_id(self) -> int | None:
        """The place of what it corrects."""


class Told(NamedTuple):
    """Where in the log something was told, and as of which day."""

    position: int
    occurred_on: date


_CORRECTED = """
WITH RECURSIVE story AS (
    SELECT position AS told, supersedes_id AS before FROM kernel_event WHERE position = ANY(%s)
    UNION ALL
    SELECT story.told, event.supersedes_id FROM story
    JOIN kernel_event AS event ON event.position = story.before
)
SELECT story.told, event.position, event.occurred_on
FROM story JOIN kernel_event AS event ON event.position = story.before
ORDER BY event.position
"""
_RUNNING = """
WITH seen AS MATERIALIZED (
    SELECT now AS snapshot, least(pg_snapshot_xmax(now), pg_current_xact_id_if_assigned()) AS bound
    FROM pg_current_snapshot() AS now
),
locks AS MATERIALIZED (
    SELECT locktype, mode, database, transactionid, virtualtransaction FROM pg_locks
    WHERE (SELECT pg_snapshot_xmin(snapshot) < bound FROM seen)
)
SELECT bound::text, ARRAY(SELECT pg_snapshot_xip(snapshot)::text), ARRAY(
    SELECT transactionid::text FROM locks
    WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND virtualtransaction IN (
        SELECT virtualtransaction FROM locks WHERE locktype = 'relation'
        AND database NOT IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    )
)
FROM seen
"""
_EPOCH = 2**32
"""Numbers of transactions as locks tell them begin anew after so many."""


def mark(known: int = 0) -> int:
    """Return the number below which every transaction of this database has ended.

    Readers of facts advance by this mark, and a figure is frozen at one: an event written by a transaction
    that is still running has a number at or above it, whenever that transaction commits.

    All databases of a server take their numbers from one row. A transaction that holds a table of another
    database writes nothing here, and holds nothing back: it is told by its locks, the one on its number and
    those on tables. One of which they are not seen counts as ours: it ended just now, or gave the table back
    (to a savepoint), or was prepared.

    Args:
        known: a mark of before: what had ended then has ended, and the mark does not fall below it, unless
            the log counts from anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING)
        bound, running, elsewhere = cursor.fetchone()
    others = {int(one) for one in elsewhere}
    ours = (int(one) for one in running if int(one) % _EPOCH not in others)
    found = min([int(bound), *ours])
    return max(found, known) if known <= int(bound) else found


def stories(events: Iterable[Placed]) -> dict[int, list[Told]]:
    """Return, by the place of each event, what it corrects: what was told first, and at the end itself.

    One query, however often something was corrected; none where no event corrects another.
    """
    known = {one.position: one for one in events}
    found: dict[int, list[Told]] = {place: [] for place in known}
    corrections = [place for place, one in known.items() if one.supersedes_id is not None]
    if corrections:
        with connection.cursor() as cursor:
            cursor.execute(_CORRECTED, [corrections])
            for told, position, day in cursor.fetchall():
                found[told].append(Told(position, day))
    return {place: [*before, Told(place, known[place].occurred_on)] for place, before in found.items()}


def first_told(events: Iterable[Placed]) -> dict[int, Told]:
    """Return, by the place of each event, where what it tells was told first: its place in the story.

    A correction stands where that stands which it corrects. One query at most (`stories`).
    """
    return {place: story[0] for place, story in stories(events).items()}


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
