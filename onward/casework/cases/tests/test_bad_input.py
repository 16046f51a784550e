"""Whatever is typed, pasted, uploaded or put into an address: a clear answer, and nothing half done."""

import io
import zipfile
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onward.casework.cases.doings import DOINGS
from onward.casework.cases.models import Case, Document, Note, Session
from onward.casework.cases.tests.factories import a_case, handed_over, traveller_of
from onward.kernel import clock
from onward.kernel.models import Event
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n101\n%%EOF\n"
)
NONSENSE = [
    "\x00",
    "a\x00b",
    "\u202egpj.exe",
    "\u200b",
    "-1",
    "9" * 30,
    "9" * 5000,
    "²",
    "٣",
    "' OR 1=1 --",
    "NaN",
    "1e999",
    "😀" * 400,
    "2021-02-30",
    "9999-12-31",
]


def a_client(client: Client) -> tuple[Client, Case]:
    """Return a signed-in counsellor's browser and her case."""
    cast = make_cast()
    client.force_login(cast.lies)
    return client, a_case(cast.lies)


def a_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("run.exe", "MZ")
    return made.getvalue()


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/cases/", ("before", "counsellor", "stage", "programme", "destination", "channel", "held")),
        ("/work/?list=mine", ("before",)),
        ("/work/?list=blocked", ("before",)),
        ("/work/?list=due", ("before",)),
        ("/work/", ("list",)),
        ("/cases/{}/", ("before",)),
        ("/cases/{}/do/note/", ("about", "kind")),
        ("/cases/{}/do/hand-over/", ("mission",)),
        ("/cases/{}/do/add-traveller/", ("person", "accompanied", "joined_on")),
    ],
)
def test_nonsense_in_an_address_is_no_fault_of_the_house(
    client: Client, path: str, names: tuple[str, ...]
) -> None:
    client, case = a_client(client)
    address = path.format(case.reference)
    for value in (*NONSENSE, "2021-01-01.x", "2021-01-01." + "9" * 40, ".", "2021-13-01.1", "2021-01-01.-1"):
        for name in names:
            answer = client.get(f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}")
            assert answer.status_code == 200, (name, value)


@pytest.mark.parametrize("code", sorted(DOINGS))
def test_nonsense_in_every_field_of_every_form_is_told_at_the_form(client: Client, code: str) -> None:
    client, case = a_client(client)
    if DOINGS[code].verb == "cases.answer-hand-over":
        cast = make_cast()
        handed_over(case, cast.iraq)
        client.force_login(cast.erbil)
    address = f"/cases/{case.reference}/do/{code}/"
    fields = [name for name in client.get(address).context["form"].fields if name != "file"]
    for value in NONSENSE:
        before = Event.objects.count()
        answer = client.post(address, dict.fromkeys(fields, value))
        assert answer.status_code in (200, 302, 409, 422), value
        assert answer.status_code == 302 or Event.objects.count() == before, value


def test_nonsense_as_a_step_moves_nobody(client: Client) -> None:
    client, case = a_client(client)
    address = f"/cases/{case.reference}/advance/"
    one = traveller_of(case)
    for value in NONSENSE:
        for sent in ({"stage": value, "traveller": one.key}, {"stage": "counselled", "traveller": value}):
            assert client.post(address, sent).status_code in (302, 404), value
    one.refresh_from_db()
    assert one.stage == "registered"


def upload(client: Client, case: Case, name: str, content: bytes, **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(f"/cases/{case.reference}/do/document/", {"kind": "other", "file": file, **fields})


def test_a_hundred_megabytes_are_refused_before_a_byte_is_read(client: Client) -> None:
    client, case = a_client(client)

    class Untouched(io.RawIOBase):
        def read(self, *_size: Any) -> bytes:
            raise AssertionError("the body was read")

    answer = client.generic(
        "POST",
        f"/cases/{case.reference}/do/document/",
        b"",
        "multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(100 * 1024**2), "wsgi.input": Untouched()},  # type: ignore[arg-type]  # WSGI's own names
    )
    assert answer.status_code == 413
    assert f"{settings.REQUEST_MAX_BYTES // 1024**2} MB" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_zip_that_claims_to_be_a_pdf_is_told_as_what_it_is(client: Client) -> None:
    client, case = a_client(client)
    answer = upload(client, case, "passport.pdf", a_zip())
    assert answer.status_code == 422
    assert not Document.objects.exists()
    assert not Event.objects.filter(type="cases.document_added").exists()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-", b"MZ\x90\x00", b"<html><script>alert(1)</script>", b"\x00" * 500]
)
def test_what_is_no_document_is_not_kept(client: Client, content: bytes) -> None:
    client, case = a_client(client)
    assert upload(client, case, "scan.pdf", content).status_code == 422
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["a" * 300 + ".pdf", "\u202efdp.exe", "../../etc/passwd.pdf", "ملف.pdf", "\u200b.pdf", "con.pdf", ".pdf"],
)
def test_a_name_of_a_file_is_kept_short_and_harmless(client: Client, name: str) -> None:
    client, case = a_client(client)
    answer = upload(client, case, name, PDF)
    assert answer.status_code in (302, 422), answer.content[:300]
    for document in Document.objects.all():
        assert 0 < len(document.name) <= 160
        assert not set(document.name) & set("/\\\u202e\u200b\x00")
        assert "passwd" not in document.stored_as


def test_signs_that_nobody_sees_and_that_turn_lines_around_are_taken_out_of_notes(client: Client) -> None:
    client, case = a_client(client)
    sent = {"text": "\u202eHe said \u200byes\u2066.\nمرحبا"}
    assert client.post(f"/cases/{case.reference}/do/note/", sent).status_code == 302
    assert Note.objects.get().text == "He said yes.\nمرحبا"


def test_a_text_of_more_than_its_field_holds_comes_back_whole(client: Client) -> None:
    client, case = a_client(client)
    long = "word " * 5000
    answer = client.post(f"/cases/{case.reference}/do/note/", {"text": long})
    assert answer.status_code == 422
    assert answer.content.decode().count("word ") >= 4999
    assert not Note.objects.exists()


def test_a_session_in_the_future_is_refused_and_keeps_what_was_typed(client: Client) -> None:
    client, case = a_client(client)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    sent = {"way": "phone", "held_on": tomorrow, "summary": "Typed with care"}
    answer = client.post(f"/cases/{case.reference}/do/session/", sent)
    assert answer.status_code == 422
    assert "Typed with care" in answer.content.decode()
    assert "future" in answer.content.decode()
    assert not Session.objects.exists()


def test_a_double_click_on_a_step_takes_it_once_and_says_so(client: Client) -> None:
    from onward.casework.cases import actions

    client, case = a_client(client)
    one = traveller_of(case)
    actions.hold_session(make_cast().lies, case, way="phone")
    sent = {"stage": "counselled", "traveller": one.key}
    client.post(f"/cases/{case.reference}/advance/", sent)
    text = client.post(f"/cases/{case.reference}/advance/", sent, follow=True).content.decode()
    assert "already done" in text
    assert Event.objects.filter(type="cases.stage_entered", payload__stage="counselled").count() == 1


def test_an_unknown_thing_to_record_is_not_there(client: Client) -> None:
    client, case = a_client(client)
    assert client.get(f"/cases/{case.reference}/do/magic/").status_code == 404
