"""What to leave out where there is no time to seek the least: whole splits, and at last all but totals.

Nothing here is less safe than what is chosen with care, only coarser: each step is looked at by the same
audit, and the first that holds is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from onward.evidence.disclosure.alike import leaves
from onward.evidence.disclosure.cells import Cell, Item, Release, Table
from onward.evidence.rules import Period

Step = Callable[[Collection[Cell]], set[Item]]
"""What to hide besides, for cells that could be found out."""


class Steps:
    """The steps of one release, each coarser than the one before it."""

    def __init__(self, release: Release, can_hide: Callable[..., Iterator[Cell]]) -> None:
        """Take a release, and what goes through those of some cells of which hiding takes anything."""
        self._release, self._can_hide = release, can_hide
        self._leaves = {table: leaves(table, release.cells) for table in release.tables}

    def __iter__(self) -> Iterator[Step]:
        """Go through the steps."""
        yield self.splits_of
        yield self.splits_beside
        yield self.chapters_of
        yield self.all_splits
        yield self.all

    def splits_of(self, cells: Collection[Cell]) -> set[Item]:
        """Return the splits of which cells are parts or wholes, of all days that meet theirs."""
        return self._hiding(table for table in self._leaves if any(_is_of(cell, table) for cell in cells))

    def splits_beside(self, cells: Collection[Cell]) -> set[Item]:
        """Return all splits within the limits of cells, of whatever figure: those of their chapter."""
        return self._hiding(
            table
            for table in self._leaves
            if any(table.whole.where <= cell.where and _meet(cell, table) for cell in cells)
        )

    def chapters_of(self, cells: Collection[Cell]) -> set[Item]:
        """Return the totals of these splits too: nothing is left of their chapter in those days."""
        wholes = {
            table.whole
            for table in self._leaves
            if any(table.whole.where <= cell.where and _meet(cell, table) for cell in cells)
        }
        return self.splits_beside(cells) | {*self._can_hide(*wholes)}

    def all_splits(self, _cells: Collection[Cell] = ()) -> set[Item]:
        """Return every split: only totals are left."""
        return self._hiding(self._leaves)

    def all(self, _cells: Collection[Cell] = ()) -> set[Item]:
        """Return all that the edition could leave out."""
        return {*self._can_hide(*self._release.cells), *self._release.statements}

    def _hiding(self, tables: Collection[Table] | Iterator[Table]) -> set[Item]:
        return {cell for table in tables for cell in self._can_hide(*self._leaves[table])}


def _is_of(cell: Cell, table: Table) -> bool:
    whole = table.whole
    alike = (cell.figure, cell.among) == (whole.figure, whole.among) and whole.where <= cell.where
    by = {key for key, _code in cell.where - whole.where}
    return alike and (not by or by == {*table.by}) and _meet(cell, table)


def _meet(cell: Cell, table: Table) -> bool:
    one: Period = cell.period
    other: Period = table.whole.period
    return one.first <= other.last and other.first <= one.last
