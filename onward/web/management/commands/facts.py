"""``manage.py facts``: take the log into the facts of figures, ahead of the first question."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from onward.evidence.facts import current_store


class Command(BaseCommand):
    """Bring the facts up to the mark of the log; with --anew, read the whole log again."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to read everything again."""
        parser.add_argument("--anew", action="store_true", help="read the whole log again")

    def handle(self, *args: Any, anew: bool, **options: Any) -> None:
        """Do it, and say how many facts there are."""
        begun = time.monotonic()
        store = current_store()
        state = store.rebuild() if anew else store.refresh()
        rows = sum(part.rows for part in state.parts)
        took = time.monotonic() - begun
        if options["verbosity"]:
            self.stdout.write(f"{rows:,} facts in {len(state.parts)} files, in {took:.1f} s.")
