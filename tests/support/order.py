"""Which tests come first."""

import pytest

FIRST = "tests/published/"
"""What lies here shares one office that takes half a minute to load."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that share what is dear: near the end one worker takes tests over from the other.

    Both would then load the same office, and load it again for whatever they take over next.
    """
    items.sort(key=lambda one: not one.nodeid.startswith(FIRST))
