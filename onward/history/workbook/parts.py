"""What an Excel workbook is made of, read within bounds of what it costs.

A file of some KB may unpack to a million fonts, texts or cells, and openpyxl makes an object of each before
anybody can ask how many there are. So parts that are read whole are bounded by their bytes; of texts and
formats no more is made than rows need; and of a sheet one row is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import IO, Any, BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import _find_workbook_part
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from onward.history import problems

MOST_UNPACKED = 600_000_000
"""Bytes of an unpacked workbook, most of which are read as a stream."""
MOST_WHOLE = 4_000_000
"""Bytes of each part that is read whole: what is in the file, formats, the list of sheets. Offices have
some hundred KB of formats in old workbooks, a few KB in others."""
MOST_AT_ONCE = 2_000_000
"""Bytes of a row, or of a text, and of all that stands before the first: it is held until it has ended."""
MOST_CELLS = 16_384
"""Cells of a row: as many columns as Excel has."""
MOST_TEXTS = 1_000_000
"""Different texts, which are held in memory: ten in each row of the largest file."""
LONGEST_FORMAT = 1_000
"""Letters of the format of a number; Excel takes a quarter of them."""
_SI, _T, _R = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))
NO_NUMBER = "no number"
"""The kind of a cell that says it holds a number, and does not."""


@dataclass(frozen=True)
class Page:
    """A sheet as the workbook names it, and the part in which its rows stand."""

    title: str
    part: str
    hidden: bool


class Book:
    """An opened workbook.

    Raises:
        TooCostly: more of it would have to be held than is bounded here.
        BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError: it is no workbook.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._parts = _Parts(file)
        manifest = Manifest.from_tree(fromstring(self._parts.read(ARC_CONTENT_TYPES)))
        self._workbook = WorkbookParser(
            self._parts, _find_workbook_part(manifest).PartName[1:], keep_links=False
        )
        self._workbook.parse()
        texts = manifest.find(SHARED_STRINGS)
        self._texts = self._read_texts(texts.PartName[1:]) if texts else []
        self._days, self._spans = self._read_formats()

    def pages(self) -> list[Page]:
        """Return its sheets of rows, in their order; charts have none."""
        return [
            Page(sheet.name, relation.target, sheet.state != "visible")
            for sheet, relation in self._workbook.find_sheets()
            if "chartsheet" not in relation.Type and relation.target in self._parts.NameToInfo
        ]

    def open(self, part: str) -> IO[bytes]:
        """Open a part, to be read bit by bit."""
        return self._parts.open(part)

    def rows(self, page: Page) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Give each row that stands in a sheet with its number, and its cells as openpyxl tells them."""
        with self.open(page.part) as packed:
            part = _Metered(packed, _("one of its rows is longer than %(limit)s MB"))
            kinds = {"date_formats": self._days, "timedelta_formats": self._spans}
            reader = _Cells(part, self._texts, epoch=self._workbook.wb.epoch, **kinds)
            for _event, element in iterparse(part):
                if element.tag == ROW_TAG:
                    if len(element) > MOST_CELLS:
                        raise problems.TooCostly(
                            what=_("one of its rows has more than %(limit)s cells")
                            % {"limit": f"{MOST_CELLS:,}"}
                        )
                    yield reader.parse_row(element)
                    reader.row_dimensions.clear()
                    element.clear()
                    part.let_go()
                elif element.tag == DATA_TAG:
                    return  # what stands behind the rows is none of ours

    def _read_texts(self, part: str) -> list[str]:
        found: list[str] = []
        with self.open(part) as packed:
            metered = _Metered(packed, _("one of its texts is longer than %(limit)s MB"))
            for _event, element in iterparse(metered):
                if element.tag == _SI:
                    found.append(_text(element))
                    element.clear()
                    metered.let_go()
                    if len(found) > MOST_TEXTS:
                        raise problems.TooCostly(
                            what=_("it has more than %(limit)s different texts")
                            % {"limit": f"{MOST_TEXTS:,}"}
                        )
        return found

    def _read_formats(self) -> tuple[set[int], set[int]]:
        """Return which formats of cells make days of numbers, and which of these lengths of time."""
        if ARC_STYLE not in self._parts.NameToInfo:
            return set(), set()
        styles = fromstring(self._parts.read(ARC_STYLE))
        own = {
            one.get("numFmtId"): one.get("formatCode") or ""
            for one in styles.iterfind(f"{{{SHEET_MAIN_NS}}}numFmts/{{{SHEET_MAIN_NS}}}numFmt")
        }
        cells = styles.iterfind(f"{{{SHEET_MAIN_NS}}}cellXfs/{{{SHEET_MAIN_NS}}}xf")
        days: set[int] = set()
        spans: set[int] = set()
        for at, cell in enumerate(cells):
            number = cell.get("numFmtId", "0")
            is_day, is_span = _makes(own[number] if number in own else builtin_format_code(int(number)) or "")
            days |= {at} if is_day else set()
            spans |= {at} if is_span else set()
        return days, spans


def _text(element: Element) -> str:
    """Return a text without its looks and without how it is spoken."""
    plain = [one.text for one in element.iterfind(_T)]
    parts = [one.text for one in element.iterfind(f"{_R}/{_T}")]
    return "".join(one or "" for one in (*plain, *parts)).replace("x005F_", "")


@cache
def _makes(code: str) -> tuple[bool, bool]:
    if len(code) > LONGEST_FORMAT:
        return False, False
    return bool(is_date_format(code)), bool(is_timedelta_format(code))


class _Parts(ZipFile):
    """The file, none of whose parts is read whole where it is large: openpyxl reads them by this alone."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """Return a part; TooCostly where it is larger than what may be read whole."""
        part = self.getinfo(name)
        if part.file_size > MOST_WHOLE:
            raise problems.TooCostly(
                what=_("a part of it beside its rows is longer than %(limit)s MB")
                % {"limit": _mb(MOST_WHOLE)}
            )
        return super().read(part, pwd)


class _Metered:
    """A part that is read bit by bit, of which no more is held than may be held at once."""

    def __init__(self, part: IO[bytes], words: str) -> None:
        self._part = part
        self._words = words
        self._held = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; TooCostly where too many have come since the last that could be let go."""
        piece = self._part.read(size)
        self._held += len(piece)
        if self._held > MOST_AT_ONCE:
            raise problems.TooCostly(what=self._words % {"limit": _mb(MOST_AT_ONCE)})
        return piece

    def let_go(self) -> None:
        """Count anew: what was held has been read."""
        self._held = 0


class _Cells(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """A reader that goes on behind a cell whose content is not of its kind, such as NaN for a number."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell; one that cannot be read by its place, with what stands in it."""
        try:
            return dict(super().parse_cell(element))
        except (ValueError, OverflowError, IndexError):
            text = str(element.findtext(VALUE_TAG, ""))
            return {"column": self.col_counter, "data_type": NO_NUMBER, "value": text}


def _mb(size: int) -> str:
    """Return how many millions of bytes these are."""
    return str(size // 1_000_000)
