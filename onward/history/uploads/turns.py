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
from uuid import UUID

from django.db import connections

from onward.history import problems
from onward.history.uploads.folder import AT_WORK, PATIENCE, State, Upload, handed_in, name_turn, turn
from onward.history.uploads.working import end_with, work

log = logging.getLogger(__name__)

LOOKS = 0.1
"""Seconds between two looks whether somebody asked to stop."""
TO_THE_END = 10.0
"""Seconds in which bringing in ends the transaction that it is at, so that what came in is told rightly."""
BEHIND = 10
"""How far whoever reads a workbook stands behind whoever serves pages, where both want the processor."""


def take_turns(begun_for: UUID) -> None:
    """Work on whatever waits, what was asked for first first; nothing where somebody else does.

    `begun_for` is the key of that for which this process was begun: where it waits no more, somebody has seen
    to it, and to whatever came beside it.
    """
    if all(upload.key != begun_for for upload, state in handed_in() if state.stage in AT_WORK):
        return
    while _next() is not None:
        with _my_turn() as held:
            if held is None:
                return  # whoever has it looks once more when it has ended
            while (waiting := _next()) is not None:
                name_turn(held, waiting[0].key.hex)
                _watch(*waiting)


@contextmanager
def turn_of_a_command() -> Iterator[None]:
    """Read a workbook that no page was handed: not beside those of pages, which wait for it meanwhile."""
    with turn() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        name_turn(held, "a command")
        try:
            yield
        finally:
            name_turn(held, "")
            _let_begin(held)


def _let_begin(held: TextIO) -> None:
    """Give the turn back, and begin what came meanwhile: nobody else does."""
    fcntl.flock(held, fcntl.LOCK_UN)
    if waiting := _next():
        waiting[0].begin("history")


def _next() -> tuple[Upload, State] | None:
    """Return what has waited longest."""
    found = [one for one in handed_in() if one[1].stage in AT_WORK]
    return min(found, key=lambda one: one[1].asked_at, default=None)


@contextmanager
def _my_turn() -> Iterator[TextIO | None]:
    """Give what is held for the block; None where somebody else has the turn."""
    with turn() as file:
        if not _locked(file):
            yield None
            return
        name_turn(file, "")
        try:
            yield file
        finally:
            name_turn(file, "")


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
    with suppress(FileNotFoundError), upload.held(wait=True):  # else a page asks for more between two lines
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
