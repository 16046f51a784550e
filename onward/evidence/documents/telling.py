"""A document as plain data: what the templates of page, file and print alike set."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from onward.evidence.documents.blocks import Block, Document, Drawing, Paragraph, Row, Section, Sheet, Table
from onward.evidence.documents.charts import NOT_SHOWN
from onward.evidence.documents.texts import Number, Ref, Run


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

    def told(self) -> dict[str, Any]:
        """Return the whole document."""
        document = self.document
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
                "annex_lead": _("Small numerals behind numbers and titles lead to these entries."),
                "notes": _("Notes"),
            },
            "sections": [self._section(one, place) for place, one in enumerate(document.sections)],
            "method": [*document.method],
            "annex": [{"name": one.name, "lines": [*map(list, one.lines)]} for one in document.annex],
            "footnotes": [*map(list, document.footnotes)],
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
            "blocks": [self._block(one, f"{place}-{number}") for number, one in enumerate(section.blocks)],
        }

    def _block(self, block: Block, name: str) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "runs": [*self._runs(block.runs)]}
            case Table():
                return {
                    "kind": "table",
                    "name": name,
                    "caption": block.caption,
                    "entry": self._entry(block.ref),
                    "heading": block.heading,
                    "columns": [*block.columns],
                    "rows": [self._row(one, block.columns) for one in block.rows],
                    "notes": [*block.notes],
                }
            case Drawing():
                return {
                    "kind": "drawing",
                    "name": name,
                    "caption": block.caption,
                    "entry": self._entry(block.ref),
                    "words": block.words,
                    "wide": block.wide,
                    "notes": [*block.notes],
                    "table": self._block(block.table, f"{name}-rows") if block.table else None,
                    **self.picture(block, name),
                }
            case Sheet():
                return {"kind": "sheet", "name": block.name, "lines": [*map(list, block.lines)]}

    def _runs(self, runs: Iterable[Run]) -> Iterator[dict[str, Any]]:
        for run in runs:
            yield self._number(run) if isinstance(run, Number) else {"text": run, "entry": None, "link": ""}

    def _row(self, row: Row, heads: tuple[str, ...]) -> dict[str, Any]:
        cells = [{**self._cell(one), "head": head} for one, head in zip(row.numbers, heads, strict=True)]
        return {"words": row.words, "cells": cells, "last": row.last}

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
