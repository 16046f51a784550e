"""``manage.py demo``: everything between an installed environment and a sample office that one can use."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from onward.kernel.definitions import DefinitionFaults, current_library
from onward.web import database
from onward.web.demo_server import AlreadyRuns, Ended, PortRefused, alone, free_port, serve, tell
from onward.web.owner import as_owner
from onward.web.words import compile_catalogues

HOW_TO_SET_UP = "docs/running.md says how a server is set up for a demo, under “On a server of one's own”."
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
            raise CommandError("ONWARD_DEMO is 0: docs/running.md says how to serve an office for real.")
        try:
            current_library()
        except DefinitionFaults as faulty:
            told = [
                *(str(fault) for fault in faulty.faults),
                "Mend what stands above, and run `make demo` again.",
            ]
            raise CommandError("\n".join(told)) from None
        if prepare_only:
            with where_it_lies():
                self._prepare()
            return
        try:
            with alone(settings.LOCAL / "demo.running") as held:
                port = free_port()
                with where_it_lies():
                    self._prepare()
                    self._serve(port, workers, held)
        except (AlreadyRuns, PortRefused) as refused:
            raise CommandError(str(refused)) from None

    def _prepare(self) -> None:
        if SAMPLE in get_commands():
            call_command(SAMPLE, "look")
        call_command("migrate", verbosity=0, interactive=False)
        compile_catalogues()
        if collect_static_files():
            self.stdout.write("Collected the static files.")
        if SAMPLE in get_commands():
            call_command(SAMPLE, "load", stdout=self.stdout)
        self._tell("Counting what figures are made of …")
        call_command("facts", verbosity=0)

    def _tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _serve(self, port: int, workers: int, held: IO[str]) -> None:
        address = f"http://localhost:{port}"

        def ready() -> None:
            tell(held, address)
            self.stdout.write(f"\n  Onward is at {address}\n")
            if SAMPLE in get_commands():
                call_command(SAMPLE, "logins", stdout=self.stdout)
            self.stdout.write("  Everybody in it is made up. Ctrl-C stops it; what you enter is kept.\n")
            self.stdout.flush()

        self._tell("Starting the server …")
        try:
            serve(port, workers, ready, self.stdout.write)
        except Ended as ended:
            raise CommandError(str(ended)) from None


@contextmanager
def where_it_lies() -> Iterator[None]:
    """Have the database of the demo up for the block: our own PostgreSQL, or the server of DATABASE_URL."""
    if "DATABASE_URL" not in os.environ:
        with database.demo_database():
            yield
        return
    try:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname LIKE 'onward%'")
            [roles] = cursor.fetchone() or [None]
    except OperationalError as error:
        raise CommandError(
            f"The database of DATABASE_URL does not let us in: {str(error).strip()}\n{HOW_TO_SET_UP}"
        ) from None
    if not {database.OWNER, database.APPLICATION} <= {*(roles or ())}:
        raise CommandError(
            f"The server of DATABASE_URL has no roles {database.OWNER} and {database.APPLICATION}."
            f" {HOW_TO_SET_UP}"
        )
    yield


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
