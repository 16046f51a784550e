"""Who may see what, address by address, compared with the committed table (`access.csv`)."""

from collections.abc import Iterator
from typing import get_type_hints

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from onward.access.models import User
from onward.web.audited import PAGES
from tests.architecture import access, openings
from tests.architecture.world import World, addresses, make_world, places
from tests.cast import Cast

MEMBERS = (*(name for name, kind in get_type_hints(Cast).items() if kind is User), access.NOBODY)
OUT_OF_SIGHT = tuple(one for one in MEMBERS if one not in ("nora", "sam", "omar", "dirk"))
"""Who may not know of a restricted child that no journey and no audit concerns."""
BY_RIGHT = {
    ("referrals", "rik"): "the partner who sent a referral keeps seeing that it was answered",
    ("protection:sealed", "duty"): "who may break the glass finds a sealed file by its exact reference",
}
HOW = "If this is meant, run: python -m tests.architecture.write_access_table"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The made-up world, once a module; every request in it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def test_every_address_stands_in_the_table() -> None:
    known = {name for name, _object, _method in access.read()}
    assert known == set(addresses()), HOW


def test_every_member_of_the_cast_stands_in_the_table(world: World) -> None:
    assert tuple(access.members(world)) == MEMBERS
    assert all(tuple(line) == MEMBERS for line in access.read().values()), HOW


@pytest.mark.parametrize("member", MEMBERS)
def test_each_member_is_answered_as_the_table_says(world: World, member: str) -> None:
    table = access.read()
    found = access.answers(world, member)
    differ = [
        f"{' '.join(row)}: {answer}, in the table {table.get(row, {}).get(member, 'no such row')}"
        for row, answer in found.items()
        if table.get(row, {}).get(member) != answer
    ]
    assert not differ, f"{member} is answered otherwise than {access.TABLE.name} says. {HOW}\n" + "\n".join(
        differ
    )
    assert found.keys() == table.keys(), HOW


def test_no_answer_is_a_fault() -> None:
    faults = [
        " ".join(row)
        for row, line in access.read().items()
        if any(one.startswith("5") for one in line.values())
    ]
    assert not faults


@pytest.mark.parametrize("member", OUT_OF_SIGHT)
def test_a_hidden_file_answers_as_one_that_does_not_exist(world: World, member: str) -> None:
    table = access.read()
    differ = []
    for (name, label, method), line in table.items():
        kind, _, rest = label.partition(" ")
        twin = table.get((name, f"nobody {rest}".strip(), method))
        if (name.partition(":")[0], member) in BY_RIGHT or (name, member) in BY_RIGHT:
            continue
        if kind == "hidden" and twin and line[member] != twin[member]:
            differ.append(f"{name} {label} {method}: {line[member]}, and {twin[member]} where nothing is")
    assert not differ, "\n".join(differ)


def test_who_is_not_signed_in_reaches_nothing() -> None:
    open_to_all = {"set_language"}
    reached = {
        name
        for (name, _label, _method), line in access.read().items()
        if line["visitor"] not in ("sign-in", "404", "405") and name not in open_to_all
    }
    assert not reached


def test_each_made_up_object_has_a_twin_that_does_not_exist(world: World) -> None:
    without = [
        name
        for name, objects in places(world).items()
        if any(label.startswith("hidden") for label in objects)
        and not any(label.startswith("nobody") for label in objects)
    ]
    assert not without


@pytest.mark.parametrize("reader", openings.READERS)
def test_each_page_of_a_file_that_names_a_restricted_person_leaves_one_line(
    world: World, reader: str
) -> None:
    user = world.cast.everybody()[reader]
    client = Client(raise_request_exception=False)
    client.force_login(user)
    people = openings.restricted()
    assert len(people) == 3
    shown, wrong = set(), []
    for name, arguments in openings.pages_of_one_file(world):
        for method in access.METHODS:
            text, lines = openings.read(client, name, arguments, method)
            for called, person in people.items():
                left = [line for line in lines if line.person_key == person.key]
                page = name.replace(":", ".")
                if called in text:
                    shown.add(name)
                    if [(one.actor_key, one.action) for one in left] != [(user.key, page)]:
                        wrong.append(f"{method} {name} shows {called}: {[one.action for one in left]}")
                elif len(left) > 1:
                    wrong.append(f"{method} {name} wrote {len(left)} lines of {called}")
    assert not wrong, "\n".join(wrong)
    assert {name.replace(":", ".") for name in shown} <= set(PAGES)
    assert len(shown) > {"sam": 25, "omar": 4}[reader]
