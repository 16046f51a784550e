"""Work that takes longer than a page may: a process of its own does it, and a folder tells how it stands.

    state.json   what a room tells of it; written whole or not at all
    stop         there once somebody asked to stop
    lock         held by whoever works on it; a process that dies lets go of it

Folders lie in `ONWARD_FILES`, outside the web root, and nobody else on the machine may enter them.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

import onward
from onward.kernel import clock

STARTING = timedelta(seconds=60)
"""Work that nobody has taken up so long after it was asked for has been cut off."""


class WorkFolder:
    """The folder of one piece of work.

    Args:
        room: whose work it is; the folders of a room lie beside one another.
        key: of the work.
    """

    def __init__(self, room: str, key: UUID) -> None:
        self.key = key
        self.folder = root(room) / key.hex

    def make(self) -> None:
        """Make the folder, where there is none."""
        self.folder.parent.parent.mkdir(parents=True, exist_ok=True)
        self.folder.parent.mkdir(mode=0o700, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def read_state(self) -> dict[str, Any]:
        """Return what is told of it.

        Raises:
            FileNotFoundError: there is none of this key, or it has been taken away.
        """
        told: dict[str, Any] = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
        return told

    def write_state(self, told: Mapping[str, Any]) -> None:
        """Tell something else of it; whoever reads meanwhile reads the old or the new."""
        part = self.folder / f"state.{os.getpid()}.part"
        part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / "state.json")

    @contextmanager
    def held(self, *, wait: bool = False) -> Iterator[bool]:
        """Hold the folder for the block; False where somebody else works on it and is not waited for."""
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    def let_go_of(self, asked_at: str, *, begun: bool = False) -> bool:
        """Say whether nobody works on what was asked for at a moment, and nobody will.

        Whoever ended its work meanwhile has let go of it too: what is told of it is to be read again.

        Args:
            asked_at: the moment.
            begun: whether its process has been at it: until it is, it is waited for (`STARTING`).
        """
        if not begun and not self.is_late(asked_at):
            return False
        with self.held() as free:
            return free

    def is_late(self, asked_at: str) -> bool:
        """Say whether the process for what was asked for at a moment should be at it by now."""
        return clock.now() - datetime.fromisoformat(asked_at) >= STARTING

    def ask_to_stop(self) -> None:
        """Let whoever works on it stop at the next step."""
        (self.folder / "stop").touch()

    def go_on(self) -> None:
        """Take back what was asked."""
        (self.folder / "stop").unlink(missing_ok=True)

    @property
    def is_to_stop(self) -> bool:
        """Whether somebody asked to stop, or took it away."""
        return (self.folder / "stop").exists() or not self.folder.exists()

    def begin(self, command: str) -> None:
        """Start the process that does the work: `manage.py COMMAND work KEY`. Returns at once.

        It is told nothing but the key, and goes on while whoever serves pages comes and goes.
        """
        program = [sys.executable, "-m", "django", command, "work", self.key.hex]
        folder = Path(onward.__file__).parent.parent
        subprocess.Popen(program, cwd=folder, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  # our own program

    def remove(self) -> None:
        """Take it away with everything beside it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def root(room: str) -> Path:
    """Return where the folders of a room lie."""
    return Path(settings.ONWARD_FILES) / room


def keys(room: str) -> Iterator[UUID]:
    """Give the key of each piece of work of a room that has a folder."""
    with suppress(FileNotFoundError):
        for folder in root(room).iterdir():
            if re.fullmatch(r"[0-9a-f]{32}", folder.name):
                yield UUID(folder.name)
