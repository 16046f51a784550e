"""A document on paper: set by Typst from the same blocks as the page, tagged, with bookmarks and an annex."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.documents.blocks import Block, Document, Drawing, Paragraph, Row, Section, Sheet, Table
from onward.evidence.documents.drawn import svg
from onward.evidence.documents.fonts import FAMILIES, fonts_folder
from onward.evidence.documents.texts import Number, Ref, Run

_TEMPLATE: Final = Path(__file__).parent / "data" / "report.typ"


def pdf(document: Document) -> bytes:
    """Return a document as PDF/UA: tagged for screen readers, with bookmarks, its fonts within."""
    with translation.override(document.language), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        told = _Writer(document, root).told()
        (root / "document.json").write_text(json.dumps(told, ensure_ascii=False))
        (root / "report.typ").write_text(_TEMPLATE.read_text())
        made: Any = typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(fonts_folder())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
        )
        return bytes(made)


class _Writer:
    """Writes a document as the data that the template sets; drawings go into files beside it."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document = document
        self.folder = folder

    def told(self) -> dict[str, Any]:
        document = self.document
        return {
            "language": document.language,
            "fonts": FAMILIES,
            "title": document.title,
            "subtitle": document.subtitle,
            "stamp": document.stamp,
            "warning": document.warning,
            "words": {
                "contents": _("Contents"),
                "method": _("Method"),
                "annex": _("What the numbers are"),
                "annex-lead": _("Small numerals behind numbers and titles lead to these entries."),
                "notes": _("Notes"),
            },
            "sections": [self._section(one, place) for place, one in enumerate(document.sections)],
            "method": [*document.method],
            "annex": [{"name": one.name, "lines": [*map(list, one.lines)]} for one in document.annex],
            "footnotes": [*map(list, document.footnotes)],
        }

    def _section(self, section: Section, place: int) -> dict[str, Any]:
        return {
            "heading": section.heading,
            "headlines": [
                {"number": one.number.text, "entry": self._entry(one.number.ref), "words": one.words,
                 "beside": one.beside}
                for one in section.headlines
            ],
            "blocks": [self._block(one, f"{place}-{number}") for number, one in enumerate(section.blocks)],
        }  # fmt: skip

    def _block(self, block: Block, name: str) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "runs": [*self._runs(block.runs)]}
            case Table():
                return {
                    "kind": "table",
                    "caption": block.caption,
                    "entry": self._entry(block.ref),
                    "heading": block.heading,
                    "columns": [*block.columns],
                    "rows": [_row(one) for one in block.rows],
                    "notes": [*block.notes],
                }
            case Drawing():
                file = self.folder / f"{name}.svg"
                file.write_text(svg(block.spec))
                return {
                    "kind": "drawing",
                    "caption": block.caption,
                    "entry": self._entry(block.ref),
                    "words": block.words,
                    "file": file.name,
                    "wide": block.wide,
                    "notes": [*block.notes],
                }
            case Sheet():
                return {"kind": "sheet", "name": block.name, "lines": [*map(list, block.lines)]}

    def _runs(self, runs: Iterable[Run]) -> Iterator[dict[str, Any]]:
        for run in runs:
            if isinstance(run, Number):
                yield {"text": run.text, "entry": self._entry(run.ref)}
            else:
                yield {"text": run, "entry": None}

    def _entry(self, ref: Ref) -> int | None:
        return self.document.entries.get((ref.chapter, ref.table))


def _row(row: Row) -> dict[str, Any]:
    cells = [one.text if isinstance(one, Number) else one for one in row.numbers]
    return {"words": row.words, "cells": ["∗" if one is None else one for one in cells], "last": row.last}
