"""Every field that takes what is told in confidence: sealed in all tables, read on pages, erased on all."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client, override_settings
from django.urls import reverse

from onward.access.models import User
from onward.access.secrecy import destroy, masters, sealed_fields, subjects_of
from onward.casework.cases.models import Case, HoldRelease, Session
from onward.delivery.movements.models import FitnessCheck
from onward.kernel import clock
from tests.architecture.test_access import world as world
from tests.architecture.test_queries import pages
from tests.architecture.world import World, places

TABLES: list[Any] = [model for model in apps.get_models() if sealed_fields(model)]
ERASED = "[erased]"


@pytest.fixture
def filled(world: World) -> Iterator[dict[str, str]]:
    """Fill every sealed field of the world with words of its own; yield where each stands. It is undone."""
    with transaction.atomic():
        case = Case.objects.get(key=world.files["open"].case_key)
        about: Any = {"case": case, "person_key": world.files["open"].person}
        hold = apps.get_model("cases", "Hold").objects.get(key=world.hold)
        HoldRelease.objects.create(hold=hold, case=case, released_on=clock.today())
        FitnessCheck.objects.create(**about, checked_at=clock.now(), outcome="conditions")
        Session.objects.create(**about, held_on=clock.today(), way="phone")
        yield dict(_fill())
        transaction.set_rollback(True)


def _fill() -> Iterator[tuple[str, str]]:
    number = 0
    for model in TABLES:
        rows: list[models.Model] = list(model._base_manager.all())
        assert rows, f"nothing stands in {model._meta.db_table}"
        for row in rows:
            for field in sealed_fields(model):
                number += 1
                words = f"Zq{number}told"
                setattr(row, field.attname, words)
                yield words, field.place
            row.save()


def shown(world: World) -> dict[str, str]:
    """Return every page that somebody can read, by its address and who reads it."""
    found: dict[str, str] = {}
    readers: dict[str, User] = world.cast.everybody()
    walked, known = list(pages(world)), places(world)
    audits = [(f"{name} {label}", "dirk", given) for name, about in known.items() if "access:audit-" in name
              for label, given in about.items()]  # fmt: skip
    for page, reader, given in [*walked, *audits]:
        client = Client()
        with transaction.atomic():
            client.force_login(readers[reader])
            answer = client.get(reverse(page.split(" ")[0], kwargs=given))
            transaction.set_rollback(True)
        assert answer.status_code < 500, f"{page} for {reader}"
        if not answer.streaming:
            found[f"{page} for {reader}"] = answer.content.decode(errors="replace")
    return found


def dump() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        told = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            told += [row for (row,) in cursor.fetchall()]
    return "\n".join(told)


def test_a_copy_of_every_table_holds_none_of_the_words(filled: dict[str, str]) -> None:
    everything = dump()
    assert "s1." in everything
    assert not [f"{words} of {place}" for words, place in filled.items() if words in everything]


def test_pages_show_what_was_told_and_after_an_erasure_that_it_is_gone(
    world: World, filled: dict[str, str]
) -> None:
    before = "\n".join(shown(world).values())
    seen = {place for words, place in filled.items() if words in before}
    assert seen == set(filled.values())

    for model in TABLES:
        destroy(subjects_of(model._base_manager.all()))
    after = shown(world)
    left = {page for page, text in after.items() if any(words in text for words in filled)}
    assert not left
    assert {"cases:case", "access:openings"} <= {
        page.split(" ")[0] for page, text in after.items() if ERASED in text
    }
    audits = [text for page, text in after.items() if page.startswith("access:audit-case open")]
    assert audits
    assert all("<ins>erased</ins>" in text for text in audits)


@pytest.mark.parametrize(
    ("keys", "said"),
    [("other", "a master key is missing (tests)"), ("tests", "is not the right one (tests)")],
)
def test_a_page_says_that_a_master_key_is_missing_or_wrong_and_what_to_do(
    world: World, filled: dict[str, str], keys: str, said: str
) -> None:
    client = Client()
    client.force_login(world.cast.sam)
    with override_settings(MASTER_KEYS=masters.made(keys)):
        answer = client.get(reverse("cases:case", kwargs={"reference": world.files["open"].case}))
    assert answer.status_code == 503
    assert said in answer.content.decode()
    assert "ONWARD_MASTER_KEYS" in answer.content.decode()
