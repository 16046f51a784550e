"""``manage.py compilemessages``: as Django's, without the gettext programs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from onward.web.words import compile_catalogues


class Command(BaseCommand):
    """Make the translated words ready for use."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is newer than its result, and say which."""
        for target in compile_catalogues():
            self.stdout.write(str(target))
