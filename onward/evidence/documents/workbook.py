"""A copy of numbers as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.documents.copied import HASHTAGS, Copy, Defined, cells_of

Crossed = Sequence[Sequence[str | int | Decimal | None]]
"""A table as it stands on a page, row by row, its heads in the first."""


def as_xlsx(copy: Copy, crossed: Crossed = (), below: Sequence[str] = ()) -> bytes:
    """Return a workbook: the numbers, their definitions, and what the edition is.

    Args:
        copy: what stands in it.
        crossed: a table that stands on a sheet of its own, before the others.
        below: what must be known to read that table, line by line.
    """
    with translation.override(copy.about.language):
        return _Workbook(copy, crossed, below).bytes()


class _Workbook:
    def __init__(self, copy: Copy, crossed: Crossed, below: Sequence[str]) -> None:
        self.copy = copy
        self.crossed, self.below = crossed, below
        self.out = io.BytesIO()
        as_they_are = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, **as_they_are})
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.places: dict[int, Any] = {}
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def bytes(self) -> bytes:
        about = self.copy.about
        made = datetime.combine(about.known_on, datetime.min.time())
        self.book.set_properties({"title": f"{about.name} {about.first} {about.last}", "created": made})
        if self.crossed:
            self._crossed()
        self._numbers()
        self._definitions()
        self._about()
        self.book.close()
        return self.out.getvalue()

    def _crossed(self) -> None:
        sheet = self.book.add_worksheet(_("Table"))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, max(1, len(self.crossed[0]) - 1), 14)
        for row, line in enumerate(self.crossed):
            for column, cell in enumerate(line):
                if row and not isinstance(cell, str):
                    self._write(sheet, row, column, cell)
                else:
                    sheet.write_string(row, column, str(cell or ""), None if row else self.head)
        for row, words in enumerate(self.below, len(self.crossed) + 1):
            sheet.write_string(row, 0, words)

    def _numbers(self) -> None:
        sheet = self.book.add_worksheet(_("Numbers"))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(self.copy.lines), len(HASHTAGS) - 1)
        for column, name in enumerate(HASHTAGS):
            sheet.write_string(0, column, name, self.head)
            sheet.set_column(column, column, 26 if name.endswith("name") else 13)
        for row, line in enumerate(self.copy.lines, 1):
            for column, cell in enumerate(cells_of(line)):
                self._write(sheet, row, column, cell)

    def _write(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), self.day)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, cell, self._places(cell))
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell)
        elif cell is not None:
            sheet.write_string(row, column, str(cell))

    def _places(self, number: Decimal) -> Any:
        """Return the format that shows a number with its places behind the point."""
        exponent = number.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        if places not in self.places:
            shown = {"num_format": "0." + "0" * places if places else "0"}
            self.places[places] = self.book.add_format(shown)
        return self.places[places]

    def _definitions(self) -> None:
        sheet = self.book.add_worksheet(_("Definitions"))
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(Defined.model_fields):
            sheet.write_string(0, column, name, self.head)
            sheet.set_column(column, column, 48 if name in ("about", "condition", "in_words") else 20)
        for row, one in enumerate(self.copy.definitions, 1):
            for column, name in enumerate(Defined.model_fields):
                cell = getattr(one, name)
                words = ", ".join(cell) if isinstance(cell, tuple) else cell
                sheet.write_string(row, column, words, self.wrapped)

    def _about(self) -> None:
        is_edition = self.copy.about.state != "draft"
        sheet = self.book.add_worksheet(_("Edition") if is_edition else _("About"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 90)
        about = self.copy.about
        told = about.model_dump(mode="json", exclude={"said", "project"})
        lines = [*told.items(), *about.project, *(("", words) for words in about.said)]
        for row, (name, cell) in enumerate(lines):
            sheet.write_string(row, 0, name, self.head)
            sheet.write_string(row, 1, "" if cell is None else str(cell), self.wrapped)
