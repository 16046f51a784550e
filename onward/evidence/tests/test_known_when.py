"""When a number was known: a moment while knowledge grows, the end of a day once that day is over."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from onward.evidence.tests.factories import correct, depart, make_cast, retract
from onward.evidence.tests.test_key_trends_page import COPY, YEAR, lines, read
from onward.kernel import clock
from tests.cast import Cast

NOON = datetime(2026, 11, 28, 12, 34, 5, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def known(text: str) -> set[tuple[str, ...]]:
    """Return the stamps of a copy: the end of which day, or which moment."""
    return {tuple(line[12:14]) for line in lines(text)[1:] if len(line) > 13}


@pytest.mark.parametrize("asked", [{}, {"known_on": "2026-11-28"}])
def test_what_is_known_now_is_known_at_a_moment(client: Client, cast: Cast, asked: dict[str, str]) -> None:
    depart(date(2020, 3, 1))
    with clock.at(NOON):
        assert "as known on 28 Nov. 2026, 13:34" in read(client, cast.ruth, **asked)
        assert known(read(client, cast.ruth, COPY, **asked)) == {("", "2026-11-28 13:34:05")}


def test_what_was_known_at_the_end_of_a_day_is_said_of_a_day_that_is_over(client: Client, cast: Cast) -> None:
    depart(date(2020, 3, 1))
    with clock.at(NOON):
        page = read(client, cast.ruth, known_on="2026-11-27")
        assert "as known at the end of 27 November 2026" in page
        assert known(read(client, cast.ruth, COPY, known_on="2026-11-27")) == {("2026-11-27", "")}


def name_of(client: Client, who: Any, **asked: str) -> str:
    client.force_login(who)
    found = re.search('filename="([^"]+)"', client.get(COPY, {**YEAR, **asked})["Content-Disposition"])
    assert found
    return found[1]


def test_files_of_different_questions_and_moments_have_different_names(client: Client, cast: Cast) -> None:
    asked = [
        {},
        {"programme": "avrr-be"},
        {"destination": "BR"},
        {"group": "children"},
        {"known_on": "2021-01-31"},
        {"since": "2020-12-31"},
        {"against": "chosen", "against_first": "2018-01-01"},
    ]
    with clock.at(NOON):
        names = {name_of(client, cast.ruth, **one) for one in asked}
    with clock.at(NOON.replace(second=6)):
        names.add(name_of(client, cast.ruth))
    assert len(names) == len(asked) + 1
    whole = {name: value for one in asked[1:5] for name, value in one.items()}
    with clock.at(NOON):
        assert name_of(client, cast.ruth, **whole) == (
            "key-trends-2020-01-01-2020-12-31-avrr-be-BR-children-against-2019-01-01-2019-12-31"
            "-known-2021-01-31-at-2026-11-28-133405.csv"
        )


def test_a_pivot_of_a_copy_adds_no_comparison_to_a_number(client: Client, cast: Cast) -> None:
    depart(date(2020, 5, 1))
    retract(depart(date(2020, 5, 1)), datetime(2021, 2, 3, 9, tzinfo=UTC))
    head, *told = lines(read(client, cast.ruth, COPY, since="2020-12-31"))
    numbers = [dict(zip(head, line, strict=True)) for line in told if len(line) == len(head)]
    returns = [one for one in numbers if one["code of the figure"] == "returns"]
    assert [one["number"] for one in returns] == ["1"]
    compared = [one for one in numbers if one["code of the figure"].startswith("since-")]
    assert {one["number"] for one in compared} == {""}
    [then] = [one for one in compared if one["code of the figure"] == "since-returns"]
    assert (then["number known earlier"], then["number known now"]) == ("2", "1")
    assert then["known earlier, at the end of"] == "2020-12-31"


def told_on(client: Client, who: Any, day: datetime) -> list[list[str]]:
    with clock.at(day):
        return lines(read(client, who, COPY))


def test_two_copies_of_one_month_are_the_same_to_who_sees_no_small_numbers(
    client: Client, cast: Cast
) -> None:
    *_others, mended, gone = [depart(date(2020, 3, 1)) for _ in range(22)]
    cast.lies.roles = ["programme-manager"]
    cast.lies.save()
    first = {who: told_on(client, who, NOON) for who in (cast.lies, cast.ruth)}
    depart(date(2020, 3, 1), recorded=NOON + timedelta(hours=1))
    correct(mended, recorded=NOON + timedelta(hours=2), sex="female")
    retract(gone, NOON + timedelta(hours=3))
    december = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert told_on(client, cast.ruth, NOON + timedelta(hours=4)) != first[cast.ruth]
    assert told_on(client, cast.lies, NOON + timedelta(hours=4)) == first[cast.lies]
    assert told_on(client, cast.lies, NOON + timedelta(days=2)) == first[cast.lies]
    assert told_on(client, cast.lies, december) != first[cast.lies]
    with clock.at(december):
        assert "as known at the end of 30 November 2026" in read(client, cast.lies)
