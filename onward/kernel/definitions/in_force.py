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
_loading: int | None = None
"""The thread that loads the definitions at this moment."""


def definitions_root() -> Path:
    """Give the folder of the definitions: the setting `DEFINITIONS_ROOT`, or the one in the repository."""
    chosen = getattr(settings, "DEFINITIONS_ROOT", None)
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "definitions"


def current_library() -> Library:
    """Give the library in force, read at the first call.

    Raises:
        DefinitionFaults: the files have faults and nothing was in force before.
        RuntimeError: a check of the definitions asks for those in force while they are loaded. It would wait
            for itself; it has to use the library that it was given.
    """
    global _library, _loading
    library = _library
    if library is None:
        if _loading == threading.get_ident():
            raise RuntimeError(
                "Nothing is in force while it is loaded: use the library that is being checked."
            )
        with _lock:
            if _library is None:
                _loading = threading.get_ident()
                try:
                    _library = load_all(definitions_root())
                finally:
                    _loading = None
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
