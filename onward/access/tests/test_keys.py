"""Master keys: made, read, rotated by a command that may be stopped, and carried to a restored database."""

import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from onward.access.secrecy import carrying, destroy, keys, masters, rotating
from onward.access.secrecy.checks import NONE, at_fault, master_keys_are_there
from onward.web.database import ROOT
from tests.kills.server import surroundings

OLD, NEW = masters.made("old"), masters.made("new")
PLACE = "cases_note.text"


def some_keys(number: int) -> dict[UUID, str]:
    """Make so many keys; return what was sealed under each."""
    return {key: keys.for_sealing(key).seal(PLACE, f"of {key}") for key in (uuid4() for _ in range(number))}


def under() -> dict[str, int]:
    return {one.name: one.keys for one in rotating.standing() if one.keys}


def opens(sealed: dict[UUID, str]) -> bool:
    return all(keys.for_sealing(key).open(PLACE, value) == f"of {key}" for key, value in sealed.items())


def told(*command: str) -> str:
    out = StringIO()
    call_command("keys", *command, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_every_key_is_wrapped_anew_and_the_old_master_key_may_go() -> None:
    with override_settings(MASTER_KEYS=OLD):
        sealed = some_keys(7)
    with override_settings(MASTER_KEYS=f"{NEW}, {OLD}"):
        assert "old: 7 keys; needed" in told("status")
        assert "7 wrapped anew; every key is under new." in told("rotate", "--batch", "3")
        assert "old: 0 keys; may be taken away" in told("status")
        assert "new: 7 keys; the first" in told("status")
        assert "0 wrapped anew" in told("rotate")
    with override_settings(MASTER_KEYS=NEW):
        assert opens(sealed)


@pytest.mark.django_db
def test_a_rotation_without_the_old_master_key_says_which_one_is_missing() -> None:
    with override_settings(MASTER_KEYS=OLD):
        some_keys(1)
    with override_settings(MASTER_KEYS=NEW):
        assert "old: 1 key; MISSING" in told("status")
        with pytest.raises(CommandError, match=r"\(old\)"):
            told("rotate")
    other = f"{NEW},{masters.made('old')}"
    with override_settings(MASTER_KEYS=other), pytest.raises(CommandError, match="not the right one"):
        told("rotate")


def test_a_rotation_killed_in_the_middle_leaves_every_key_whole_and_goes_on(
    committed_db: str, second_connection: Any
) -> None:
    with override_settings(MASTER_KEYS=OLD):
        sealed = some_keys(9)
    environment = surroundings(committed_db) | {"ONWARD_MASTER_KEYS": f"{NEW},{OLD}"}
    command = [sys.executable, "manage.py", "keys", "rotate", "--batch", "2"]
    # The seventh key is held by somebody: there the command stands still, three batches done.
    second_connection.execute(
        "SELECT 1 FROM access_subjectkey WHERE id ="
        " (SELECT id FROM access_subjectkey ORDER BY id OFFSET 6 LIMIT 1) FOR UPDATE"
    )
    running = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert [running.stdout.readline().strip() for _ in range(3)] == ["2 …", "4 …", "6 …"]
    running.send_signal(signal.SIGKILL)
    running.wait(30)
    second_connection.rollback()
    with override_settings(MASTER_KEYS=f"{NEW},{OLD}"):
        assert under() == {"new": 6, "old": 3}
        assert opens(sealed)
        assert rotating.rewrap(batch=2) == 3
        assert under() == {"new": 9}
    with override_settings(MASTER_KEYS=NEW):
        assert opens(sealed)


def test_who_destroys_a_key_waits_for_what_is_being_sealed_under_it(second_connection: Any) -> None:
    subject = uuid4()
    keys.for_sealing(subject)
    with transaction.atomic():
        keys.for_sealing(subject)
        second_connection.execute("SET lock_timeout = '200ms'")
        with pytest.raises(Exception, match="lock timeout"):
            second_connection.execute("DELETE FROM access_subjectkey WHERE subject = %s", [subject])
        second_connection.rollback()
        second_connection.execute("SET lock_timeout = '200ms'")  # who wraps it anew does not wait
        second_connection.execute(
            "UPDATE access_subjectkey SET master = master WHERE subject = %s", [subject]
        )
        second_connection.rollback()


def test_a_key_that_was_destroyed_after_the_backup_is_gone_after_the_restore(
    committed_db: str, tmp_path: Path
) -> None:
    first, second, third = some_keys(3).items()
    backup = _table()
    destroy([first[0]])
    file = tmp_path / "keys"
    assert "Keep it apart" in told("export", str(file))
    assert file.stat().st_mode & 0o077 == 0
    _restore(backup)
    later = some_keys(1)
    assert "3 keys" not in told("import", str(file))
    assert not keys.named([_name(first[1])])
    assert opens(dict([second, third]))
    assert opens(later), "what was told after the file was written is left"
    assert "0 came, and 0 went" in told("import", str(file))


@pytest.mark.django_db
def test_keys_that_the_restored_database_lacks_come_with_the_file(tmp_path: Path) -> None:
    backup, file = _table(), tmp_path / "keys"
    sealed = some_keys(2)
    told("export", str(file))
    _restore(backup)
    assert "2 came, and 0 went" in told("import", str(file))
    assert opens(sealed)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["head", "end", "line", "key", "empty"])
