"""The numbers of an edition to take away: XLSX, CSV with HXL hashtags, Parquet and JSON, of the same lines.

Every copy says of which edition it is, whether it is exact, and what must be known of the names in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from onward.evidence.counting import derived, dimensions, figures, populations
from onward.evidence.documents.cells import safe
from onward.evidence.documents.composing import Imprint, everything
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.texts import Ref
from onward.evidence.documents.values import Shown
from onward.evidence.editions import Frozen
from onward.evidence.editions.freezing import NOW
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive
from onward.reference.countries import Footnotes

SCHEMA_FILE: Final = Path(__file__).parent / "data" / "edition.schema.json"
HASHTAGS: Final[Mapping[str, str]] = {
    "report": "#meta+report", "edition": "#meta+edition", "access": "#meta+access",
    "state": "#status+edition", "withdrawn_on": "#date+withdrawn", "withdrawn_why": "#meta+withdrawn",
    "known_on": "#date+known",
    "chapter": "#group+code", "chapter_name": "#group+name", "table": "#meta+table",
    "figure": "#indicator+code", "figure_name": "#indicator+name", "counts": "#meta+unit",
    "first": "#date+start", "last": "#date+end", "compared": "#meta+compared",
    "dimensions": "#meta+dimension", "parts": "#meta+part+code", "parts_name": "#meta+part+name",
    "value": "#indicator+value+num", "shown": "#meta+shown", "counted": "#indicator+part+num",
    "base": "#indicator+base+num", "definition": "#meta+definition", "note": "#meta+note",
}  # fmt: skip
"""Column of a copy → its hashtag (https://hxlstandard.org): words of a heading may change, these do not."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Told):
    """One number of an edition.

    Attributes:
        report, edition: of which it is.
        access: `exact`, for the office alone, or `public`.
        state: whether the edition stands; of one that was withdrawn, the day and the reason too.
        known_on: the day as which it is known.
        compared: whether it is the number of the year before, which the report sets beside its own.
        parts: codes of the parts, one for each of `dimensions`; empty for a number in all.
        value: the number; of a share, in percent. Null where it is not shown, or is a share of nothing.
        shown: whether it is shown.
        counted, base: of a share, how many of how many.
        definition: version of what decides it.
        note: what must be known of a name in it.
    """

    report: str
    edition: str
    access: Literal["exact", "public"]
    state: Literal["draft", "prepared", "published", "withdrawn"]
    withdrawn_on: date | None
    withdrawn_why: str
    known_on: date
    chapter: str
    chapter_name: str
    table: str
    figure: str
    figure_name: str
    counts: str
    first: date
    last: date
    compared: bool
    dimensions: tuple[str, ...]
    parts: tuple[str, ...]
    parts_name: str
    value: int | float | None
    shown: bool
    counted: int | float | None = None
    base: int | float | None = None
    definition: str
    note: str = ""


class Defined(_Told):
    """A definition that decides numbers: its words, its events and its condition, as they were."""

    kind: Literal["figure", "share or sum", "population", "dimension"]
    code: str
    version: str
    name: str
    about: str = ""
    counts: str = ""
    events: tuple[str, ...] = ()
    condition: str = ""


class About(_Told):
    """What a copy says of its edition."""

    report: str
    name: str
    edition: str
    state: Literal["draft", "prepared", "published", "withdrawn"]
    access: Literal["exact", "public"]
    first: date
    last: date
    known_on: date
    published_on: date | None
    withdrawn_on: date | None
    withdrawn_why: str
    language: str
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    said: tuple[str, ...]


class Copy(_Told):
    """An edition to take away."""

    model_config = ConfigDict(title="An edition of a report of Onward", extra="forbid", frozen=True)

    about: About
    lines: tuple[Line, ...]
    definitions: tuple[Defined, ...]


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
            about=self._about(lines), lines=lines, definitions=tuple(_definitions(self.frozen, library))
        )

    @property
    def _edition(self) -> str:
        return "draft" if self.imprint.state == "draft" else str(self.imprint.number)

    @property
    def _access(self) -> Literal["exact", "public"]:
        return "exact" if self.imprint.internal else "public"

    def _about(self, lines: Sequence[Line]) -> About:
        report, period, imprint = self.frozen.definition, self.frozen.period, self.imprint
        exact = _("This copy is exact and for the office alone: some numbers are so small that they may point"
                  " at somebody.")  # fmt: skip
        said = [exact] if imprint.internal else []
        said += (
            [_("This is a draft: no edition of these numbers was prepared.")]
            if self._edition == "draft"
            else []
        )
        said += [imprint.warning] if imprint.warning else []
        said += dict.fromkeys(line.note for line in lines if line.note)
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
                "digest": imprint.digest or self.frozen.digest,
                "said": said,
            }
        )

    def _lines(self, library: Library) -> Iterator[Line]:
        report, known, ways = self.frozen.definition, figures(library), derived(library)
        for code, chapter in report.chapters.items():
            for name, kept in self.frozen.values["chapters"][code].items():
                period = self.frozen.period if name == NOW else self.frozen.period.year_before()
                for table, told in kept.items():
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
                        "counts": figure.counts if figure else _counts(made, library),
                        "first": period.first, "last": period.last, "compared": name != NOW,
                        "definition": library.get("figures" if figure else "derived", one.code).version,
                    }  # fmt: skip
                    by = shown.by if shown else ()
                    yield self._line(common, Ref(code, table, name), told, (), library)
                    for part, number in told.get("parts", ()):
                        ref = Ref(code, table, name, tuple(part))
                        yield self._line(common, ref, {"total": number}, by, library)

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
        shown = self.shown(ref)
        text = told.get("total", told.get("percent"))
        return Line(
            **common,
            dimensions=by,
            parts=ref.part,
            parts_name=words,
            value=_plain(text) if shown else None,
            shown=shown,
            counted=_plain(told.get("part")) if shown else None,
            base=_plain(told.get("base")) if shown else None,
            note=" ".join(notes.lines()),
        )


