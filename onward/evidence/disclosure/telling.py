"""Which noughts tell of somebody: those of the few who are hidden, since they say who these are not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from onward.evidence.disclosure.alike import around
from onward.evidence.disclosure.between import Rest
from onward.evidence.disclosure.cells import Cell, Item, Release
from onward.evidence.disclosure.slices import Node, Reading


class Telling:
    """The noughts of one release, and of the editions before it."""

    def __init__(
        self, release: Release, holding: Mapping[Cell, Sequence[Cell]], rests: Mapping[Cell, Rest]
    ) -> None:
        """Take a release, in which cells each of its cells lies, and what periods leave of one another."""
        self._release, self._holding, self._rests = release, holding, rests
        self._reading = Reading(release.knowledge, frozenset())

    def is_of_few(self, cell: Cell, hidden: Collection[Item]) -> bool:
        """Say whether a nought lies within something hidden, and is not nought of everybody anyway.

        That no woman was among three who are hidden says that they are men. Where nobody at all is of a part,
        or a nought is hidden for others' sake beside a whole that is shown, it tells of nobody.

        Args:
            cell: of nought.
            hidden: what this edition leaves out.
        """
        within = any(one in hidden for one in self._holding.get(cell, ()))
        few = within or cell in self._before or cell in self.rests
        return few and not self._is_nought_of_all(cell, hidden)

    @cached_property
    def _before(self) -> frozenset[Cell]:
        """The noughts that earlier editions hid within something hidden."""
        return frozenset(
            cell
            for edition in self._release.earlier
            for cell, holding in around(edition.release).items()
            if cell in edition.hidden and any(one in edition.hidden for one in holding)
        )

    @cached_property
    def rests(self) -> tuple[Cell, ...]:
        """The noughts of the few whom a period leaves of another one, though nobody prints either yet."""
        threshold = self._release.knowledge.threshold
        few = {cell for cell, rest in self._rests.items() if 0 < rest.number < threshold(cell)}
        return tuple(
            cell
            for cell, rest in self._rests.items()
            if not rest.number
            and any(
                Cell(cell.figure, cell.period, cell.among, cell.where - {pair}) in few for pair in cell.where
            )
        )

    def _is_nought_of_all(self, cell: Cell, hidden: Collection[Item]) -> bool:
        slice_, where = self._reading.node(cell)
        return any(
            wide <= where and (outer, wide) != (slice_, where) and self._reading.within(slice_, outer)
            for nought, (outer, wide) in self._noughts
            if nought not in hidden
        )

    @cached_property
    def _noughts(self) -> tuple[tuple[Cell, Node], ...]:
        """The noughts that are printed before, or may be here."""
        before = (
            cell
            for edition in self._release.earlier
            for cell, number in edition.release.cells.items()
            if not number and cell not in edition.hidden and cell not in edition.release.silent
        )
        here = (cell for cell, number in self._release.cells.items() if not number)
        found = dict.fromkeys((*before, *(cell for cell in here if cell not in self._release.silent)))
        return tuple((cell, self._reading.node(cell)) for cell in found)
