"""Which period around a day is over, and who is told that its figures change."""

from datetime import date

import pytest

from onward.kernel.past import days_told_anew, period_over, told_anew


@pytest.mark.parametrize(
    ("day", "today", "code"),
    [
        (date(2020, 12, 31), date(2021, 1, 1), "2020"),
        (date(2021, 2, 3), date(2021, 7, 1), "2021-h1"),
        (date(2021, 2, 3), date(2021, 6, 30), "2021-q1"),
        (date(2021, 8, 3), date(2021, 10, 1), "2021-q3"),
        (date(2021, 8, 3), date(2021, 9, 30), ""),
        (date(2021, 4, 1), date(2021, 4, 1), ""),
    ],
)
def test_the_longest_period_around_a_day_that_is_over(day: date, today: date, code: str) -> None:
    assert period_over(day, today) == code


def test_days_are_told_to_who_asked_and_to_nobody_else() -> None:
    told_anew([date(2020, 1, 1)])
    with days_told_anew() as days:
        told_anew([date(2020, 2, 1)])
    told_anew([date(2020, 3, 1)])
    assert days == {date(2020, 2, 1)}
