"""Onward as an office serves it: granian with two workers, on a free port of this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psutil

from onward.web.database import ROOT

WORKERS = 2


def bring_up_to_date() -> None:
    """Run migrations that came after the database was made, and collect the static files."""
    from django.core.management import call_command

    from onward.web.management.commands.demo import collect_static_files

    call_command("migrate", verbosity=0, interactive=False)
    collect_static_files()


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """Serve for the block; yields the port and the server's process."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", str(WORKERS), "--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen([*command, "onward.web.wsgi:application"], cwd=ROOT, env=environment)
    try:
        _wait(port, server)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("The server did not start; its words stand above.")


def cpu_of(server: psutil.Process) -> float:
    """Return the seconds of CPU that the workers have used so far."""
    times = [worker.cpu_times() for worker in server.children(recursive=True)]
    return float(sum(one.user + one.system for one in times))
