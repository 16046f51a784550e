"""How checks read what a file tells."""

from __future__ import annotations

from typing import cast

from onward.casework.programmes.definition import (
    Programme,
)
from onward.kernel.definitions import Item, Library
from onward.kernel.definitions.values import Untold
from onward.reference.choices import ChoiceList

Path = tuple[str | int, ...]
"""Where something stands in a file."""


def programme_of(item: Item) -> Programme:
    """Return what the file of a programme tells."""
    return cast(Programme, item.body)


def listed(library: Library, code: str) -> tuple[str, ...]:
    """Return the codes of a list of `choices.yaml`."""
    listed = library.of("choices").get(code)
    if listed is None and library.knows("choices", code):
        raise Untold(code)
    return tuple(cast(ChoiceList, listed.body).options) if listed else ()
