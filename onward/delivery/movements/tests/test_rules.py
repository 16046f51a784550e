"""The pure decisions about journeys."""

from datetime import date, datetime
from typing import Any

import pytest

from onward.delivery.movements import rules
from onward.delivery.movements.rules import LegPlan

DAY = date(2021, 3, 27)


def at(text: str) -> datetime:
    """Return a time on the wall clock of a place."""
    return datetime.fromisoformat(text)


def faults(*legs: LegPlan, day: date = DAY, to: str = "IQ") -> list[tuple[int, str]]:
    return [(one.leg, one.field) for one in rules.check_legs(legs, day, to_country=to)]


def test_an_arrival_is_compared_with_the_departure_on_the_clocks_of_both_places() -> None:
    east = LegPlan("BRU", "EBL", "air", "", at("2021-03-27T11:00"), at("2021-03-27T12:30"))
    assert faults(east) == [(0, "arrives")]  # Erbil is two hours ahead: this is before it left
    west = LegPlan("EBL", "BRU", "air", "", at("2021-03-27T11:00"), at("2021-03-27T13:30"))
    assert faults(west, to="BE") == []


def test_the_night_in_which_the_clocks_change_is_reckoned_with() -> None:
    day = date(2021, 3, 28)
    short = LegPlan("BRU", "ZRH", "air", "", at("2021-03-28T01:30"), at("2021-03-28T03:20"))
    assert faults(short, day=day, to="CH") == []  # fifty minutes: between them the clock leaps an hour
    hop = LegPlan("ZRH", "EBL", "air", "", at("2021-03-28T03:10"), at("2021-03-28T09:00"))
    assert faults(short, hop, day=day) == [(1, "departs")]


def test_a_connection_does_not_leave_before_the_leg_before_it_has_arrived() -> None:
    first = LegPlan("BRU", "IST", "air", "", at("2021-03-27T11:30"), at("2021-03-27T17:05"))
    second = LegPlan("IST", "EBL", "air", "", at("2021-03-27T17:00"), at("2021-03-27T19:40"))
    assert faults(first, second) == [(1, "departs")]


def test_the_first_leg_leaves_on_the_day_of_the_journey_as_its_place_counts_days() -> None:
    late = LegPlan("BRU", "EBL", "air", "", at("2021-03-28T00:10"), at("2021-03-28T07:00"))
    assert faults(late) == [(0, "departs")]
    assert faults(late, day=date(2021, 3, 28)) == []


def test_a_journey_by_road_needs_no_flight_number() -> None:
    assert faults(LegPlan("LUX", "PRN", "road"), to="XK") == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert faults(LegPlan("BRU", "XQX", flight="?"), LegPlan("IST", "IST")) == [
        (0, "destination"),
        (0, "flight"),
        (1, "destination"),
        (1, "origin"),
        (1, "destination"),
    ]


def test_more_legs_than_anybody_flies_are_refused() -> None:
    there, back = LegPlan("BRU", "IST"), LegPlan("IST", "BRU")
    assert faults(*[there, back] * 5) == [(rules.MOST_LEGS, "origin")]


@pytest.mark.parametrize(
    ("born", "fields", "status"),
    [
        (("2004-03-01", "2004-03-01"), {"accompanied": False}, "umc"),
        (("2004-03-01", "2004-03-01"), {"accompanied": True}, "accompanied"),
        (("2004-03-01", "2004-03-01"), {"accompanied": None}, None),
        (("2004-03-01", "2004-03-01"), {"accompanied": None, "categories": ["umc"]}, "umc"),
        (("2003-03-01", "2003-03-01"), {"accompanied": False}, "aged-out"),
        (("2003-03-01", "2003-03-01"), {"accompanied": True}, None),
        (("1990-03-01", "1990-03-01"), {"accompanied": False}, None),
        (("1990-03-01", "1990-03-01"), {"accompanied": None, "categories": ["aged-out-umc"]}, "aged-out"),
        (("2002-01-01", "2004-12-31"), {"accompanied": False}, None),
        ((None, None), {"accompanied": False}, None),
    ],
)
def test_how_a_departure_counts_among_children(
    born: tuple[str | None, str | None], fields: dict[str, Any], status: str | None
) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in born)
    found = rules.child_status(
        born_from=first,
        born_to=last,
        on=DAY,
        opened_on=date(2021, 1, 15),
        **({"categories": []} | fields),
    )
    assert found == status


def test_an_age_is_one_number_or_not_known() -> None:
    exact, from_on, to = date(2003, 3, 28), date(2003, 1, 1), date(2003, 12, 31)
    assert rules.age_on_departure(exact, exact, DAY)["age"] == 17
    assert rules.age_on_departure(exact, exact, date(2021, 3, 28))["age"] == 18
    assert rules.age_on_departure(from_on, to, DAY)["age"] is None
    assert {*rules.age_on_departure(None, None, DAY).values()} == {None}


def test_who_was_born_in_a_year_has_a_lowest_and_a_highest_age() -> None:
    from_on, to = date(1990, 1, 1), date(1990, 12, 31)
    told = {"age": None, "age_least": 31, "age_most": 32, "minor": False}
    assert rules.age_on_departure(from_on, to, date(2022, 5, 1)) == told
    single = {"age": 32, "age_least": None, "age_most": None, "minor": None}
    assert rules.age_on_departure(from_on, to, date(2022, 12, 31)) == single


def test_who_was_born_in_a_year_is_a_child_for_certain_until_the_year_of_18() -> None:
    def minor(year: int) -> bool | None:
        return rules.age_on_departure(date(year, 1, 1), date(year, 12, 31), date(2020, 12, 30))["minor"]

    assert (minor(2010), minor(2002), minor(1990)) == (True, None, False)
    exact = date(2010, 6, 1)
    assert rules.age_on_departure(exact, exact, date(2020, 12, 30))["minor"] is None
    assert rules.age_on_departure(None, None, date(2020, 12, 30))["minor"] is None
