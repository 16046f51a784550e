"""Cells of files for spreadsheets: what no spreadsheet may take for a formula, and CSV as they read it."""

import csv
import io
from typing import Final

Cells = tuple[str | int, ...]
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""


def as_csv(lines: list[Cells]) -> str:
    """Return lines as CSV, in UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO()
    out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[safe(cell) for cell in line] for line in lines])
    return out.getvalue()


def safe(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet runs: a quote stands before what would begin a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
