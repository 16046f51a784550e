"""What an edition publishes, as data: numbers, what is said with them, and what a reader knows of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from onward.evidence.rules import SMALL, Period

Where = frozenset[tuple[str, str]]
"""Dimension → part: to what a number is limited. Limits and parts are the same thing to a reader."""


@dataclass(frozen=True)
class Cell:
    """One number of a figure: of a period, among a population, limited to parts of dimensions.

    Two tables that print the same number name the same cell, so it is hidden in both or in neither. A limit
    to one programme is the part of that programme: give it under the code of the dimension.
    """

    figure: str
    period: Period
    among: str = ""
    where: Where = frozenset()

    @classmethod
    def of(cls, figure: str, period: Period, among: str = "", **parts: str) -> Cell:
        """Return a cell whose parts are named by keyword; `_` stands for the hyphen of a code."""
        return cls(figure, period, among, frozenset((k.replace("_", "-"), v) for k, v in parts.items()))

    def part(self, dimension: str, code: str) -> Cell:
        """Return the cell of one part of this one."""
        return Cell(self.figure, self.period, self.among, self.where | {(dimension, code)})

    @property
    def order(self) -> tuple[str, ...]:
        """By what cells are put in order: every run decides the same."""
        when = self.period.first.isoformat(), self.period.last.isoformat()
        return (self.figure, self.among, *when, *(word for pair in sorted(self.where) for word in pair))


@dataclass(frozen=True)
class Table:
    """A number and its parts by one dimension or several.

    Attributes:
        whole: the number that is split.
        by: the dimensions.
        full: whether every part that is not nought is a cell of the release, so that a reader takes a part
            that is not listed for nought. A top N alone is not full.
    """

    whole: Cell
    by: tuple[str, ...]
    full: bool = True


@dataclass(frozen=True)
class Share:
    """A part of a base in percent, half rounded up, with so many places behind the point."""

    part: Cell
    base: Cell
    places: int = 0


Item = Cell | Share
"""Whatever stands in an edition and can be left out of it."""


@dataclass(frozen=True)
class Holds:
    """Which parts of a dimension a population holds whole.

    Attributes:
        dimension: the dimension.
        parts: whoever is in one of these is of the population.
        open: of whom some may be and others not. In all other parts nobody is.
    """

    dimension: str
    parts: frozenset[str]
    open: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Knowledge:
    """What a reader knows of the figures themselves, from their definitions.

    Attributes:
        adds: figures that count facts (returns, events, amounts): periods that tile a longer one
            add up to it.
            All others count each once (persons, cases, families): of them only max ≤ union ≤ sum is known.
        overlapping: dimensions whose parts overlap: each part ≤ whole, and nothing else.
        calendar: dimensions whose parts are months, quarters or years ('2020-03', '2020-q1', '2020'):
            periods by another name.
        nested: (figure, population) that lies within another one, cell by cell. A population lies within
            everybody ('') of its figure by itself.
        same: (dimension, part) → the population that a reader takes it for.
        holds: population → the parts of a split of which it is made.
        named: (dimension, part) → the population that the very name of the part tells of. Their numbers may
            differ, so nothing is computed from it: where the one is hidden, so is the other.
        counted_in: (figure, other): each that the first counts once stands behind one number or more of the
            other, among whomever: persons behind their returns.
        thresholds: figure → below how many a number is small, where that is not the common threshold.
    """

    adds: frozenset[str] = frozenset()
    overlapping: frozenset[str] = frozenset()
    calendar: frozenset[str] = frozenset({"month", "year"})
    nested: frozenset[tuple[tuple[str, str], tuple[str, str]]] = frozenset()
    same: Mapping[tuple[str, str], str] = field(default_factory=dict)
    holds: Mapping[str, Holds] = field(default_factory=dict)
    named: Mapping[tuple[str, str], str] = field(default_factory=dict)
    counted_in: tuple[tuple[str, str], ...] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)

    def threshold(self, cell: Cell) -> int:
        """Return the number from which a cell is not small, and the least span that hides it."""
        return self.thresholds.get(cell.figure, SMALL)


@dataclass(frozen=True)
class Backing:
    """What stands behind an amount or the amount that a mean is made from.

    Attributes:
        persons: how many.
        largest: the largest contribution of one of them, in the unit of the amount.
    """

    persons: int
    largest: int


@dataclass(frozen=True)
class Release:
    """All that one edition publishes, with exact numbers.

    Attributes:
        cells: the number of each cell. Amounts are whole numbers of the smallest unit.
        tables: which of them are parts of which.
        statements: the shares that are told besides.
        silent: cells that no table prints, though a statement is about them: a share without its number.
        amounts: what stands behind cells that are amounts; a mean stands and falls with its amount.
        knowledge: of figures.
        earlier: editions that were published before this one, the oldest first.
        present: parts that everybody knows not to be nought, since how many there are is printed.
    """

    cells: Mapping[Cell, int]
    tables: tuple[Table, ...] = ()
    statements: tuple[Share, ...] = ()
    silent: frozenset[Cell] = frozenset()
    amounts: Mapping[Cell, Backing] = field(default_factory=dict)
    knowledge: Knowledge = field(default_factory=Knowledge)
    earlier: tuple[Edition, ...] = ()
    present: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Edition:
    """An edition as it was published: its numbers of that day, and what it left out.

    Attributes:
        release: its numbers.
        hidden: what it left out.
        mended: the cells of these of a chapter and period in which records were corrected since: that there
            is anybody is known no more, and that there is nobody may not be told.
    """

    release: Release
    hidden: frozenset[Item] = frozenset()
    mended: frozenset[Cell] = frozenset()


@dataclass(frozen=True)
class Span:
    """The least and the greatest whole number that something hidden could be; None is 'any at all'."""

    least: int
    greatest: int | None

    def holds(self, threshold: int) -> bool:
        """Say whether it is wide enough to hide a number."""
        return self.greatest is None or self.greatest - self.least >= threshold

    def within(self, other: Span) -> bool:
        """Say whether all that it could be is possible by another one too."""
        up = other.greatest is None or (self.greatest is not None and self.greatest <= other.greatest)
        return up and other.least <= self.least


Code = Literal[
    "claim-dropped",
    "parts-exceed-whole",
    "not-proved",
    "too-wide",
    "cannot-hide",
    "known-before",
    "contradiction",
]
"""What a note says: an earlier edition's number was not believed, since all that is public contradicts itself
with it; the parts of a split do not add up to its whole, so the split ties nothing; a bound was not proved to
be the outermost, and the span given is one that surely stands; a cross of dimensions is so wide that it was
left out, so spans may be narrower than said; nothing that could still be hidden would hide this; this could
be found out before, from what was published by then, and this edition tells nothing more of it; this edition
contradicts itself."""


@dataclass(frozen=True)
class Note:
    """Something that whoever prepares an edition must know."""

    code: Code
    about: Item | tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What a reader could find out of each hidden thing."""

    spans: Mapping[Cell, Span]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Protected:
    """What is left out of an edition, what could be found out of it, and what to know.

    Attributes:
        hidden: what is left out.
        spans: of each number that may not be found out, what a reader could take it for.
        notes: what to know.
        hurried: what of it is hidden only since there was no time to decide whether it must be.
    """

    hidden: frozenset[Item]
    spans: Mapping[Cell, Span]
    notes: tuple[Note, ...] = ()
    hurried: frozenset[Cell] = frozenset()


def cells_of(item: Item) -> Iterator[Cell]:
    """Go through the cells that something is about."""
    match item:
        case Cell():
            yield item
        case Share(part, base):
            yield from (part, base)


def share_told(part: int, base: int, places: int = 0) -> int | None:
    """Return a share as it is printed, in units of its last place; None of nothing."""
    if not base:
        return None
    unit = int(10**places)
    return (200 * unit * part + base) // (2 * base)
