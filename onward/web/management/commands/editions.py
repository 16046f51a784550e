"""``manage.py editions work KEY``: work out what the public may be shown of an edition; for pages alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from onward.evidence import judging


class Command(BaseCommand):
    """Do what a page asked for an edition, in a process of its own."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and the key of the edition."""
        parser.add_argument("what", choices=("work",))
        parser.add_argument("key", type=UUID)

    def handle(self, *args: Any, key: UUID, **options: Any) -> None:
        """Do it; how it ends stands in the folder of the work."""
        judging.work(key)
