"""A small file that would take minutes and gigabytes to read is refused in a sentence, before it has."""

import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from onward.history import problems
from onward.history.tests.filled import ONE
from onward.history.workbook import read
from onward.history.workbook.parts import Book

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MB = 1_000_000
STYLES, TEXTS, SHEET = "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BOUND = 10
"""Seconds of the processor that each of these files may take; each took more than a minute."""


def book(path: Path) -> Path:
    """Write one row as Excel does: its texts stand in a table of their own."""
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("persons")
        page.write_row(0, 0, list(ONE))
        page.write_row(1, 0, list(ONE.values()))
    return path


def with_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Write a workbook one of whose parts is another one."""
    made = path.with_name("costly.xlsx")
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for part in source.namelist():
            given = source.read(part)
            packed.writestr(part, change(given) if part == name else given)
    return made


def many(what: str, size: int, *, before: str) -> Callable[[bytes], bytes]:
    """Return a change that puts as many of one thing as have a size before a place."""
    return lambda part: part.replace(
        before.encode(), what.encode() * (size // len(what)) + before.encode(), 1
    )


COSTLY = [
    (STYLES, many("<font/>", 5 * MB, before="</fonts>"), "a part of it beside its rows is longer than 4 MB"),
    (WORKBOOK, many("<x/>", 5 * MB, before="<sheets>"), "a part of it beside its rows is longer than 4 MB"),
    (RELATIONS, many("<x/>", 5 * MB, before="</Rel"), "a part of it beside its rows is longer than 4 MB"),
    (TEXTS, many("<si/>", 6 * MB, before="</sst>"), "more than 1,000,000 different texts"),
    (TEXTS, many("<si><r>" + "<t/>" * MB + "</r></si>", 5 * MB, before="</sst>"), "one of its texts"),
    (SHEET, many("<c/>", 30 * MB, before="</row></sheetData>"), "one of its rows is longer than 2 MB"),
    (SHEET, many("<c/>", 80_000, before="</row></sheetData>"), "one of its rows has more than 16,384 cells"),
    (SHEET, many("<col/>", 30 * MB, before="<sheetData>"), "one of its rows is longer than 2 MB"),
]


@pytest.mark.parametrize(
    ("part", "change", "said"), COSTLY, ids=[f"{n} {one[0]}" for n, one in enumerate(COSTLY)]
)
def test_what_would_cost_more_than_rows_is_refused_and_soon(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], said: str
) -> None:
    path = with_part(book(tmp_path / "a.xlsx"), part, change)
    assert path.stat().st_size < MB
    begun = time.process_time()
    with pytest.raises(problems.TooCostly) as refused:
        list(read(path))
    assert said in refused.value.say()
    assert time.process_time() - begun < BOUND


def test_texts_are_bounded_whatever_their_part_is_called(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    made = tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            given = source.read(part).replace(b"sharedStrings.xml", b"texts.xml")
            if part == TEXTS:
                given = given.replace(b"</sst>", b"<si/>" * (6 * MB // 5) + b"</sst>")
            packed.writestr(part.replace("sharedStrings", "texts"), given)
    with pytest.raises(problems.TooCostly):
        list(read(made))


def test_formats_by_the_hundred_thousand_cost_nothing(tmp_path: Path) -> None:
    path = with_part(book(tmp_path / "a.xlsx"), STYLES, many("<font/>", 3 * MB, before="</fonts>"))
    begun = time.process_time()
    assert len(list(read(path))) == 1
    assert time.process_time() - begun < BOUND


def test_days_are_known_by_the_formats_by_which_openpyxl_knows_them(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    formats = [
        "General",
        "0.00",
        "yyyy-mm-dd",
        "d mmm yyyy;@",
        "[h]:mm",
        '"day" 0',
        "[$-40C]d mmmm yyyy",
        "h:mm",
    ]
    for column, code in enumerate(formats, 1):
        cell = page.cell(1, column, date(2018, 5, 5) if "y" in code else timedelta(hours=5))
        cell.number_format = code
    made.save(tmp_path / "a.xlsx")
    theirs = openpyxl.load_workbook(tmp_path / "a.xlsx")
    with (tmp_path / "a.xlsx").open("rb") as file:
        ours = Book(file)
        assert (ours._days, ours._spans) == (theirs._date_formats, theirs._timedelta_formats)
        assert ours._days
        assert ours._spans


def test_a_sheet_that_breaks_off_is_no_workbook(tmp_path: Path) -> None:
    path = with_part(book(tmp_path / "a.xlsx"), SHEET, lambda part: part[: len(part) // 2])
    with pytest.raises(problems.NoWorkbook):
        list(read(path))
