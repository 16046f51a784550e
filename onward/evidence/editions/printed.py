"""What the public copy of an edition prints: which terms of its shares, and the digest of all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from onward.evidence.editions.freezing import Frozen
from onward.evidence.editions.numbers import Numbers, Place
from onward.kernel.definitions.library import canonical

COUNTED: Final = "counted"
BASE: Final = "base"
"""Under these a share has a place for each of its terms, as for parts: how many, and of how many."""
_KEPT: Final = {COUNTED: "part", BASE: "base"}
_PRINTED: Final = ("total", "percent", *_KEPT.values())
"""What is printed of a table beside its parts. Who stands behind an amount is kept, and not printed."""


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
            if cell not in shown or numbers.all.numbers[cell] != int(kept[_KEPT[term]]):
                yield chapter, name, period, (term,)


def public_digest(frozen: Frozen, places: frozenset[Place]) -> str:
    """Return the SHA-256 of the values as the public sees them: nothing that is not printed goes into it."""
    told: dict[str, Any] = {}
    silent = silent_terms(frozen, places)
    for chapter, periods in frozen.values["chapters"].items():
        for period, tables in periods.items():
            for table, kept in tables.items():
                at = (chapter, table, period)
                hidden = {place[3] for place in places if place[:3] == at}
                unsaid = {_KEPT[place[3][0]] for place in silent if place[:3] == at}
                shown = [name for name in _PRINTED if name in kept and name not in unsaid]
                whole = {name: kept[name] for name in shown} if () not in hidden else {}
                parts = [one for one in kept.get("parts", ()) if tuple(one[0]) not in hidden]
                told.setdefault(chapter, {}).setdefault(period, {})[table] = [whole, parts, len(hidden)]
    return hashlib.sha256(canonical(told).encode()).hexdigest()
