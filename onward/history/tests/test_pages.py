"""The past comes in through a page: by who may, looked at first, stopped and gone on with, and deleted."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from onward.access.models import AuditEntry
from onward.casework.cases.models import Case
from onward.history import uploads
from onward.history.actions import take_back_case
from onward.history.loading import load
from onward.history.models import Import, ImportedRow
from onward.history.queries import before
from onward.history.tests.filled import ONE, Row, book
from onward.history.uploads import Upload, working
from onward.history.workbook import SHEETS, check, read
from onward.kernel import clock
from onward.kernel.files.working import WorkFolder
from tests.cast import Cast, make_cast

START = "/history/"
BAD: Row = {**ONE, "case": "A2", "destination": "Congolese"}
REACHED: Row = {
    "programme": "burkina-faso", "what": "people-reached", "place": "BF", "day": "2018-12-31",
    "quantity": 750,
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ONWARD_FILES=tmp_path / "files"):
        yield tmp_path / "files" / "history"


@pytest.fixture(autouse=True)
def at_once(begun: list[WorkFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what a process of its own would do: here it would not see what the test has written."""
    monkeypatch.setattr(WorkFolder, "begin", lambda work, _command: uploads.work(work.key))


@pytest.fixture
def anna(cast: Cast, client: Client) -> Client:
    client.force_login(cast.anna)
    return client


def hand_in(client: Client, content: bytes, name: str = "a.xlsx", **more: Any) -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, content), **more})