def test_a_file_that_is_not_whole_changes_nothing(tmp_path: Path, change: str) -> None:
    sealed, file = some_keys(3), tmp_path / "keys"
    told("export", str(file))
    lines = file.read_text().splitlines()
    wrong = {
        "head": lines[1:],
        "end": lines[:-1],
        "line": [lines[0], lines[1], lines[-1]],
        "key": [lines[0], "[1, 2]", *lines[2:]],
        "empty": [],
    }
    file.write_text("\n".join(wrong[change]))
    before = _table()
    with pytest.raises(CommandError):
        told("import", str(file))
    assert _table() == before
    assert opens(sealed)


@pytest.mark.django_db
def test_keys_of_another_house_are_not_taken_in() -> None:
    with override_settings(MASTER_KEYS=OLD):
        some_keys(1)
        lines = list(carrying.lines())
    with override_settings(MASTER_KEYS=NEW), pytest.raises(Exception, match="master-key-missing"):
        carrying.put_in_place(lines)


def test_master_keys_are_read_from_a_line_or_from_a_file_of_lines() -> None:
    text = f"# of March\n{NEW}  # the first\n\n{OLD}\n"
    assert list(masters.parse(text)) == ["new", "old"]
    assert masters.parse(f"{NEW},{OLD}") == masters.parse(text)
    [name] = masters.parse(told("new"))
    assert name.startswith("m20")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("secret", "written name:key"),
        ("Old:c2hvcnQ=", "written name:key"),
        ("old:c2hvcnQ=", "old is not 32 bytes"),
        ("old:%%%", "old is not 32 bytes"),
        (f"{OLD},{OLD}", "Two master keys are called old"),
    ],
    ids=["no name", "a capital", "too short", "no base64", "twice"],  # a key differs in each process
)
def test_what_is_no_master_key_is_told_without_repeating_it(text: str, said: str) -> None:
    with override_settings(MASTER_KEYS=text):
        assert said in at_fault()
        assert "c2hvcnQ=" not in at_fault()
        [error] = master_keys_are_there(None)
        assert error.id == "access.master-key-missing"


def test_an_office_without_a_master_key_does_not_start() -> None:
    assert not at_fault()
    with override_settings(MASTER_KEYS=""):
        assert at_fault() == NONE
    given = surroundings("none") | {"ONWARD_MASTER_KEYS": "", "ONWARD_DEMO": "0"}
    for command in (["manage.py", "check"], ["-c", "import onward.web.wsgi"]):
        done = subprocess.run(
            [sys.executable, *command], env=given, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode, command
        assert "ONWARD_MASTER_KEYS is missing" in done.stderr


def test_a_file_of_master_keys_is_read_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "masters"
    file.write_text(f"{NEW}\n")
    given = {one: value for one, value in surroundings("none").items() if one != "ONWARD_MASTER_KEYS"}
    script = "from django.conf import settings; print(settings.MASTER_KEYS)"
    for path, said in ((file, NEW), (tmp_path / "none", "cannot be read: No such file")):
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=given | {"ONWARD_MASTER_KEYS_FILE": str(path)},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said in done.stdout + done.stderr
    assert "tests:" in settings.MASTER_KEYS


def _table() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, subject, master, wrapped, made_at FROM access_subjectkey ORDER BY id")
        return [(*row[:3], bytes(row[3]), row[4]) for row in cursor.fetchall()]


def _restore(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_subjectkey")
        cursor.executemany(
            "INSERT INTO access_subjectkey (key, subject, master, wrapped, made_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            rows,
        )


def _name(value: str) -> UUID:
    return UUID(value[3:35])
