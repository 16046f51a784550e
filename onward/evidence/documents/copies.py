"""The numbers of an edition to take away: XLSX, CSV with HXL hashtags, Parquet and JSON, of the same lines.

Every copy says of which edition it is, whether it is exact, and what must be known of the names in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.counting import FigureDefinition, breaks_of, derived, figures
from onward.evidence.documents.cells import safe
from onward.evidence.documents.composing import everything, taken_over
from onward.evidence.documents.copied import HASHTAGS, About, Line, cells_of, not_recorded, numeric, written
from onward.evidence.documents.copied import Copy as Copy
from onward.evidence.documents.defined import counts_of, definitions_in, parts_of
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.naming import Namer, break_in_words
from onward.evidence.documents.projects import sheet_lines
from onward.evidence.documents.tables import maybe_nought
from onward.evidence.documents.texts import Ref
from onward.evidence.documents.values import Shown
from onward.evidence.documents.workbook import as_xlsx as as_xlsx
from onward.evidence.editions import DonorLayout, Frozen
from onward.evidence.editions.freezing import BEFORE
from onward.evidence.editions.printed import BASE, COUNTED
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive
from onward.kernel.written import day_in_words
from onward.reference.countries import Footnotes

SCHEMA_FILE: Final = Path(__file__).parent / "data" / "edition.schema.json"


def copy_of(frozen: Frozen, language: str, imprint: Imprint, shown: Shown = everything) -> Copy:
    """Return an edition to take away, its words in one language; arguments as of `compose`."""
    with translation.override(language):
        return _Copier(frozen, language, imprint, shown).copy()


@dataclass(frozen=True)
class _Copier:
    frozen: Frozen
    language: str
    imprint: Imprint
    shown: Shown

    def copy(self) -> Copy:
        library = revive(self.frozen.snapshot)[1]
        lines = tuple(self._lines(library))
        return Copy(
            about=self._about(lines), lines=lines, definitions=tuple(definitions_in(self.frozen, self._namer))
        )

    @property
    def _namer(self) -> Namer:
        library = revive(self.frozen.snapshot)[1]
        return Namer(self.language, self.frozen.period.last, Footnotes(), library)

    @property
    def _edition(self) -> str:
        return "draft" if self.imprint.state == "draft" else str(self.imprint.number)

    @property
    def _access(self) -> Literal["exact", "public"]:
        return "exact" if self.imprint.internal else "public"

    def _about(self, lines: Sequence[Line]) -> About:
        report, period, imprint = self.frozen.definition, self.frozen.period, self.imprint
        said = [self._exact()] if imprint.internal else []
        said += (
            [_("This is a draft: no edition of these numbers was prepared.")]
            if self._edition == "draft"
            else []
        )
        said += [imprint.warning] if imprint.warning else []
        said += [taken_over(imprint.replaced)] if imprint.replaced else []
        said += [] if all(line.shown for line in lines) else [maybe_nought()]
        whole_of = {
            (line.chapter, line.table, line.first) for line in lines if not (line.shown or line.parts)
        }
        if any((line.chapter, line.table, line.first) in whole_of for line in lines if line.parts):
            said.append(_("Beside a number in all that is not shown, parts that are left out have no line."))
        said += dict.fromkeys(line.note for line in lines if line.note)
        said += dict.fromkeys(line.breaks for line in lines if line.breaks)
        return About.model_validate(
            {
                "report": report.code,
                "name": str(report.name),
                "edition": self._edition,
                "state": imprint.state,
                "access": self._access,
                "first": period.first,
                "last": period.last,
                "known_on": imprint.known,
                "published_on": imprint.published,
                "withdrawn_on": imprint.withdrawn,
                "withdrawn_why": imprint.reason,
                "language": self.language,
                "project": self._project(),
                "digest": imprint.digest or self.frozen.digest,
                "said": said,
            }
        )

    def _exact(self) -> str:
        if isinstance(self.frozen.definition, DonorLayout):
            return _("This copy is exact and for the donor of this project and the office alone.")
        return _(
            "This copy is exact and for the office alone: some numbers are so small that they may point"
            " at somebody."
        )

    def _project(self) -> list[tuple[str, str]]:
        layout = self.frozen.definition
        if not isinstance(layout, DonorLayout):
            return []
        return [*sheet_lines(layout.project, self._namer.library, self._namer)]

    def _lines(self, library: Library) -> Iterator[Line]:
        report, known, ways = self.frozen.definition, figures(library), derived(library)
        for code, chapter in report.chapters.items():
            for name in self.frozen.told_of:
                kept, period = self.frozen.values["chapters"][code][name], self.frozen.days(name)
                for table, told in kept.items():
                    if not self.imprint.internal and report.is_exact(code, table):
                        continue
                    shown = report.shown_in(code).tables.get(table)
                    figure = known[shown.figure] if shown else None
                    made = ways.get(table) if not figure else None
                    one: Any = figure or made
                    common = {
                        "report": report.code, "edition": self._edition, "access": self._access,
                        "state": self.imprint.state, "withdrawn_on": self.imprint.withdrawn,
                        "withdrawn_why": self.imprint.reason, "known_on": self.imprint.known,
                        "chapter": code, "chapter_name": str(chapter.name),
                        "table": table, "figure": one.code, "figure_name": str(one.name),
                        "counts": figure.counts if figure else counts_of(one, library),
                        "first": period.first, "last": period.last, "compared": name == BEFORE,
                        "definition": library.get("figures" if figure else "derived", one.code).version,
                        "breaks": self._breaks(one, chapter.only, library),
                    }  # fmt: skip
                    by = shown.by if shown else ()
                    yield self._line(common, Ref(code, table, name), told, (), library)
                    for part, number in told.get("parts", ()):
                        ref = Ref(code, table, name, tuple(part))
                        yield self._line(common, ref, {"total": number}, by, library)

    def _breaks(self, one: Any, only: Mapping[str, str], library: Library) -> str:
        """Return what must be known to compare the numbers of a figure, a share or a sum; else nothing."""
        last = self.frozen.period.last
        first = min(self.frozen.days(name).first for name in self.frozen.told_of)
        known = figures(library)
        terms = [one] if isinstance(one, FigureDefinition) else [known[code] for code in one.terms]
        told = [broken for term in terms for broken in breaks_of(term, library)]
        here = {
            break_in_words(broken.on, str(broken.says)): None
            for broken in told
            if first < broken.on <= last and broken.is_of(only)
        }
        return " ".join(here)

    def _line(
        self,
        common: Mapping[str, Any],
        ref: Ref,
        told: Mapping[str, Any],
        by: tuple[str, ...],
        library: Library,
    ) -> Line:
        notes = Footnotes()
        namer = Namer(self.language, self.frozen.period.last, notes, library)
        words = ", ".join(namer.part(code, part) for code, part in zip(by, ref.part, strict=True))
        shown, recorded = self.shown(ref), self.frozen.is_recorded(ref.chapter, ref.period)
        told = told if recorded else {}
        text = told.get("total", told.get("percent"))
        parts_count = parts_of(derived(library).get(common["figure"]), library)
        return Line(
            **common,
            dimensions=by,
            parts=ref.part,
            parts_name=words,
            value=_plain(text, common["counts"]) if shown else None,
            target=numeric(
                self.frozen.definition.target(ref.table, ref.period, ref.part, self.frozen.period),
                common["counts"],
            ),
            shown=shown,
            recorded=recorded,
            counted=self._term(told.get("part"), ref, COUNTED, parts_count),
            base=self._term(told.get("base"), ref, BASE, parts_count),
            note=" ".join(
                (*notes.lines(), *(() if recorded else (not_recorded(),)), *self._printed_otherwise(ref))
            ),
        )

    def _printed_otherwise(self, ref: Ref) -> Iterator[str]:
        """Say which earlier editions printed another number of the same days."""
        for one in self.imprint.before:
            if (ref.chapter, ref.table, ref.period, ref.part) in one.places:
                words = _(
                    "%(report)s, edition %(number)s, published on %(day)s, has another number of these days."
                )
                told = {"report": one.report, "number": one.number, "day": day_in_words(one.published)}
                yield words % told

    def _term(self, text: str | None, ref: Ref, term: str, counts: str) -> int | Decimal | None:
        """Return a term of a share, where the share and it are shown."""
        return _plain(text, counts) if self.shown(ref) and self.shown(replace(ref, part=(term,))) else None


def _plain(text: str | None, counts: str) -> int | Decimal | None:
    return numeric(None if text is None else Decimal(text), counts)


def as_csv(copy: Copy) -> bytes:
    """Return the lines as CSV in UTF-8: names of columns, their hashtags, the numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([HASHTAGS.keys(), HASHTAGS.values()])
    for line in copy.lines:
        writer.writerow([safe(_as_text(cell)) for cell in cells_of(line)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_text(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return cell
    return str(cell).lower() if isinstance(cell, bool) else cell if isinstance(cell, int) else str(cell)


def as_json(copy: Copy) -> bytes:
    """Return all of a copy as JSON, as `edition.schema.json` says."""
    return (written(copy.model_dump_json(indent=1)) + "\n").encode()


def schema() -> str:
    """Return the JSON Schema of a copy, as it is committed."""
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Copy.model_json_schema()}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


_NUMBER: Final = pa.decimal128(30, 6)
"""Facts have six places behind the point at most (`evidence.facts`)."""
_TYPES: Final[Mapping[str, pa.DataType]] = {
    "value": _NUMBER, "target": _NUMBER, "counted": _NUMBER, "base": _NUMBER,
    "shown": pa.bool_(), "recorded": pa.bool_(), "compared": pa.bool_(),
    "withdrawn_on": pa.date32(), "first": pa.date32(),
    "last": pa.date32(), "known_on": pa.date32(), "dimensions": pa.list_(pa.string()),
    "parts": pa.list_(pa.string()),
}  # fmt: skip


def as_parquet(copy: Copy) -> bytes:
    """Return the lines as Parquet; what is said of the edition stands in the metadata, under `about`."""
    columns = {name: [getattr(line, name) for line in copy.lines] for name in HASHTAGS}
    arrays = {name: pa.array(column, _TYPES.get(name, pa.string())) for name, column in columns.items()}
    table = pa.table(arrays).replace_schema_metadata(
        {"about": copy.about.model_dump_json(), "hashtags": json.dumps(HASHTAGS)}
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


@dataclass(frozen=True)
class Way:
    """A kind of file."""

    media: str
    write: Callable[[Copy], bytes]


WAYS: Final[Mapping[str, Way]] = {
    "xlsx": Way("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": Way("text/csv; charset=utf-8", as_csv),
    "parquet": Way("application/vnd.apache.parquet", as_parquet),
    "json": Way("application/json", as_json),
}
