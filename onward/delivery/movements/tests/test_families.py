"""Families count the household that departed, whoever joined or left its case after it was opened."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_member, a_person, traveller_of
from onward.delivery.movements import actions
from onward.delivery.movements.tests.factories import (
    FUNDER,
    NOON,
    a_cleared_case,
    a_journey,
    clear,
    passenger_of,
    travellers_of,
)
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import open_facts
from onward.kernel import clock
from onward.kernel.models import Event
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def counted(folder: Path, code: str) -> int:
    with override_settings(ONWARD_FACTS=folder):
        asked = Asked(NOON.date(), NOON.date() + timedelta(days=1))
        return int(tally(open_facts(), figures()[code], asked).total)


def told() -> list[int | None]:
    """Return the size of the household that each departure tells, where it tells one."""
    rows = Event.objects.filter(type="movements.departed").standing().order_by("position")
    return [one.payload.get("household_size") for one in rows]


def with_one_who_joined(cast: Cast) -> Case:
    """Return a cleared case that was opened for one, to which somebody was added."""
    case = a_case(cast.sam)
    wife = a_member(case, "Suad Mahdi", sex="female")
    casework.add_traveller(cast.sam, case, casework.Joining(wife))
    casework.hold_session(cast.sam, case, way="in-person")
    for one in travellers_of(case):
        clear(cast.sam, one)
    approval = casework.ask_approval(cast.sam, case, FUNDER)
    casework.decide_approval(cast.sam, approval, True, depart_by=clock.today() + timedelta(days=90))
    case.refresh_from_db()
    return case


def test_somebody_who_joined_after_the_opening_makes_it_a_family(cast: Cast, tmp_path: Path) -> None:
    with clock.at(NOON):
        actions.depart(cast.omar, a_journey(cast, with_one_who_joined(cast)))
        assert told() == [2, 2]
        assert [counted(tmp_path, one) for one in ("returns", "cases", "families")] == [2, 1, 1]


def test_whoever_left_before_the_departure_is_none_of_it(cast: Cast, tmp_path: Path) -> None:
    with clock.at(NOON - timedelta(days=1)):
        wife = a_person(cast.be, "Suad Mahdi", sex="female")
        case = a_cleared_case(cast, a_person(cast.be), wife)
        casework.leave(cast.sam, traveller_of(case, wife), "lost-contact")
    with clock.at(NOON):
        actions.depart(cast.omar, a_journey(cast, case))
        assert told() == [1]
        assert [counted(tmp_path, one) for one in ("returns", "cases", "families")] == [1, 1, 0]


def test_a_household_as_it_applied_says_nothing_of_its_own(cast: Cast, tmp_path: Path) -> None:
    with clock.at(NOON):
        case = a_cleared_case(cast, a_person(cast.be), a_person(cast.be, "Suad Mahdi", sex="female"))
        actions.depart(cast.omar, a_journey(cast, case))
        assert told() == [None, None]
        assert counted(tmp_path, "families") == 1


def test_the_right_country_is_counted_with_the_return(cast: Cast, tmp_path: Path) -> None:
    with clock.at(NOON):
        movement = a_journey(cast, a_cleared_case(cast))
        actions.depart(cast.omar, movement)
        actions.correct_destination(cast.omar, passenger_of(movement), "AL", "wrong-country")
        with override_settings(ONWARD_FACTS=tmp_path):
            asked = Asked(NOON.date(), NOON.date() + timedelta(days=1))
            found = tally(open_facts(), figures()["returns"], asked, ["destination"])
        assert {part: int(number) for part, number in found.parts.items() if number} == {("AL",): 1}
