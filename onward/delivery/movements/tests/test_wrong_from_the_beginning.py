"""A destination that was wrong from the beginning is mended, and the return keeps its day in the figures."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.problems import DestinationTravelledTo, SeatsHeld
from onward.delivery.movements import actions
from onward.delivery.movements.rules import LegPlan
from onward.delivery.movements.tests.factories import (
    FUNDER,
    NOON,
    a_cleared_case,
    a_journey,
    passenger_of,
    to_erbil,
    travellers_of,
)
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import open_facts
from onward.kernel import clock
from onward.kernel.problems import Invalid
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TO_TIRANA = [LegPlan("BRU", "TIA", "air", "SN 3721")]


def returns_by_country(folder: Path) -> dict[str, int]:
    """Return the returns of the day on which these tests play, by the country they led to."""
    day = NOON.date()
    with override_settings(ONWARD_FACTS=folder):
        asked = Asked(day, day + timedelta(days=1))
        found = tally(open_facts(), figures()["returns"], asked, ("destination",))
    return {part[0]: int(number) for part, number in found.parts.items() if number}


def chosen_anew(cast: Cast, case: Case) -> None:
    """Put the right country on record, with what is asked for each country."""
    casework.change_destination(cast.lies, case, "AL")
    [one] = travellers_of(case)
    casework.sign_declaration(cast.lies, one, "self", signed_on=NOON.date())
    approval = casework.ask_approval(cast.lies, case, FUNDER, asked_on=NOON.date())
    # The letter of that time, with a deadline that is long over by now.
    day = NOON.date()
    casework.decide_approval(cast.lies, approval, True, decided_on=day, depart_by=day + timedelta(days=1))


def test_the_way_out_that_the_refusal_names_leads_to_the_figure_of_that_day(tmp_path: Path) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=3)):
        assert returns_by_country(tmp_path) == {"IQ": 1}
        with pytest.raises(DestinationTravelledTo) as refused:
            casework.change_destination(cast.lies, case, "AL")
        assert "it is corrected on the journey’s page (Movement officer)" in refused.value.say_way_out()
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country")
        assert returns_by_country(tmp_path) == {"AL": 1}


def test_a_departure_that_was_taken_back_is_recorded_again_for_the_right_country(tmp_path: Path) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=3)):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        chosen_anew(cast, case)
        movement.refresh_from_db()
        moved = actions.rebook(cast.omar, movement, TO_TIRANA, departs_on=NOON.date())
        actions.depart(cast.omar, moved, departed_on=NOON.date())
        assert returns_by_country(tmp_path) == {"AL": 1}


def test_a_day_that_is_over_is_kept_by_nobody_who_did_not_depart_on_it() -> None:
    cast = make_cast()
    with clock.at(NOON):
        movement = a_journey(cast, a_cleared_case(cast))
    with clock.at(NOON + timedelta(days=3)), pytest.raises(Invalid):
        actions.rebook(cast.omar, movement, TO_TIRANA, departs_on=NOON.date())


def test_it_is_that_very_day_or_one_to_come() -> None:
    cast = make_cast()
    with clock.at(NOON):
        movement = a_journey(cast, a_cleared_case(cast))
        actions.depart(cast.omar, movement)
    with clock.at(NOON + timedelta(days=3)):
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        movement.refresh_from_db()
        with pytest.raises(Invalid):
            actions.rebook(cast.omar, movement, TO_TIRANA, departs_on=NOON.date() + timedelta(days=1))


@pytest.mark.parametrize("days_later", [0, 1])
def test_it_is_the_same_on_the_day_of_departure_itself_and_overnight(tmp_path: Path, days_later: int) -> None:
    cast = make_cast()
    with clock.at(NOON):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement)
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        chosen_anew(cast, case)
    with clock.at(NOON + timedelta(days=days_later)):
        movement.refresh_from_db()
        moved = actions.rebook(cast.omar, movement, TO_TIRANA, departs_on=NOON.date())
        actions.depart(cast.omar, moved, departed_on=NOON.date())
        assert returns_by_country(tmp_path) == {"AL": 1}


def test_a_seat_that_was_moved_since_holds_the_country_as_any_other() -> None:
    cast = make_cast()
    with clock.at(NOON):
        case = a_cleared_case(cast)
        movement = a_journey(cast, case)
        actions.depart(cast.omar, movement)
        actions.correct_departure(cast.omar, passenger_of(movement), "told-wrongly")
        movement.refresh_from_db()
        actions.rebook(cast.omar, movement, to_erbil(NOON.date()), departs_on=NOON.date())
        with pytest.raises(SeatsHeld):
            casework.change_destination(cast.lies, case, "AL")
