"""The clock of the house."""

from datetime import UTC, date, datetime

import pytest

from onward.kernel import clock


def test_a_stopped_clock_shows_the_office_its_own_day() -> None:
    with clock.at(datetime(2020, 12, 31, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2021, 1, 1)
        assert clock.now() == datetime(2020, 12, 31, 23, 30, tzinfo=UTC)
    assert clock.today() > date(2021, 1, 1)


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="zone"), clock.at(datetime(2020, 1, 1)):  # noqa: DTZ001  # wrong on purpose
        pass


def test_a_clock_within_a_clock_gives_the_outer_one_back() -> None:
    with clock.at(datetime(2020, 1, 1, tzinfo=UTC)):
        with clock.at(datetime(2021, 1, 1, tzinfo=UTC)):
            assert clock.today().year == 2021
        assert clock.today().year == 2020
