"""What ``manage.py migrate`` says of a database that does not let it."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from psycopg.errors import InsufficientPrivilege

MIGRATE = "django.core.management.commands.migrate.Command.handle"


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the connection of the tests alone: nothing is asked of it here."""
    monkeypatch.setattr(connection, "close", lambda: None)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, led_by: Exception | None = None) -> None:
    def handle(*_given: Any, **_named: Any) -> None:
        if led_by is None:
            raise error
        try:
            raise led_by
        except Exception:
            raise error  # noqa: B904  # as Django does, which tells the first by its context alone

    monkeypatch.setattr(MIGRATE, handle)


def test_a_wrong_password_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = 'connection failed: FATAL:  password authentication failed for user "onward_owner"'
    failing(monkeypatch, OperationalError(told))
    with pytest.raises(CommandError, match=r"look at DATABASE_OWNER_URL. It says: .*password authentication"):
        call_command("migrate")


@pytest.mark.parametrize("error", [ProgrammingError("denied"), MigrationSchemaMissing("denied")])
def test_of_a_role_that_may_not_it_is_said_which_address_is_wanted(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, error, InsufficientPrivilege("permission denied for schema public"))
    with pytest.raises(CommandError, match=r"may not make or change the tables. Set DATABASE_OWNER_URL"):
        call_command("migrate")


def test_another_fault_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ProgrammingError("no such column"))
    with pytest.raises(ProgrammingError):
        call_command("migrate")
