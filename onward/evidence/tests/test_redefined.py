"""A definition that counts something else than before is told where its numbers stand side by side."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.evidence import judging
from onward.evidence.actions import prepare_donor_report, prepare_edition, publish_edition
from onward.evidence.documents.composing import compose
from onward.evidence.editions.meaning import meanings_of
from onward.evidence.models import Edition
from onward.evidence.problems import MovedByFew
from onward.evidence.queries.defined import last_published_before, redefined_since, redefined_today
from onward.evidence.queries.editions import imprint_of
from onward.evidence.tests.factories import correct, depart
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.evidence.tests.test_key_trends_page import PAGE
from onward.kernel import clock
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes
from onward.records.projects.tests.factories import PROJECT
from tests.cast import Cast

CHILDREN = "Children (under 18)"


def with_another(kind: str, code: str, **more: Any) -> Library:
    """Return the definitions with another one of a kind and code."""
    library = current_library()
    items = {name: dict(of) for name, of in library.items.items()}
    item = items[kind][code]
    data = {**item.data, **more}
    items[kind][code] = Item(kind, code, type(item.body).model_validate(data), data)
    return with_hashes(Library(items, library.declared), registered_kinds())


@contextmanager
def under_12() -> Iterator[None]:
    """Have children be those below 12."""
    with using(with_another("populations", "children", when="fact.age < 12")), clock.at(LATER):
        yield


@pytest.fixture
def first(cast: Cast) -> Edition:
    """Nine of each age left in the spring, as many in the autumn; the newsletter of the spring."""
    for age in (8, 16, 40):
        for number in range(9):
            depart(date(2020, 2, 1 + number), age=age, sex="male")
            depart(date(2020, 9, 1 + number), age=age, sex="male")
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "newsletter", date(2020, 1, 1))


def page(client: Client, who: User, address: str) -> str:
    client.force_login(who)
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def names(then: Edition, kind: str, code: str, **more: Any) -> tuple[str, ...]:
    with using(with_another(kind, code, **more)):
        return redefined_today(then).names


def test_words_alone_change_nothing_of_what_is_counted(first: Edition) -> None:
    words = {"en": "Minors", "fr": "Mineurs", "nl": "Minderjarigen"}
    assert not names(first, "populations", "children", name=words, few=True)
    assert not names(first, "figures", "children", name=words, about=words, threshold=7)
    assert not names(first, "dimensions", "sex", heading=words)
    assert not names(first, "facts", "age", name=words)


def test_whatever_decides_a_number_is_told_by_its_name(first: Edition) -> None:
    assert names(first, "populations", "children", when="fact.age < 12") == (CHILDREN,)
    assert names(first, "figures", "children", unless=[]) == ("Children (under 18)",)
    assert names(first, "dimensions", "vulnerability", instead={}) == ("Vulnerability",)
    assert names(first, "facts", "destination", of_case="cases.opened"), "from where a column comes"
    assert not names(first, "populations", "severe-health", when="fact.age < 12"), "it stands in no table"


def test_countries_of_a_group_decide_what_is_counted_by_it(first: Edition) -> None:
    library = with_another("populations", "children", when="fact.nationality in groups.eu")
    with using(library):
        fewer = with_another("groups", "eu", countries=["BE"])
    one, other = (of.snapshot(of.get("reports", "newsletter")) for of in (library, fewer))
    assert meanings_of(one) != meanings_of(other)


def test_what_changed_since_shows_a_number_by_the_definition_of_then_and_by_that_of_today(
    client: Client, cast: Cast, first: Edition
) -> None:
    address = f"/reports/{first.key}/since/"
    assert "Nothing has changed" in page(client, cast.ruth, address)
    correct(depart(date(2020, 3, 1), age=10), recorded=LATER, sex="female")
    with under_12():
        told = page(client, cast.ruth, address)
    assert "Nothing has changed" not in told
    assert f"{CHILDREN} Population" in told
    then, now = (
        library.get("populations", "children").version
        for library in (current_library(), with_another("populations", "children", when="fact.age < 12"))
    )
    assert then in told
    assert now in told
    assert re.search(rf"{re.escape(CHILDREN)} [^|]*? 18 19 10 ", told), "printed, known, and by the new one"


def test_where_nothing_but_a_definition_changed_the_numbers_are_said_to_be_as_printed(
    client: Client, cast: Cast, first: Edition
) -> None:
    with under_12():
        told = page(client, cast.ruth, f"/reports/{first.key}/since/")
        edition = page(client, cast.ruth, f"/reports/{first.key}/")
    assert "Nothing has changed" not in told
    assert "By the definitions that it keeps, every number of this edition is known today as it was" in told
    assert f"By the definitions of today, this edition would count otherwise: {CHILDREN}." in edition


@pytest.fixture
def published(first: Edition, second: User) -> Edition:
    publish_edition(second, first)
    return first


def test_key_trends_say_that_a_published_edition_counted_by_another_definition(
    client: Client, cast: Cast, published: Edition
) -> None:
    address = f"{PAGE}?first=2020-01-01&last=2020-06-30"
    assert "as known at another moment and may differ" in page(client, cast.ruth, address)
    with under_12():
        told = page(client, cast.ruth, address)
    assert f"and by other definitions of: {CHILDREN}." in told
    assert "as known at another moment and may differ" not in told


def test_the_next_edition_says_to_who_approves_it_and_in_print_what_is_defined_otherwise(
    client: Client, cast: Cast, second: User, published: Edition
) -> None:
    with clock.at(LATER):
        same = prepare_edition(cast.ruth, "newsletter", date(2020, 7, 1))
    with under_12():
        other = prepare_edition(cast.ruth, "newsletter", date(2020, 7, 1))
        assert "Defined otherwise" not in page(client, second, f"/reports/{same.key}/")
        for address in (f"/reports/{other.key}/", f"/reports/{other.key}/public/"):
            told = page(client, second, address)
            assert "Newsletter, 1 January 2020 to 30 June 2020, edition 1" in told
            assert f"edition 1): {CHILDREN}. Whoever reads both compares" in told
    for language, words in (
        ("en", f"the definition of what is counted has changed for: {CHILDREN}."),
        ("fr", "la définition de ce qui est compté a changé pour\u202f: Enfants (moins de 18 ans)."),
        ("nl", "is de definitie van wat geteld wordt veranderd voor: Kinderen (onder 18)."),
    ):
        said = " ".join(compose(other.frozen, language, imprint_of(other, language)).method)
        assert words in said
        assert words not in " ".join(compose(same.frozen, language, imprint_of(same, language)).method)


def test_an_edition_that_takes_the_place_of_one_does_not_say_that_records_were_corrected(
    cast: Cast, published: Edition
) -> None:
    with under_12():
        other = prepare_edition(cast.ruth, "newsletter", date(2020, 1, 1))
    said = " ".join(compose(other.frozen, "en", imprint_of(other, "en")).method)
    assert "corrected in between, or because something is defined otherwise" in said


def test_the_page_of_a_number_marks_a_period_that_was_published_by_another_definition(
    client: Client, cast: Cast, second: User, published: Edition
) -> None:
    depart(date(2021, 1, 5), age=8, sex="male")
    with clock.at(LATER.replace(month=8)):
        same = prepare_edition(cast.ruth, "newsletter", date(2021, 1, 1))
    with under_12(), clock.at(LATER.replace(month=8)):
        other = prepare_edition(cast.ruth, "newsletter", date(2021, 1, 1))
    mark = f"edition 1 was published by another definition ({CHILDREN})"
    assert mark in page(client, cast.ruth, f"/reports/{other.key}/numbers/avrr-be/children/")
    assert mark not in page(client, cast.ruth, f"/reports/{other.key}/numbers/avrr-be/returns/")
    assert mark not in page(client, cast.ruth, f"/reports/{same.key}/numbers/avrr-be/children/")


def test_the_edition_before_is_the_one_published_last_until_one_is_published_itself(
    cast: Cast, second: User, published: Edition
) -> None:
    with clock.at(LATER):
        other = prepare_edition(cast.ruth, "newsletter", date(2020, 7, 1))
    assert last_published_before(other) == published
    assert last_published_before(published) is None
    publish_edition(second, other)
    assert last_published_before(published) is None, "what was printed of it says nothing new"


def test_an_indicator_that_a_project_changed_is_told_of_its_donor_report(cast: Cast) -> None:
    depart(date(2020, 2, 1))
    depart(date(2020, 9, 1))
    with clock.at(LATER):
        then = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
    changed = [dict(one) for one in current_library().get("projects", PROJECT).data["indicators"]]
    changed[2]["among"] = ["women"]
    with using(with_another("projects", PROJECT, indicators=changed)), clock.at(LATER):
        assert redefined_today(then).names == (CHILDREN,)
        now = prepare_donor_report(cast.ruth, PROJECT, "2020-H2")
    assert redefined_since(then, now).names == (CHILDREN,)
    assert compose(now.frozen, "fr", imprint_of(now, "fr")).method


def test_who_publishes_beside_another_definition_confirms_that_numbers_can_be_subtracted(
    cast: Cast, second: User, first: Edition, client: Client
) -> None:
    """The year is public with those below 18; a half that counts those below 12 tells the others of it."""
    with clock.at(LATER):
        year = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        publish_edition(second, year)
    with under_12():
        half = prepare_edition(cast.ruth, "newsletter", date(2020, 7, 1))
        with pytest.raises(MovedByFew):
            publish_edition(second, half)
        judging.begin(second, half)
        judging.work(half.key)
        address = f"/reports/{half.key}/public/"
        told = page(client, second, address)
        assert "This edition counts by other definitions than these that are public" in told
        assert CHILDREN in told
        [digest] = re.findall(r'name="moved" value="([0-9a-f]{64})"', client.get(address).content.decode())
        assert publish_edition(second, half, confirmed=digest).confirmed == digest
