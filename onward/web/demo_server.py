"""The demo's server: one for each folder, gone for good at the first Ctrl-C."""

from __future__ import annotations

import fcntl
import http.client
import os
import secrets
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
from onward.web.marked import MARK_HEADER, MARK_VARIABLE

FIRST_PORT = 8000
PORT_VARIABLE = "ONWARD_PORT"
PATIENCE = 3.0
"""Seconds that the server's processes have to end by themselves; then they are killed."""
FIRST_ANSWER = 30.0
"""Seconds that the first answer may take: a worker reads the whole house before."""


class AlreadyRuns(Exception):
    """This folder's demo runs already; the message says where, and how to stop it."""


class PortRefused(Exception):
    """There is no serving at the port that was asked for; the message says why, and what to do."""


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


def free_port() -> int:
    """Return the port that ONWARD_PORT names, or the first free one from 8000 on.

    Raises:
        PortRefused: it is no port, or taken.
    """
    given = os.environ.get(PORT_VARIABLE, "").strip()
    if given:
        if not (given.isascii() and given.isdigit() and 0 < int(given) < 2**16):
            raise PortRefused(f"{PORT_VARIABLE} is {given!r}; say a number from 1 to 65535, such as 8080.")
        refuse_taken(int(given))
        return int(given)
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with suppress(PortRefused):
            refuse_taken(port)
            return port
    raise PortRefused(f"No port from 8000 to 8099 is free; name one with {PORT_VARIABLE}.")


def refuse_taken(port: int) -> None:
    """Refuse a port at which somebody listens, or where we may not.

    The server's own workers share their port (SO_REUSEPORT), and would share it with a stranger without a
    word: this looks without.

    Raises:
        PortRefused: it cannot be had.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise PortRefused(
                f"Port {port} is kept for the administrator of this machine; name one from 1024 on"
                f" with {PORT_VARIABLE}."
            ) from None
        except OSError:
            raise PortRefused(_say_taken(port)) from None


def _say_taken(port: int) -> str:
    return (
        f"Port {port} is in use by another program; stop that one, or name another port,"
        f" as in {PORT_VARIABLE}={port + 1 if port < 2**16 - 1 else FIRST_PORT} make demo."
    )


def serve(port: int, workers: int, ready: Callable[[], None], say: Callable[[str], None]) -> None:
    """Serve at `port` of this machine until Ctrl-C, a hang-up or a request to end; then leave no process.

    Args:
        port: where to listen.
        workers: how many processes answer.
        ready: called once, when the first page can be asked.
        say: prints a line.

    Raises:
        PortRefused: somebody else has the port.
        Ended: the server ended by itself.
    """
    refuse_taken(port)
    mark = secrets.token_urlsafe()
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    command.append("--respawn-failed-workers")  # else the end of one worker is the end of all
    command.append("onward.web.wsgi:application")
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(one, signal.default_int_handler)
    # A session of its own: Ctrl-C reaches us alone, and whatever it started can be ended as one.
    surroundings = {**os.environ, MARK_VARIABLE: mark}
    server = subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True)  # noqa: S603
    try:
        wait_for(port, server, mark)
        ready()
        raise Ended(f"The server ended with status {server.wait()}.")
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        _end(server)


def wait_for(port: int, server: subprocess.Popen[bytes], mark: str) -> None:
    """Wait until the server answers, and make sure that it is ours: its answers carry the mark."""
    while server.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=FIRST_ANSWER)
        with suppress(OSError, http.client.HTTPException):
            line.request("HEAD", "/")
            if line.getresponse().getheader(MARK_HEADER) == mark:
                return
            raise PortRefused(_say_taken(port))
        line.close()
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