def handed_in(client: Client, path: Path, **more: Any) -> str:
    """Hand a file in; return the address of its page."""
    answer = hand_in(client, path.read_bytes(), path.name, **more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def upload_at(address: str) -> Upload:
    return Upload(UUID(address.strip("/").split("/")[-1]))


def test_a_workbook_is_looked_at_and_comes_in_with_one_click(
    anna: Client, tmp_path: Path, folder: Path
) -> None:
    path = book(tmp_path / "books.xlsx", [ONE, {**ONE, "person": "2"}, BAD], [REACHED])
    address = handed_in(anna, path, known_on="2019-03-01")
    page = words(anna, address)
    assert "persons: 2 · returns: 2 · cases: 1 · quantities: 1" in page
    assert "Work for the young in Burkina Faso" in page
    assert "Persons 4" in page
    assert "fits several countries" in page
    assert not Case.objects.exists()
    anna.post(f"{address}load/")
    assert Case.objects.count() == 1
    assert "3 rows came in" in words(anna, address)
    assert not upload_at(address).workbook.exists()
    came_in = words(anna, START)
    assert "books.xlsx" in came_in
    assert '<td data-label="Known to the office on">1 March 2019</td>' in came_in
    again = handed_in(anna, path)
    assert "nothing would come in" not in words(anna, again).lower()  # a bad row stands in it still
    assert "There already</dt><dd>3</dd>" in words(anna, again)
    anna.post(f"{again}load/")
    assert Case.objects.count() == 1


def test_bad_rows_are_taken_away_as_a_workbook_and_that_is_written_down(anna: Client, tmp_path: Path) -> None:
    address = handed_in(anna, book(tmp_path / "a.xlsx", [ONE, BAD]))
    assert AuditEntry.objects.get(kind="check").after == {
        "file": upload_at(address).state().digest, "rows": 2,
    }  # fmt: skip
    answer = anna.get(f"{address}bad.xlsx")
    page = openpyxl.load_workbook(BytesIO(answer.content))["Persons"]
    at = [column.code for column in SHEETS[0].columns()].index("destination") + 1
    assert page.cell(2, at).comment is not None
    [line] = AuditEntry.objects.filter(kind="export", action="history.bad-rows")
    assert line.after is not None
    assert line.after["rows"] == 1


def test_the_empty_workbook_is_in_the_readers_language(anna: Client, cast: Cast) -> None:
    cast.anna.language = "fr"
    cast.anna.save(update_fields=["language"])
    answer = anna.get(f"{START}template.xlsx")
    assert "Personnes" in openpyxl.load_workbook(BytesIO(answer.content)).sheetnames


def test_nobody_else_sees_it_and_it_is_gone_after_a_day(
    anna: Client, cast: Cast, tmp_path: Path, folder: Path
) -> None:
    address = handed_in(anna, book(tmp_path / "a.xlsx", [ONE]))
    other = Client()
    other.force_login(cast.ruth)
    assert other.get(address).status_code == 403
    cast.ruth.roles = ["administrator"]
    cast.ruth.save(update_fields=["roles"])
    for way in ("", "bad.xlsx"):
        assert other.get(address + way).status_code == 404
    assert other.post(f"{address}load/").status_code == 404
    assert [one.stat().st_mode & 0o077 for one in (folder, *folder.rglob("workbook"))] == [0, 0]
    with clock.at(clock.now() + timedelta(hours=23)):
        assert anna.get(address).status_code == 200
    with clock.at(clock.now() + timedelta(hours=25)):
        assert anna.get(address).status_code == 404
    assert list(folder.iterdir()) == []


def test_the_owner_deletes_it_before(anna: Client, tmp_path: Path, folder: Path) -> None:
    address = handed_in(anna, book(tmp_path / "a.xlsx", [ONE]))
    anna.post(f"{address}discard/")
    assert list(folder.iterdir()) == []
    assert anna.get(address).status_code == 404


def zip_that_is_no_workbook() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr("letter.txt", "Dear reader")
    return made.getvalue()


def zip_bomb() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _chunk in range(61):
                part.write(b" " * 10_000_000)
    return made.getvalue()


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a ZIP with the name of a workbook", zip_that_is_no_workbook, "another kind, whatever its name says"),
    ("a ZIP bomb", zip_bomb, "more than 600 MB"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0", "another kind, whatever its name says"),
    ("the old Excel", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 99, "old format of Excel"),
    ("no byte at all", lambda: b"", "This file is empty"),
    ("no heading", lambda: b"one;two\n1;2\n", "Missing"),
]


@pytest.mark.parametrize(("content", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_is_no_workbook_is_refused_at_its_field_and_nothing_is_kept(
    anna: Client, folder: Path, content: Callable[[], bytes], said: str
) -> None:
    answer = hand_in(anna, content(), known_on="2019-03-01")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "2019-03-01" in answer.content.decode()
    assert not list(folder.glob("*"))


def test_two_million_rows_and_a_hundred_megabytes_are_refused_in_a_sentence(anna: Client) -> None:
    head = b"case,programme,channel,destination,departed_on\n"
    answer = hand_in(anna, head + b"1,a,b,c\n" * 2_000_000, "a.csv")
    assert (answer.status_code, "more than 100,000 rows" in answer.content.decode()) == (422, True)
    answer = hand_in(anna, head + b"1,a,b,c\n" * 12_500_000, "a.csv")
    assert (answer.status_code, "at most 20 MB" in answer.content.decode()) == (413, True)


def test_merged_cells_and_days_in_three_orders_are_said_beside_their_row(
    anna: Client, tmp_path: Path
) -> None:
    days = ("2018-12-31", "31/12/2018", "12/31/2018", "03/04/2018")
    rows = [{**ONE, "case": f"A{number}", "departed_on": day} for number, day in enumerate(days)]
    path = book(tmp_path / "a.xlsx", [*rows, {**ONE, "case": "B"}])
    made = openpyxl.load_workbook(path)
    made["persons"].merge_cells("A6:B6")
    made.save(path)
    page = words(anna, handed_in(anna, path))
    assert "persons: 3 · returns: 3 · cases: 3" in page
    assert "may be 4 March 2018 or 3 April 2018" in page
    assert "This cell is merged with others" in page


@pytest.fixture
def in_parts(at_once: None, begun: list[WorkFolder], monkeypatch: pytest.MonkeyPatch) -> list[WorkFolder]:
    """Keep what would be done in a process of its own, and let no page wait for it."""
    monkeypatch.setattr(WorkFolder, "begin", lambda work, _command: begun.append(work))
    monkeypatch.setattr(working, "PATIENCE", 0)
    return begun


def test_one_that_takes_longer_is_read_elsewhere_and_the_page_says_how_far_it_is(
    anna: Client, tmp_path: Path, in_parts: list[WorkFolder]
) -> None:
    address = handed_in(anna, book(tmp_path / "a.xlsx", [ONE]))
    page = words(anna, address)
    assert "It is being read" in page
    assert 'hx-trigger="load delay:2s"' in page
    for one in in_parts:
        uploads.work(one.key)
    answer = anna.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "Bring in 1 row" in words(anna, address)


def test_what_is_stopped_keeps_what_came_in_and_brings_in_the_rest_later(
    anna: Client, tmp_path: Path, in_parts: list[WorkFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onward.history.loading.AT_ONCE", 2)
    address = handed_in(anna, book(tmp_path / "a.xlsx", [{**ONE, "case": f"A{one}"} for one in range(5)]))
    uploads.work(upload_at(address).key)
    anna.post(f"{address}load/")
    upload = upload_at(address)
    noted = Upload.note

    def note(self: Upload, **changed: Any) -> Any:
        if changed.get("rows") == 2:
            anna.post(f"{address}stop/")
        return noted(self, **changed)

    monkeypatch.setattr(Upload, "note", note)
    uploads.work(upload.key)
    assert Case.objects.count() == 2
    assert "2 rows of 5 came in, and stay." in words(anna, address)
    monkeypatch.setattr(Upload, "note", noted)
    anna.post(f"{address}load/")
    uploads.work(upload.key)
    assert Case.objects.count() == 5
    assert Import.objects.count() == 1


def test_work_that_was_cut_off_can_be_taken_up_again(
    anna: Client, tmp_path: Path, in_parts: list[WorkFolder]
) -> None:
    address = handed_in(anna, book(tmp_path / "a.xlsx", [ONE]))
    with clock.at(clock.now() + timedelta(minutes=2)):
        upload = upload_at(address)
        with upload.held():
            assert "It is being read" in words(anna, address)
        assert "was cut off" in words(anna, address)
        anna.post(f"{address}check/")
        assert "It is being read" in words(anna, address)


def test_a_fault_says_so_and_is_no_name_in_the_log(
    anna: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: Any, **_more: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(working, "before", fail)
    answer = hand_in(anna, book(tmp_path / "a.xlsx", [ONE]).read_bytes())
    assert "broken off by a fault" in answer.content.decode()
    assert "broken off" in caplog.text


def test_what_is_reported_of_an_initiative_is_no_programmes(cast: Cast, tmp_path: Path) -> None:
    checked = check(read(book(tmp_path / "a.xlsx", [], [REACHED])), before(), clock.today())
    [row] = checked.quantities
    assert (row.programme, row.office) == ("burkina-faso", "be")


MAY_BE_LATE = "that were taken back may be known only from the day on which they come in"


def test_a_check_says_how_many_rows_have_a_number_that_was_taken_back(
    cast: Cast, anna: Client, tmp_path: Path
) -> None:
    known = {**ONE, "known_on": "2019-01-01"}
    handed = handed_in(anna, book(tmp_path / "a.xlsx", [known]))
    page = words(anna, handed)
    assert ("With a number that" in page, MAY_BE_LATE in page) == (False, True)
    anna.post(f"{handed}load/")
    take_back_case(cast.lies, Case.objects.get(), "wrong-programme")
    mended = [{**known, "destination": "RO"}, {**known, "case": "A7", "sex": "male"}]
    page = words(anna, handed_in(anna, book(tmp_path / "b.xlsx", mended)))
    assert "<dt>With a number that was taken back</dt><dd>1<br><small" in page
    undated = words(anna, handed_in(anna, book(tmp_path / "c.xlsx", [{**ONE, "case": "A9"}])))
    assert MAY_BE_LATE not in undated


@pytest.mark.parametrize(
    "other", [{}, {"programme": "avrr-lu", "channel": "self"}], ids=["here", "elsewhere"]
)
def test_no_page_answers_to_guesses_at_a_sealed_file_that_was_taken_back(
    cast: Cast, anna: Client, tmp_path: Path, other: Row
) -> None:
    known = {**ONE, "known_on": "2019-01-01"}
    hers = {**known, "own_number": "P-1", "vulnerabilities": "trafficking"}
    load(
        cast.anna, check(read(book(tmp_path / "a.xlsx", [hers])), before(), clock.today()), "0" * 64, "a.xlsx"
    )
    take_back_case(cast.sam, Case.objects.get(), "wrong-programme")

    def told(guess: Row) -> list[str]:
        address = handed_in(anna, book(tmp_path / "g.xlsx", [{**known, **guess}]))
        pages = [words(anna, address)]
        anna.post(f"{address}load/")
        assert "1 row came in" in words(anna, address)
        row = ImportedRow.objects.latest("pk")
        assert (row.instead_of is not None) is (guess["sex"] == "female")
        listed = words(anna, START).split('id="came-in"')[1].split("<tbody>")[1].split("</tr>")[0]
        pages += [words(anna, address), listed]
        upload_at(address).remove()
        return [re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", "", page) for page in pages]

    right = told({**other, "case": "Zf", "sex": "female"})
    assert right == told({**other, "case": "Zm", "sex": "male"})
