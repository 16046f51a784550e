"""No page tells the number of a row: two of them, and what lies between, would prove rows that are hidden."""

import re

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Model
from django.test import Client

from onward.web.owner import as_owner
from tests.architecture import access
from tests.architecture.world import make_world

OPEN = {"access.User", "access.Office"}
"""Tables that hold nobody whom the office assists: any user may read a colleague's or an office's name."""
FIRST = 7_310_000_000_000
"""From here on the rows of this test are numbered: no day, amount or reference holds such a number."""
NUMBER = re.compile(r"(?<![0-9a-f-])731[\d,.\s\u202f\u00a0]{10,14}")
"""Such a number, also as a page writes numbers for people."""

ORDER = ("sam", "omar", "lies", "erbil", "rik", "ruth", "dirk", "anna", "duty")
"""Who reads, those first who see most of a page."""


def tables() -> list[type[Model]]:
    """Return every table of the house whose rows are numbered, save the open ones."""
    ours = (one for one in apps.get_models() if one.__module__.startswith("onward."))
    return [one for one in ours if isinstance(one._meta.pk, AutoField) and one._meta.label not in OPEN]


def numbered_from(first: int) -> None:
    """Let the next rows of every table be numbered from there on."""
    with as_owner(), connection.cursor() as cursor:
        for table in tables():
            column = table._meta.pk.column
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table._meta.db_table, column, first]
            )


def readers(row: access.Row, line: dict[str, str]) -> list[str]:
    """Return who asks at one row of the access table here: of those who get a page the two who see most.

    What is sent empty comes back as the form that was read, or leads on: one of them is enough.
    """
    answered = [one for one in ORDER if line[one] in ("200", "302", "422")]
    return answered[: 2 if row[2] == "GET" else 1]


def test_no_page_tells_the_number_of_a_row(committed_db: str) -> None:
    numbered_from(FIRST)
    world = make_world()
    clients = {name: Client(raise_request_exception=False) for name in ORDER}
    for name, client in clients.items():
        client.force_login(world.cast.everybody()[name])
    table, told, read = access.read(), set(), 0
    for row, arguments in access.rows(world):
        for name in readers(row, table[row]):
            answer = access.asked(clients[name], row, arguments)
            page = "" if answer.streaming else answer.content.decode(errors="replace")  # type: ignore[attr-defined]
            read += len(page) > 0
            said = page + answer.headers.get("Location", "")
            told |= {f"{' '.join(row)}, to {name}: {found[0]}" for found in NUMBER.finditer(said)}
    assert read > 200, "pages were read"
    assert not told, "\n".join(sorted(told))
