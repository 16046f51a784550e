"""The definitions in force."""

import pytest

from onward.kernel.definitions import current_library, in_force, kinds
from onward.kernel.definitions.library import Item, Library, Report


def test_a_check_that_asks_for_what_is_in_force_while_it_loads_is_told_so_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would wait for itself for ever."""

    def asks(item: Item, library: Library, report: Report) -> None:
        current_library()

    monkeypatch.setattr(in_force, "_library", None)
    monkeypatch.setattr(kinds, "_added", {"roles": [asks]})
    with pytest.raises(RuntimeError, match="use the library that is being checked"):
        current_library()
    monkeypatch.setattr(kinds, "_added", {})
    assert current_library() is in_force._library
