"""A report from the command line: the edition there is, else a draft that says so, or a coded sentence."""

import io
import json
import re
import resource
from datetime import date, timedelta
from getpass import getuser
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from onward.access.models import AuditEntry, User
from onward.evidence.actions import prepare_edition, publish_edition
from onward.evidence.facts import open_facts
from onward.evidence.models import Edition
from onward.evidence.tests.factories import depart
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import cast as cast
from onward.evidence.tests.test_editions import edition as edition
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_editions import second as second
from onward.kernel import clock
from tests.cast import Cast


def run(out: Path, report: str = "year-report", **given: object) -> str:
    """Run the command in March 2021 and return what it told of its progress."""
    told = io.StringIO()
    with clock.at(LATER):
        call_command("report", report, **{"year": 2020, "out": out, **given}, stderr=told)
    return told.getvalue()


def test_it_prints_the_edition_and_tells_how_far_it_is(edition: Edition, tmp_path: Path) -> None:
    told = run(tmp_path / "report.pdf", lang="fr")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "report.pdf").stat().st_mode & 0o077 == 0, "exact: for nobody else on this machine"
    assert [line[:5] for line in told.splitlines()] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    assert "edition 1 (prepared)" in told


def test_it_says_how_many_numbers_of_an_edition_are_known_otherwise_by_now(
    edition: Edition, tmp_path: Path
) -> None:
    assert "known otherwise" not in run(tmp_path / "report.json")
    depart(date(2020, 5, 1), recorded=LATER + timedelta(hours=1))
    told = run(tmp_path / "a.json")
    assert re.search(r"edition 1 \(prepared\); \d+ numbers of it are known otherwise today", told)


def test_an_exact_copy_is_written_down_with_who_asked(
    edition: Edition, cast: Cast, second: User, tmp_path: Path
) -> None:
    taken = AuditEntry.objects.filter(kind="export", action="evidence.edition").order_by("pk")
    run(tmp_path / "report.pdf", by=cast.ruth.email)
    by_name = taken.get()
    assert by_name.actor_key == cast.ruth.key
    assert by_name.after is not None
    assert by_name.after["filters"]["as"] == "en.pdf"
    run(tmp_path / "report.pdf")
    nobody = taken.last()
    assert nobody is not None
    assert nobody.after is not None
    assert nobody.actor_key is None
    assert nobody.after["filters"]["user"] == f"{getuser()} (operating system)"
    for email in (cast.outsider.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            run(tmp_path / "other.pdf", by=email)
    assert not (tmp_path / "other.pdf").exists()
    publish_edition(second, edition)
    run(tmp_path / "public.pdf", public=True)
    assert taken.count() == 2, "what the public may have is nobody's to answer for"


def test_the_edition_that_is_published_speaks_before_a_later_one(
    edition: Edition, cast: Cast, second: User, tmp_path: Path
) -> None:
    publish_edition(second, edition)
    depart(date(2020, 5, 1))
    with clock.at(LATER):
        prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
    assert "edition 1 (published)" in run(tmp_path / "report.json")
    about = json.loads((tmp_path / "report.json").read_text())["about"]
    assert (about["edition"], about["state"], about["digest"]) == ("1", "published", edition.digest)


def test_without_an_edition_it_is_a_draft_and_says_so(cast: Cast, tmp_path: Path) -> None:
    depart(date(2020, 5, 1))
    assert "a draft" in run(tmp_path / "report.html", report="newsletter", half=1)
    assert "Draft, as known on" in (tmp_path / "report.html").read_text()
    run(tmp_path / "report.xlsx", report="newsletter", half=1)
    assert (tmp_path / "report.xlsx").read_bytes()[:2] == b"PK"


def test_what_it_writes_may_be_named_whatever_the_ending(edition: Edition, tmp_path: Path) -> None:
    told = io.StringIO()
    with clock.at(LATER):
        call_command(
            "report", "year-report", "--year=2020", "--json", f"--out={tmp_path / 'report.txt'}", stderr=told
        )
    assert json.loads((tmp_path / "report.txt").read_text())["about"]["report"] == "year-report"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"report": "year-raport"}, "evidence.unknown-report: There is no report “year-raport”."),
        ({"year": 2021}, "evidence.period-open: This period ends on 31 December 2021"),
        ({"lang": "de"}, "evidence.unknown-language: Reports are not written in “de”."),
        ({"out": Path("/nowhere/at/all/report.pdf")}, "kernel.nowhere-to-write: Nothing can be written to"),
        (
            {"out": Path(__file__).parent, "way": "pdf"},
            "kernel.nowhere-to-write: Nothing can be written to",
        ),
        ({"out": Path("report.docx")}, "evidence.unknown-form: A report is not written as “report.docx”."),
        (
            {"report": "newsletter"},
            "evidence.other-length: This report covers half a year. Ask for it with --year and --half 1 or",
        ),
        (
            {"half": 1},
            "evidence.other-length: This report covers a whole year. Ask for it with --year alone.",
        ),
        ({"year": 2011}, "evidence.nothing-on-record: Nothing at all is on record from 1 January 2011"),
        ({"year": 0}, "evidence.no-period-of-report"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(
    cast: Cast, tmp_path: Path, given: dict[str, object], said: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(**{"out": tmp_path / "report.pdf", **given})  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)
    assert not list(tmp_path.glob("report*"))


def test_a_disk_that_is_full_is_said_in_words(edition: Edition, tmp_path: Path) -> None:
    open_facts()  # written before, as in any office at work: it is the report that finds no room
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    (tmp_path / "report.csv").write_text("that of before")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(CommandError, match=r"kernel\.nowhere-to-write: Nothing can be written to “"):
            run(tmp_path / "report.csv", way="csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [one for one in tmp_path.iterdir() if one.suffix == ".part"] == []
    assert (tmp_path / "report.csv").read_text() == "that of before"


def test_a_device_is_not_pushed_out(edition: Edition) -> None:
    with pytest.raises(CommandError, match=r"nowhere-to-write: Nothing can be written to “/dev/full”"):
        run(Path("/dev/full"), way="csv")
    assert Path("/dev/full").is_char_device()


def test_an_exact_copy_takes_the_place_of_a_public_one_and_not_its_rights(
    edition: Edition, second: User, tmp_path: Path
) -> None:
    out = tmp_path / "report.csv"
    publish_edition(second, edition)
    assert "in place of" not in run(out, public=True)
    out.chmod(0o644)
    assert "in place of the file that was there" in run(out)
    assert out.stat().st_mode & 0o777 == 0o600
    run(out, public=True)
    assert out.stat().st_mode & 0o044, "for everybody again"


def test_a_link_that_somebody_made_beforehand_is_not_followed(edition: Edition, tmp_path: Path) -> None:
    theirs, out = tmp_path / "theirs", tmp_path / "report.csv"
    theirs.write_text("")
    theirs.chmod(0o666)
    out.symlink_to(theirs)
    run(out)
    assert theirs.read_text() == ""
    assert not out.is_symlink()
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_copy_for_the_public_hides_what_it_must_and_there_is_none_of_a_draft(
    edition: Edition, second: User, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=r"evidence\.not-for-the-public"):
        run(tmp_path / "early.json", public=True)
    publish_edition(second, edition)
    run(tmp_path / "public.json", public=True)
    told = json.loads((tmp_path / "public.json").read_text())
    assert told["about"]["access"] == "public"
    hidden = [one for one in told["lines"] if not one["shown"]]
    assert hidden
    assert all(one["value"] is None for one in hidden)
