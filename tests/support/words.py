"""Translated words are compiled before the first test: in French and Dutch, tests see what users see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


def pytest_configure(config: pytest.Config) -> None:
    """Compile what is newer than its result, once: before the workers start, not in each of them."""
    if not hasattr(config, "workerinput"):
        from onward.web.words import compile_catalogues

        compile_catalogues()


@pytest.fixture(autouse=True)
def no_language_left_over() -> Iterator[None]:
    """End each test in the house's own language: a page in French leaves it to whichever test comes next."""
    yield
    translation.deactivate()
