"""The periods of a donor: by its own year, or counted from the project's first day."""

import itertools
from datetime import date

import pytest

from onward.records.projects.reporting import Reporting, months_later, periods_between


def told(reporting: Reporting, starts: str, ends: str) -> list[tuple[str, str, str]]:
    found = periods_between(reporting, date.fromisoformat(starts), date.fromisoformat(ends))
    return [(one.code, str(one.first), str(one.until)) for one in found]


def test_half_years_of_the_calendar_are_cut_to_the_project() -> None:
    assert told(Reporting(every="half-year", year_begins=1), "2020-03-15", "2021-07-31") == [
        ("2020-H1", "2020-03-15", "2020-07-01"),
        ("2020-H2", "2020-07-01", "2021-01-01"),
        ("2021-H1", "2021-01-01", "2021-07-01"),
        ("2021-H2", "2021-07-01", "2021-08-01"),
    ]


def test_a_year_that_begins_in_july_is_named_by_both_of_its_years() -> None:
    assert told(Reporting(every="year", year_begins=7), "2019-01-01", "2020-12-31") == [
        ("2018-19", "2019-01-01", "2019-07-01"),
        ("2019-20", "2019-07-01", "2020-07-01"),
        ("2020-21", "2020-07-01", "2021-01-01"),
    ]
    quarters = told(Reporting(every="quarter", year_begins=7), "2019-06-01", "2019-10-31")
    assert [code for code, _first, _until in quarters] == ["2018-19-Q4", "2019-20-Q1", "2019-20-Q2"]


def test_quarters_are_counted_from_the_first_day_of_the_project() -> None:
    assert told(Reporting(every="quarter"), "2019-11-30", "2020-08-15") == [
        ("P1", "2019-11-30", "2020-02-29"),
        ("P2", "2020-02-29", "2020-05-30"),
        ("P3", "2020-05-30", "2020-08-16"),
    ]


@pytest.mark.parametrize(
    ("every", "begins"), [("month", 1), ("quarter", 4), ("half-year", None), ("year", 12)]
)
def test_periods_tile_the_project(every: str, begins: int | None) -> None:
    reporting = Reporting.model_validate({"every": every, "year_begins": begins})
    found = told(reporting, "2018-02-28", "2022-01-31")
    assert found[0][1] == "2018-02-28"
    assert found[-1][2] == "2022-02-01"
    assert all(one[2] == other[1] for one, other in itertools.pairwise(found))
    assert len({code for code, _first, _until in found}) == len(found)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2019-01-31", 1, "2019-02-28"), ("2019-12-31", 2, "2020-02-29"), ("2019-03-31", -1, "2019-02-28"),
     ("2019-10-31", 1, "2019-11-30"), ("2019-11-30", 1, "2019-12-30"), ("2019-01-15", -13, "2017-12-15")],
)  # fmt: skip
def test_a_month_that_has_no_such_day_ends_earlier(day: str, months: int, then: str) -> None:
    assert str(months_later(date.fromisoformat(day), months)) == then
