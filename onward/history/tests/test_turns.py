"""A workbook is read by a process of its own, one at a time for the house, and stopped at once."""

import fcntl
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.history import loading, problems, uploads
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_costs import SHEET, many, with_part
from onward.history.uploads import Upload, folder, turns
from onward.history.workbook import costs, read
from onward.kernel.files.working import WorkFolder
from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FILES=tmp_path / "files"):
        yield


def handed_in(user: User, path: Path) -> Upload:
    with path.open("rb") as file:
        return uploads.keep(user, file, path.name, "fr", None)


def until(done: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def slow(path: Path) -> Path:
    """Write a workbook that takes long to read, row by row within all bounds."""
    row = "<row>" + "<c/>" * 10_000 + "</row>"
    return with_part(book(path, [ONE]), SHEET, many(row, 200_000_000, before="</sheetData>"))


def test_each_is_read_and_brought_in_by_a_process_of_its_own(own_processes: None, tmp_path: Path) -> None:
    cast = make_cast()
    upload = handed_in(cast.anna, book(tmp_path / "a.xlsx", [ONE]))
    for loads, ends in ((False, "checked"), (True, "done")):
        uploads.start(upload, loading=loads)
        until(lambda ends=ends: upload.state().stage == ends)  # type: ignore[misc]
    assert Case.objects.count() == 1


def test_stop_ends_it_at_once_and_the_next_one_comes_to_its_turn(
    own_processes: None, tmp_path: Path, client: Client
) -> None:
    cast = make_cast()
    first = handed_in(cast.anna, slow(tmp_path / "a.xlsx"))
    uploads.start(first)
    until(lambda: first.state().begun)
    second = handed_in(cast.anna, book(tmp_path / "b.xlsx", [ONE]))
    began = time.monotonic()
    uploads.start(second)
    assert uploads.wait(second).stage == "checking"
    assert time.monotonic() - began < 1, "a page waits for none that waits itself"
    client.force_login(cast.anna)
    page = client.get(f"/history/{second.key}/").content.decode()
    assert "one at a time" in page
    assert "waits its turn" in client.get("/history/").content.decode()
    client.post(f"/history/{first.key}/stop/")
    until(lambda: first.state().stage == "stopped", 10)
    until(lambda: second.state().stage == "checked")


def test_what_waits_is_stopped_by_whoever_asks(tmp_path: Path, db: None) -> None:
    upload = handed_in(make_cast().anna, book(tmp_path / "a.xlsx", [ONE]))
    uploads.start(upload)
    uploads.stop(upload)
    assert upload.state().stage == "stopped"
    uploads.work(upload.key)
    assert upload.state().stage == "stopped"


def test_no_process_is_begun_while_somebody_has_the_turn(
    tmp_path: Path, db: None, begun: list[WorkFolder]
) -> None:
    cast = make_cast()
    upload = handed_in(cast.anna, book(tmp_path / "a.xlsx", [ONE]))
    with folder.turn() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        uploads.start(upload)
        assert not upload.waits(upload.state()), "nobody knows yet whose turn it is"
        folder.name_turn(held, upload.key.hex)
        assert not upload.waits(upload.state()), "it is its own turn"
        folder.name_turn(held, uuid4().hex)
        assert upload.waits(upload.state())
        assert not upload.cut_off(upload.state())
    assert begun == []
    assert not upload.waits(upload.state())


def test_a_process_begun_for_what_waits_no_more_does_nothing(
    tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    gone, other = (handed_in(cast.anna, book(tmp_path / f"{name}.xlsx", [ONE])) for name in "ab")
    for one in (gone, other):
        uploads.start(one)
    uploads.stop(gone)
    watched: list[Upload] = []

    def watch(upload: Upload, _state: object) -> None:
        watched.append(upload)
        upload.note(stage="stopped")

    monkeypatch.setattr(turns, "_watch", watch)
    uploads.take_turns(gone.key)
    assert watched == []


def test_a_command_waits_for_a_workbook_of_a_page_and_those_of_pages_for_it(
    tmp_path: Path,
    db: None,
    begun: list[WorkFolder],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cast = make_cast()
    path = book(tmp_path / "a.xlsx", [ONE])
    upload = handed_in(cast.anna, path)
    load = loading.load

    taken, given_back = Event(), Event()

    def meanwhile(*given: Any) -> int:
        assert given_back.is_set()
        uploads.start(upload)
        assert upload.waits(upload.state())
        return load(*given)

    monkeypatch.setattr(loading, "load", meanwhile)

    def hold() -> None:
        with folder.turn() as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            taken.set()
            time.sleep(4)
            given_back.set()

    holder = Thread(target=hold)
    holder.start()
    taken.wait()
    call_command("history", "load", str(path), "--by", cast.anna.email)
    holder.join()
    assert "Another workbook is at work" in capsys.readouterr().out
    assert Case.objects.count() == 1
    assert [one.key for one in begun] == [upload.key], "it is begun when the command has ended"


def test_whoever_watches_writes_nothing_beside_a_page_that_asks_for_more(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = handed_in(make_cast().anna, book(tmp_path / "a.xlsx", [ONE]))
    uploads.start(upload)
    held: list[bool] = []

    def free(_upload: Upload, _problem: object) -> None:
        with upload.held() as nobody:
            held.append(not nobody)

    monkeypatch.setattr(turns, "work", lambda _key, wait: time.sleep(0))
    monkeypatch.setattr(turns, "end_with", free)
    turns._watch(upload, upload.state())
    assert held == [True]


def test_a_process_that_dies_has_broken_off(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    upload = handed_in(make_cast().anna, book(tmp_path / "a.xlsx", [ONE]))
    uploads.start(upload)
    monkeypatch.setattr(turns, "work", lambda _key, wait: time.sleep(0))
    uploads.take_turns(upload.key)
    problem = upload.state().problem
    assert problem is not None
    assert problem[0] == "history.broken-off"
    assert "without a word" in caplog.text


def test_what_nobody_thought_of_ends_when_its_time_is_used_up(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    path = slow(tmp_path / "a.xlsx")
    begun = time.process_time()
    with pytest.raises(problems.TooCostly, match="too-costly") as refused, costs.bounded(seconds=1):
        list(read(path))
    assert "time" in refused.value.say()
    assert time.process_time() - begun < 60, "all of it takes some minutes"
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_what_nobody_thought_of_ends_when_its_memory_is_used_up() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(problems.TooCostly) as refused, costs.bounded(memory=100_000_000):
        bytearray(300_000_000)
    assert "memory" in refused.value.say()
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert len(bytearray(300_000_000)) == 300_000_000


def test_a_page_waits_no_longer_than_it_may(
    tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.PATIENCE <= 2
    monkeypatch.setattr("onward.history.uploads.working.PATIENCE", 0.2)
    upload = handed_in(make_cast().anna, book(tmp_path / "a.xlsx", [ONE]))
    uploads.start(upload)
    began = time.monotonic()
    assert uploads.wait(upload).stage == "checking"
    assert time.monotonic() - began < 1


def test_what_is_no_key_is_said() -> None:
    with pytest.raises(CommandError, match=r"“\.\./\.\./etc/passwd” is no key of a workbook"):
        call_command("history", "work", "../../etc/passwd")


def test_the_limits_hold_whoever_reads(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the page's process and the command read within them: with no seconds left, neither reads."""
    monkeypatch.setattr(costs.bounded.__wrapped__, "__defaults__", (1, costs.MEMORY))  # type: ignore[attr-defined]
    path = slow(tmp_path / "a.xlsx")
    upload = handed_in(cast.anna, path)
    uploads.start(upload)
    uploads.work(upload.key)
    problem = upload.state().problem
    assert problem is not None
    assert problem[0] == "history.too-costly"
    with pytest.raises(CommandError, match="its time is used up"):
        call_command("history", "check", str(path), "--by", cast.anna.email)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
