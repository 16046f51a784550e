"""Which cell of `disclosure` a number of a figure is, and what definitions tell a reader of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from onward.evidence.counting import FigureDefinition, dimensions, figures, populations
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.disclosure import Cell, Holds, Knowledge
from onward.evidence.rules import Period
from onward.kernel.definitions import Library

COUNTED_IN: Final = ("persons", "families")
"""Units of which each that is counted once stands behind one return or more."""
ADDS: Final = frozenset({"returns", "events", "quantity", "amount"})


class Cells:
    """Cells and their numbers, of the figures of one library.

    A figure that another one holds by its definition alone (children, of persons) is the same figure among a
    population, so that the two are compared.

    Attributes:
        numbers: each cell that was taken in, and its number.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.figures = figures(library)
        self.numbers: dict[Cell, int] = {}
        self._counts: dict[str, str] = {}

    def take(self, cell: Cell, number: int, beside: str) -> Cell:
        """Take in a number, and return its cell.

        Where another number is there already, what ought to be the same is not: each is then by itself.

        Args:
            cell: which one it ought to be.
            number: exact.
            beside: the table that prints it.
        """
        if self.numbers.get(cell, number) != number:
            cell = replace(cell, figure=f"{cell.figure}~{beside}")
            self._counts[cell.figure] = self._counts[cell.figure.split("~")[0]]
        self.numbers[cell] = number
        return cell

    def cell(
        self, figure: FigureDefinition, among: tuple[str, ...], only: Mapping[str, str], when: Period
    ) -> Cell:
        """Return the cell of a figure in all.

        Args:
            figure: what is counted.
            among: populations to which it is limited besides its own.
            only: dimension → the part to which it is limited.
            when: the days.
        """
        held = self._held_by(figure)
        groups = {*among} | ({figure.among} if figure.among and held is not figure else set())
        where, known = set(only.items()), populations(self.library)
        for code in sorted(groups):
            if part := known[code].part:
                where |= set(part.items())
                # Who is in a part of a split is of those whom the split is of.
                groups = groups - {code} | {one for one in known if known[one].spans in part}
        self._counts[held.code] = held.counts
        return Cell(held.code, when, "&".join(sorted(groups)), frozenset(where))

    def _held_by(self, figure: FigureDefinition) -> FigureDefinition:
        """Return the figure that counts the same of everybody, where there is one."""
        for one in self.figures.values():
            if one.among is None and _same_but_for_whom(one, figure):
                return one
        return figure

    def knowledge(self) -> Knowledge:
        """Return what a reader knows of the figures that were asked for."""
        known, groups = dimensions(self.library), populations(self.library)
        within = {
            ((figure, code), (figure, outer))
            for figure in self._counts
            for code, one in groups.items()
            for outer in one.within
        }
        thresholds = {code: self.figures[code.split("~")[0]].threshold for code in self._counts}
        return Knowledge(
            adds=frozenset(code for code, unit in self._counts.items() if unit in ADDS),
            overlapping=frozenset(code for code, one in known.items() if one.overlaps(self.library)),
            calendar=frozenset(code for code, one in known.items() if one.each),
            nested=frozenset(within),
            same={part: code for code, one in groups.items() for part in one.part.items()},
            holds={
                code: Holds(by, frozenset(parts), frozenset({UNKNOWN}))
                for code, one in groups.items()
                for by, parts in one.holds.items()
            },
            named={
                (by, part): code
                for code, one in groups.items()
                for by, parts in one.named_by.items()
                for part in parts
            },
            counted_in=tuple(self._counted_in()),
            thresholds=thresholds,
        )

    def _counted_in(self) -> Iterator[tuple[str, str]]:
        """Go through figures of which each that is counted once stands behind a return of another figure."""
        for code, unit in sorted(self._counts.items()):
            for other, counts in sorted(self._counts.items()):
                if unit in COUNTED_IN and counts == "returns":
                    one, more = (self.figures.get(x) for x in (code, other))
                    if one and more and _same_but_for_whom(one, more.model_copy(update={"counts": unit})):
                        yield code, other


def _same_but_for_whom(one: FigureDefinition, other: FigureDefinition) -> bool:
    return (one.counts, one.of, one.unless, one.provided, one.when, one.column, one.currency) == (
        other.counts, other.of, other.unless, other.provided, other.when, other.column, other.currency,
    )  # fmt: skip
