"""How much each page asks of the database: never more than 15 queries, nor more than was committed.

`queries.csv` holds the baselines; `python -m tests.architecture.write_query_table` writes them anew.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onward.access.holdings import holdings
from onward.access.models import User
from onward.casework.cases.models import Case
from onward.casework.referrals import actions as referring
from onward.casework.referrals.tests.factories import HEAD, a_referral
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel import clock
from tests.architecture import access
from tests.architecture.test_access import world as world
from tests.architecture.world import Arguments, World, places

TABLE = Path(__file__).with_name("queries.csv")
MOST = 15
READERS = ("sam", "lies", "omar", "dirk", "anna", "rik", "ruth", "erbil")
"""Whose page is counted: the first of these who gets one."""
HOW = "If this is meant, run: python -m tests.architecture.write_query_table"


def pages(world: World) -> Iterator[tuple[str, str, Arguments]]:
    """Return every page that somebody can read: its address with its object, the reader, the arguments."""
    table = access.read()
    known = places(world)
    for (name, label, method), line in table.items():
        reader = next((one for one in READERS if line[one] == "200"), None)
        if method == "GET" and reader and not label.startswith("hidden") and label in known.get(name, {}):
            yield f"{name} {label}".strip(), reader, known[name][label]


def count(user: User, name: str, arguments: Arguments) -> int:
    """Return the queries of one page, read for a second time by somebody who is signed in."""
    client = Client()
    with transaction.atomic():
        client.force_login(user)
        address = reverse(name, kwargs=arguments)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        transaction.set_rollback(True)
    return sum(
        not one["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")) for one in asked.captured_queries
    )


def counts(world: World) -> dict[str, int]:
    """Return the queries of every page."""
    cast = world.cast.everybody()
    return {page: count(cast[reader], page.split(" ")[0], given) for page, reader, given in pages(world)}


def read() -> dict[str, int]:
    """Return the committed baselines."""
    with TABLE.open(newline="") as file:
        return {line["page"]: int(line["queries"]) for line in csv.DictReader(file)}


def test_no_page_asks_more_than_was_committed(world: World) -> None:
    baselines = read()
    found = counts(world)
    more = [
        f"{page}: {n}, was {baselines.get(page)}" for page, n in found.items() if n > baselines.get(page, -1)
    ]
    assert not more, f"{HOW}\n" + "\n".join(more)


def test_no_page_asks_more_than_fifteen_times() -> None:
    one_a_table = {"rights:copy", "rights:copy-for-programs"}  # all that is held of somebody, wherever it is
    found = {page: n for page, n in read().items() if page.split(" ")[0] not in one_a_table}
    assert not {page for page, n in found.items() if n > MOST}
    assert all(n <= len(holdings()) + MOST for page, n in read().items() if page not in found)


def test_every_baseline_is_of_a_page_that_is_there(world: World) -> None:
    assert set(read()) == {page for page, _reader, _given in pages(world)}, HOW


@pytest.mark.parametrize(
    "name",
    [
        "cases:case",
        "cases:list",
        "cases:work",
        "referrals:referral",
        "people:household",
        "people:person",
        "movements:book",
        "movements:movement",
        "movements:sheet",
        "movements:list",
    ],
)
def test_a_larger_household_costs_no_more(world: World, name: str) -> None:
    two, eight = (_household(world, size) for size in (2, 8))
    small, large = (count(world.cast.sam, name, _arguments(name, given)) for given in (two, eight))
    assert large <= small


def _household(world: World, size: int) -> tuple[Case, str, Movement]:
    """Return a case of so many adults, its referral, and their journey."""
    others = [
        replace(HEAD, name=f"Relative {number}", principal=False, relation="sibling")
        for number in range(1, size)
    ]
    sent = a_referral(world.cast.rik, HEAD, *others)
    case = referring.accept_referral(world.cast.sam, sent)
    movement = Movement.objects.create(office=world.cast.be, case=case, departs_on=clock.today())
    for traveller in case.travellers.all():
        Passenger.objects.create(movement=movement, traveller=traveller, state_on=clock.today())
    return case, sent.reference, movement


def _arguments(name: str, given: tuple[Case, str, Movement]) -> Arguments:
    case, referral, movement = given
    addressed: dict[str, Arguments] = {
        "cases:case": {"reference": case.reference},
        "referrals:referral": {"reference": referral},
        "people:household": {"key": case.household.key},
        "people:person": {"key": case.travellers.get(principal=True).person.key},
        "movements:book": {"case_key": case.key},
        "movements:movement": {"key": movement.key},
        "movements:sheet": {"key": movement.key},
    }
    return addressed.get(name, {})
