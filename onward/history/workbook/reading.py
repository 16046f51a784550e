"""From a file to raw rows: what it is, is told by its bytes; how much of it is read, is bounded."""

from __future__ import annotations

import csv
import logging
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from traceback import extract_tb
from typing import Any

from django.utils.translation import gettext as _

from onward.history import problems
from onward.history.workbook.cells import Unreadable, Value, Why, in_every_language
from onward.history.workbook.columns import REASON, SHEETS, Sheet
from onward.history.workbook.parts import MOST_UNPACKED, NO_NUMBER, Book, Page
from onward.reference.countries.finding import fold

log = logging.getLogger(__name__)

MOST_ROWS = 100_000
"""Rows with something in them that one file may have; a year of a large office is a fifth of it."""
MOST_EMPTY = 10_000
"""Empty rows in a row after which a sheet is taken to have ended."""
MOST_COLUMNS = 200
MOST_MERGED = 500
_SHOWN = 40
"""Letters of a heading that are repeated where it is wrong."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_CHUNK = 1 << 20
LONGEST_LINE = 1_000_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class RawRow:
    """A row as it stands: its sheet, its number in it, and its cells by the code of the column."""

    sheet: Sheet
    line: int
    cells: dict[str, Value]


def read(path: Path, limit: int = MOST_ROWS) -> Iterator[RawRow]:
    """Give the rows of a file that are not empty, in the order of the file.

    Args:
        path: the file, whatever it is called.
        limit: how many rows it may have.

    Raises:
        NoWorkbook, TooLarge, TooCostly, HiddenSheets, NoRows, StrangeHeadings, DoubledHeadings: `problems`.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if not packed:  # lines of text are counted faster than what they say is checked
        deque(_at_most(path, limit), maxlen=0)
    yield from _at_most(path, limit)


def _at_most(path: Path, limit: int) -> Iterator[RawRow]:
    for count, row in enumerate(_rows(path), 1):
        if count > limit:
            raise problems.TooLarge(limit=f"{limit:,}", what=_("rows"))
        yield row


def _rows(path: Path) -> Iterator[RawRow]:
    with path.open("rb") as file:
        begin = file.read(4096)
    if begin.startswith(_OLD_EXCEL):
        raise problems.NoWorkbook(why=_("it is in the old format of Excel, or locked with a password"))
    if begin.startswith(b"PK"):
        yield from _from_xlsx(path)
    elif not begin.strip():
        raise problems.NoWorkbook(why=_("it is empty"))
    elif b"\0" in begin:
        raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says"))
    else:
        yield from _from_csv(path)


def _from_csv(path: Path) -> Iterator[RawRow]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(100_000)
            parted = max(";,\t", key=first.count)
            file.seek(0)
            # A line without an end is read in pieces, each of which is too long for a cell.
            lines = csv.reader(iter(lambda: file.readline(LONGEST_LINE), ""), delimiter=parted)
            sheet, columns = _whose(next(lines, []))
            for number, line in enumerate(lines, 2):
                if row := _row(sheet, columns, number, line):
                    yield row
    except UnicodeDecodeError as wrong:
        raise problems.NoWorkbook(why=_("its text is not in UTF-8")) from wrong
    except csv.Error as wrong:
        raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says")) from wrong


def _whose(headings: list[Any]) -> tuple[Sheet, dict[int, str]]:
    """Return the sheet whose headings these are, of a file that says it nowhere else."""
    best = max(SHEETS, key=lambda sheet: len(_known(sheet, headings)))
    return best, _columns(best, headings)


def _known(sheet: Sheet, headings: list[Any]) -> dict[int, str]:
    understood = sheet.by_heading()
    return {
        at: understood[fold(str(one))]
        for at, one in enumerate(headings[:MOST_COLUMNS])
        if one is not None and fold(str(one)) in understood
    }


def _columns(sheet: Sheet, headings: list[Any]) -> dict[int, str]:
    """Return the place of each column of a sheet.

    Raises:
        NoRows: a column that each row must have is not there.
        StrangeHeadings, DoubledHeadings: one is not understood, or there twice.
    """
    found = _known(sheet, headings)
    missing = [one.heading for one in sheet.columns() if one.required and one.code not in found.values()]
    if missing:
        raise problems.NoRows(missing=", ".join(map(str, missing)))
    passed = {fold(one) for one in (REASON[0], *in_every_language(REASON[1]))}
    written = [one.text if isinstance(one, Unreadable) else str(one or "") for one in headings]
    strange = [
        one[:_SHOWN]
        for at, one in enumerate(written)
        if one.strip() and fold(one) not in passed and at not in found
    ]
    if strange:
        raise problems.StrangeHeadings(sheet=str(sheet.title), headings=", ".join(strange[:10]))
    codes = [*found.values()]
    twice = dict.fromkeys(written[at][:_SHOWN] for at, code in found.items() if codes.count(code) > 1)
    if twice:
        raise problems.DoubledHeadings(sheet=str(sheet.title), headings=", ".join([*twice][:10]))
    return found


