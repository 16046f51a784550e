"""``manage.py database``: the embedded PostgreSQL, and the set-up of a server of one's own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from onward.web import database


class Command(BaseCommand):
    """Start, stop or look at the embedded PostgreSQL; print the SQL that another server needs once."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one word: what to do."""
        parser.add_argument("what", choices=["start", "stop", "status", "setup-sql"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        what = options["what"]
        cluster = database.demo_cluster()
        if what == "setup-sql":
            self.stdout.write(database.SETUP_SQL.read_text())
        elif what == "start":
            with database.demo_database(keep=True):
                pass
        elif what == "stop" and not cluster.running():
            self.stdout.write("Nothing is running here; nothing was stopped.")
            return
        elif what == "stop":
            cluster.stop()
        if what != "setup-sql":
            self.stdout.write(f"{'running' if cluster.running() else 'stopped'}: {cluster.home}")
