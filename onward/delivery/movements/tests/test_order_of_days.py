"""Whatever is corrected of a journey, the days of the line stand in the order of its steps."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from onward.casework.cases import actions as casework
from onward.casework.cases.actions.taking_back import steps_of
from onward.casework.cases.tests.factories import traveller_of
from onward.delivery.movements import actions, problems
from onward.delivery.movements.models import Movement
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.kernel import clock
from onward.kernel.problems import Problem
from tests.cast import Cast, make_cast
from tests.sequences.told import cases, journeys
from tests.sequences.told.log import read_log

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)
FIRST = date(2021, 6, 1)


def a_case_of_some_weeks(cast: Cast) -> Movement:
    """Return a journey for 1 June of a case that was opened on 12 May, and cleared on 25 May."""
    with clock.at(NOON - timedelta(days=20)):
        case = a_cleared_case(cast)
    with clock.at(NOON - timedelta(days=3)):
        return a_journey(cast, case, FIRST)


def line(movement: Movement) -> list[tuple[str, date]]:
    """Return the steps of the one traveller with their days, in the order of the line."""
    return [(one.payload["stage"], one.occurred_on) for one in steps_of(traveller_of(movement.case))]


def test_a_departure_that_is_moved_back_and_forth_leaves_what_came_before_on_its_own_day() -> None:
    cast = make_cast()
    movement = a_case_of_some_weeks(cast)
    before = line(movement)
    assert before[-1] == ("booked", date(2021, 5, 29))
    with clock.at(LATER):
        actions.depart(cast.omar, movement, departed_on=FIRST)
        actions.correct_departure(
            cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 5, 20), despite=True
        )
        assert line(movement)[-2:] == [("booked", date(2021, 5, 20)), ("departed", date(2021, 5, 20))]
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))
        assert line(movement) == [*before, ("departed", date(2021, 6, 3))]
        actions.correct_departure(
            cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 5, 20), despite=True
        )
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-traveller")
    assert line(movement) == before
    assert traveller_of(movement.case).stage_since == date(2021, 5, 29)


def test_what_came_after_an_arrival_lies_no_earlier_and_comes_back_with_it() -> None:
    cast = make_cast()
    movement = a_case_of_some_weeks(cast)
    actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=2)):
        actions.arrive(cast.omar, movement)
        casework.advance(cast.sam, traveller_of(movement.case), "reintegrating")
    told = line(movement)
    with clock.at(LATER):
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 9))
        assert line(movement)[-2:] == [("arrived", date(2021, 6, 9)), ("reintegrating", date(2021, 6, 9))]
        assert traveller_of(movement.case).stage_since == date(2021, 6, 9)
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))
    assert line(movement) == told
    assert traveller_of(movement.case).stage_since == date(2021, 6, 3)


def test_nothing_of_a_journey_lies_after_the_day_on_which_somebody_left_the_pathway() -> None:
    cast = make_cast()
    movement = a_case_of_some_weeks(cast)
    actions.depart(cast.omar, movement)
    actions.arrive(cast.omar, movement)
    with clock.at(NOON + timedelta(days=2)):
        casework.leave(cast.sam, traveller_of(movement.case), "lost-contact")
    with clock.at(LATER):
        with pytest.raises(problems.NotThatDay):
            actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 4))
        actions.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 3))


LIKELY = {
    "booked": ("depart", "depart", "no-show"),
    "departed": ("arrive", "arrive", "refuse", "another-day", "not-so"),
    "arrived": ("go-on", "another-day", "another-day", "earlier-one", "earlier-one", "not-so"),
    "no-show": ("another-day", "not-so", "not-so", "book"),
    "refused-entry": ("another-day", "earlier-one", "not-so", "not-so", "book"),
}
"""What may be done next to a traveller, by the state in which they are."""


def do(cast: Cast, movement: Movement, what: str, day: date) -> None:
    """Record something of a journey on a day, or correct it to that day."""
    one = passenger_of(movement)
    if (one.state in ("arrived", "refused-entry")) == (what == "earlier-one"):
        correct = partial(actions.correct_departure, cast.omar, one, despite=True)
    else:
        correct = partial(actions.correct_arrival, cast.omar, one)
    doings: dict[str, Callable[[], object]] = {
        "depart": lambda: actions.depart(cast.omar, movement, departed_on=day, despite=True),
        "no-show": lambda: actions.no_show(cast.omar, one, on=day),
        "arrive": lambda: actions.arrive(cast.omar, movement, arrived_on=day),
        "refuse": lambda: actions.refuse_entry(cast.omar, one, "IST", on=day),
        "go-on": lambda: casework.advance(cast.sam, traveller_of(movement.case), "reintegrating", on=day),
        "another-day": lambda: correct("wrong-day", on=day),
        "earlier-one": lambda: correct("wrong-day", on=day),
        "not-so": lambda: correct("told-wrongly"),
        "book": lambda: a_journey(cast, movement.case),
    }
    doings[what]()


@pytest.mark.parametrize("seed", range(3))
def test_after_any_corrections_the_days_of_the_line_are_in_order(seed: int) -> None:
    drawn, cast = Random(seed), make_cast()
    case = a_case_of_some_weeks(cast).case
    done: Counter[str] = Counter()
    for turn in range(50):
        with clock.at(LATER + timedelta(days=turn)):
            movement = case.movements.order_by("pk").last()
            assert movement is not None
            what = drawn.choice(LIKELY[passenger_of(movement).state])
            with suppress(Problem):
                do(cast, movement, what, clock.today() - timedelta(days=drawn.randint(-1, 40)))
                done[what] += 1
            days = [when for _stage, when in line(movement)]
            assert days == sorted(days), (what, line(movement))
            assert case.opened_on <= days[0] <= days[-1] <= clock.today()
    log = read_log()
    cases.check(log)
    journeys.check(log)
    assert done["another-day"] + done["earlier-one"] > 4, done
    assert done["not-so"] > 2, done


def test_a_no_show_is_corrected_to_no_day_on_which_it_could_not_be_recorded() -> None:
    cast = make_cast()
    case = a_cleared_case(cast, opened_on=date(2021, 5, 1))
    movement = a_journey(cast, case, date(2021, 6, 1))
    with clock.at(NOON + timedelta(days=2)):
        actions.no_show(cast.omar, passenger_of(movement))
        with pytest.raises(problems.NotThatDay) as refused:
            actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 5, 10))
        assert refused.value.params["first"] == date(2021, 6, 1)
        actions.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=date(2021, 6, 1))
    assert passenger_of(movement).state_on == date(2021, 6, 1)
