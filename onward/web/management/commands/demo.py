"""``manage.py demo``: everything between an installed environment and a sample office that one can use."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from onward.kernel.definitions import DefinitionFaults, current_library
from onward.web import database
from onward.web.words import compile_catalogues

FIRST_PORT = 8000
SAMPLE = "sample"
"""The command that loads the made-up office and tells its logins; absent where people are real."""


class Command(BaseCommand):
    """Migrate, compile words, collect static files, load the sample once, and serve."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many workers serve, and whether to stop short of serving."""
        parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4))
        parser.add_argument("--prepare-only", action="store_true", help="make everything ready and end")

    def handle(self, *args: Any, workers: int, prepare_only: bool, **options: Any) -> None:
        """Do it, and stop the embedded PostgreSQL afterwards where it is ours."""
        if not settings.DEMO:
            raise CommandError("DATABASE_URL is set: docs/running.md says how to serve an office for real.")
        try:
            current_library()
        except DefinitionFaults as faulty:
            told = [*(str(fault) for fault in faulty.faults), faulty.say_way_out()]
            raise CommandError("\n".join(told)) from None
        with database.demo_database():
            self._prepare()
            if not prepare_only:
                self._serve(free_port(), workers)

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        compile_catalogues()
        if collect_static_files():
            self.stdout.write("Collected the static files.")
        if SAMPLE in get_commands():
            call_command(SAMPLE, "load", stdout=self.stdout)

    def _serve(self, port: int, workers: int) -> None:
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
        command += ["--blocking-threads", "2", "--no-ws", "--log-level", "warning"]
        server = subprocess.Popen([*command, "onward.web.wsgi:application"], cwd=settings.ROOT)  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server by itself
        wait_for(port, server)
        self.stdout.write(f"\n  Onward is at http://localhost:{port}\n")
        if SAMPLE in get_commands():
            call_command(SAMPLE, "logins", stdout=self.stdout)
        self.stdout.write("  Everybody in it is made up. Ctrl-C stops it; what you enter is kept.\n")
        self.stdout.flush()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens; raise CommandError if it ends before."""
    while server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise CommandError(f"The server ended with status {server.returncode}.")


def free_port() -> int:
    """The port that ONWARD_PORT names, or the first free one from 8000 on."""
    if "ONWARD_PORT" in os.environ:
        return int(os.environ["ONWARD_PORT"])
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CommandError("No port from 8000 to 8099 is free; name one with ONWARD_PORT.")


def collect_static_files() -> bool:
    """Collect static files if one of them changed since the last time; say whether."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = settings.LOCAL / "stamps" / "static"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())
    return True
