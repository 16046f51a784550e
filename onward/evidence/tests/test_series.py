"""The page of a number of an edition tells of earlier periods what it knew, and calls them rightly."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from onward.evidence.actions import prepare_edition
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.kernel import clock
from tests.cast import Cast, make_cast

BLANK = "nothing at all was on record of it"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for year in (2019, 2020):
        depart(date(year, 5, 4))
    return cast


def test_a_year_of_which_nothing_was_on_record_stays_one(client: Client, cast: Cast) -> None:
    """A past that comes in later, though it says that it was known long ago, is none of the edition's."""
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    client.force_login(cast.ruth)
    address = f"/reports/{edition.key}/numbers/avrr-be/returns/"
    before = client.get(address).content.decode()
    assert BLANK in before
    for year in range(2015, 2019):
        depart(date(year, 3, 4), recorded=LATER.replace(year=year) + timedelta(days=9))
    after = client.get(address).content.decode()
    told = re.search(r'<p class="quiet">Since this edition more, or other, was recorded\..*?</p>', after)
    assert told, "what is known today is said beside it"
    rest = after.replace(told[0], "")
    assert before.split("<main")[1].split("</table>")[0] == rest.split("<main")[1].split("</table>")[0]
    assert BLANK in after


def test_columns_of_half_years_are_no_months(client: Client, cast: Cast) -> None:
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "newsletter", date(2020, 1, 1))
    client.force_login(cast.ruth)
    page = client.get(f"/reports/{edition.key}/numbers/avrr-be/returns/").content.decode()
    assert "Jan.–June 2020 1" in page
    assert "Jan. 2020" not in page
