"""The shapes of an answer of the explorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

_CLOSE: Final = 2
_ABREAST: Final = 7


@dataclass(frozen=True)
class Cell:
    """A number as it is written, where the cases behind it are, and what it is a share of."""

    text: str
    link: str = ""
    share: str = ""
    head: str = ""


@dataclass(frozen=True)
class Head:
    """What stands at a row or above a column; `note` says why a step over time is not whole."""

    words: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the table; the `last` ones are the remainder and the whole."""

    head: Head
    cells: tuple[Cell, ...]
    last: bool = False


@dataclass(frozen=True)
class Table:
    """The table.

    Attributes:
        heading: words above those of the rows.
        across: words above those of the columns, where there are two splits.
        columns: heads of the columns.
        rows: in order.
        notes: what must be known to read it.
    """

    heading: str
    across: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    @property
    def way(self) -> str:
        """The class by which it is laid out: few columns close together, some as cards on a phone, many."""
        if len(self.columns) <= _CLOSE:
            return "close"
        return "cards" if len(self.columns) <= _ABREAST else "wide"


@dataclass(frozen=True)
class Axis:
    """The parts of one split in the order in which they stand, and those of the remainder."""

    codes: tuple[str, ...]
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The chart: a drawing, and the same in words."""

    svg: SafeString
    words: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExplorePage:
    """The answer to a question.

    Attributes:
        title: the figure.
        value: the number in all, as it is written; a dash where nothing is on record.
        unit: of what it is a number.
        link: where the cases behind it are.
        of: of a share, how many of how many.
        about: what is counted, in a sentence.
        said: the question in words, one part after the other: what, and its words.
        period: whose events count.
        running: whether the period was not over, as known when.
        not_begun: whether it had not begun either.
        nothing: why there is no number, where there is none.
        since: what was told after the day as of which it is known, in sentences.
        table, chart: where it is split.
        together: parts that reports tell side by side, and that the number counts together: words and number.
        notes: what must be known to compare its periods.
        lines, conditions: how it is counted, and what must hold: what, its words, and the code of the files.
    """

    title: str
    value: str
    unit: str
    link: str
    of: str
    about: str
    said: tuple[tuple[str, str], ...]
    period: str
    running: bool
    not_begun: bool
    nothing: str
    since: tuple[str, ...]
    table: Table | None
    chart: Picture | None
    together: tuple[tuple[str, Cell], ...]
    notes: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    conditions: tuple[tuple[str, str, str], ...]
