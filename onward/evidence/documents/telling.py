"""A document as plain data: what the templates of page, file and print alike set."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from onward.evidence.documents.blocks import Block, Document, Drawing, Paragraph, Row, Section, Sheet, Table
from onward.evidence.documents.charts import NOT_SHOWN
from onward.evidence.documents.noted import Noted, marked_with, noted
from onward.evidence.documents.texts import Number, Ref, Run

_PERCENT: Final = re.compile(r"\s?%")


class Teller(ABC):
    """Writes a document as data. How a picture and a link are made, each way of printing says itself."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @abstractmethod
    def picture(self, drawing: Drawing, name: str) -> dict[str, Any]:
        """Return what a template needs to show a drawing; `name` is its own among all."""

    def link(self, ref: Ref) -> str:
        """Return the address that a number leads to, where it leads anywhere."""
        return ""

    notes_below = True
    """Whether the notes on names stand below what needs them; otherwise something else shows them."""

    def noted(self, text: str, places: Mapping[str, str]) -> str:
        """Return words with the marks in them made into links, where this way of printing does so here."""
        return text

    def place_of(self, mark: str, place: str) -> str:
        """Return the address of a note; `place` is that of the one nearest below."""
        return place

    def told(self) -> dict[str, Any]:
        """Return the whole document."""
        document = self.document
        sections = [self._section(one, place) for place, one in enumerate(document.sections)]
        in_annex = self._notes_of_annex()
        below = {
            mark for one in sections for block in one["blocks"] for mark, _words, _id in block["footnotes"]
        }
        below |= {mark for mark, _words, _id in in_annex}
        return {
            "language": document.language,
            "title": document.title,
            "subtitle": document.subtitle,
            "stamp": document.stamp,
            "warning": document.warning,
            "notice": document.notice,
            "words": {
                "contents": _("Contents"),
                "method": _("Method"),
                "annex": _("What the numbers are"),
                "annex_lead": _(
                    "Numerals in brackets behind numbers and titles lead to these entries. Where one of them "
                    "holds for several numbers in a row, it stands behind the last."
                ),
                "notes": _("Notes"),
            },
            "sections": sections,
            "method": [*document.method],
            "annex": [{"name": one.name, "lines": [*map(list, one.lines)]} for one in document.annex],
            "annex_notes": in_annex,
            "footnotes": [[mark, words] for mark, words in document.footnotes if mark not in below],
        }

    def _section(self, section: Section, place: int) -> dict[str, Any]:
        return {
            "code": section.code,
            "heading": section.heading,
            "headlines": [
                {
                    **self._number(one.number),
                    "words": one.words,
                    "beside": one.beside,
                    "before": self.link(one.before) if one.before else "",
                }
                for one in section.headlines
            ],
            "notes": [*section.notes],
            "blocks": [
                self._block(one, f"{place}-{number}", notes)
                for number, (one, notes) in enumerate(
                    zip(
                        section.blocks,
                        noted(section.blocks, self.document.footnotes, str(place)),
                        strict=True,
                    )
                )
            ],
        }

    def _notes_of_annex(self) -> list[tuple[str, str, str]]:
        if not self.notes_below:
            return []
        words = [words for entry in self.document.annex for line in entry.lines for words in line]
        used = marked_with(self.document.footnotes, words)
        return [(mark, note, f"note-annex-{number}") for number, (mark, note) in enumerate(used)]

    def _block(self, block: Block, name: str, notes: Noted) -> dict[str, Any]:
        """Return a block with its kind, the notes that stand below it, and where its marks lead."""
        places = {mark: self.place_of(mark, place) for mark, place in notes.places.items()}
        return {
            **self._told_as(block, name, places),
            "footnotes": [*notes.below] if self.notes_below else [],
            "marks": places,
        }

    def _told_as(self, block: Block, name: str, places: Mapping[str, str]) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "runs": [*self._runs(block.runs, places)]}
            case Table():
                return self._table(block, name, places)
            case Drawing():
                return {
                    "kind": "drawing",
                    "name": name,
                    "caption": block.caption,
                    "entry": self._entry(block.ref) if block.ref else None,
                    "words": block.words,
                    "on_map": block.on_map,
                    "wide": block.wide,
                    "notes": [*block.notes],
                    "table": self._table(block.table, f"{name}-rows", places) if block.table else None,
                    **self.picture(block, name),
                }
            case Sheet():
                lines = [[what, self.noted(words, places)] for what, words in block.lines]
                return {"kind": "sheet", "name": block.name, "lines": lines}

    def _table(self, table: Table, name: str, places: Mapping[str, str]) -> dict[str, Any]:
        """Return a table: one entry stands behind all of it, or one behind each of its rows."""
        rows = [self._row(one, table.columns, places) for one in table.rows]
        of_all = self._entry(table.ref)
        behind = [row["entry"] for row in rows]
        if {*behind} <= {of_all, None}:
            behind = [None] * len(rows)
        else:
            of_all = None
        before = [None, *behind]
        # Rows below one another with one entry are parts of the first, which bears it.
        rows = [
            {**row, "entry": one if one != last else None}
            for row, one, last in zip(rows, behind, before, strict=False)
        ]
        return {
            "kind": "table",
            "name": name,
            "caption": table.caption,
            "entry": of_all,
            "heading": table.heading,
            "columns": [*table.columns],
            "rows": rows,
            "notes": [*table.notes],
        }

    def _runs(self, runs: Sequence[Run], places: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Give the runs of a paragraph; of numbers in a row with one entry, the last is marked with it."""
        told = [
            self._number(run)
            if isinstance(run, Number)
            else {"text": self.noted(run, places), "entry": None, "link": ""}
            for run in _with_signs(runs)
        ]
        after: int | None = None
        for run in reversed(told):
            run["marked"] = run["entry"] is not None and run["entry"] != after
            after = run["entry"] if run["entry"] is not None else after
        yield from told

    def _row(self, row: Row, heads: tuple[str, ...], places: Mapping[str, str]) -> dict[str, Any]:
        cells = [{**self._cell(one), "head": head} for one, head in zip(row.numbers, heads, strict=True)]
        entry = next((one["entry"] for one in cells if one["entry"] is not None), None)
        words = self.noted(row.words, places)
        return {"words": words, "cells": cells, "last": row.last, "entry": entry}

    def _cell(self, cell: Number | str | None) -> dict[str, Any]:
        if isinstance(cell, Number):
            return self._number(cell)
        return {"text": NOT_SHOWN if cell is None else cell, "entry": None, "link": ""}

    def _number(self, number: Number) -> dict[str, Any]:
        return {
            "text": number.text,
            "entry": self._entry(number.ref),
            "link": self.link(number.ref),
        }

    def _entry(self, ref: Ref) -> int | None:
        return self.document.entries.get((ref.chapter, ref.table))


def _with_signs(runs: Sequence[Run]) -> Iterator[Run]:
    """Give the runs of a paragraph, each share with its sign, so that no mark stands between the two."""
    sign = ""
    for run, after in zip(runs, [*runs[1:], ""], strict=True):
        if isinstance(run, Number):
            found = _PERCENT.match(after) if isinstance(after, str) else None
            sign = found[0] if found else ""
            yield replace(run, text=run.text + sign)
        elif words := run.removeprefix(sign):
            sign = ""
            yield words
