"""``manage.py demo``: everything between an installed environment and a sample office that one can use."""

from __future__ import annotations

import hashlib
import os
import socket
from typing import IO, Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from onward.kernel.definitions import DefinitionFaults, current_library
from onward.web import database
from onward.web.demo_server import AlreadyRuns, Ended, alone, serve, tell
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
        if prepare_only:
            with database.demo_database():
                self._prepare()
            return
        try:
            with alone(settings.LOCAL / "demo.running") as held, database.demo_database():
                self._prepare()
                self._serve(free_port(), workers, held)
        except AlreadyRuns as running:
            raise CommandError(str(running)) from None

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        compile_catalogues()
        if collect_static_files():
            self.stdout.write("Collected the static files.")
        if SAMPLE in get_commands():
            call_command(SAMPLE, "load", stdout=self.stdout)
        call_command("facts", verbosity=0)

    def _serve(self, port: int, workers: int, held: IO[str]) -> None:
        address = f"http://localhost:{port}"

        def ready() -> None:
            tell(held, address)
            self.stdout.write(f"\n  Onward is at {address}\n")
            if SAMPLE in get_commands():
                call_command(SAMPLE, "logins", stdout=self.stdout)
            self.stdout.write("  Everybody in it is made up. Ctrl-C stops it; what you enter is kept.\n")
            self.stdout.flush()

        try:
            serve(port, workers, ready, self.stdout.write)
        except Ended as ended:
            raise CommandError(str(ended)) from None


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
