"""What earlier editions told already: which parts were nought, and how many destinations there were.

To leave that out of a later edition hides nothing, and whoever lays both side by side sees numbers vanish.
What was corrected since is told anew, so of that nothing counts as told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from onward.evidence.counting import FigureDefinition, figures
from onward.evidence.disclosure import Cell
from onward.evidence.editions.freezing import Frozen
from onward.evidence.editions.numbers import Numbers, Place
from onward.kernel.definitions.library import revive

Before = tuple[Frozen, frozenset[Place], frozenset[Place]]
"""An earlier edition, where the numbers stand that it left out, and where those that were corrected since."""


def told_noughts(before: Iterable[Before]) -> frozenset[Cell]:
    """Return the parts of whole tables that have a row elsewhere in these editions, and in one none.

    Without a row, and none that was left out, a part is read as nought.
    """
    tables: list[tuple[Cell, str, frozenset[str]]] = []
    parts: dict[str, set[str]] = {}
    for frozen, left_out, corrected in before:
        numbers, moved = Numbers(frozen), {place[:3] for place in corrected}
        for place, whole in numbers.cells.items():
            table = frozen.definition.shown_in(place[0]).tables[place[1]]
            if place[3] or len(table.by) != 1:
                continue
            stand = {one[3][0] for one in (*numbers.cells, *left_out) if one[:3] == place[:3] and one[3]}
            parts.setdefault(table.by[0], set()).update(stand)
            if place[:3] not in moved:
                tables.append((whole, table.by[0], frozenset(stand)))
    return frozenset(
        whole.part(by, part) for whole, by, stand in tables for part in parts[by] if part not in stand
    )


def told_counts(frozen: Frozen, before: Iterable[Before]) -> frozenset[Place]:
    """Return where an edition tells how many destinations there were, as an earlier one printed it."""
    printed = {
        (what, number)
        for one, left_out, corrected in before
        for place, what, number in _counts(one)
        if place not in left_out and place not in corrected
    }
    return frozenset(place for place, what, number in _counts(frozen) if (what, number) in printed)


def _counts(frozen: Frozen) -> Iterator[tuple[Place, Hashable, str]]:
    known: Mapping[str, FigureDefinition] = figures(revive(frozen.snapshot)[1])
    for code, chapter in frozen.definition.chapters.items():
        for name, table in frozen.definition.shown_in(code).tables.items():
            if known[table.figure].counts == "destinations":
                limits = table.figure, table.among, table.when, tuple(sorted(chapter.only.items()))
                for when in frozen.told_of:
                    total = frozen.values["chapters"][code][when][name]["total"]
                    yield (code, name, when, ()), (*limits, frozen.days(when)), total