def _row(sheet: Sheet, columns: dict[int, str], number: int, line: Any) -> RawRow | None:
    cells = {code: line[at] for at, code in columns.items() if at < len(line)}
    filled = any(value is not None and str(value).strip() for value in cells.values())
    return RawRow(sheet, number, cells) if filled else None


def _from_xlsx(path: Path) -> Iterator[RawRow]:
    try:
        _check_size(path)
        with path.open("rb") as file:
            yield from _from_book(Book(file))
    except _NO_WORKBOOK as wrong:
        # What went wrong may repeat what stands in a cell: its kind and place alone go to the log.
        last = extract_tb(wrong.__traceback__)[-1]
        log.warning("A file is no workbook: %s in %s, line %s.", type(wrong).__name__, last.name, last.lineno)
        raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says")) from wrong


_NO_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # of the XML
    KeyError,
    TypeError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,  # packed in a way, or
    RuntimeError,  # with a password, that zipfile does not know
)


def _from_book(book: Book) -> Iterator[RawRow]:
    pages = book.pages()
    hidden = [page.title for page in pages if page.hidden]
    if hidden:
        raise problems.HiddenSheets(sheets=", ".join(hidden[:10]))
    found = [(ours, page) for page in pages for ours in SHEETS if ours.named(page.title)]
    if not found and len(pages) == 1:
        found = [(SHEETS[0], pages[0])]
    if not found:
        raise problems.NoRows(missing=" / ".join(str(one.title) for one in SHEETS))
    for ours, page in found:
        yield from _from_sheet(book, ours, page)


def _check_size(path: Path) -> None:
    """Refuse what unpacks to more than is read, before anything of it is unpacked."""
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
        if not any(one.filename == "xl/workbook.xml" for one in parts):
            raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says"))
        if sum(one.file_size for one in parts) > MOST_UNPACKED:
            raise problems.TooLarge(limit=f"{MOST_UNPACKED // 1_000_000:,}", what="MB")


def _from_sheet(book: Book, ours: Sheet, page: Page) -> Iterator[RawRow]:
    merged = _merged(book, page)
    columns: dict[int, str] = {}
    empty = 0
    for number, values in _lines(book, page):
        if number == 1:
            if ours is SHEETS[1] and not any(values):
                return
            columns = _columns(ours, values)
            continue
        for at in _touched(merged, number):
            if at < MOST_COLUMNS:
                values += [None] * (at + 1 - len(values))
                values[at] = Unreadable("merged")
        row = _row(ours, columns, number, values)
        empty = 0 if row else empty + 1
        if empty > MOST_EMPTY:
            return
        if row:
            yield row


def _lines(book: Book, page: Page) -> Iterator[tuple[int, list[Value]]]:
    """Give each line of a sheet with its number; those that the file leaves out are empty."""
    expected = 1
    for number, found in book.rows(page):
        yield from ((left_out, []) for left_out in range(expected, number))
        expected = max(expected, number + 1)
        values = {cell["column"]: _value(cell) for cell in found if cell["column"] <= MOST_COLUMNS}
        yield number, [values.get(at) for at in range(1, max(values, default=0) + 1)]


def _value(cell: Mapping[str, Any]) -> Value:
    value: Value = cell["value"]
    if value is None:
        return None
    why = _UNREADABLE.get(cell["data_type"])
    if isinstance(value, float) and not isfinite(value):
        why = "number"
    return Unreadable(why, str(value)) if why else value


_UNREADABLE: Mapping[str, Why] = {"f": "formula", "e": "error", NO_NUMBER: "number"}


Box = tuple[int, int, int, int]
"""First column, first row, last column, last row; columns from 0, rows from 1."""


def _merged(book: Book, page: Page) -> list[Box]:
    """Return the merged cells of a sheet. They stand behind its rows, so they are looked for beforehand."""
    found: list[Box] = []
    kept = b""
    with book.open(page.part) as file:
        while chunk := file.read(_CHUNK):
            text = kept + chunk
            for match in _MERGED.finditer(text):
                left, top, right, bottom = match.groups()
                box = (_at(left), int(top), _at(right), int(bottom))
                if box not in found[-200:]:
                    found.append(box)
                if len(found) > MOST_MERGED:
                    raise problems.TooLarge(limit=f"{MOST_MERGED:,}", what=_("merged cells"))
            kept = text[-200:]
    return found


def _at(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _touched(merged: list[Box], row: int) -> Iterator[int]:
    for left, top, right, bottom in merged:
        if top <= row <= bottom:
            yield from range(left, min(right, MOST_COLUMNS) + 1)
