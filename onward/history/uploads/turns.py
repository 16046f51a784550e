"""One workbook at a time for the house: whoever has the turn works on what waits, until nothing does.

What is read was made by somebody whom nobody knows, so a process of its own reads each workbook, and ends
with it: it can be killed at any moment, and takes its memory along. Whoever serves pages reads none.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from django.db import connections

from onward.history import problems
from onward.history.uploads.folder import AT_WORK, State, Upload, handed_in, turn
from onward.history.uploads.working import end_with, work

log = logging.getLogger(__name__)

LOOKS = 0.1
"""Seconds between two looks whether somebody asked to stop."""
TO_THE_END = 10.0
"""Seconds in which bringing in ends the transaction that it is at, so that what came in is told rightly."""
PATIENCE = 2.0
"""Seconds in which a page that only looks whose turn it is has let go again."""
BEHIND = 10
"""How far whoever reads a workbook stands behind whoever serves pages, where both want the processor."""


def take_turns() -> None:
    """Work on whatever waits, what was asked for first first; nothing where somebody else does."""
    while _next() is not None:
        with _my_turn() as mine:
            if not mine:
                return  # whoever has it looks once more when it has ended
            while (waiting := _next()) is not None:
                _watch(*waiting)


def _next() -> tuple[Upload, State] | None:
    """Return what has waited longest."""
    found = [one for one in handed_in() if one[1].stage in AT_WORK]
    return min(found, key=lambda one: one[1].asked_at, default=None)


@contextmanager
def _my_turn() -> Iterator[bool]:
    with turn() as file:
        yield _locked(file)


def _locked(file: TextIO) -> bool:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(LOOKS)
        else:
            return True


def _watch(upload: Upload, state: State) -> None:
    """Let a process of its own work on a workbook; end it where somebody asks to stop."""
    connections.close_all()  # each process has its own
    child = os.fork()
    if child == 0:
        _work_and_end(upload)
    killed = _waited_for(child, upload)
    with suppress(FileNotFoundError):
        now = upload.state()
        if now.stage in AT_WORK and now.asked_at == state.asked_at:  # else more was asked for since it ended
            if killed:
                upload.note(stage="stopped")
            else:
                log.error("The process that worked on a history has ended without a word.")
                end_with(upload, problems.BrokenOff())


def _work_and_end(upload: Upload) -> None:
    code = 1
    try:
        os.nice(BEHIND)
        work(upload.key, wait=True)
        code = 0
    except BaseException:
        log.exception("Work on a history was broken off.")
    finally:
        logging.shutdown()
        os._exit(code)


def _waited_for(child: int, upload: Upload) -> bool:
    """Wait until a process has ended; return whether it was killed because somebody asked to stop."""
    asked = 0.0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if upload.is_to_stop:
            asked = asked or time.monotonic()
            if not upload.is_coming_in or time.monotonic() - asked > TO_THE_END:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return True
        time.sleep(LOOKS)
    return False
