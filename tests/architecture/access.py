"""The table of who gets which answer: every address × every member of the cast, asked and told."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.architecture.world import Arguments, World, places

TABLE = Path(__file__).with_name("access.csv")
METHODS = ("GET", "POST")
NOBODY = "visitor"
"""Somebody who is not signed in."""
BY_BROWSER = ("lies", "sam", "outsider", NOBODY)
"""Who is refused on a page, as a browser asks for it: a counsellor, who sees most, who may nothing, nobody.

All others are refused in the words alone, as a program asks for them: the page is drawn for every one of some
six hundred refusals, and is the same for each.
"""
Row = tuple[str, str, str]
"""Address, object, method."""


def members(world: World) -> list[str]:
    """Return the columns of the table."""
    return [*world.cast.everybody(), NOBODY]


def rows(world: World) -> Iterator[tuple[Row, Arguments]]:
    """Return the rows of the table, with the arguments of their addresses."""
    for name, objects in sorted(places(world).items()):
        for label, arguments in objects.items():
            for method in METHODS:
                yield (name, label, method), arguments


def answers(world: World, member: str) -> dict[Row, str]:
    """Return what one member is answered at every address; whatever a request changes is undone."""
    asks = {} if member in BY_BROWSER else {"Accept": "application/json, text/html;q=0.1"}
    client = Client(raise_request_exception=False, headers=asks)
    if member != NOBODY:
        client.force_login(world.cast.everybody()[member])
        client.get("/")  # so that no later request prolongs the session, to have it undone
    return {row: answer(client, row, arguments) for row, arguments in rows(world)}


def asked(client: Client, row: Row, arguments: Arguments, query: str = "") -> HttpResponseBase:
    """Ask at an address and return the answer; what the request changes is undone."""
    name, _label, method = row
    with transaction.atomic():
        address = reverse(name, kwargs=arguments) + query
        response = client.get(address) if method == "GET" else client.post(address, {})
        transaction.set_rollback(True)
    return response


def answer(client: Client, row: Row, arguments: Arguments) -> str:
    """Return the status of one answer; for a redirect to signing in, `sign-in`."""
    response = asked(client, row, arguments)
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login"):
        return "sign-in"
    return str(response.status_code)


def read() -> dict[Row, dict[str, str]]:
    """Return the committed table: row → member → answer."""
    with TABLE.open(newline="") as file:
        lines = list(csv.DictReader(file))
    return {(line.pop("address"), line.pop("object"), line.pop("method")): line for line in lines}


def write(found: dict[str, dict[Row, str]]) -> None:
    """Write the table anew from what each member was answered."""
    names = list(found)
    with TABLE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["address", "object", "method", *names])
        for row in found[names[0]]:
            out.writerow([*row, *(found[name][row] for name in names)])
