"""Beside a published report nobody is told on Key trends what that report leaves out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from onward.access.models import User
from onward.evidence.actions import prepare_edition, publish_edition
from onward.evidence.models import Edition
from onward.evidence.queries.left_out import left_out_of_days
from onward.evidence.rules import Period
from onward.evidence.tests.factories import depart, make_cast
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.evidence.tests.test_key_trends_page import COPY, PAGE
from onward.evidence.tests.test_since import read
from onward.kernel import clock
from tests.cast import Cast

WHY = "A report is published of these days, or of some of them, which leaves numbers out."
HALF = Period(date(2020, 1, 1), date(2020, 6, 30))
MEN: dict[str, Any] = {"sex": "male", "age": 30}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def year(cast: Cast) -> None:
    """Three of nine returned to Georgia in the first half, and two of twelve who were alone as children."""
    for day, many in ((date(2020, 3, 2), 3), (date(2020, 9, 2), 6)):
        for _number in range(many):
            depart(day, destination="GE", **MEN)
    for day, many in ((date(2020, 3, 2), 2), (date(2020, 9, 2), 10)):
        for _number in range(many):
            depart(day, destination="BR", sex="male", age=16, child="umc")
    for day in (date(2020, 3, 3), date(2020, 9, 3), date(2019, 3, 3)):
        for _number in range(20):
            depart(day, destination="BR", **MEN)


@pytest.fixture
def half(cast: Cast, second: User) -> Iterator[Edition]:
    """The newsletter of the first half, published."""
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "newsletter", date(2020, 1, 1))
        publish_edition(second, edition)
        yield edition


def test_a_year_does_not_tell_what_the_newsletter_of_its_half_leaves_out(
    client: Client, cast: Cast, half: Edition
) -> None:
    told = {(one.figure, one.by) for one in left_out_of_days(HALF)}
    assert ("returns", ("destination",)) in told
    for address in (PAGE, COPY):
        page = read(client, cast.lies, address)
        assert WHY in page
        assert "Georgia" not in page, "nine less what is printed of the first half are the three"
        exact = read(client, cast.ruth, address)
        assert WHY not in exact
        assert "Georgia" in exact
    assert ",12," not in "\n".join(
        line for line in read(client, cast.lies, COPY).splitlines() if "umc" in line
    ), "ten of the second half and two of the first"


def test_without_a_report_a_year_shows_what_is_not_small(client: Client, cast: Cast) -> None:
    page = read(client, cast.lies)
    assert WHY not in page
    assert "Georgia" in page


def test_a_report_of_other_days_leaves_nothing_out(client: Client, cast: Cast, half: Edition) -> None:
    assert not left_out_of_days(Period(date(2020, 7, 1), date(2020, 12, 31)))
    assert left_out_of_days(Period(date(2020, 6, 30), date(2020, 12, 31)))
    assert WHY not in read(client, cast.lies, first="2018-01-01", last="2018-12-31")
