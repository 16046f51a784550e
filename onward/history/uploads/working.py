"""Checking an uploaded workbook and bringing it in: here if it is small, else in a process of its own.

The process reads nothing but the folder of the workbook: whoever serves pages may come and go meanwhile.
What it has brought in stays if it is stopped or dies; asked again, it brings in the rest.
"""

from __future__ import annotations

import logging
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation

from onward.access import audit
from onward.access.models import User
from onward.history import problems
from onward.history.loading import load
from onward.history.policy import LOAD
from onward.history.queries import before
from onward.history.uploads.folder import AT_WORK, State, Upload
from onward.history.workbook import Checked, check, read, write_bad
from onward.kernel import clock
from onward.kernel.actions import gatekeeper
from onward.kernel.problems import Missing, Problem

log = logging.getLogger(__name__)

SMALL = 4_000_000
"""Bytes, unpacked, that are worked on while the page waits: some hundred rows."""
SHOWN = 50
"""Bad rows that the page itself shows."""


class _Stopped(Exception):
    """Somebody asked to stop."""


def is_small(upload: Upload) -> bool:
    """Say whether a workbook is worked on while the page waits."""
    try:
        with zipfile.ZipFile(upload.workbook) as packed:
            return sum(one.file_size for one in packed.infolist()) <= SMALL
    except (zipfile.BadZipFile, OSError, ValueError):
        return upload.workbook.stat().st_size <= SMALL // 8


def start(upload: Upload, *, loading: bool = False) -> None:
    """Begin to check a workbook, or to bring it in; returns at once if that takes longer.

    Nothing happens where somebody works on it already, or where it is gone.
    """
    stage = "loading" if loading else "checking"
    ended = upload.state().stage not in AT_WORK  # whoever did it is about to let go
    with upload.held(wait=ended) as free:
        if not free or not upload.workbook.exists():
            return
        upload.go_on()
        upload.note(stage=stage, loads=loading, asked_at=clock.now().isoformat(), rows=0, problem=None)
    if is_small(upload):
        work(upload.key)
        return
    upload.begin("history")


def work(key: UUID) -> None:
    """Do what was asked for last, unless somebody does it already; how it ends stands in the state."""
    upload = Upload(key)
    with suppress(FileNotFoundError), upload.held() as free:
        state = upload.state()
        if not free or state.stage not in AT_WORK:
            return
        with translation.override(state.language):
            try:
                _work(upload, state)
            except _Stopped:
                upload.note(stage="stopped")
            except Problem as problem:
                said = (problem.code, problem.say(), problem.say_way_out())
                upload.note(stage="failed", problem=said)
            except FileNotFoundError:
                raise  # taken away meanwhile
            except Exception:
                fault = problems.BrokenOff()
                upload.note(stage="failed", problem=(fault.code, fault.say(), fault.say_way_out()))
                log.exception("Work on a history was broken off.")


def _work(upload: Upload, state: State) -> None:
    actor = User.objects.filter(key=state.owner, is_active=True).first()
    if actor is None:
        raise Missing()
    gatekeeper().permit(actor, LOAD)

    def told(rows: int) -> None:
        upload.note(rows=rows)  # first: these have come in already
        read_again(rows)

    def read_again(_rows: int) -> None:
        if upload.is_to_stop:
            raise _Stopped

    known_on = date.fromisoformat(state.known_on) if state.known_on else None
    reads = read_again if state.loads else told
    checked = check(read(upload.workbook), before(), clock.today(), known_on, reads)
    audit.checked(actor, what="history.check", file=state.digest, rows=checked.rows)
    if state.stage == "checking":
        upload.bad.unlink(missing_ok=True)
        if checked.bad:
            write_bad(upload.bad, checked.bad)
        upload.note(stage="checked", rows=checked.rows, found=found(checked))
        return
    upload.note(rows=0, found=state.found | {"coming": checked.persons + len(checked.quantities)})
    rows = load(actor, checked, state.digest, state.name, told)
    upload.note(stage="done", rows=rows)
    upload.remove_workbook()


def found(checked: Checked) -> dict[str, Any]:
    """Return what a check found, as it is kept beside the file: numbers, and words on bad rows."""
    bad = [
        {
            "sheet": one.raw.sheet.code,
            "line": one.raw.line,
            "faults": [[fault.column, fault.words] for fault in one.faults],
        }
        for one in checked.bad[:SHOWN]
    ]
    return {
        "rows": checked.rows,
        "persons": checked.persons,
        "cases": len(checked.cases),
        "quantities": len(checked.quantities),
        "already": checked.already,
        "bad": len(checked.bad),
        "shown": bad,
        "years": [[*key, *numbers] for key, numbers in checked.by_programme_and_year().items()],
        "quantity_years": [[*key, number] for key, number in checked.quantities_by_year().items()],
    }
