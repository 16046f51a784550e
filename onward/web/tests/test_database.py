"""The two roles, as the database itself tells them apart."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection

from onward.web.database import DURABLE, Cluster


def one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.django_db
def test_the_application_role_is_the_one_that_tests_run_as() -> None:
    assert one("SELECT current_user") == "onward_app"


@pytest.mark.django_db
def test_the_application_role_owns_no_table() -> None:
    assert one("SELECT count(*) FROM pg_tables WHERE tableowner = 'onward_app'") == 0


@pytest.mark.django_db
def test_the_application_role_may_not_make_a_table() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        one("CREATE TABLE anything (id int)")


@pytest.mark.django_db
def test_names_of_every_script_have_trigrams() -> None:
    assert one("SELECT similarity('Іваненко', 'Іваненка') > 0.5")


def test_a_committed_database_is_a_fresh_one(committed_db: str) -> None:
    assert one("SELECT current_database()") == committed_db
    assert committed_db.endswith("_c")


@pytest.mark.django_db
def test_the_log_of_the_database_quotes_neither_statement_nor_row() -> None:
    assert one("SHOW log_min_error_statement") == "panic"
    assert one("SHOW log_error_verbosity") == "terse"


def test_to_stop_where_nothing_runs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onward.web.database.demo_cluster", lambda: Cluster(tmp_path / "postgres", DURABLE))
    told = StringIO()
    call_command("database", "stop", stdout=told)
    assert told.getvalue() == "Nothing is running here; nothing was stopped.\n"
