"""What is mended on a case counts as it is right; as known on an earlier day, as it was known then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from onward.casework.cases import actions as casework
from onward.casework.cases.tests.factories import traveller_of
from onward.delivery.movements import actions as movements
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.reintegration import actions as helping
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


def test_help_that_was_not_asked_for_counts_no_more(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    movements.depart(cast.omar, movement)
    one = traveller_of(movement.case)
    request = helping.ask(cast.sam, one, "reintegration-grant", "tools")
    assert (count("grant-asked"), count("grant-asked-cases")) == (1, 1)
    with clock.at(NOON + timedelta(days=2)):
        helping.take_back_asking(cast.sam, request, "wrong-case")
        assert (count("grant-asked"), count("grant-asked-cases")) == (0, 0)
        assert count("grant-asked", NOON + timedelta(days=1)) == 1


def test_a_vulnerability_counts_by_its_right_end(cast: Cast) -> None:
    movement = a_journey(cast, a_cleared_case(cast))
    movements.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=2)):
        one = traveller_of(movement.case)
        casework.find_vulnerability(cast.sam, one, "elderly", "mild", found_on=NOON.date())
        row = casework.end_vulnerability(cast.sam, one, "elderly", "passed")
        assert count("vulnerabilities") == 1
        casework.correct_vulnerability_end(cast.sam, row, "recorded-wrongly", "wrong-reason")
        assert count("vulnerabilities") == 0
