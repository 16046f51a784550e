"""What the environment can say, and what it must."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import ProgrammingError, connection

from onward.web.database import LONGEST_SOCKET_FOLDER, ROOT, THROW_AWAY, Cluster, parse_url
from onward.web.owner import as_owner

READ = ("-c", "from onward.web import settings; print(settings.DATABASES['default'])")


def started_with(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings (or run a command) in a process of their own, outside of the tests' own mode."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTEST_VERSION"}
    return subprocess.run(
        [sys.executable, *(command or READ)],
        env={**kept, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_office_without_a_secret_key_does_not_start() -> None:
    done = started_with(DATABASE_URL="postgresql://onward_app@db/onward")
    assert done.returncode != 0
    assert "ONWARD_SECRET_KEY is missing" in done.stderr


def test_an_office_with_a_secret_key_starts_on_its_server() -> None:
    done = started_with(DATABASE_URL="postgresql://onward_app@db/onward", ONWARD_SECRET_KEY="long" * 20)
    assert done.returncode == 0, done.stderr
    assert "'HOST': 'db'" in done.stdout


def test_a_flag_that_is_neither_yes_nor_no_is_refused() -> None:
    done = started_with(ONWARD_DEBUG="perhaps")
    assert "ONWARD_DEBUG is 'perhaps'; say 1 or 0." in done.stderr


def test_an_address_is_read_with_its_password_port_and_options() -> None:
    read = parse_url("postgresql://onward_app:p%40ss@db.example:5433/onward?sslmode=verify-full")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == (
        "onward_app",
        "p@ss",
        "db.example",
        "5433",
    )
    assert read["OPTIONS"] == {"sslmode": "verify-full"}


@pytest.mark.parametrize("address", ["sqlite:///onward.db", "mysql://db/onward"])
def test_no_other_engine_is_taken(address: str) -> None:
    with pytest.raises(ValueError, match="PostgreSQL only"):
        parse_url(address)


def test_an_address_without_a_database_is_refused() -> None:
    with pytest.raises(ValueError, match="the name of the database"):
        parse_url("postgresql://onward_app@db")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:se/cret@h/db",
        "postgresql://u:1/secret@h/db",
        "postgresql://u:secret#1@h/db",
        "postgresql://u:secret@h:99999/db",
        "postgresql://u:secret@[h/db",
        "postgresql://u:secret@h/db?secret=1",
        "postgresql://u:secret%00@h/db",
        "secret",
    ],
)
def test_what_is_no_address_is_told_without_what_may_be_a_password(address: str) -> None:
    with pytest.raises(ValueError) as told:  # noqa: PT011  # its words are what is looked at
        parse_url(address)
    assert "cret" not in str(told.value)


def test_a_wrong_address_ends_a_command_with_one_sentence() -> None:
    done = started_with("manage.py", "check", DATABASE_URL="postgresql://u:se/cret@h/db", ONWARD_DEMO="1")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("DATABASE_URL is no address of a database: ")


def test_the_socket_of_a_checkout_in_a_deep_folder_has_a_short_path() -> None:
    deep = Cluster(ROOT / ("deep" * 30), THROW_AWAY)
    assert len(str(deep.socket_folder)) <= LONGEST_SOCKET_FOLDER


def test_only_as_the_owner_a_table_can_be_made(committed_db: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE anything (id int)")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE anything (id int)")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO anything VALUES (1)")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("onward_app",)


def test_a_demo_lies_on_a_server_of_one_s_own_without_any_other_setting() -> None:
    done = started_with(DATABASE_URL="postgresql://onward_app@db/onward", ONWARD_DEMO="1")
    assert done.returncode == 0, done.stderr
    assert "'HOST': 'db'" in done.stdout
