"""Workbooks that the program writes: the template, and the rows that did not come in, with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from onward.history.workbook.cells import Unreadable, Value
from onward.history.workbook.columns import GIVEN, QUANTITIES, REASON, SHEETS, Column, Sheet
from onward.history.workbook.findings import BadRow
from onward.kernel.written import after_one_another

_ROWS_WITH_LISTS = 100_000
_AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Texts stay texts: what somebody wrote into a cell is never run."""
_DAY = "yyyy-mm-dd"


def write_template(path: Path | BytesIO) -> None:
    """Write an empty workbook in the language active now: instructions, two sheets, lists to choose from."""
    with xlsxwriter.Workbook(path, _AS_WRITTEN) as book:
        formats = _formats(book)
        _instructions(book, formats)
        pages = {sheet.code: book.add_worksheet(str(sheet.title)) for sheet in SHEETS}
        lists = book.add_worksheet(_("Lists"))
        at = 0
        for sheet in SHEETS:
            page = pages[sheet.code]
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns()):
                page.write(0, place, str(column.heading), formats["required" if column.required else "head"])
                page.set_column(place, place, 18, formats["day"] if column.day else None)
                if column.options:
                    _offer(page, lists, place, at, column, formats)
                    at += 1


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1}),
        "required": book.add_format({"bold": True, "bg_color": "#C9D8E8", "border": 1}),
        "bold": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": _DAY}),
        "bad": book.add_format({"bg_color": "#F8C9C4", "border": 1}),
        "bad-day": book.add_format({"bg_color": "#F8C9C4", "border": 1, "num_format": _DAY}),
    }


def _instructions(book: Any, formats: dict[str, Any]) -> None:
    """Write the sheet that says what each column takes."""
    page = book.add_worksheet(_("Instructions"))
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90, formats["wrap"])
    page.set_column(2, 2, 60, formats["wrap"])
    lines = [
        _("One row for each person in each case. Dark headings must be filled in. Leave no cell merged."),
        _("Codes and words in English, French or Dutch are understood alike."),
        _("Rows that cannot come in are given back with the reason beside each cell; all others come in."),
        _("The same row never comes in twice. A case comes in whole, or waits until its last row is right."),
        _("What nobody keeps a file of (people reached, visits) goes on the sheet “%(sheet)s”.")
        % {"sheet": QUANTITIES.title},
    ]
    for row, line in enumerate(lines):
        page.write(row, 0, line, formats["bold"] if row == 0 else None)
    row = len(lines) + 1
    for sheet in SHEETS:
        page.write(row, 0, str(sheet.title), formats["bold"])
        for column in sheet.columns():
            row += 1
            page.write(row, 0, str(column.heading), formats["required" if column.required else "head"])
            page.write(row, 1, str(column.meaning))
            if column.options:
                page.write(
                    row, 2, after_one_another(f"{code} ({of})" for code, of in column.options().items())
                )
        row += 2


def _offer(page: Any, lists: Any, place: int, at: int, column: Column, formats: dict[str, Any]) -> None:
    """Write a list of codes, and let the column choose from it where a cell holds one."""
    assert column.options is not None
    codes = list(column.options())
    lists.write(0, at, str(column.heading), formats["bold"])
    lists.write_column(1, at, codes)
    if column.several or not codes:
        return
    letter = xlsxwriter.utility.xl_col_to_name(at)
    name = lists.get_name().replace("'", "''")
    page.data_validation(
        1,
        place,
        _ROWS_WITH_LISTS,
        place,
        {
            "validate": "list",
            "source": f"='{name}'!${letter}$2:${letter}${len(codes) + 1}",
            "error_type": "warning",  # words of the other languages are understood too
        },
    )


def write_bad(path: Path | BytesIO, bad: Iterable[BadRow]) -> None:
    """Write rows that did not come in, as they stood: each bad cell coloured, with its reason as a note.

    The file may be mended and read again; its last column, with all reasons of a row, is passed over.
    """
    rows = list(bad)
    with xlsxwriter.Workbook(path, _AS_WRITTEN) as book:
        formats = _formats(book)
        for sheet in SHEETS:
            ours = [one for one in rows if one.raw.sheet is sheet]
            if ours:
                _bad_sheet(book.add_worksheet(str(sheet.title)), sheet, ours, formats)
        if not rows:
            book.add_worksheet(str(SHEETS[0].title))


def _bad_sheet(page: Any, sheet: Sheet, rows: list[BadRow], formats: dict[str, Any]) -> None:
    columns = sheet.columns()
    page.freeze_panes(1, 0)
    page.set_column(0, len(columns) - 1, 18)
    page.set_column(len(columns), len(columns), 100)
    for place, column in enumerate(columns):
        page.write(0, place, str(column.heading), formats["required" if column.required else "head"])
    page.write(0, len(columns), str(REASON[1]), formats["head"])
    for line, one in enumerate(rows, 1):
        reasons: dict[str, list[str]] = {}
        for fault in one.faults:
            reasons.setdefault(fault.column, []).append(fault.words)
        for place, column in enumerate(columns):
            why = reasons.get(column.code)
            _cell(page, line, place, one.raw.cells.get(column.code), formats, bad=bool(why))
            if why:
                page.write_comment(line, place, "\n".join(why), {"x_scale": 2, "y_scale": 1.5})
        told = [f"{_heading(columns, code)}: {' '.join(words)}" for code, words in reasons.items()]
        words = _("Row %(line)s. %(reasons)s") % {"line": one.raw.line, "reasons": " ".join(told)}
        page.write_string(line, len(columns), words)


def _heading(columns: list[Column], code: str) -> str:
    known = {one.code: str(one.heading) for one in columns} | {GIVEN[0]: str(GIVEN[1])}
    return known.get(code, code)


def _cell(page: Any, line: int, place: int, value: Value, formats: dict[str, Any], *, bad: bool) -> None:
    if isinstance(value, Unreadable):
        value = value.text
    if isinstance(value, date | datetime):
        page.write_datetime(line, place, value, formats["bad-day" if bad else "day"])
    elif value is None or value == "":
        page.write_blank(line, place, None, formats["bad"] if bad else None)
    elif isinstance(value, str):
        page.write_string(line, place, value[:32_000], formats["bad"] if bad else None)
    else:
        page.write(line, place, value, formats["bad"] if bad else None)
