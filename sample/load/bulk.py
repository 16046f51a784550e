"""Turns stories into rows of every table and into events, and loads them by COPY.

`rows_of` gives the rows alone, story by story, holding only the stories that are under way; the benchmark
makes its million persons with it. `copy_in` writes them as the owner of the tables, with the audit's triggers
off: one line of the audit stands for the whole load, beside the few of the last days (`sample.load.audited`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

import psycopg
from django.db import connection, models, transaction
from django.db.models import Max
from psycopg import sql

from onward.access.models import AuditEntry, Office, User
from onward.access.secrecy import bulk as keys
from onward.casework.cases.models import Hold
from onward.casework.programmes import queries as programmes
from onward.kernel.copying import into
from onward.kernel.models import Counter as KernelCounter
from onward.records.people.models import Person
from sample.draw.stories import Story
from sample.load import crew
from sample.load.audited import tell_the_audit
from sample.load.house import versions
from sample.load.sealed import Confidence
from sample.load.tables import MODELS, Row, columns, line, primary_key, table_of
from sample.load.telling import Doer, Place, Told, salt_of
from sample.load.telling_journey import JourneyTeller
from sample.load.timeline import Timeline
from sample.load.words import language_of

BUFFER = 1_000_000
"""Characters of one table's rows that are held before they are sent."""
EVERY = 50
"""Stories between two words of progress."""
AHEAD = 8
"""Buffers that may wait for the server: memory is held within so many times `BUFFER`."""
PERSONS = table_of(Person)
CASES = "cases_case"
LOADED = "sample.load"
"""The action under which the audit's line of a load stands."""


def place() -> Place:
    """Return what stands in the database: offices, users, kept versions, and the numbers that are free."""
    users = {one.email: (one.pk, one.key) for one in User.objects.all()}
    kept, counters = versions(), list(KernelCounter.objects.all())
    return Place(
        offices={one.code: (one.pk, one.key, one.name) for one in Office.objects.all()},
        users={name: users[one.email] for name, one in crew.staff().items()},
        versions={code: (one.pk, one.number, programmes.rules_of(one)) for code, one in kept.items()},
        first={table_of(model): _last(model) + 1 for model in MODELS},
        counters={one.name: one.value for one in counters},
        salts={one.name: one.salt for one in counters},
    )


