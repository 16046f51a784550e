"""From a file to raw rows: what it is, is told by its bytes; how much of it is read, is bounded."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser

from onward.history import problems
from onward.history.workbook.cells import Unreadable, Value, Why, in_every_language
from onward.history.workbook.columns import REASON, SHEETS, Sheet
from onward.reference.countries.finding import fold

MOST_ROWS = 100_000
"""Rows with something in them that one file may have; a year of a large office is a fifth of it."""
MOST_EMPTY = 10_000
"""Empty rows in a row after which a sheet is taken to have ended."""
MOST_COLUMNS = 200
MOST_UNPACKED = 600_000_000
"""Bytes of an unpacked workbook that are read, as a stream."""
MOST_TEXTS = 100_000_000
"""Bytes of the table of its texts, which is held in memory."""
MOST_MERGED = 500
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
        NoWorkbook, TooLarge, HiddenSheets, NoRows, StrangeHeadings: see `problems`.
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
        StrangeHeadings: one is not understood, or there twice.
    """
    found = _known(sheet, headings)
    missing = [one.heading for one in sheet.columns() if one.required and one.code not in found.values()]
    if missing:
        raise problems.NoRows(missing=", ".join(map(str, missing)))
    passed = {fold(one) for one in (REASON[0], *in_every_language(REASON[1]))}
    strange = [
        str(one)[:40]
        for at, one in enumerate(headings)
        if str(one or "").strip()
        and fold(str(one)) not in passed
        and (at not in found or list(found.values()).count(found[at]) > 1)
    ]
    if strange:
        raise problems.StrangeHeadings(sheet=str(sheet.title), headings=", ".join(strange[:10]))
    return found


def _row(sheet: Sheet, columns: dict[int, str], number: int, line: Any) -> RawRow | None:
    cells = {code: line[at] for at, code in columns.items() if at < len(line)}
    filled = any(value is not None and str(value).strip() for value in cells.values())
    return RawRow(sheet, number, cells) if filled else None


def _from_xlsx(path: Path) -> Iterator[RawRow]:
    with path.open("rb") as file:  # by its path, openpyxl would go by its name
        yield from _from_opened(path, file)


def _from_opened(path: Path, file: BinaryIO) -> Iterator[RawRow]:
    try:
        _check_size(path)
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as wrong:
        raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says")) from wrong
    try:
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        if hidden:
            raise problems.HiddenSheets(sheets=", ".join(hidden[:10]))
        found = [(ours, one) for one in book.worksheets for ours in SHEETS if ours.named(one.title)]
        if not found and len(book.worksheets) == 1:
            found = [(SHEETS[0], book.worksheets[0])]
        if not found:
            raise problems.NoRows(missing=" / ".join(str(one.title) for one in SHEETS))
        for ours, sheet in found:
            yield from _from_sheet(path, ours, sheet)
    finally:
        book.close()


def _check_size(path: Path) -> None:
    """Refuse what unpacks to more than is read, before anything of it is unpacked."""
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
        if not any(one.filename == "xl/workbook.xml" for one in parts):
            raise problems.NoWorkbook(why=_("it is of another kind, whatever its name says"))
        texts = sum(one.file_size for one in parts if "sharedStrings" in one.filename)
        if sum(one.file_size for one in parts) > MOST_UNPACKED or texts > MOST_TEXTS:
            raise problems.TooLarge(limit=f"{MOST_UNPACKED // 1_000_000:,}", what="MB")


def _from_sheet(path: Path, ours: Sheet, sheet: Any) -> Iterator[RawRow]:
    merged = _merged(path, sheet._worksheet_path)
    sheet.reset_dimensions()
    columns: dict[int, str] = {}
    empty = 0
    for number, values in _lines(sheet):
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


class _Cells(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """A reader that goes on behind a cell whose content is not of its kind, such as NaN for a number."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell; one that cannot be read by its place, with what stands in it."""
        try:
            return dict(super().parse_cell(element))
        except (ValueError, OverflowError, IndexError):
            text = str(element.findtext(VALUE_TAG, ""))
            return {"column": self.col_counter, "data_type": NO_NUMBER, "value": text}


NO_NUMBER = "no number"


def _lines(sheet: Any) -> Iterator[tuple[int, list[Value]]]:
    """Give each line of a sheet with its number; those that the file leaves out are empty."""
    book = sheet.parent
    kinds = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    expected = 1
    with sheet._get_source() as source:
        parser = _Cells(source, sheet._shared_strings, data_only=False, epoch=book.epoch, **kinds)
        for number, found in parser.parse():
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


def _merged(path: Path, part: str) -> list[Box]:
    """Return the merged cells of a sheet. They stand behind its rows, so they are looked for beforehand."""
    found: list[Box] = []
    kept = b""
    with zipfile.ZipFile(path) as packed, packed.open(part.lstrip("/")) as file:
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
