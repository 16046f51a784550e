"""What the pages of the past show: a workbook that was handed in, and what came in earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from onward.history.models import Import
from onward.history.uploads import State, Upload
from onward.history.uploads.folder import AT_WORK, KEPT, Stage
from onward.history.workbook import SHEETS
from onward.history.workbook.columns import GIVEN, work_options


@dataclass(frozen=True)
class Year:
    """What would come in of one programme or initiative in one year."""

    programme: str
    year: int
    cases: int
    persons: int
    returns: int
    quantities: int


@dataclass(frozen=True)
class BadLine:
    """A row that cannot come in: where it stands, and heading and reason of each bad cell."""

    sheet: str
    line: int
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class UploadPage:
    """A workbook that was handed in.

    Attributes:
        stage: see `uploads.State`.
        cut_off: the work on it ended without a word.
        at_work: somebody works on it now.
        waits: another workbook is read first.
        loads: what is or was done last is bringing in.
        rows: how many rows were read, or brought in, so far.
        coming: how many rows may come in.
        found: numbers that the check found; nothing before it ended.
        more_bad: bad rows that only the workbook has.
        problem: sentence and way out of what stopped it.
        until: when the file is deleted at the latest.
        may_check: the file is there and may be checked once more.
        may_load: it was checked, and something may come in.
    """

    key: UUID
    name: str
    stage: Stage
    cut_off: bool
    at_work: bool
    waits: bool
    loads: bool
    rows: int
    coming: int
    found: dict[str, Any]
    years: tuple[Year, ...]
    bad: tuple[BadLine, ...]
    more_bad: int
    problem: tuple[str, str] | None
    made_at: datetime
    known_on: date | None
    until: datetime
    may_check: bool
    may_load: bool


def upload_page(upload: Upload, state: State) -> UploadPage:
    """Return what is shown of a workbook."""
    cut_off = upload.cut_off(state)
    at_work = state.stage in AT_WORK and not cut_off
    found, there = state.found, upload.workbook.exists()
    coming = found.get("returns", 0) + found.get("quantities", 0) if found else 0
    made_at = datetime.fromisoformat(state.made_at)
    bad = tuple(_bad_lines(found.get("shown", [])))
    return UploadPage(
        key=upload.key,
        name=state.name,
        stage=state.stage,
        cut_off=cut_off,
        at_work=at_work,
        waits=at_work and upload.waits(state),
        loads=state.loads,
        rows=state.rows,
        coming=found.get("coming", coming),
        found=found,
        years=tuple(_years(found)),
        bad=bad,
        more_bad=found.get("bad", 0) - len(bad),
        problem=state.problem[1:] if state.problem else None,
        made_at=made_at,
        known_on=date.fromisoformat(state.known_on) if state.known_on else None,
        until=made_at + KEPT,
        may_check=there and not at_work,
        may_load=there and not at_work and bool(coming),
    )


def _years(found: dict[str, Any]) -> list[Year]:
    names = {code: str(name) for code, name in work_options().items()}
    told: dict[tuple[str, int], dict[str, int]] = {}
    for code, year, cases, persons, returns in found.get("years", ()):
        told.setdefault((code, year), {}).update({"cases": cases, "persons": persons, "returns": returns})
    for code, year, quantities in found.get("quantity_years", ()):
        told.setdefault((code, year), {}).update({"quantities": quantities})
    nothing = {"cases": 0, "persons": 0, "returns": 0, "quantities": 0}
    return [
        Year(names.get(code, code), year, **{**nothing, **numbers})
        for (code, year), numbers in sorted(told.items())
    ]


def _bad_lines(shown: list[dict[str, Any]]) -> list[BadLine]:
    sheets = {sheet.code: sheet for sheet in SHEETS}
    headings = {
        code: {column.code: str(column.heading) for column in sheet.columns()} | {GIVEN[0]: str(GIVEN[1])}
        for code, sheet in sheets.items()
        if shown
    }
    return [
        BadLine(
            str(sheets[one["sheet"]].title),
            one["line"],
            tuple((headings[one["sheet"]].get(column, column), words) for column, words in one["faults"]),
        )
        for one in shown
    ]


@dataclass(frozen=True)
class ImportLine:
    """A file that came in earlier: who, when, how much, and as of when it was known.

    `taken_back` is how many of its cases were.
    """

    key: UUID
    name: str
    by: str
    made_at: datetime
    persons: int
    returns: int
    cases: int
    taken_back: int
    quantities: int
    known_from: date | None
    known_to: date | None
    known_late: bool


def import_line(one: Any) -> ImportLine:
    """Return what is shown of an import with its counts (`queries.imports_seen`)."""
    imported: Import = one
    return ImportLine(
        imported.key,
        imported.file_name,
        imported.made_by.name if imported.made_by else "",
        imported.made_at,
        one.persons,
        one.returns,
        one.cases,
        one.taken_back,
        one.quantities,
        imported.known_from,
        imported.known_to,
        imported.known_late,
    )
