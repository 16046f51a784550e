"""The definitions in force, held in memory; a reload puts a whole new library in place or none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from onward.kernel.definitions.library import Item, Library, load_all

_lock = threading.Lock()
_library: Library | None = None


def definitions_root() -> Path:
    """Give the folder of the definitions: the setting `DEFINITIONS_ROOT`, or the one in the repository."""
    chosen = getattr(settings, "DEFINITIONS_ROOT", None)
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "definitions"


def current_library() -> Library:
    """Give the library in force, read at the first call.

    Raises:
        DefinitionFaults: the files have faults and nothing was in force before.
    """
    global _library
    library = _library
    if library is None:
        with _lock:
            if _library is None:
                _library = load_all(definitions_root())
            library = _library
    return library


def current(kind: str, code: str) -> Item:
    """Give the definition in force of this kind and code.

    Raises:
        UnknownDefinition: there is none.
    """
    return current_library().get(kind, code)


def reload_definitions() -> Library:
    """Read the files anew and put them in force at once; where they have faults, the old ones stay.

    Raises:
        DefinitionFaults: with every fault; what was in force stays in force.
    """
    global _library
    fresh = load_all(definitions_root())
    with _lock:
        _library = fresh
    return fresh


@contextmanager
def using(library: Library) -> Iterator[Library]:
    """Put a library in force for the time of a block: for tests, and to try a change out."""
    global _library
    with _lock:
        before, _library = _library, library
    try:
        yield library
    finally:
        with _lock:
            _library = before
