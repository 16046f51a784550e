"""How many destinations there were is printed again after a correction where it is the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from onward.evidence.editions.protecting import LeftOut, Published, left_out
from onward.evidence.tests.factories import depart, retract
from onward.evidence.tests.test_protecting import YEAR, frozen, some_departures
from onward.evidence.tests.test_protecting import own_folder as own_folder
from onward.kernel.models import Event

pytestmark = pytest.mark.django_db
COUNT = ("avrr-be", "destinations", "now", ())
SMALL: Mapping[str, int] = {"BJ": 1, "TG": 2, "GH": 3, "VN": 2, "CN": 1, "IN": 3}
LATER = datetime(2021, 3, 1, tzinfo=UTC)


def a_year(small: Mapping[str, int]) -> tuple[Event, Event]:
    """Write a year; return the only one of a channel, who went where many did, and the only one to Benin."""
    some_departures(400, destination="BR", age=30)
    some_departures(40, destination="GE", age=30)
    kept = [
        depart(date(2020, 3, 1 + at), destination=code, age=30)
        for code, many in small.items()
        for at in range(many)
    ]
    return depart(date(2020, 3, 1), destination="BR", channel="hospital"), kept[0]


def corrected(small: Mapping[str, int], which: int) -> tuple[LeftOut, LeftOut]:
    """Return what is left out before and after one of the two is taken back."""
    found = a_year(small)
    first = frozen("year-report", YEAR)
    told = Published(first, left_out(first).places)
    retract(found[which], LATER)
    second = frozen("year-report", YEAR)
    return LeftOut(told.left_out, ()), left_out(second, [told], known=lambda _printed: second)


def test_the_same_number_is_printed_again() -> None:
    before, after = corrected(SMALL, 0)
    assert COUNT not in before.places
    assert after.can_be_published
    assert ("avrr-be", "by-channel", "now", ("hospital",)) in after.places, "the row of whom it was stays"
    assert COUNT not in after.places


def test_another_number_is_not_for_it_would_tell_of_whom_the_correction_was() -> None:
    _before, after = corrected(SMALL, 1)
    assert COUNT in after.places
    assert ("avrr-be", "by-destination", "now", ("BJ",)) in after.places


def test_where_few_are_hidden_the_same_number_is_not_printed_either() -> None:
    """Were it printed here, a number that is missing would say of one of two that nobody is left."""
    _before, after = corrected({"BJ": 1, "TG": 2}, 0)
    assert COUNT in after.places


@pytest.mark.parametrize("small", [SMALL, {**SMALL, "BJ": 2, "GH": 4, "CN": 3}])
def test_what_is_left_out_does_not_depend_on_what_is_hidden(small: Mapping[str, int]) -> None:
    _before, after = corrected(small, 0)
    assert {place for place in after.places if place[1] == "by-destination" and place[2] == "now"} == {
        ("avrr-be", "by-destination", "now", (code,)) for code in SMALL
    }
    assert COUNT not in after.places
