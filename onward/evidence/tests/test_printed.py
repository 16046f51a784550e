"""What a public copy prints of an edition besides its tables: terms of shares, and its digest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from onward.evidence.documents.copies import copy_of
from onward.evidence.documents.imprint import Imprint
from onward.evidence.editions import Frozen, freeze
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import left_out
from onward.evidence.editions.public import public_copy
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_protecting import SPRING
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes

pytestmark = pytest.mark.django_db
SHARE = "medical-share"
PLACE: Place = ("avrr-be", SHARE, "now", ())


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path):
        yield


def with_a_share_that_no_table_prints() -> Library:
    """Return the definitions with a newsletter that tells how many percent needed medical help."""
    library = current_library()
    items = {kind: dict(of) for kind, of in library.items.items()}
    words = dict.fromkeys(("en", "fr", "nl"), "Share of medical cases")
    made = {
        "code": SHARE, "name": words, "about": words, "owner": "reporting-officer",
        "share": {"part": "medical", "of": "persons"},
    }  # fmt: skip
    body = type(library.get("derived", "women-share").body)
    items["derived"][SHARE] = Item("derived", SHARE, body.model_validate(made), made)
    news = library.get("reports", "newsletter")
    contents = {**news.data["contents"]}
    contents["return"] = {**contents["return"], "derived": ["women-share", SHARE]}
    data = {**news.data, "contents": contents}
    items["reports"]["newsletter"] = Item("reports", "newsletter", type(news.body).model_validate(data), data)
    return with_hashes(Library(items, library.declared), registered_kinds())


@pytest.fixture
def edition() -> Frozen:
    """650 departures of a spring, four of them of people with medical needs: one percent."""
    for number in range(650):
        medical = "severe" if number < 4 else None
        sex = "female" if number % 2 else "male"
        depart(date(2020, 1 + number % 6, 3), sex=sex, medical=medical, age=30)
    return freeze(open_facts(), with_a_share_that_no_table_prints(), "newsletter", SPRING, AsOf())


def test_a_share_tells_how_many_it_is_of_only_where_a_table_prints_them(edition: Frozen) -> None:
    left = left_out(edition).places
    assert PLACE not in left, "one percent of 650 may be four to nine"
    public = public_copy(edition, left)
    imprint = Imprint(1, date(2021, 3, 1), internal=False)
    copy = copy_of(
        public.frozen, "en", imprint, lambda ref: public.shows((ref.chapter, ref.table, ref.period, ref.part))
    )
    told = {
        line.table: (line.value, line.counted, line.base)
        for line in copy.lines
        if line.chapter == "avrr-be" and not line.compared and line.table in (SHARE, "women-share")
    }
    assert told == {SHARE: (1, None, 650), "women-share": (50, 325, 650)}


def test_the_digest_of_a_public_copy_tells_of_no_term_that_is_not_printed(edition: Frozen) -> None:
    left = left_out(edition).places
    now = edition.values["chapters"]["avrr-be"]["now"]

    def digest(**tables: object) -> str:
        chapter = {**edition.values["chapters"]["avrr-be"], "now": {**now, **tables}}
        chapters = {**edition.values["chapters"], "avrr-be": chapter}
        return public_copy(replace(edition, values={**edition.values, "chapters": chapters}), left).digest

    assert digest(**{SHARE: {**now[SHARE], "part": "5"}}) == digest()
    assert digest(**{SHARE: {**now[SHARE], "percent": "2"}}) != digest()
    assert digest(returns={**now["returns"], "behind": [["", 650, "1"]]}) == digest()
