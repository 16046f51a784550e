"""The demo's server: one for each folder, gone for good at the first Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from onward.web.database import ROOT

PATIENCE = 3.0
"""Seconds that the server's processes have to end by themselves; then they are killed."""


class AlreadyRuns(Exception):
    """This folder's demo runs already; the message says where, and how to stop it."""


class Ended(Exception):
    """The server ended before anybody stopped it; the message says with which status."""


@contextmanager
def alone(path: Path) -> Iterator[IO[str]]:
    """Hold the file `path` for the block, as the one demo of its folder; `tell` writes into it.

    The lock goes with the process that holds it: a file left by a demo that was killed stops nobody.

    Raises:
        AlreadyRuns: a living process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise AlreadyRuns(_say(held.read().split())) from None
        tell(held)
        yield held
        held.truncate(0)


def tell(held: IO[str], address: str = "") -> None:
    """Write who holds the file, and at which address it serves once it does."""
    held.truncate(0)
    held.write(f"{os.getpid()} {address}\n")
    held.flush()


def _say(found: list[str]) -> str:
    process, address = [*found, "", ""][:2]
    where = f"at {address}" if address else "and is getting ready"
    return (
        f"The demo of this folder runs already, {where}. To start it anew (definitions are read at the"
        f" start), stop it first: Ctrl-C where it was started, or `kill {process}`."
    )


def serve(port: int, workers: int, ready: Callable[[], None], say: Callable[[str], None]) -> None:
    """Serve at `port` of this machine until Ctrl-C, a hang-up or a request to end; then leave no process.

    Args:
        port: where to listen.
        workers: how many processes answer.
        ready: called once, when the first page can be asked.
        say: prints a line.

    Raises:
        Ended: the server ended by itself.
    """
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    command.append("--respawn-failed-workers")  # else the end of one worker is the end of all
    command.append("onward.web.wsgi:application")
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(one, signal.default_int_handler)
    # A session of its own: Ctrl-C reaches us alone, and whatever it started can be ended as one.
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603
    try:
        _wait_for(port, server)
        ready()
        raise Ended(f"The server ended with status {server.wait()}.")
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        _end(server)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server: politely, then (a worker may hang in its own end) every process that is left."""
    with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        server.terminate()
        server.wait(PATIENCE)
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # what is left takes no time, and must not stop half-way
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
