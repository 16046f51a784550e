"""`manage.py history`: a template, a check that writes nothing, and a load that says what came in."""

from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from onward.access.models import AuditEntry
from onward.casework.cases.models import Case
from onward.history.actions import take_back_case
from onward.history.tests.filled import ONE, book
from onward.kernel.problems import Refused
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def said(*words: str) -> str:
    told = StringIO()
    call_command("history", *words, stdout=told)
    return told.getvalue()


def test_a_check_says_what_would_come_in_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    rows = [ONE, {**ONE, "person": "2"}, {**ONE, "case": "A2", "destination": "Congolese"}]
    path, out = book(tmp_path / "a.xlsx", rows), tmp_path / "bad.xlsx"
    asks = ("--by", cast.anna.email)
    told = said("check", str(path), "--out", str(out), *asks)
    assert "avrr-be 2018: 2 returns of 2 persons in 1 case" in told
    assert "1 cannot come in" in told
    assert out.exists()
    assert not Case.objects.exists()
    assert "destination: “Congolese” fits several countries" in said("check", str(path), *asks)
    lines = AuditEntry.objects.filter(kind="check", action="history.check", actor_key=cast.anna.key)
    digest = sha256(path.read_bytes()).hexdigest()
    assert [line.after for line in lines] == [{"file": digest, "rows": 3}] * 2


def test_a_check_counts_persons_as_persons_and_returns_as_returns(cast: Cast, tmp_path: Path) -> None:
    again = {"case": "A2", "opened_on": "2018-11-01", "departed_on": "2018-12-01"}
    lu = {**ONE, "case": "A3", "programme": "avrr-lu", "channel": "self", "departed_on": "2019-02-01"}
    one, other = {**ONE, "own_number": "P7"}, {**ONE, "person": "2"}
    path = book(
        tmp_path / "a.xlsx", [one, other, {**one, **again}, {**lu, "own_number": "P7"}, lu | {"person": "2"}]
    )
    told = said("check", str(path), "--by", cast.anna.email)
    assert "5 rows: 5 returns of 3 persons in 3 cases and 0 quantities may come in" in told
    assert "avrr-be 2018: 3 returns of 2 persons in 2 cases" in told
    assert "avrr-lu 2019: 2 returns of 2 persons in 1 case" in told


def test_a_check_says_how_many_rows_are_known_only_once_they_are_in(cast: Cast, tmp_path: Path) -> None:
    known, asks = {**ONE, "known_on": "2019-01-01"}, ("--by", cast.anna.email)
    first = said("load", str(book(tmp_path / "a.xlsx", [known])), *asks)
    assert "1 of these rows" not in first
    assert "may be known only from the day on which they come in" in first
    take_back_case(cast.lies, Case.objects.get(), "wrong-programme")
    mended = str(book(tmp_path / "b.xlsx", [{**known, "destination": "RO"}]))
    assert "1 of these rows has a number that was taken back." in said("check", mended, *asks)


def test_a_load_is_done_by_an_administrator_and_says_how_much_came_in(cast: Cast, tmp_path: Path) -> None:
    path = str(book(tmp_path / "a.xlsx", [ONE]))
    for what in ("check", "load"):
        with pytest.raises(CommandError, match="Say with --by"):
            said(what, path)
        with pytest.raises((Refused, CommandError)):
            said(what, path, "--by", cast.ruth.email)
    assert "1 row came in" in said("load", path, "--by", cast.anna.email)
    assert "1 came in before" in said("load", path, "--by", cast.anna.email)
    assert Case.objects.count() == 1


def test_what_cannot_be_read_is_said_with_a_way_out(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF\0")
    by = ("--by", cast.anna.email)
    with pytest.raises(CommandError, match=r"no workbook.*Save it as"):
        said("check", str(path), *by)
    with pytest.raises(CommandError, match="No such file"):
        said("check", str(tmp_path / "nothing.xlsx"), *by)
    whole = book(tmp_path / "b.xlsx", [{**ONE, "destination": "?"}])
    with pytest.raises(CommandError, match="names the file itself"):
        said("check", str(whole), "--out", str(whole), *by)


@pytest.mark.parametrize("what", ["check", "load"])
def test_what_goes_nowhere_is_said_before_a_row_is_read(
    cast: Cast, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_all_the_same(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr("onward.web.management.commands.history.read", read_all_the_same)
    path, by = str(book(tmp_path / "a.xlsx", [ONE])), ("--by", cast.anna.email)
    for out in (tmp_path / "nowhere" / "bad.xlsx", tmp_path, Path("/dev/null")):
        with pytest.raises(CommandError, match=r"Nothing can be written to “.*Name a file in a folder"):
            said(what, path, "--out", str(out), *by)
    with pytest.raises(CommandError, match=r"2099-01-01 lies in the future\. Give today or a day before"):
        said(what, path, "--known-on", "2099-01-01", *by)
    with pytest.raises(CommandError, match="Nothing can be written to"):
        said("template", str(tmp_path / "nowhere" / "template.xlsx"))


def test_rows_that_go_back_are_for_nobody_else_whatever_stood_there(cast: Cast, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [{**ONE, "destination": "Congolese"}])
    asks = ("check", str(path), "--by", cast.anna.email, "--out")
    out, theirs, link = tmp_path / "bad.xlsx", tmp_path / "theirs", tmp_path / "link.xlsx"
    assert "replaced" not in said(*asks, str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    out.chmod(0o644)
    assert "The file that was there has been replaced." in said(*asks, str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    theirs.write_text("")
    link.symlink_to(theirs)
    assert "has been replaced" in said(*asks, str(link))
    assert theirs.read_text() == ""
    assert not link.is_symlink()
    assert not list(tmp_path.glob(".*"))


def test_a_template_is_written_in_the_language_asked_for(cast: Cast, tmp_path: Path) -> None:
    said("template", str(tmp_path / "a.xlsx"), "--lang", "nl")
    assert "may come in" in said("check", str(tmp_path / "a.xlsx"), "--by", cast.anna.email)
