"""Times of legs are those on the clock of each place, whatever the clock of the office does in that night."""

from datetime import date, datetime

import pytest

from onward.delivery.movements import rules
from onward.delivery.movements.forms.journeys import LegForm
from onward.delivery.movements.rules import LegPlan

at = datetime.fromisoformat
"""A time on some wall clock."""


@pytest.mark.parametrize("night", ["2027-03-28", "2026-10-25"])
def test_a_leg_at_half_past_two_elsewhere_is_read_as_it_stands(night: str) -> None:
    typed = {"mode": "air", "origin": "IST", "destination": "EBL", "flight": "TK 314"}
    typed |= {"departs": f"{night}T02:30", "arrives": f"{night}T05:00"}
    form = LegForm({f"leg-{name}": value for name, value in typed.items()}, prefix="leg")
    assert form.is_valid(), form.errors
    plan = form.plan()
    assert plan.departs == at(f"{night}T02:30")
    assert plan.arrives == at(f"{night}T05:00")
    assert not rules.check_legs([plan.neat()], date.fromisoformat(night), to_country="IQ")


def test_what_is_no_time_is_refused_as_before() -> None:
    form = LegForm({"leg-origin": "IST", "leg-destination": "EBL", "leg-departs": "at noon"}, prefix="leg")
    assert "departs" in form.errors


def test_an_hour_that_the_clock_of_the_place_leaves_out_is_no_hour_of_a_leg() -> None:
    leg = LegPlan("BRU", "IST", departs=at("2027-03-28T02:30"))
    faults = rules.check_legs([leg], date(2027, 3, 28), to_country="TR")
    assert [(one.leg, one.field) for one in faults] == [(0, "departs")]
    twice = LegPlan("BRU", "IST", departs=at("2026-10-25T02:30"))
    assert not rules.check_legs([twice], date(2026, 10, 25), to_country="TR")
