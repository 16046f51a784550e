"""What is mended on a case counts as it is right; as known on an earlier day, as it was known then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import AsOf, open_facts
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FACTS=tmp_path), clock.at(NOON):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def count(code: str, before: datetime | None = None) -> int:
    """Return a figure of 2021, as known today or before a moment."""
    asked = Asked(date(2021, 1, 1), date(2022, 1, 1), AsOf(before=before))
    return int(tally(open_facts(), figures()[code], asked, ()).total)


def test_who_travelled_along_counts_as_the_travel_card_says(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    movements.assign_escort(cast.omar, passenger_of(movement), "medical", "Nurse Wrong")
    movements.assign_escort(cast.omar, passenger_of(movement), "operational", "Officer Right")
    movements.depart(cast.omar, movement)
    assert count("medical-escort") == 0
    with clock.at(NOON + timedelta(days=2)):
        seat = passenger_of(movement)
        movements.correct_escort(cast.omar, seat, "medical", "Nurse Right", "wrong-escort")
        assert count("medical-escort") == 1
    with clock.at(NOON + timedelta(days=4)):
        movements.correct_escort(cast.omar, passenger_of(movement), "", "", "told-wrongly")
        assert count("medical-escort") == 0
        assert count("medical-escort", NOON + timedelta(days=3)) == 1
        assert count("medical-escort", NOON + timedelta(days=1)) == 0
