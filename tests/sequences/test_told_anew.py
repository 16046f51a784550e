"""What is told anew reaches the figures of today, and leaves those of earlier days alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from onward.casework.cases.tests.factories import a_person
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.evidence.queries import NOW, Question, count
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.records.people import actions as people
from onward.records.people.rules import Born
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
JUNE = Period(date(2021, 6, 1), date(2021, 6, 30))
LEARNT = datetime(2021, 8, 10, 10, tzinfo=UTC)
BEFORE, SINCE = date(2021, 8, 9), date(2021, 8, 10)


def returns(known_on: date | None, group: str = "") -> int:
    """Return how many returned in June 2021, as known on a day."""
    asked = Question(period=JUNE, against=JUNE.year_before(), group=group, known_on=known_on)
    split = count(asked).get("avrr-be", {}).get(NOW, {}).get("returns")
    return split.total if split else 0


@pytest.mark.usefixtures("_on_the_first_of_june")
def test_a_departure_that_was_none_is_counted_as_known_before_and_no_more() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    with clock.at(LEARNT):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    assert (returns(BEFORE), returns(SINCE), returns(None)) == (1, 0, 0)


@pytest.mark.usefixtures("_on_the_first_of_june")
def test_a_departure_of_another_month_moves_there_as_known_since() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    with clock.at(LEARNT):
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 7, 2))
    assert (returns(BEFORE), returns(None)) == (1, 0)


@pytest.mark.usefixtures("_on_the_first_of_june")
def test_a_mended_birth_date_makes_a_child_of_whoever_left_as_known_since() -> None:
    cast = make_cast()
    person = a_person(cast.be, born=date(1990, 3, 1))
    actions.depart(cast.omar, a_journey(cast, a_cleared_case(cast, person)))
    with clock.at(LEARNT):
        person.refresh_from_db()
        people.mend_person(cast.lies, person, born=Born.on(date(2007, 3, 1)))
    assert (returns(BEFORE, "children"), returns(SINCE, "children")) == (0, 1)
    assert returns(BEFORE) == returns(None) == 1


@pytest.mark.usefixtures("_on_the_first_of_june")
def test_who_is_sent_back_and_leaves_again_has_returned_once() -> None:
    cast = make_cast()
    movement = a_journey(cast, a_cleared_case(cast))
    actions.depart(cast.omar, movement)
    actions.refuse_entry(cast.omar, passenger_of(movement), "IST")
    assert returns(None) == 0
    with clock.at(datetime(2021, 6, 9, 10, tzinfo=UTC)):
        actions.depart(cast.omar, a_journey(cast, movement.case))
    assert returns(None) == 1


@pytest.fixture
def _on_the_first_of_june() -> Iterator[None]:
    with clock.at(NOON):
        yield
