"""What stood in plain words before, sealed where it stands: for migrations alone, which may take it back.

Rows go in batches, each of them committed, so an interrupted migration goes on where it stopped. No line of
the audit is written of it: it would hold the words once more. Lines that hold them already are sealed too.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, migrations, transaction
from psycopg import sql

from onward.access.secrecy import keys
from onward.access.secrecy.sealing import PATTERN, Key, looks_sealed
from onward.access.secrecy.values import Erased, opened_together

BATCH = 500
LINES = 50_000
"""Numbers of lines of the audit that are looked through at once; it has no index by table."""
OF_LINE = "COALESCE(person_key, case_key, '00000000-0000-0000-0000-000000000000')"
"""Whose words a line repeats; of nobody who is still known, all are under one key."""

Change = Callable[[str, str, UUID], str]
"""From a place, what stands there and whose it is to what shall stand there."""


def sealing(table: str, columns: Sequence[str], whose: str, of_line: str = OF_LINE) -> migrations.RunPython:
    """Return the step that seals columns of a table; taken back, it opens them.

    Args:
        table: the table.
        columns: its columns.
        whose: SQL for the key of whom a row, `t`, tells of.
        of_line: SQL for the same of a line of the audit.
    """

    def run(change: type[_Seal | _Open]) -> None:
        _without_constraints(table, columns)
        _each_row(table, columns, whose, change)
        _each_line(table, columns, of_line, change)

    return migrations.RunPython(lambda *_given: run(_Seal), lambda *_given: run(_Open))


def _without_constraints(table: str, columns: Sequence[str]) -> None:
    """Take away constraints that a run which was interrupted has left: they are made afterwards."""
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}").format(
                    sql.Identifier(table), sql.Identifier(f"{table}_{column}_is_sealed")
                )
            )


class _Seal:
    """Seals what is plain."""

    plain = True

    def __init__(self, _values: Sequence[tuple[str, str]]) -> None:
        self._keys: dict[UUID, Key] = {}

    def __call__(self, place: str, value: str, whose: UUID) -> str:
        if not value or looks_sealed(value):
            return value
        if whose not in self._keys:
            self._keys[whose] = keys.for_sealing(whose)
        return self._keys[whose].seal(place, value)


class _Open:
    """Opens what is sealed; what nobody opens any more is left empty."""

    plain = False

    def __init__(self, values: Sequence[tuple[str, str]]) -> None:
        self._words = opened_together(values)

    def __call__(self, place: str, value: str, whose: UUID) -> str:
        words = self._words.get(value, value)
        return "" if isinstance(words, Erased) else str(words)


def _each_row(table: str, columns: Sequence[str], whose: str, change: type[_Seal | _Open]) -> None:
    names = [sql.Identifier(column) for column in columns]
    there = sql.SQL(" OR ").join(
        sql.SQL("t.{0} <> '' AND t.{0} {1} {2}").format(
            name, sql.SQL("!~" if change.plain else "~"), sql.Literal(f"^{PATTERN}$")
        )
        for name in names
    )
    asked = sql.SQL("SELECT t.id, {}, {} FROM {} t WHERE t.id > %s AND ({}) ORDER BY t.id LIMIT %s").format(
        sql.SQL(whose), sql.SQL(", ").join(names), sql.Identifier(table), there
    )
    written = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.SQL("{} = %s").format(name) for name in names)
    )
    last = 0
    while True:
        with _unwatched(table) as cursor:
            cursor.execute(asked, [last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return
            places = [f"{table}.{column}" for column in columns]
            do = change([pair for _id, _of, *told in rows for pair in zip(places, told, strict=True)])
            for number, of, *told in rows:
                new = [do(place, value, of) for place, value in zip(places, told, strict=True)]
                cursor.execute(written, [*new, number])
            last = rows[-1][0]


def _each_line(table: str, columns: Sequence[str], of_line: str, change: type[_Seal | _Open]) -> None:
    asked = (
        f"SELECT id, {of_line}, before, after FROM access_auditentry"  # noqa: S608  # of a migration
        ' WHERE id > %s AND id <= %s AND "table" = %s AND (before ?| %s OR after ?| %s)'
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM access_auditentry")
        [newest] = cursor.fetchone()
    for start in range(0, newest, LINES):
        with _unwatched("access_auditentry") as cursor:
            cursor.execute(asked, [start, start + LINES, table, list(columns), list(columns)])
            rows = [(number, of, _read(was), _read(now)) for number, of, was, now in cursor.fetchall()]
            told = [
                (f"{table}.{name}", side[name])
                for _number, _of, *sides in rows
                for side in sides
                for name in columns
                if side and side.get(name)
            ]
            do = change(told)
            for number, of, *sides in rows:
                new = [_changed(table, columns, side, of, do) for side in sides]
                if new != sides:
                    cursor.execute(
                        "UPDATE access_auditentry SET before = %s, after = %s WHERE id = %s",
                        [*map(_written, new), number],
                    )


def _changed(
    table: str, columns: Sequence[str], side: dict[str, Any] | None, of: UUID, do: Change
) -> dict[str, Any] | None:
    if side is None:
        return None
    return side | {name: do(f"{table}.{name}", side[name], of) for name in columns if side.get(name)}


def _read(side: Any) -> Any:
    return json.loads(side) if isinstance(side, str) else side


def _written(side: Any) -> str | None:
    return None if side is None else json.dumps(side)


@contextmanager
def _unwatched(table: str) -> Iterator[Any]:
    """Give a cursor in a transaction in which the triggers of a table rest, for who owns it."""
    name = sql.Identifier(table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
