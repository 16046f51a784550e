"""A figure goes by the day of what its name tells of, or the table says by which other day it goes."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from onward.delivery.reintegration.events import HelpDrawn
from onward.evidence.actions import prepare_donor_report
from onward.evidence.documents.blocks import Table
from onward.evidence.documents.composing import compose
from onward.evidence.models import Edition
from onward.evidence.queries.editions import imprint_of
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_donor_reports import rows, with_project
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_told_anew import SINCE, TAG
from onward.kernel import clock
from onward.kernel.definitions.in_force import using
from onward.kernel.events.log import row
from onward.kernel.models import Event
from onward.records.projects.tests.factories import PROJECT as TRAVEL
from tests.cast import Cast

PROJECT = "amif-reintegration-be"
SAID = "By the day of “Departure”: “Drawn” may be of another day, also after the period."


def draw(left: Event, on: date, recorded: datetime | None = None) -> Event:
    """Write that somebody who left drew a grant on a day."""
    event = row(
        HelpDrawn(request=uuid4(), service="reintegration-grant"), office="be", occurred_on=on,
        recorded_at=recorded or datetime(on.year, on.month, on.day, 12, tzinfo=UTC), actor_key=None,
        case=left.case_key, person=left.person_key,
    )  # fmt: skip
    event.save(force_insert=True)
    return event


@pytest.fixture
def waiting(cast: Cast) -> Event:
    """One who left and drew nothing yet."""
    return depart(date(2018, 5, 1))


@pytest.fixture
def edition(cast: Cast, waiting: Event) -> Edition:
    """Two drew in the donor's year, of whom one had left before it; one who left in it drew after it."""
    draw(depart(date(2019, 5, 1), sex="female"), date(2019, 8, 1))
    draw(depart(date(2019, 9, 1)), date(2019, 12, 1))
    draw(depart(date(2020, 6, 1)), date(2020, 8, 1))
    with clock.at(LATER):
        return prepare_donor_report(cast.ruth, PROJECT, "2019-20")


def test_a_donor_is_told_who_drew_a_grant_in_the_period(edition: Edition) -> None:
    document = compose(edition.frozen, "en", imprint_of(edition, "en"))
    told = rows(document, "Indicators")
    assert told["1.1 Persons who drew a reintegration grant (persons)"][:3] == ["420", "2", "0%"]
    assert [told[f"– {sex}"][1] for sex in ("Male", "Female")] == ["1", "1"]
    assert SAID not in str(document), "it goes by the day of the draw itself"


def test_a_report_that_goes_by_the_day_of_departure_says_so_in_its_table(cast: Cast) -> None:
    depart(date(2020, 2, 1))
    name = dict.fromkeys(("en", "fr", "nl"), "Helped")
    indicators = [{"code": "X1", "name": name, "figure": "grant-drawn", "unit": "persons", "target": 10}]
    with clock.at(LATER), using(with_project(indicators=indicators)):
        edition = prepare_donor_report(cast.ruth, TRAVEL, "2020-H1")
    document = compose(edition.frozen, "en", imprint_of(edition, "en"))
    blocks = [one for section in document.sections for one in section.blocks if isinstance(one, Table)]
    [notes] = [one.notes for one in blocks if one.caption == "Indicators"]
    assert f"X1 – {SAID}" in notes


def test_the_explorer_says_by_which_day_a_figure_goes(client: Client, cast: Cast, edition: Edition) -> None:
    client.force_login(cast.ruth)
    with clock.at(LATER):
        asked = "/reports/explore/?period=2020&rows=sex&figure="
        assert SAID in client.get(f"{asked}grant-drawn").content.decode()
        assert SAID not in client.get(f"{asked}drew-grant").content.decode()


def test_a_draw_of_the_period_that_is_told_later_marks_the_edition(
    client: Client, cast: Cast, edition: Edition, waiting: Event
) -> None:
    client.force_login(cast.ruth)
    before = client.get("/reports/").content.decode()
    draw(waiting, date(2020, 1, 7), recorded=SINCE + timedelta(days=1))
    after = client.get("/reports/").content.decode()
    assert (TAG in before, f'href="/reports/{edition.key}/since/">{TAG}' in after) == (False, True)
    page = client.get(f"/reports/{edition.key}/since/").content.decode()
    assert re.search(r"Persons who drew reintegration help in the period.*?7 Jan\. 2020", page, re.DOTALL)
