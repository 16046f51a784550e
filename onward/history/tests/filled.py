"""Workbooks and CSV files as an office would fill them in."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from onward.history.workbook import SHEETS

Row = Mapping[str, Any]

ONE: Row = {
    "case": "A1",
    "person": "1",
    "programme": "avrr-be",
    "channel": "ngo",
    "sex": "female",
    "born": 1985,
    "nationality": "AL",
    "destination": "AL",
    "departed_on": "2018-10-05",
}
"""A row in which nothing is wrong."""


def book(path: Path, persons: Iterable[Row] = (), quantities: Iterable[Row] = ()) -> Path:
    """Write rows under the headings of the template, and return where."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for sheet, rows in zip(SHEETS, (persons, quantities), strict=True):
        page = made.create_sheet(sheet.code)
        codes = [column.code for column in sheet.columns()]
        page.append(codes)
        for row in rows:
            assert set(row) <= set(codes)
            page.append([row.get(code) for code in codes])
    made.save(path)
    return path


def csv_file(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows of persons as CSV, and return where."""
    codes = [column.code for column in SHEETS[0].columns()]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, codes)
        lines.writeheader()
        lines.writerows(rows)
    return path
