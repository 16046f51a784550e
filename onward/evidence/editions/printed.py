"""Which terms of its shares the public copy of an edition prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from onward.evidence.editions.freezing import Frozen
from onward.evidence.editions.numbers import Numbers, Place

COUNTED: Final = "counted"
BASE: Final = "base"
"""Under these a share has a place for each of its terms, as for parts: how many, and of how many."""
KEPT: Final = {COUNTED: "part", BASE: "base"}
"""Term of a share → its name among the values of an edition."""


def silent_terms(frozen: Frozen, places: frozenset[Place]) -> frozenset[Place]:
    """Return where terms of shares would stand that are not to be printed: no table shows their numbers.

    A share was judged as a percentage, rounded: its terms are exact.

    Args:
        frozen: the edition.
        places: where the numbers stand that are left out.
    """
    return frozenset(_silent(Numbers(frozen), places))


def _silent(numbers: Numbers, places: frozenset[Place]) -> Iterator[Place]:
    shown = frozenset(numbers.cells.values()) - numbers.standing_at(places)
    for (chapter, name, period, _none), share in numbers.shares.items():
        kept = numbers.frozen.values["chapters"][chapter][period][name]
        for term, cell in ((COUNTED, share.part), (BASE, share.base)):
            if cell not in shown or numbers.all.numbers[cell] != int(kept[KEPT[term]]):
                yield chapter, name, period, (term,)
