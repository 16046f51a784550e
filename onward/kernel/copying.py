"""Many rows of a table at once, by COPY: for a past that comes in, not for what somebody saves at a desk.

The triggers of the table run for each row, the audit's among them, and the constraints hold as ever.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import sql

AT_ONCE = 300
"""Numbers that are taken from a table's sequence at once."""
APART = 4
"""So many times as many are taken as are given out: gaps tell nobody how many rows there are."""


def free_numbers(table: type[models.Model]) -> Iterator[int]:
    """Give primary keys that nobody else is given, rising, with gaps at random (`tables.skips_numbers`)."""
    key = table._meta.pk
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table._meta.db_table}"', key.column, AT_ONCE * APART],
            )
            taken = [int(number) for (number,) in cursor.fetchall()]
        yield from sorted(random.sample(taken, AT_ONCE))  # no secret: only gaps


def copy_rows(table: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write rows in their order, in the transaction under way.

    Rows have their primary keys, or none of them has: then the database gives them, and the rows do not learn
    them.

    Raises:
        IntegrityError: a constraint of the table refuses one of them.
    """
    waiting = list(rows)
    if not waiting:
        return
    keyed = waiting[0].pk is not None
    fields = [field for field in written(table) if keyed or not field.primary_key]
    statement = into(table._meta.db_table, [str(field.column) for field in fields])
    assert connection.connection is not None, "a transaction is under way"
    cursor = connection.connection.cursor()
    with connection.wrap_database_errors, cursor, cursor.copy(statement) as copy:
        for row in waiting:
            copy.write_row([_value(field, row) for field in fields])


def into(table: str, columns: Iterable[str]) -> sql.Composed:
    """Return the statement that takes rows of a table in, with these columns in this order."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)


@cache
def written(table: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """Return the columns that whoever writes rows fills in; the database fills in the others by itself."""
    return tuple(field for field in table._meta.concrete_fields if field.db_default is models.NOT_PROVIDED)


def _value(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.attname)
    if isinstance(value, Enum):
        return value.value
    return field.get_db_prep_save(value, connection) if isinstance(value, dict) else value
