"""Where an uploaded workbook lies: a folder of its own outside the web root, gone when done or after a day.

Nothing of it stands in the database before it is brought in. What is told of it lies beside it:

    workbook     the bytes as they came
    state.json   see `State`
    bad.xlsx     the rows that cannot come in, with their reasons

and what stands beside any work (`kernel.files.working`). Beside the folders lies

    turn         held by whoever reads workbooks, one at a time for the house (`turns`); the key of that which
                 is read stands in it, or nothing where somebody has just taken it or reads one of no page
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TextIO
from uuid import UUID, uuid4

from onward.access.models import User
from onward.kernel import clock
from onward.kernel.files.inspecting import Readable, copy_bounded
from onward.kernel.files.working import WorkFolder, keys, root
from onward.kernel.text import clean

KEPT = timedelta(days=1)
PATIENCE = 2.0
"""Seconds for which a page waits for a small workbook, as there are few that could answer others meanwhile;
within them a page that only looks whose turn it is has let go again."""
LIMIT = 20 * 1024 * 1024
"""Bytes of a workbook; a hundred thousand rows have about half of it. No request of the house is longer."""
NAME = 200
Stage = Literal["checking", "checked", "loading", "done", "stopped", "failed"]
AT_WORK: frozenset[Stage] = frozenset({"checking", "loading"})
_ROOM = "history"


@dataclass(frozen=True)
class State:
    """How a workbook stands.

    Attributes:
        owner: key of who handed it in; nobody else sees it.
        name: what the file was called.
        digest: SHA-256 of its bytes.
        language: in which its reasons are said.
        made_at: when it came.
        known_on: when all of it was known, as said beside the file.
        stage: what was done with it last.
        loads: whether that is to bring it in.
        asked_at: when that was asked for.
        begun: whether its process has been at it.
        rows: how many rows were read, or brought in, so far.
        found: what a check found (`working.found`).
        problem: code, sentence and way out of what stopped it.
    """

    owner: str
    name: str
    digest: str
    language: str
    made_at: str
    known_on: str = ""
    stage: Stage = "checking"
    loads: bool = False
    asked_at: str = ""
    begun: bool = False
    rows: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    problem: tuple[str, str, str] | None = None


class Upload(WorkFolder):
    """A folder with a workbook, by its random key."""

    def __init__(self, key: UUID) -> None:
        super().__init__(_ROOM, key)
        self.workbook = self.folder / "workbook"
        self.bad = self.folder / "bad.xlsx"

    def state(self) -> State:
        """Return how it stands now.

        Raises:
            FileNotFoundError: there is none of this key, or it has been taken away.
        """
        told = self.read_state()
        problem = told.pop("problem", None)
        return State(**told, problem=tuple(problem) if problem else None)

    def note(self, **changed: Any) -> State:
        """Write what has changed; whoever reads meanwhile reads the old or the new."""
        state = replace(self.state(), **changed)
        self.write_state(asdict(state))
        return state

    def cut_off(self, state: State) -> bool:
        """Say whether the work on it ended without a word: its process is gone."""
        return (
            state.stage in AT_WORK
            and not is_taken()
            and self.let_go_of(state.asked_at, begun=state.begun)
            and self.state().stage in AT_WORK
        )

    def waits(self, state: State) -> bool:
        """Say whether another workbook is read first; not where its own process is about to begin."""
        return state.stage in AT_WORK and not state.begun and whose_turn() not in (None, "", self.key.hex)

    @property
    def is_coming_in(self) -> bool:
        """Whether it is being brought in, or read for that; not where it has been taken away."""
        with suppress(FileNotFoundError):
            return self.state().stage == "loading"
        return False

    def remove_workbook(self) -> None:
        """Take the file away; what came of it can be read for the rest of the day."""
        self.workbook.unlink(missing_ok=True)


def keep(
    user: User, stream: Readable, name: str, language: str, known_on: date | None, limit: int = LIMIT
) -> Upload:
    """Keep what somebody hands in; nothing of it is read yet.

    Raises:
        FileTooLarge: it is longer than the limit; nothing of it is kept.
    """
    upload = Upload(uuid4())
    upload.make()
    now = clock.now().isoformat()
    try:
        handle = os.open(upload.workbook, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            _size, digest = copy_bounded(stream, file, limit)
        known = known_on.isoformat() if known_on else ""
        state = State(str(user.key), clean(name)[:NAME], digest, language, now, known, asked_at=now)
        upload.write_state(asdict(state))
    except BaseException:
        upload.remove()
        raise
    return upload


def find(user: User, key: UUID) -> tuple[Upload, State] | None:
    """Return what a user handed in, with how it stands; None where there is nothing of theirs."""
    upload = Upload(key)
    with suppress(FileNotFoundError):
        state = upload.state()
        if state.owner == str(user.key):
            return upload, state
    return None


def waiting(user: User) -> list[tuple[Upload, State]]:
    """Return what a user handed in and is still here, the newest first."""
    found = [(upload, state) for upload, state in handed_in() if state.owner == str(user.key)]
    return sorted(found, key=lambda one: one[1].made_at, reverse=True)


def handed_in() -> Iterator[tuple[Upload, State]]:
    """Give every workbook that is here, whoever handed it in."""
    for upload in map(Upload, keys(_ROOM)):
        with suppress(FileNotFoundError):
            yield upload, upload.state()


def turn() -> TextIO:
    """Open what whoever reads workbooks holds."""
    root(_ROOM).parent.mkdir(parents=True, exist_ok=True)
    root(_ROOM).mkdir(mode=0o700, exist_ok=True)
    return (root(_ROOM) / "turn").open("a")


def name_turn(held: TextIO, whose: str) -> None:
    """Say in what is held what is read."""
    held.truncate(0)
    held.write(whose)
    held.flush()


def is_taken() -> bool:
    """Say whether somebody reads workbooks now."""
    return whose_turn() is not None


def whose_turn() -> str | None:
    """Return the key of what is read now, or another name of it; None where nobody reads."""
    with suppress(FileNotFoundError), (root(_ROOM) / "turn").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: who looks is in nobody's way
        except BlockingIOError:
            return file.read()
    return None


def sweep() -> None:
    """Take away what came more than a day ago, and what was left half made; not what is being worked on."""
    until = clock.now() - KEPT
    for upload in map(Upload, keys(_ROOM)):
        with suppress(FileNotFoundError):
            if _came(upload) < until:
                with upload.held() as free:
                    if free:
                        upload.remove()


def _came(upload: Upload) -> datetime:
    """Return when a workbook came; of one that was left half made, when it was written last."""
    with suppress(FileNotFoundError):
        return datetime.fromisoformat(upload.state().made_at)
    return datetime.fromtimestamp(upload.folder.stat().st_mtime, UTC)
