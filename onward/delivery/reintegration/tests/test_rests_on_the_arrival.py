"""Help that was drawn rests on the arrival: that is not corrected away from under it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from onward.casework.cases.tests.factories import handed_over, traveller_of
from onward.casework.programmes.queries import rules_in_force
from onward.delivery.movements import actions as movements
from onward.delivery.movements.actions import resting
from onward.delivery.movements.models import Movement
from onward.delivery.movements.problems import NotThatDay, SomethingRests
from onward.delivery.movements.tests.factories import NOON, a_cleared_case, a_journey, passenger_of
from onward.delivery.reintegration import actions
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.delivery.reintegration.tests.test_helping import GRANT, PROJECT
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ten_days_later() -> Iterator[None]:
    with clock.at(NOON + timedelta(days=10)):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def june(day: int) -> date:
    return date(2021, 6, day)


def arrived(cast: Cast) -> tuple[Movement, ReintegrationRequest]:
    """Return a journey that ended on 2 June, and help that was granted on 1 June and drawn on 5 June."""
    with clock.at(NOON):
        case = a_cleared_case(cast, user=cast.lies)
        movement = a_journey(cast, case, june(1))
        request = actions.ask(cast.lies, traveller_of(case), GRANT, "tools")
        request = actions.answer(cast.lies, request, True, project=PROJECT)
        movements.depart(cast.omar, movement)
    movements.arrive(cast.omar, movement, arrived_on=june(2))
    return movement, actions.draw(cast.lies, request, drawn_on=june(5))


def test_an_arrival_is_not_moved_past_the_drawing_of_help(cast: Cast) -> None:
    movement, _request = arrived(cast)
    with pytest.raises(SomethingRests):
        movements.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=june(6))
    movements.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=june(5))
    movements.correct_arrival(cast.omar, passenger_of(movement), "wrong-day", on=june(1))


def test_an_arrival_is_not_taken_back_from_under_the_drawing_of_help(cast: Cast) -> None:
    movement, request = arrived(cast)
    with pytest.raises(SomethingRests):
        movements.correct_arrival(cast.omar, passenger_of(movement), "wrong-outcome")
    actions.take_back_drawing(cast.lies, request, "not-yet")
    movements.correct_arrival(cast.omar, passenger_of(movement), "wrong-outcome")
    assert traveller_of(movement.case).stage == "departed"


def test_where_the_pathway_ends_with_the_departure_help_rests_on_that(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    movement, _request = arrived(cast)
    with pytest.raises(NotThatDay):
        movements.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=june(6), despite=True)
    definition = rules_in_force("avrr-be").definition
    pathway = [one for one in definition.pathway if one.moment != "arrival"]
    without = definition.model_copy(update={"pathway": pathway})
    monkeypatch.setattr(resting, "programme_of", lambda _case: without)
    with pytest.raises(SomethingRests):
        movements.correct_departure(cast.omar, passenger_of(movement), "wrong-day", on=june(6), despite=True)


def test_what_was_drawn_is_told_to_whom_may_read_of_it_alone(cast: Cast) -> None:
    movement, _request = arrived(cast)
    handed_over(movement.case, cast.iraq, accepted=True, answered_at=clock.now())
    said = {}
    for user in (cast.omar, cast.erbil):
        with pytest.raises(SomethingRests) as refused:
            movements.correct_arrival(user, passenger_of(movement), "wrong-outcome")
        said[user.key] = refused.value.say()
    assert "something was recorded of them since" in said[cast.omar.key]
    assert "help" not in said[cast.omar.key]
    assert "help after return was drawn on 5 June 2021" in said[cast.erbil.key]
