"""The workbook of history: its columns, the template, reading it, checking it, and giving bad rows back."""

from onward.history.workbook.checking import check
from onward.history.workbook.columns import PERSONS, QUANTITIES, SHEETS, Column, Sheet
from onward.history.workbook.findings import BadRow, Checked, Fault
from onward.history.workbook.reading import MOST_ROWS, RawRow, read
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow
from onward.history.workbook.writing import write_bad, write_template

__all__ = [
    "MOST_ROWS",
    "PERSONS",
    "QUANTITIES",
    "SHEETS",
    "BadRow",
    "CaseRows",
    "Checked",
    "Column",
    "Fault",
    "PersonRow",
    "QuantityRow",
    "RawRow",
    "Sheet",
    "check",
    "read",
    "write_bad",
    "write_template",
]
