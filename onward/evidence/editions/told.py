"""What earlier editions told already: which parts were nought, and how many destinations there were.

To leave that out of a later edition hides nothing, and whoever lays both side by side sees numbers vanish.
What was corrected since is told anew, so of that nothing counts as told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from onward.evidence.counting import FigureDefinition, figures
from onward.evidence.disclosure import Cell
from onward.evidence.editions.freezing import Frozen
from onward.evidence.editions.numbers import Numbers, Place
from onward.evidence.rules import Period
from onward.kernel.definitions.library import revive

DESTINATION: Final = "destination"

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
    printed = set()
    for one, left_out, corrected in before:
        # Of a chapter and period in which anything moved, the same number may be that of other rows.
        anew = {(place[0], place[2]) for place in corrected}
        for place, what, number in _counts(one):
            if place not in left_out and (place[0], place[2]) not in anew:
                printed.add((what, number))
    return frozenset(place for place, what, number in _counts(frozen) if (what, number) in printed)


def counts_again(
    frozen: Frozen, before: Iterable[tuple[Frozen, frozenset[Place]]], places: frozenset[Place]
) -> frozenset[Place]:
    """Return the tables of destinations whose number may be told again, though records were corrected since.

    An earlier edition printed the same number, each row that is or was hidden is there, and so many are
    hidden that, were the number another one, nobody could say of which the correction was.

    Args:
        frozen: the edition.
        before: the earlier ones, and where the numbers stand that they left out.
        places: where those stand that this one leaves out.
    """
    earlier = list(before)
    printed = {
        (what, number) for one, out in earlier for place, what, number in _counts(one) if place not in out
    }
    same = {
        place[:3] for place, what, number in _counts(frozen) if (what, number) in printed and place in places
    }
    return frozenset(
        (chapter, name, when, ())
        for chapter, _count, when in same
        for name, table in frozen.definition.shown_in(chapter).tables.items()
        if table.by == (DESTINATION,) and _all_there(frozen, earlier, places, (chapter, name, when))
    )


def _all_there(
    frozen: Frozen,
    earlier: Sequence[tuple[Frozen, frozenset[Place]]],
    places: frozenset[Place],
    at: tuple[str, str, str],
) -> bool:
    """Say whether no row that is or was hidden is nought in a table, and enough of them are hidden."""
    chapter, name, when = at
    table = frozen.definition.shown_in(chapter).tables[name]
    there = {part for part, number in frozen.tally(chapter, name, when).parts.items() if number}
    hidden = {place[3] for place in places if place[:3] == at and place[3]}
    only = frozen.definition.chapters[chapter].only
    were = {
        place[3]
        for one, out in earlier
        for place in out
        if place[3]
        and one.definition.chapters[place[0]].only == only
        and one.definition.shown_in(place[0]).tables[place[1]].by == table.by
        and _lies_within(one.days(place[2]), frozen.days(when))
    }
    threshold = figures(revive(frozen.snapshot)[1])[table.figure].threshold
    return hidden | were <= there and len(hidden) >= threshold


def _lies_within(inner: Period, outer: Period) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _counts(frozen: Frozen) -> Iterator[tuple[Place, Hashable, str]]:
    known: Mapping[str, FigureDefinition] = figures(revive(frozen.snapshot)[1])
    for code, chapter in frozen.definition.chapters.items():
        for name, table in frozen.definition.shown_in(code).tables.items():
            if known[table.figure].counts == "destinations":
                limits = table.figure, table.among, table.when, tuple(sorted(chapter.only.items()))
                for when in frozen.told_of:
                    total = frozen.values["chapters"][code][when][name]["total"]
                    yield (code, name, when, ()), (*limits, frozen.days(when)), total
