"""An edition as the public gets it: nothing of what is left out is in it, so nothing can be told by it.

Neither a number that is hidden nor anything made of it is there: two worlds that differ in hidden numbers
alone give one and the same copy, whatever makes it and in whichever order that goes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from onward.evidence.counting import dimensions
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.editions.beyond import BEYOND, programmes_beyond
from onward.evidence.editions.freezing import UNRECORDED, Frozen
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.printed import KEPT, silent_terms
from onward.kernel.definitions.library import canonical, revive

BLANK: Final = "1"
"""Stands in the place of every number that is left out: that something was counted is no secret."""
NEVER: Final = "0"
"""Stands in the place of what only the exact copy tells, whatever it is."""


@dataclass(frozen=True)
class PublicCopy:
    """What the public gets of an edition.

    Attributes:
        frozen: its numbers, with `BLANK` for each that is left out.
        hidden: where those stand that have a row. Beside a number in all that is left out, only what always
            has a row has one: else the rows would say of whom the few are.
        silent: where the terms of a share would stand, of which no table shows the numbers.
    """

    frozen: Frozen
    hidden: frozenset[Place]
    silent: frozenset[Place]
    _wholes: frozenset[tuple[str, str, str]]

    def shows(self, place: Place) -> bool:
        """Say whether the number at a place is shown: a nought is not, beside a whole that is not."""
        if place in self.hidden or place in self.silent:
            return False
        if self.frozen.definition.is_exact(place[0], place[1]):
            return False
        return not place[3] or place[:3] not in self._wholes or place[3] in self._listed(place)

    def _listed(self, place: Place) -> set[tuple[str, ...]]:
        chapter, table, period, _parts = place
        kept = self.frozen.values["chapters"][chapter][period][table]
        return {tuple(part) for part, _number in kept.get("parts", ())}

    @property
    def digest(self) -> str:
        """The SHA-256 of the values as the public sees them."""
        told: dict[str, Any] = {}
        for chapter, periods in self.frozen.values["chapters"].items():
            for period, tables in periods.items():
                for table, kept in tables.items():
                    hidden = {place[3] for place in self.hidden if place[:3] == (chapter, table, period)}
                    whole = {name: kept[name] for name in kept if name != "parts"} if () not in hidden else {}
                    parts = [one for one in kept.get("parts", ()) if tuple(one[0]) not in hidden]
                    told.setdefault(chapter, {}).setdefault(period, {})[table] = [whole, parts, len(hidden)]
        if unrecorded := self.frozen.values.get(UNRECORDED):
            told = {"chapters": told, UNRECORDED: unrecorded}
        return hashlib.sha256(canonical(told).encode()).hexdigest()


def public_copy(frozen: Frozen, places: frozenset[Place]) -> PublicCopy:
    """Return what the public gets of an edition.

    Args:
        frozen: its numbers, exact.
        places: where those stand that are left out.
    """
    hidden = frozenset(_with_a_row(frozen, places))
    wholes = frozenset(place[:3] for place in hidden if not place[3])
    chapters = {
        chapter: {
            period: {
                table: {"total": NEVER} if frozen.definition.is_exact(chapter, table) else
                       _blanked(kept, {place[3] for place in hidden if place[:3] == (chapter, table, period)},
                                places, (chapter, table, period))
                for table, kept in tables.items()
            }
            for period, tables in periods.items()
        }
        for chapter, periods in frozen.values["chapters"].items()
    }  # fmt: skip
    silent = silent_terms(frozen, places)
    for chapter, table, period, (term,) in silent:
        chapters[chapter][period][table][KEPT[term]] = BLANK
    besides = [item.code for item in programmes_beyond(frozen.definition, revive(frozen.snapshot)[1])]
    values = {**frozen.values, "chapters": chapters, BEYOND: besides}
    values.pop(UNRECORDED, None)
    if unrecorded := _unrecorded(frozen, places):
        values[UNRECORDED] = unrecorded
    return PublicCopy(replace(frozen, values=values), hidden, silent, wholes)


def _unrecorded(frozen: Frozen, places: frozenset[Place]) -> dict[str, list[str]]:
    """Return of which chapters and periods the public is told that nothing is on record.

    That says of each number that it is nought, so nothing is said where one of them is left out: it was small
    in an earlier edition, and whether it is gone by now is nobody's to know.
    """
    hidden = {(place[0], place[2]) for place in places}
    told = {
        chapter: [one for one in periods if (chapter, one) not in hidden]
        for chapter, periods in frozen.values.get(UNRECORDED, {}).items()
    }
    return {chapter: periods for chapter, periods in told.items() if periods}


def _with_a_row(frozen: Frozen, places: frozenset[Place]) -> Iterator[Place]:
    """Go through the places of numbers that are left out and have a row all the same."""
    library = revive(frozen.snapshot)[1]
    known = dimensions(library)
    for place in places:
        chapter, table, period, parts = place
        if parts and (chapter, table, period, ()) in places:
            by = [known[code] for code in frozen.definition.shown_in(chapter).tables[table].by]
            always = [{*one.parts, *one.groups} - {UNKNOWN} for one in by]
            if not all(part in ever for part, ever in zip(parts, always, strict=True)):
                continue
        yield place


def _blanked(
    kept: Mapping[str, Any], hidden: set[tuple[str, ...]], places: frozenset[Place], at: tuple[str, str, str]
) -> dict[str, Any]:
    """Return what was counted of a table without what is left out, and a row for each hidden nought.

    Who stands behind an amount is told to nobody: it decides what is left out, and is no number of a report.
    """
    told = {name: value for name, value in kept.items() if name != "behind"}
    if () in hidden:
        told = {name: None if name == "percent" else BLANK for name in told if name != "parts"}
    if "parts" in kept:
        shown = [[part, number] for part, number in kept["parts"] if (*at, tuple(part)) not in places]
        told["parts"] = sorted([*shown, *([[*part], BLANK] for part in hidden if part)])
    return told
