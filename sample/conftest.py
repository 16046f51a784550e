"""The sample office, drawn once for all tests that look at it."""

from __future__ import annotations

import pytest

from sample.draw.draw import draw_office
from sample.draw.stories import Office


@pytest.fixture(scope="session")
def drawn() -> Office:
    """The draw that `make demo` loads."""
    return draw_office()
