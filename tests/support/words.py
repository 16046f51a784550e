"""Translated words are compiled before the first test: in French and Dutch, tests see what users see."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Compile what is newer than its result, once: before the workers start, not in each of them."""
    if not hasattr(config, "workerinput"):
        from onward.web.words import compile_catalogues

        compile_catalogues()
