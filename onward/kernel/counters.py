"""Numbers in a row, such as those of a year's cases."""

from django.db import connection


def next_number(name: str, count: int = 1) -> int:
    """Return the next number of a row, starting at 1; with `count`, take several and return the last.

    The row is locked until the transaction ends, so a number that was taken by an action which fails is taken
    again: references have no gaps.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_counter (name, value) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + EXCLUDED.value RETURNING value",
            [name, count],
        )
        return int(cursor.fetchone()[0])
