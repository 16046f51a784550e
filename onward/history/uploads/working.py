"""Checking an uploaded workbook and bringing it in, by a process of its own.

The process reads nothing but the folder of the workbook: whoever serves pages may come and go meanwhile.
What it has brought in stays if it is stopped or dies; asked again, it brings in the rest.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation

from onward.access import audit
from onward.access.models import User
from onward.history import problems
from onward.history.loading import known_late, load, tells_a_day
from onward.history.policy import LOAD
from onward.history.queries import before
from onward.history.uploads.folder import AT_WORK, PATIENCE, State, Upload, is_taken
from onward.history.workbook import Checked, check, read, write_bad
from onward.history.workbook.columns import GIVEN
from onward.history.workbook.costs import bounded
from onward.kernel import clock
from onward.kernel.actions import gatekeeper
from onward.kernel.problems import Missing, Problem

log = logging.getLogger(__name__)

LOOKS = 0.05
SHOWN = 50
"""Bad rows that the page itself shows."""


class _Stopped(Exception):
    """Somebody asked to stop."""


def start(upload: Upload, *, loading: bool = False) -> None:
    """Begin to check a workbook, or to bring it in; returns at once.

    Nothing happens where somebody works on it already, or where it is gone.
    """
    stage = "loading" if loading else "checking"
    ended = upload.state().stage not in AT_WORK  # whoever did it is about to let go
    with upload.held(wait=ended) as free:
        if not free or not upload.workbook.exists():
            return
        upload.go_on()
        asked_at = clock.now().isoformat()
        upload.note(stage=stage, loads=loading, asked_at=asked_at, begun=False, rows=0, problem=None)
    if not is_taken():  # else whoever has the turn takes it up
        upload.begin("history")


def wait(upload: Upload) -> State:
    """Wait for the end of what was begun, as long as a page may; return how it stands."""
    until = time.monotonic() + PATIENCE
    while (state := upload.state()).stage in AT_WORK and not upload.waits(state):
        if time.monotonic() > until:
            break
        time.sleep(LOOKS)
    return state


def stop(upload: Upload) -> None:
    """End the work on a workbook; what came in stays."""
    with suppress(FileNotFoundError):
        upload.ask_to_stop()
        with upload.held() as free:  # else its process is ended by whoever watches it
            if free and upload.state().stage in AT_WORK:
                upload.note(stage="stopped")


def work(key: UUID, *, wait: bool = False) -> None:
    """Do what was asked for last, unless somebody does it already; how it ends stands in the state.

    Args:
        key: of the workbook.
        wait: whether to wait for whoever looks at it, where nobody else can be at work on it.
    """
    upload = Upload(key)
    with suppress(FileNotFoundError), upload.held(wait=wait) as free:
        state = upload.state()
        if not free or state.stage not in AT_WORK:
            return
        upload.note(begun=True)
        with translation.override(state.language):
            try:
                _work(upload, state)
            except _Stopped:
                upload.note(stage="stopped")
            except Problem as problem:
                end_with(upload, problem)
            except FileNotFoundError:
                raise  # taken away meanwhile
            except Exception:
                end_with(upload, problems.BrokenOff())
                log.exception("Work on a history was broken off.")


def end_with(upload: Upload, problem: Problem) -> None:
    """Say what ended the work on a workbook."""
    with translation.override(upload.state().language):
        said = (problem.code, problem.say(), problem.say_way_out())
    upload.note(stage="failed", problem=said)


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
    there = before()
    with bounded():
        checked = check(read(upload.workbook), there, clock.today(), known_on, reads)
    audit.checked(actor, what="history.check", file=state.digest, rows=checked.rows)
    if state.stage == "checking":
        upload.bad.unlink(missing_ok=True)
        if checked.bad:
            write_bad(upload.bad, checked.bad)
        upload.note(stage="checked", rows=checked.rows, found=found(checked))
        return
    upload.note(rows=0, found=state.found | {"coming": checked.returns + len(checked.quantities)})
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
        "returns": checked.returns,
        "cases": len(checked.cases),
        "quantities": len(checked.quantities),
        "already": checked.already,
        "to_mend": sum(any(GIVEN[0] != fault.column for fault in one.faults) for one in checked.bad),
        "too_early": sum(any(GIVEN[0] == fault.column for fault in one.faults) for one in checked.bad),
        "known_late": known_late(checked),
        "tells_a_day": tells_a_day(checked),
        "bad": len(checked.bad),
        "shown": bad,
        "years": [[*key, *numbers] for key, numbers in checked.by_programme_and_year().items()],
        "quantity_years": [[*key, number] for key, number in checked.quantities_by_year().items()],
    }