def _plain(text: str | None) -> int | float | None:
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _counts(made: Any, library: Library) -> str:
    return "percent" if made.share else figures(library)[made.sum[0]].counts


def _definitions(frozen: Frozen, library: Library) -> Iterator[Defined]:
    """Give what decides numbers of a report, each once."""
    report, known, groups = frozen.definition, figures(library), populations(library)
    tables = [one for shown in report.contents.values() for one in shown.tables.values()]
    ways = dict.fromkeys(code for shown in report.contents.values() for code in shown.derived)
    by = dict.fromkeys(code for table in tables for code in table.by)
    for figure in known.values():
        group = groups[figure.among].when if figure.among else ""
        tests = [one for one in (group, figure.when) if one]
        yield Defined(
            kind="figure", code=figure.code, version=library.get("figures", figure.code).version,
            name=str(figure.name), about=str(figure.about), counts=figure.counts, events=figure.of,
            condition=tests[0] if len(tests) == 1 else " && ".join(f"({one})" for one in tests),
        )  # fmt: skip
    for code in ways:
        made = derived(library)[code]
        yield Defined(
            kind="share or sum", code=code, version=library.get("derived", code).version, name=str(made.name),
            about=str(made.about), counts=_counts(made, library),
        )  # fmt: skip
    for code, group_ in groups.items():
        version = library.get("populations", code).version
        yield Defined(
            kind="population", code=code, version=version, name=str(group_.name), condition=group_.when
        )
    for code in by:
        one = dimensions(library)[code]
        decided = {**{part: group.when for part, group in one.groups.items()}, **one.instead}
        yield Defined(
            kind="dimension", code=code, version=library.get("dimensions", code).version, name=str(one.name),
            about=one.column or "", condition=" | ".join(f"{part}: {when}" for part, when in decided.items()),
        )  # fmt: skip


def _cells(line: Line) -> list[Any]:
    """Return a line as cells: lists as one text."""
    told = [getattr(line, name) for name in HASHTAGS]
    return ["/".join(one) if isinstance(one, tuple) else one for one in told]


def as_csv(copy: Copy) -> bytes:
    """Return the lines as CSV in UTF-8: names of columns, their hashtags, the numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([HASHTAGS.keys(), HASHTAGS.values()])
    for line in copy.lines:
        writer.writerow([safe(_as_text(cell)) for cell in _cells(line)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_text(cell: Any) -> Any:
    if cell is None:
        return ""
    return (
        str(cell).lower() if isinstance(cell, bool) else cell if isinstance(cell, int | float) else str(cell)
    )


def as_json(copy: Copy) -> bytes:
    """Return all of a copy as JSON, as `edition.schema.json` says."""
    return (copy.model_dump_json(indent=1) + "\n").encode()


def schema() -> str:
    """Return the JSON Schema of a copy, as it is committed."""
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Copy.model_json_schema()}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


_TYPES: Final[Mapping[str, pa.DataType]] = {
    "value": pa.float64(), "counted": pa.float64(), "base": pa.float64(), "shown": pa.bool_(),
    "compared": pa.bool_(), "withdrawn_on": pa.date32(), "first": pa.date32(), "last": pa.date32(),
    "known_on": pa.date32(),
    "dimensions": pa.list_(pa.string()), "parts": pa.list_(pa.string()),
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


def as_xlsx(copy: Copy) -> bytes:
    """Return a workbook: the numbers, their definitions, and what the edition is."""
    with translation.override(copy.about.language):
        return _Workbook(copy).bytes()


class _Workbook:
    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self.out = io.BytesIO()
        as_they_are = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, **as_they_are})
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})

    def bytes(self) -> bytes:
        about = self.copy.about
        made = datetime.combine(about.known_on, datetime.min.time())
        self.book.set_properties({"title": f"{about.name} {about.first} {about.last}", "created": made})
        self._numbers()
        self._definitions()
        self._about()
        self.book.close()
        return self.out.getvalue()

    def _numbers(self) -> None:
        sheet = self.book.add_worksheet(_("Numbers"))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(self.copy.lines), len(HASHTAGS) - 1)
        for column, name in enumerate(HASHTAGS):
            sheet.write_string(0, column, name, self.head)
            sheet.set_column(column, column, 26 if name.endswith("name") else 13)
        for row, line in enumerate(self.copy.lines, 1):
            for column, cell in enumerate(_cells(line)):
                self._write(sheet, row, column, cell)

    def _write(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), self.day)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell)
        elif cell is not None:
            sheet.write_string(row, column, str(cell))

    def _definitions(self) -> None:
        sheet = self.book.add_worksheet(_("Definitions"))
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(Defined.model_fields):
            sheet.write_string(0, column, name, self.head)
            sheet.set_column(column, column, 48 if name in ("about", "condition") else 20)
        for row, one in enumerate(self.copy.definitions, 1):
            for column, name in enumerate(Defined.model_fields):
                cell = getattr(one, name)
                words = ", ".join(cell) if isinstance(cell, tuple) else cell
                sheet.write_string(row, column, words, self.wrapped)

    def _about(self) -> None:
        sheet = self.book.add_worksheet(_("Edition"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 90)
        told = self.copy.about.model_dump(mode="json", exclude={"said"})
        lines = [*told.items(), *(("", words) for words in self.copy.about.said)]
        for row, (name, cell) in enumerate(lines):
            sheet.write_string(row, 0, name, self.head)
            sheet.write_string(row, 1, "" if cell is None else str(cell), self.wrapped)


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
