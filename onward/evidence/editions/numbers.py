"""The numbers of an edition as `disclosure` takes them: cells, tables and shares.

All parts of every table count as printed, also those that a ranking only has in its remainder: whoever reads
the edition may have them from a map, a copy or the next table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Final

from onward.evidence.counting import FigureDefinition, derived, dimensions, figures, populations
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.disclosure import Backing, Cell, Edition, Holds, Knowledge, Release, Share, Table
from onward.evidence.editions.definition import ReportTable
from onward.evidence.editions.freezing import Frozen
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive

SMALLEST: Final = 100
"""Of the smallest unit, a cent, so many make one of a currency: amounts are audited in whole numbers."""
COUNTED_IN: Final = ("persons", "families")
"""Units of which each that is counted once stands behind one return or more."""
ADDS: Final = frozenset({"returns", "events", "quantity", "amount"})
Place = tuple[str, str, str, tuple[str, ...]]
"""Chapter, table, period and parts: where a number stands in an edition."""


class Numbers:
    """The numbers of an edition as cells.

    A figure that another one holds by its definition alone (children, of persons) is the same figure among a
    population, so that the two are compared.
    """

    def __init__(self, frozen: Frozen) -> None:
        self.frozen = frozen
        self.library: Library = revive(frozen.snapshot)[1]
        self.figures = figures(self.library)
        self.numbers: dict[Cell, int] = {}
        self.cells: dict[Place, Cell] = {}
        self.tables: dict[Table, None] = {}
        self.shares: dict[Place, Share] = {}
        self.silent: set[Cell] = set()
        self.counts: dict[str, str] = {}
        self.amounts: dict[Cell, Backing] = {}
        for chapter in frozen.definition.chapters:
            for period in frozen.values["chapters"][chapter]:
                self._take_in(chapter, period)
        # A share of what no table prints is a statement about a silent number.
        self.silent = {cell for cell in self.silent if cell not in self.cells.values()}

    @cached_property
    def release(self) -> Release:
        """All of it, as if nothing had been published before."""
        return self.released(())

    def released(self, earlier: tuple[Edition, ...]) -> Release:
        """Return all of it."""
        return Release(
            cells=self.numbers,
            tables=tuple(self.tables),
            statements=tuple(dict.fromkeys(self.shares.values())),
            silent=frozenset(self.silent),
            amounts=self.amounts,
            knowledge=self._knowledge(),
            earlier=earlier,
        )

    def standing_at(self, places: frozenset[Place]) -> frozenset[Cell | Share]:
        """Return the numbers and shares that stand at some places: a share that was left out told nothing."""
        cells = {self.cells[place] for place in places if place in self.cells}
        return frozenset(cells | {self.shares[place] for place in places if place in self.shares})

    def take_noughts(self, edition: Edition) -> None:
        """Put in the parts that are nought here, and that an earlier edition prints of a longer period.

        Whether they are nought or hidden must not be told by there being a row of them.
        """
        for place, whole in [one for one in self.cells.items() if not one[0][3]]:
            table = self.frozen.definition.shown_in(place[0]).tables.get(place[1])
            if table is None or len(table.by) != 1:
                continue
            kept = edition.release.cells.keys() - edition.hidden - edition.release.silent
            for cell in sorted(kept, key=lambda one: one.order):
                more = [pair for pair in cell.where - whole.where if pair[0] == table.by[0]]
                part = whole.part(*more[0]) if len(more) == 1 else whole
                if part in self.numbers or cell != replace(part, period=cell.period):
                    continue
                if cell.period.first <= whole.period.first and whole.period.last <= cell.period.last:
                    self._put((*place[:3], (more[0][1],)), part, 0)

    def _take_in(self, chapter: str, period: str) -> None:
        definition = self.frozen.definition
        shown, only = definition.shown_in(chapter), definition.chapters[chapter].only
        when = self.frozen.days(period)
        for name, table in shown.tables.items():
            figure = self.figures[table.figure]
            if figure.counts == "destinations":
                continue  # how many countries there are tells of nobody
            whole = self._cell(figure, table.among, only, when)
            if table.when:
                # Of whom a condition of its own tells, nothing else is known than that they are among all.
                whole = replace(whole, among="&".join(sorted({*whole.among.split("&"), table.when} - {""})))
            self._table((chapter, name, period, ()), table, whole)
        for name in shown.derived:
            self._share((chapter, name, period, ()), name, only, when)

    def _table(self, place: Place, table: ReportTable, whole: Cell) -> None:
        chapter, name, period, _none = place
        tally = self.frozen.tally(chapter, name, period)
        unit = SMALLEST if self.figures[table.figure].counts == "amount" else 1
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
        kept = self.frozen.values["chapters"][place[0]][place[2]][name]
        part = self._cell(self.figures[one.part], (one.among,) if one.among else (), only, when)
        base = self._cell(self.figures[one.of], (), only, when)
        for cell, number in ((part, kept["part"]), (base, kept["base"])):
            if cell not in self.numbers:
                self.numbers[cell] = int(number)
                self.silent.add(cell)
        self.shares[place] = Share(part, base, one.digits)

    def _put(self, place: Place, cell: Cell, number: int) -> None:
        if self.numbers.get(cell, number) != number:  # taken for the same, and it is not: each by itself
            cell = replace(cell, figure=f"{cell.figure}~{place[1]}")
            self.counts[cell.figure] = self.counts[cell.figure.split("~")[0]]
        self.cells[place] = cell
        self.numbers[cell] = number

    def _cell(
        self, figure: FigureDefinition, among: tuple[str, ...], only: Mapping[str, str], when: Period
    ) -> Cell:
        held = self._held_by(figure)
        groups = {*among} | ({figure.among} if figure.among and held is not figure else set())
        where, known = set(only.items()), populations(self.library)
        for code in sorted(groups):
            if part := known[code].part:
                where |= set(part.items())
                # Who is in a part of a split is of those whom the split is of.
                groups = groups - {code} | {one for one in known if known[one].spans in part}
        self.counts[held.code] = held.counts
        return Cell(held.code, when, "&".join(sorted(groups)), frozenset(where))

    def _held_by(self, figure: FigureDefinition) -> FigureDefinition:
        """Return the figure that counts the same of everybody, where there is one."""
        for one in self.figures.values():
            if one.among is None and _same_but_for_whom(one, figure):
                return one
        return figure

    def _knowledge(self) -> Knowledge:
        known, groups = dimensions(self.library), populations(self.library)
        within = {
            ((figure, code), (figure, outer))
            for figure in self.counts
            for code, one in groups.items()
            for outer in one.within
        }
        thresholds = {code: self.figures[code.split("~")[0]].threshold for code in self.counts}
        return Knowledge(
            adds=frozenset(code for code, unit in self.counts.items() if unit in ADDS),
            overlapping=frozenset(code for code, one in known.items() if one.overlaps(self.library)),
            calendar=frozenset(code for code, one in known.items() if one.each),
            nested=frozenset(within),
            same={part: code for code, one in groups.items() for part in one.part.items()},
            holds={
                code: Holds(by, frozenset(parts), frozenset({UNKNOWN}))
                for code, one in groups.items()
                for by, parts in one.holds.items()
            },
            counted_in=tuple(self._counted_in()),
            thresholds=thresholds,
        )

    def _counted_in(self) -> Iterator[tuple[str, str]]:
        """Go through figures of which each that is counted once stands behind a return of another figure."""
        for code, unit in sorted(self.counts.items()):
            for other, counts in sorted(self.counts.items()):
                if unit in COUNTED_IN and counts == "returns":
                    one, more = (self.figures.get(x) for x in (code, other))
                    if one and more and _same_but_for_whom(one, more.model_copy(update={"counts": unit})):
                        yield code, other


def _same_but_for_whom(one: FigureDefinition, other: FigureDefinition) -> bool:
    return (one.counts, one.of, one.unless, one.provided, one.when, one.column, one.currency) == (
        other.counts, other.of, other.unless, other.provided, other.when, other.column, other.currency,
    )  # fmt: skip
