"""No page tells the number of a row: two of them, and what lies between, would prove rows that are hidden."""

import html
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import AutoField, Model
from django.http.response import HttpResponseBase
from django.test import Client

from onward.access import audit, paging
from onward.access.models import User
from onward.casework.cases import queries as cases
from onward.casework.cases.actions import ask_approval
from onward.casework.cases.models import Case
from onward.casework.referrals.tests.factories import an_enquiry
from onward.records.projects.actions import record_expenditure
from onward.records.projects.tests.factories import PROJECT, an_invoice
from onward.web.owner import as_owner
from tests.architecture import access
from tests.architecture.world import Arguments, make_world
from tests.cast import Cast

OPEN = {"access.User", "access.Office"}
"""Tables that hold nobody whom the office assists: any user may read a colleague's or an office's name."""
FIRST = 7_310_000_000_000
"""From here on the rows of this test are numbered: no day, amount or reference holds such a number."""
NUMBER = re.compile(r"(?<![0-9a-f-])731[\d,.\s\u202f\u00a0]{10,14}")
"""Such a number, also as a page writes numbers for people."""

ORDER = ("sam", "omar", "lies", "erbil", "rik", "ruth", "dirk", "anna", "duty", "desk")
"""Who reads, those first who see most of a page."""
LINK = re.compile(r'href="(\?[^"]+)"')
PLACE = re.compile(r"[?&](?:after|before)=[^&]")
"""A page of a list after the first."""
LINKS = 8
"""So many further pages are read of one address."""
LISTS = {
    *("access:audit-case", "access:audit-person", "access:audit-user", "access:exports", "access:openings"),
    *("access:users", "cases:case", "cases:list", "cases:work", "movements:list", "partners:list"),
    *("projects:project", "protection:desk", "referrals:enquiries", "referrals:inbox", "referrals:own"),
    "reintegration:list",
}
"""Lists of which pages after the first must have been read."""


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


def readers(row: access.Row, line: dict[str, str], walked: set[str]) -> list[str]:
    """Return who asks at one row of the access table: of those who get a page the two who see most.

    Where whole addresses are read by others too, one more of them asks, once for each address. What is sent
    empty comes back as the form that was read, or leads on: one reader is enough.
    """
    answered = [one for one in ORDER if line[one] in ("200", "302", "422")]
    if row[2] == "POST":
        return answered[:1]
    more = [one for one in answered[2:] if f"{row[0]} {one}" not in walked][:1]
    walked |= {f"{row[0]} {one}" for one in (*answered[:2], *more)}
    return answered[:2] + more


def said(answer: HttpResponseBase) -> str:
    """Return all that an answer tells."""
    page = "" if answer.streaming else answer.content.decode(errors="replace")  # type: ignore[attr-defined]
    return page + answer.headers.get("Location", "")


def in_short_pages(patch: pytest.MonkeyPatch) -> None:
    """Let lists have one row a page, so that the few rows of a small world have pages after the first."""
    for house in ("access.queries", "records.partners.pages", "delivery.movements.queries.journeys"):
        patch.setattr(f"onward.{house}.ROWS", 1)
    patch.setattr("onward.casework.cases.queries.PAGE", 1)
    patch.setattr("onward.casework.cases.pages.case.TIMELINE", 1)
    patch.setattr(paging.page_by_key, "__kwdefaults__", {"ascending": False, "size": 1})
    for one in (cases.page_of_cases, cases.tasks_due):
        patch.setattr(one, "__defaults__", (1,))


def further_pages(client: Client, row: access.Row, arguments: Arguments) -> Iterator[tuple[str, str]]:
    """Follow what a page says of its own address (its tabs, the pages of its list): query → what it tells."""
    waiting, known, followed = [""], {""}, 0
    while waiting and followed <= LINKS:
        query, followed = waiting.pop(0), followed + 1
        page = said(access.asked(client, row, arguments, query))
        yield query, page
        links = [html.unescape(one) for one in LINK.findall(page)]
        fresh = [one for one in dict.fromkeys(links) if one not in known]
        known |= {*fresh}
        # The pages of a list first: of tabs there may be more than are followed.
        waiting = sorted(waiting + fresh, key=lambda one: PLACE.search(one) is None)


def make_more(cast: Cast, reference: str) -> None:
    """Make what lists of the small world have one of or none, and a question to the funder."""
    ask_approval(cast.lies, Case.objects.get(reference=reference), PROJECT)
    for number in range(2):
        an_enquiry(cast)
        audit.exported(cast.ruth, what="evidence.edition", rows=1, filters={})
        pia = User.objects.get(email=f"pia.{cast.be.code}@onward.example")
        record_expenditure(pia, PROJECT, an_invoice(voucher=f"V-2{number}"))


def test_no_page_tells_the_number_of_a_row(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbered_from(FIRST)
    world = make_world()
    make_more(world.cast, world.files["open"].case)
    clients = {name: Client(raise_request_exception=False) for name in ORDER}
    for name, client in clients.items():
        client.force_login(world.cast.everybody()[name])
    table, told, walked, read = access.read(), set(), set[str](), 0
    for row, arguments in access.rows(world):
        for name in readers(row, table[row], walked):
            page = said(access.asked(clients[name], row, arguments))
            read += len(page) > 0
            told |= {f"{' '.join(row)}, to {name}: {found[0]}" for found in NUMBER.finditer(page)}
    in_short_pages(monkeypatch)
    lists = set()
    for row, arguments in access.rows(world):
        name = next((one for one in ORDER if table[row][one] == "200"), "")
        if row[2] == "POST" or not name or row[0] in lists:
            continue
        for query, page in further_pages(clients[name], row, arguments):
            lists |= {row[0]} if PLACE.search(query) else set()
            told |= {f"{' '.join(row)}{query}, to {name}: {found[0]}" for found in NUMBER.finditer(page)}
    assert read > 400, "pages were read"
    assert lists >= LISTS, f"no page after the first was read of {LISTS - lists}"
    assert not told, "\n".join(sorted(told))
