"""`manage.py published`: how much of what was really published the figures of this database reproduce."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from onward.evidence.facts import open_facts
from sample.draw.records import library
from sample.reproduced import outcomes, table


class Command(BaseCommand):
    """Counts every published record, and prints the score by chapter."""

    help = "how many published records the sample office reproduces, by chapter"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--each`."""
        parser.add_argument("--each", action="store_true", help="print what came of every record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print; fails when a record comes out otherwise than printed."""
        found = outcomes(library(), open_facts())
        for one in found:
            if options["each"] or one.state == "differs":
                self.stdout.write(f"{one.state:<14}{one.record.id}: {one.words}")
        self.stdout.write(table(found))
        if any(one.state == "differs" for one in found):
            raise CommandError("Some records do not come out as printed: is the sample office loaded here?")
