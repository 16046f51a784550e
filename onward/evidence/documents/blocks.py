"""What a document is made of, whatever it is printed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onward.evidence.documents.texts import Number, Ref, Run


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Row:
    """A row of a table: its words, and its numbers by column; None is a number not shown."""

    words: str
    numbers: tuple[Number | str | None, ...]
    last: bool = False


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        caption: what it is of.
        columns: words above the numbers.
        heading: words above the words of the rows.
        rows: in order; the `last` ones are the remainder and the whole.
        notes: what must be known to read it.
        ref: its number in all.
    """

    caption: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    ref: Ref


@dataclass(frozen=True)
class Drawing:
    """A chart or a map.

    Attributes:
        caption: what it shows.
        words: the same in a sentence, for who does not see it.
        spec: of Vega-Lite.
        notes: what must be known to read it.
        ref: the number in all of what is drawn; None where each part is of another figure.
        wide: whether it takes the whole width.
        table: the same numbers in rows, each with its place.
        narrow: the same drawn for a telephone.
        marked: names of which it shows the mark alone, written out with it.
        on_map: whether it is a map.
    """

    caption: str
    words: str
    spec: Mapping[str, Any]
    notes: tuple[str, ...]
    ref: Ref | None
    wide: bool = False
    table: Table | None = None
    narrow: Mapping[str, Any] | None = None
    marked: tuple[str, ...] = ()
    on_map: bool = False


@dataclass(frozen=True)
class Sheet:
    """The sheet of a project: what is said of it, line by line."""

    name: str
    lines: tuple[tuple[str, str], ...]


Block = Paragraph | Table | Drawing | Sheet


@dataclass(frozen=True)
class Headline:
    """A number that stands large at the beginning of a chapter, what it counts, and what it was before.

    `before` is where the number stands of which `beside` tells.
    """

    number: Number
    words: str
    beside: str = ""
    before: Ref | None = None


@dataclass(frozen=True)
class Section:
    """One chapter.

    Attributes:
        code: stable, for its address in the page.
        heading: its name.
        headlines: large numbers.
        blocks: what follows.
        notes: what must be known to read all of it, such as from when a series counts something else.
    """

    code: str
    heading: str
    headlines: tuple[Headline, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """What lies behind numbers: an entry of the annex, for a figure wherever it stands.

    Attributes:
        name: what it is called.
        lines: what is counted, of what, by which definition: what, and its words.
    """

    name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Document:
    """A whole document in one language.

    Attributes:
        language: of its words.
        title, subtitle: on the cover.
        stamp: which edition this is, in a line.
        sections: the chapters.
        method: how it was counted.
        annex: what lies behind the numbers, numbered from 1.
        entries: chapter and table → the number of its entry.
        footnotes: mark as it stands behind names, and words.
        internal: whether it is exact and not for the public.
        warning: what must be said of all of it, such as that its data are made up.
        notice: that the edition no longer stands, and why; empty of one that does.
        dated: the day whose document it is, whenever it is printed: the same edition gives the same file.
    """

    language: str
    title: str
    subtitle: str
    stamp: str
    sections: Sequence[Section]
    method: Sequence[str]
    annex: Sequence[Entry]
    entries: Mapping[tuple[str, str], int]
    footnotes: Sequence[tuple[str, str]]
    internal: bool
    warning: str = ""
    notice: str = ""
    dated: date | None = None
