"""A document on paper: set by Typst from the same blocks as the page, tagged, with bookmarks and an annex."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import typst
from django.utils import translation

from onward.evidence.documents.blocks import Document, Drawing
from onward.evidence.documents.drawn import svg
from onward.evidence.documents.fonts import FAMILIES, fonts_folder, printable
from onward.evidence.documents.telling import Teller
from onward.kernel.text import said_of

_TEMPLATE: Final = Path(__file__).parent / "data" / "report.typ"
_DAY: Final = re.compile(r"\b(\d{1,2}(?:er)?) ([^\W\d_]+) (\d{4})\b")


def pdf(document: Document) -> bytes:
    """Return a document as PDF/UA: tagged for screen readers, with bookmarks, its fonts within."""
    with translation.override(document.language), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        colon = said_of("|", "").partition("|")[2].rstrip()
        told = {**_OnPaper(document, root).told(), "fonts": FAMILIES, "colon": colon}
        (root / "document.json").write_text(json.dumps(_fit_for_print(told), ensure_ascii=False))
        (root / "report.typ").write_text(_TEMPLATE.read_text())
        made: Any = typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(fonts_folder())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=_moment(document.dated),
        )
        return bytes(made)


def _moment(day: date | None) -> int | None:
    """Return when a document says that it was made: midnight of its day; now, without a day."""
    return int(datetime.combine(day, time(), UTC).timestamp()) if day else None


def _fit_for_print(told: Any) -> Any:
    """Return what is told in letters that have a shape, every day of a month in one piece."""
    match told:
        case str():
            return _DAY.sub("\\1\N{NO-BREAK SPACE}\\2\N{NO-BREAK SPACE}\\3", printable(told))
        case dict():
            return {name: _fit_for_print(one) for name, one in told.items()}
        case list() | tuple():
            return [_fit_for_print(one) for one in told]
    return told


class _OnPaper(Teller):
    """Puts drawings into files beside what the template reads; numbers lead to the annex."""

    def __init__(self, document: Document, folder: Path) -> None:
        super().__init__(document)
        self.folder = folder

    def picture(self, drawing: Drawing, name: str) -> dict[str, Any]:
        file = self.folder / f"{name}.svg"
        file.write_text(svg(drawing.spec))
        return {"file": file.name}
