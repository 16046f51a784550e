"""The rota of days at return desks."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from onward.kernel import clock
from onward.kernel.models import Event
from onward.kernel.problems import AlreadySent, Missing, Refused
from onward.records.partners import problems
from onward.records.partners.actions import clear_turn, set_turn
from onward.records.partners.models import RotaDay
from onward.records.partners.queries import desks, turns
from onward.records.partners.rules import overlap, week_of
from onward.records.partners.tests.factories import a_desk, an_organisation
from tests.cast import Cast, make_cast

MONDAY = date(2021, 11, 8)
NOW = datetime(2021, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_whole_day_meets_each_part_of_it() -> None:
    assert overlap("day", "morning")
    assert overlap("morning", "morning")
    assert not overlap("morning", "afternoon")


def test_a_week_begins_on_monday_and_has_five_days() -> None:
    assert week_of(date(2021, 11, 10)) == tuple(date(2021, 11, day) for day in range(8, 13))


@pytest.mark.django_db
def test_a_turn_stands_on_the_rota_until_it_is_taken_off(cast: Cast) -> None:
    desk, ngo = a_desk(), an_organisation(type="ngo")
    with clock.at(NOW):
        turn = set_turn(cast.anna, desk, MONDAY, "morning", organisation=ngo)
        assert turns(desks(cast.lies), MONDAY, MONDAY) == [turn]
        clear_turn(cast.anna, turn)
    assert not RotaDay.objects.exists()
    told = Event.objects.filter(type="partners.rota_set").order_by("position")
    assert [event.payload["removed"] for event in told] == [False, True]
    assert {event.about_key for event in told} == {desk.organisation.key}
    with pytest.raises(Missing):
        clear_turn(cast.anna, turn)


@pytest.mark.django_db
def test_the_same_organisation_sits_once_at_a_time(cast: Cast) -> None:
    desk, ngo = a_desk(), an_organisation("Open Pad", type="ngo")
    with clock.at(NOW):
        set_turn(cast.anna, desk, MONDAY, "morning", organisation=ngo)
        with pytest.raises(problems.TurnTaken) as refused:
            set_turn(cast.anna, desk, MONDAY, "day", organisation=ngo)
        assert "Open Pad" in refused.value.say()
        set_turn(cast.anna, desk, MONDAY, "afternoon", organisation=ngo)
        set_turn(cast.anna, desk, MONDAY, "morning", colleague=cast.lies)


@pytest.mark.django_db
def test_a_colleague_sits_at_one_desk_at_a_time(cast: Cast) -> None:
    with clock.at(NOW):
        set_turn(cast.anna, a_desk(), MONDAY, "day", colleague=cast.lies)
        with pytest.raises(problems.TurnTaken):
            set_turn(cast.anna, a_desk(), MONDAY, "afternoon", colleague=cast.lies)


@pytest.mark.django_db
def test_somebody_has_to_sit_there(cast: Cast) -> None:
    with pytest.raises(problems.NobodyAtTheDesk):
        set_turn(cast.anna, a_desk(), MONDAY, "day")


@pytest.mark.django_db
def test_a_rota_is_not_planned_for_years_ahead(cast: Cast) -> None:
    with clock.at(NOW), pytest.raises(problems.OutsideTheWeek):
        set_turn(cast.anna, a_desk(), date(2029, 1, 1), "day", colleague=cast.lies)


@pytest.mark.django_db
def test_a_second_click_sets_one_turn(cast: Cast) -> None:
    desk, once = a_desk(), uuid4()
    with clock.at(NOW):
        set_turn(cast.anna, desk, MONDAY, "morning", colleague=cast.lies, once=once)
        with pytest.raises(AlreadySent):
            set_turn(cast.anna, desk, MONDAY, "afternoon", colleague=cast.lies, once=once)


@pytest.mark.django_db
def test_who_may_not_write_plans_nothing(cast: Cast) -> None:
    for who in (cast.lies, cast.rik, cast.outsider):
        with pytest.raises(Refused):
            set_turn(who, a_desk(), MONDAY, "day", colleague=cast.lies)
