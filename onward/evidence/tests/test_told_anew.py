"""The list of editions says which of them something was told anew of; Key trends names what was published."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from onward.access.models import User
from onward.evidence.actions import prepare_donor_report, prepare_edition, publish_edition, withdraw_edition
from onward.evidence.models import Edition
from onward.evidence.tests.factories import correct, depart, retract, send_back
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.records.people.events import PersonsMerged
from onward.records.projects.tests.factories import PROJECT, a_manager
from tests.cast import Cast

SINCE = LATER + timedelta(days=2)
TAG = "recorded or corrected since"


@pytest.fixture
def left(cast: Cast) -> Event:
    """One who left in the first half of 2020; one did the year before, and one in the second half."""
    depart(date(2019, 3, 1))
    depart(date(2020, 8, 1))
    return depart(date(2020, 5, 1))


@pytest.fixture
def edition(cast: Cast, left: Event) -> Edition:
    with clock.at(LATER):
        return prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))


def marked(client: Client, user: User) -> bool:
    client.force_login(user)
    page = client.get("/reports/")
    assert page.status_code == 200
    return TAG in page.content.decode()


def merge(left: Event) -> None:
    merged = row(
        PersonsMerged(kept=uuid4()), office="be", occurred_on=date(2021, 3, 2),
        recorded_at=SINCE, actor_key=uuid4(), person=left.person_key,
    )  # fmt: skip
    merged.save(force_insert=True)


ANEW: dict[str, Callable[[Event], object]] = {
    "recorded late": lambda _left: depart(date(2020, 12, 31), recorded=SINCE),
    "late, of the year before": lambda _left: depart(date(2019, 6, 1), recorded=SINCE),
    "another sex": lambda left: correct(left, recorded=SINCE, sex="female"),
    "moved out": lambda left: correct(left, recorded=SINCE, on=date(2021, 1, 3)),
    "taken back": lambda left: retract(left, SINCE),
    "sent back": lambda left: send_back(left, date(2021, 3, 1), recorded=SINCE),
    "merged": merge,
}
NOTHING: dict[str, Callable[[Event], object]] = {
    "nothing": lambda _left: None,
    "of another year": lambda _left: depart(date(2021, 2, 1), recorded=SINCE),
    "of before both": lambda _left: depart(date(2018, 12, 31), recorded=SINCE),
    "of no chapter": lambda _left: depart(date(2020, 6, 1), programme="eu-return-lu", recorded=SINCE),
}


@pytest.mark.parametrize("what", ANEW)
def test_an_edition_is_marked_where_what_it_counts_was_told_anew(
    client: Client, cast: Cast, left: Event, edition: Edition, what: str
) -> None:
    ANEW[what](left)
    assert marked(client, cast.ruth)


@pytest.mark.parametrize("what", NOTHING)
def test_an_edition_is_not_marked_by_what_it_does_not_count(
    client: Client, cast: Cast, left: Event, edition: Edition, what: str
) -> None:
    NOTHING[what](left)
    assert not marked(client, cast.ruth)


def test_the_mark_leads_to_what_changed_and_a_withdrawn_edition_has_none(
    client: Client, cast: Cast, second: User, left: Event, edition: Edition
) -> None:
    correct(left, recorded=SINCE, sex="female")
    client.force_login(cast.ruth)
    page = client.get("/reports/").content.decode()
    assert f'href="/reports/{edition.key}/since/">{TAG}' in page
    publish_edition(second, edition)
    withdraw_edition(second, edition, "A count was wrong throughout")
    assert not marked(client, cast.ruth)


def test_only_the_editions_that_count_it_are_marked(
    client: Client, cast: Cast, left: Event, edition: Edition
) -> None:
    with clock.at(LATER):
        donor = prepare_donor_report(cast.ruth, PROJECT, "2020-H1")
        half = prepare_edition(cast.ruth, "newsletter", date(2020, 7, 1))
    depart(date(2018, 5, 1), recorded=SINCE)
    client.force_login(cast.ruth)
    page = client.get("/reports/").content.decode()
    marks = re.findall(rf'href="/reports/([0-9a-f-]+)/since/">{TAG}', page)
    assert marks == [str(donor.key)], "a number to date holds all years of the project"
    depart(date(2020, 5, 2), recorded=SINCE)
    page = client.get("/reports/").content.decode()
    marks = re.findall(rf'href="/reports/([0-9a-f-]+)/since/">{TAG}', page)
    assert {*marks} == {str(donor.key), str(edition.key)}
    assert str(half.key) in page


def test_key_trends_names_the_edition_that_is_published_of_its_days(
    client: Client, cast: Cast, second: User, left: Event, edition: Edition
) -> None:
    address, told = "/trends/?first=2020-01-01&last=2020-12-31", "Year report, edition 1, published on"
    client.force_login(cast.ruth)
    assert told not in client.get(address).content.decode(), "it is not published yet"
    with clock.at(LATER):
        publish_edition(second, edition)
    page = client.get(address).content.decode()
    assert told in page
    assert "may differ" in page
    assert f'href="/reports/{edition.key}/"' in page
    assert told not in client.get("/trends/?first=2020-01-01&last=2020-06-30").content.decode()
    client.force_login(a_manager(cast.be))
    page = client.get(address).content.decode()
    assert told in page
    assert f"/reports/{edition.key}/" not in page, "who reads no editions is led to none"


MERGED = "turned out to be of one person"


def test_files_of_one_person_are_a_reason_only_where_the_edition_counts_that_person(
    client: Client, cast: Cast, edition: Edition, left: Event
) -> None:
    correct(left, recorded=SINCE, sex="female")
    merge(depart(date(2018, 2, 1)))
    client.force_login(cast.ruth)
    address = f"/reports/{edition.key}/since/"
    page = client.get(address).content.decode()
    assert "Difference" in page
    assert MERGED not in page
    merge(left)
    assert MERGED in client.get(address).content.decode()
