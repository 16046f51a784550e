"""Where one edition takes the place of another, both say so: with how many numbers have changed."""

from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from onward.access.models import User
from onward.evidence.actions import prepare_edition, publish_edition, withdraw_edition
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import copy_of
from onward.evidence.models import Edition
from onward.evidence.pages.editions import known_otherwise
from onward.evidence.queries.editions import frozen_of, imprint_of, shown_to_public
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_editions import LATER, some_departures
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from tests.cast import Cast

AFTER = LATER + timedelta(days=2)


def public_document(edition: Edition) -> tuple[str, str]:
    """Return what the cover of the public copy says, and its page on method."""
    imprint = imprint_of(edition, "en", public=True)
    document = compose(frozen_of(edition, public=True), "en", imprint, shown_to_public(edition))
    return document.notice, " ".join(document.method)


def printed_numbers(edition: Edition) -> dict[tuple[object, ...], object]:
    """Return the numbers that the public copy of an edition prints, by where they stand."""
    imprint = imprint_of(edition, "en", public=True)
    copied = copy_of(frozen_of(edition, public=True), "en", imprint, shown_to_public(edition))
    return {(one.chapter, one.table, one.first, one.parts): one.value for one in copied.lines if one.shown}


@pytest.fixture
def first(cast: Cast, second: User) -> Edition:
    """A year report that is published, before twelve late departures are recorded."""
    draw = Random(9)
    some_departures(draw, 60, 2020)
    some_departures(draw, 40, 2019)
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        publish_edition(second, edition)
    for _number in range(12):
        depart(date(2020, 5, 4), destination="BR", recorded=AFTER)
    return edition


def follow(cast: Cast, second: User) -> Edition:
    """Prepare and publish the edition after it."""
    with clock.at(AFTER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        publish_edition(second, edition)
    return edition


def test_both_editions_say_which_took_whose_place_and_how_many_numbers_changed(
    client: Client, cast: Cast, second: User, first: Edition
) -> None:
    assert "place of" not in " ".join(public_document(first))
    later = follow(cast, second)
    old, new = printed_numbers(first), printed_numbers(later)
    tables = first.frozen.definition.contents["return"].tables
    moved = {
        (at[0], at[2], tables[at[1]].figure if at[1] in tables and not at[3] else at[1], at[3])
        for at in old.keys() & new.keys()
        if old[at] != new[at]
    }
    assert len(moved) > 3
    exact = imprint_of(later, "en").replaces
    assert exact is not None
    both = [one for one in known_otherwise(first) if one.printed is not None and one.known is not None]
    assert exact.moved == len(both), "the page of what changed since counts as the report does"
    said = f"It replaces edition 1, published on 1 March 2021. {len(moved)} numbers that stand in both"
    assert said in public_document(later)[1]
    assert public_document(later)[0] == ""
    assert "Edition 2, published on 3 March 2021, took the place of this one." in public_document(first)[0]
    assert "took the place" in " ".join(copy_of(first.frozen, "en", imprint_of(first, "en")).about.said)
    client.force_login(cast.ruth)
    pages = [
        client.get(reverse("evidence:edition", args=[one.key])).content.decode() for one in (first, later)
    ]
    assert ["took the place of this one" in page for page in pages] == [True, False]


def test_an_edition_that_was_withdrawn_takes_nobodys_place(cast: Cast, second: User, first: Edition) -> None:
    later = follow(cast, second)
    withdraw_edition(second, later, "Luxembourg stands in it twice")
    assert public_document(Edition.objects.get(pk=first.pk))[0] == ""


def test_a_copy_of_a_name_that_nobody_knows_is_none_least_of_all_the_exact_one(
    client: Client, cast: Cast, first: Edition
) -> None:
    client.force_login(cast.ruth)
    asked = ("", "?copy=public", "?copy=Public", "?copy=")
    for address in (
        reverse("evidence:edition-numbers", args=[first.key, "json"]),
        reverse("evidence:edition-document", args=[first.key, "en", "html"]),
    ):
        assert [client.get(address + one).status_code for one in asked] == [200, 200, 404, 404]
