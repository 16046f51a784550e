"""``manage.py migrate``: as Django's, but as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from onward.web.owner import as_owner


class Command(migrate.Command):
    """Run the migrations as the owner, since the application's role may not make or change a table."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Switch roles, migrate, and switch back."""
        with as_owner(options["database"]):
            return super().handle(*args, **options)
