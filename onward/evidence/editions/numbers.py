"""The numbers of an edition as `disclosure` takes them: cells, tables and shares.

All parts of every table count as printed, also those that a ranking only has in its remainder: whoever reads
the edition may have them from a map, a copy or the next table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from onward.evidence.counting import derived, dimensions
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.disclosure import Backing, Cell, Edition, Release, Share, Table
from onward.evidence.editions.cells import Cells
from onward.evidence.editions.definition import ReportTable
from onward.evidence.editions.freezing import Frozen
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive

SMALLEST: Final = 100
"""Of the smallest unit, a cent, so many make one of a currency: amounts are audited in whole numbers."""
Place = tuple[str, str, str, tuple[str, ...]]
"""Chapter, table, period and parts: where a number stands in an edition."""


class Numbers:
    """The numbers of an edition as cells."""

    def __init__(self, frozen: Frozen) -> None:
        self.frozen = frozen
        self.library: Library = revive(frozen.snapshot)[1]
        self.all = Cells(self.library)
        self.cells: dict[Place, Cell] = {}
        self.tables: dict[Table, None] = {}
        self.shares: dict[Place, Share] = {}
        self.silent: set[Cell] = set()
        self.amounts: dict[Cell, Backing] = {}
        self.unjudged: set[Place] = set()
        """Where numbers stand that no rule judges: means, and amounts of which nobody kept whose they are."""
        for chapter in frozen.definition.chapters:
            for period in frozen.values["chapters"][chapter]:
                self._take_in(chapter, period)
        # A share of what no table prints is a statement about a silent number.
        self.silent = {cell for cell in self.silent if cell not in self.cells.values()}

    @cached_property
    def release(self) -> Release:
        """All of it, as if nothing had been published before."""
        return self.released(())

    def released(self, earlier: tuple[Edition, ...], present: frozenset[Cell] = frozenset()) -> Release:
        """Return all of it; `present` are parts that everybody knows not to be nought."""
        return Release(
            cells=self.all.numbers,
            tables=tuple(self.tables),
            statements=tuple(dict.fromkeys(self.shares.values())),
            silent=frozenset(self.silent),
            amounts=self.amounts,
            knowledge=self.all.knowledge(),
            earlier=earlier,
            present=present,
        )

    def table_at(self, place: Place) -> Table:
        """Return the table in which a number stands, as `disclosure` takes it."""
        table = self.frozen.definition.shown_in(place[0]).tables[place[1]]
        return Table(self.cells[*place[:3], ()], table.by)

    def standing_at(self, places: frozenset[Place]) -> frozenset[Cell | Share]:
        """Return the numbers and shares that stand at some places: a share that was left out told nothing."""
        cells = {self.cells[place] for place in places if place in self.cells}
        return frozenset(cells | {self.shares[place] for place in places if place in self.shares})

    def take_hidden_noughts(self, places: frozenset[Place]) -> None:
        """Put in the parts that were nought here and had a row all the same, since they were left out."""
        for place in sorted(places - self.cells.keys()):
            table = self.frozen.definition.shown_in(place[0]).tables.get(place[1])
            if place[3] and table is not None:
                whole = self.cells.get((*place[:3], ()))
                if whole is not None:
                    self._put(place, whole.part(table.by[0], place[3][0]), 0)

    def take_noughts(self, edition: Edition, told: frozenset[Cell] = frozenset()) -> None:
        """Put in the parts that are nought here, and that an earlier edition prints of a longer period.

        Whether they are nought or hidden must not be told by there being a row of them. The same goes for
        what it hid of these days, or of some of them, where records were corrected since.

        Args:
            edition: the earlier one.
            told: those that are public as nought already (`told_noughts`).
        """
        for place, whole in [one for one in self.cells.items() if not one[0][3]]:
            table = self.frozen.definition.shown_in(place[0]).tables.get(place[1])
            if table is None or len(table.by) != 1:
                continue
            kept = edition.release.cells.keys() - edition.hidden - edition.release.silent
            for cell in sorted(kept | edition.mended, key=lambda one: one.order):
                more = [pair for pair in cell.where - whole.where if pair[0] == table.by[0]]
                part = whole.part(*more[0]) if len(more) == 1 else whole
                if part in told or part in self.all.numbers or cell != replace(part, period=cell.period):
                    continue
                inner, outer = cell.period, whole.period
                if cell in kept:
                    inner, outer = outer, inner
                if outer.first <= inner.first and inner.last <= outer.last:
                    self._put((*place[:3], (more[0][1],)), part, 0)

    def _take_in(self, chapter: str, period: str) -> None:
        definition = self.frozen.definition
        shown, only = definition.shown_in(chapter), definition.chapters[chapter].only
        when = self.frozen.days(period)
        for name, table in shown.tables.items():
            figure = self.all.figures[table.figure]
            if figure.counts == "destinations" or table.exact:
                continue  # how many countries there are tells of nobody, and the public gets no exact table
            if figure.counts == "mean" or (figure.counts == "amount" and len(table.by) != 1):
                # A mean of two is no count, however great it is, and no sum is told by its size alone.
                parts = self.frozen.tally(chapter, name, period).parts
                self.unjudged |= {(chapter, name, period, part) for part in ((), *parts)}
                continue
            whole = self.all.cell(figure, table.among, only, when)
            if table.when:
                # Of whom a condition of its own tells, nothing else is known than that they are among all.
                whole = replace(whole, among="&".join(sorted({*whole.among.split("&"), table.when} - {""})))
            self._table((chapter, name, period, ()), table, whole)
        for name in shown.derived:
            self._share((chapter, name, period, ()), name, only, when)

    def _table(self, place: Place, table: ReportTable, whole: Cell) -> None:
        chapter, name, period, _none = place
        tally = self.frozen.tally(chapter, name, period)
        unit = SMALLEST if self.all.figures[table.figure].counts == "amount" else 1
        self._put(place, whole, int(unit * tally.total))
        whole = self.cells[place]
        if not table.by:
            return
        for parts, number in tally.parts.items():
            cell = whole
            for dimension, part in zip(table.by, parts, strict=True):
                cell = cell.part(dimension, part)
            self._put((chapter, name, period, parts), cell, int(unit * number))
        if len(table.by) == 1:
            self._noughts(place, table, whole)
            self._backed(place)
        self.tables[Table(whole, table.by)] = None

    def _backed(self, place: Place) -> None:
        """Say who stands behind amounts: the rule of small numbers is about persons, not about euros."""
        chapter, name, period, _none = place
        told = self.frozen.values["chapters"][chapter][period][name].get("behind")
        if told is None:
            return
        behind = {part: Backing(persons, int(SMALLEST * Decimal(most))) for part, persons, most in told}
        for at, cell in self.cells.items():
            if at[:3] == (chapter, name, period):
                self.amounts[cell] = behind.get("".join(at[3]), Backing(0, 0))

    def _noughts(self, place: Place, table: ReportTable, whole: Cell) -> None:
        """Put the parts in that always stand: their noughts are printed too."""
        chapter, name, period, _none = place
        one = dimensions(self.library)[table.by[0]]
        for part in (*one.parts, *one.groups):
            if part != UNKNOWN and (chapter, name, period, (part,)) not in self.cells:
                self._put((chapter, name, period, (part,)), whole.part(table.by[0], part), 0)

    def _share(self, place: Place, name: str, only: Mapping[str, str], when: Period) -> None:
        one = derived(self.library)[name].share
        if one is None:
            return
        if self.all.figures[one.of].counts == "amount":
            self.unjudged.add(place)
            return
        kept = self.frozen.values["chapters"][place[0]][place[2]][name]
        part = self.all.cell(self.all.figures[one.part], (one.among,) if one.among else (), only, when)
        base = self.all.cell(self.all.figures[one.of], (), only, when)
        for cell, number in ((part, kept["part"]), (base, kept["base"])):
            if cell not in self.all.numbers:
                self.all.numbers[cell] = int(number)
                self.silent.add(cell)
        self.shares[place] = Share(part, base, one.digits)

    def _put(self, place: Place, cell: Cell, number: int) -> None:
        self.cells[place] = self.all.take(cell, number, place[1])
