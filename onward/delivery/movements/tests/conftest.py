"""The day on which the tests of journeys play."""

from collections.abc import Iterator

import pytest

from onward.delivery.movements.tests.factories import NOON
from onward.kernel import clock


@pytest.fixture(autouse=True)
def on_the_first_of_june() -> Iterator[None]:
    """Stop the clock for each test."""
    with clock.at(NOON):
        yield