def _last(model: type[models.Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def rows_of(
    stories: Iterable[Story] | Timeline,
    where: Place | None = None,
    *,
    told: Callable[[Story], None] | None = None,
    counters: dict[str, int] | None = None,
) -> Iterator[tuple[str, Row]]:
    """Give every row as its table and its values by column.

    Events come in the order of their recording, with their positions; other rows when their story has ended.
    The same stories over the same place give the same rows.

    Args:
        stories: in the order of opening, or a timeline with stops and calls besides.
        where: what stands in the database; read from it where left out.
        told: called after each story that has ended.
        counters: filled with the last numbers given, at the end.
    """
    timeline = stories if isinstance(stories, Timeline) else Timeline(stories)
    teller = JourneyTeller(where or place())
    under_way: dict[str, Told] = {}
    for story, cue, last in timeline.cues():
        doer = Doer(*teller.place.users[cue.by], cue.at, language_of(cue.by), cue.by)
        if story is None:
            getattr(teller, cue.what)(doer, **cue.given)
        else:
            one = under_way.setdefault(story.reference, Told(story))
            getattr(teller, cue.what)(doer, one, **cue.given)
            if last:
                teller.ready += one.rows
                del under_way[story.reference]
                if told:
                    told(story)
        yield from teller.ready
        teller.ready.clear()
    yield from ((table_of(Hold), row) for row in teller.stops())
    if counters is not None:
        counters |= dict(teller.counters)


class Load:
    """A load under way, as a context: lines that wait for their table, and how many were written.

    The lines are sent by a thread of its own over the connection of the caller, who leaves it alone until the
    block has ended: so the server writes while the next rows are made.
    """

    def __init__(self, server: psycopg.Connection[Any]) -> None:
        self.rows: dict[str, int] = {}
        self._server = server
        self._waiting: dict[str, list[str]] = {}
        self._size: dict[str, int] = {}
        self._sender = ThreadPoolExecutor(1, "sample-load")
        self._sent: deque[Future[None]] = deque()
        self._confidence = Confidence()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        try:
            if kind is None:
                for table in list(self._waiting):
                    self._send(table)
                while self._sent:
                    self._sent.popleft().result()
        finally:
            self._sender.shutdown(cancel_futures=True)

    def take(self, table: str, row: Row) -> None:
        """Take a row, sealed where it tells something in confidence, and send the table's lines when many."""
        text = line(table, self._confidence.kept(table, row))
        self._waiting.setdefault(table, []).append(text)
        self._size[table] = self._size.get(table, 0) + len(text)
        if self._size[table] > BUFFER:
            self._send(table)

    def _send(self, table: str) -> None:
        """Hand the lines of a table to the thread; what has failed there is raised here."""
        lines = self._waiting.pop(table, [])
        self._size[table] = 0
        self.rows[table] = self.rows.get(table, 0) + len(lines)
        if made := self._confidence.sealer.made():
            self._hand_over(keys.TABLE, keys.COLUMNS, [f"{one}\n" for one in made])
        self._hand_over(table, columns(table), lines)

    def _hand_over(self, table: str, names: tuple[str, ...], lines: list[str]) -> None:
        while self._sent and (len(self._sent) >= AHEAD or self._sent[0].done()):
            self._sent.popleft().result()
        self._sent.append(self._sender.submit(self._copy, table, names, lines))

    def _copy(self, table: str, names: tuple[str, ...], lines: list[str]) -> None:
        with self._server.cursor() as cursor, cursor.copy(into(table, names)) as copy:
            copy.write("".join(lines))


def copy_in(
    timeline: Timeline,
    recipe: str,
    *,
    say: Callable[[str], None] = lambda _words: None,
) -> dict[str, int]:
    """Load everything in one transaction; the connection must be the owner's. Returns rows by table.

    `recipe` is the hash that tells this load from others; `say` is given words of progress.
    """
    counters, done, standing = dict[str, int](), 0, place()
    persons = cases = 0

    def told(_story: Story) -> None:
        nonlocal done
        done += 1
        if done % EVERY == 0:
            say(f"{persons:,} persons in {cases:,} cases")

    tables = [table_of(model) for model in MODELS]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        assert connection.connection is not None, "the cursor has opened it"
        with Load(connection.connection) as load:
            for table, row in rows_of(timeline, standing, told=told, counters=counters):
                persons += table == PERSONS
                cases += table == CASES
                load.take(table, row)
        say(f"{persons:,} persons in {cases:,} cases; checking")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        _set_numbers(tables, counters)
        rows = {table: load.rows.get(table, 0) for table in tables}
        after = {"recipe": recipe, "rows": rows}
        tell_the_audit()
        AuditEntry.objects.create(action=LOADED, kind="load", after=after)
    with connection.cursor() as cursor:
        for table in (*tables, keys.TABLE):
            cursor.execute(f'ANALYZE "{table}"')
    return load.rows


def _set_numbers(tables: list[str], counters: dict[str, int]) -> None:
    """Let the next row, and the next reference, come after those that were loaded."""
    with connection.cursor() as cursor:
        for table in tables:
            key = primary_key(table)
            last = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}")
            cursor.execute(last.format(sql.Identifier(key), sql.Identifier(table)), [table, key])
    for name, value in counters.items():
        KernelCounter.objects.update_or_create(
            name=name, defaults={"value": value}, create_defaults={"value": value, "salt": salt_of(name)}
        )


def loaded() -> str | None:
    """Return the recipe of the load that stands in the database, or None."""
    entry = AuditEntry.objects.filter(action=LOADED).order_by("pk").last()
    return str(entry.after["recipe"]) if entry and entry.after else None
