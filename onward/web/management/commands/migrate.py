"""``manage.py migrate``: as Django's, but as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, OperationalError
from psycopg.errors import InsufficientPrivilege

from onward.web.database import parse_url
from onward.web.owner import as_owner


class Command(migrate.Command):
    """Run the migrations as the owner, since the application's role may not make or change a table."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Switch roles, migrate, and switch back; of a database that does not let us, say what to mend.

        Raises:
            CommandError: nobody answers at the address, or the role may not do it.
        """
        try:
            with as_owner(options["database"]):
                return super().handle(*args, **options)
        except OperationalError as error:
            raise CommandError(_unreached(error)) from error
        except DatabaseError as error:
            if not _forbidden(error):
                raise
            role = parse_url(settings.DATABASE_OWNER_URL)["USER"]
            words = (
                f"The role “{role}” may not make or change the tables. Set DATABASE_OWNER_URL to the address"
            )
            raise CommandError(f"{words} of the role that owns them (docs/running.md).") from error


def _unreached(error: OperationalError) -> str:
    """Say why nobody answered, as the database does: it repeats no password."""
    told = str(error).strip().splitlines() or ["no answer"]
    return f"The database does not let us in; look at DATABASE_OWNER_URL. It says: {told[-1].strip()}"


def _forbidden(error: BaseException | None) -> bool:
    """Say whether an error is that a role may not, or came of one."""
    while error is not None:
        if isinstance(error, InsufficientPrivilege):
            return True
        error = error.__cause__ or error.__context__
    return False
