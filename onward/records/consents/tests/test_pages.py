"""The pages about consents, as somebody asks for them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from onward.access.models import AuditEntry, Restriction, User
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing
from onward.records.consents import hooks
from onward.records.consents.actions import ask_override
from onward.records.consents.hooks import Subject
from onward.records.consents.models import Consent, Override
from onward.records.consents.tests.factories import a_consent
from onward.records.consents.tests.test_give_and_withdraw import PNG
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PERSON = UUID("11111111-2222-4333-8444-555555555555")


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, and one person of the Brussels office whom nobody else may see."""
    made = make_cast()

    def lookup(actor: Actor, key: UUID) -> Subject:
        hidden = Restriction.objects.filter(person_key=key).exists() and actor.key != made.sam.key
        if key != PERSON or getattr(actor, "office_id", None) != made.be.pk or hidden:
            raise Missing()
        return Subject(
            key, "Hassan Al-Zubaidi", "حسن الزبيدي", "ar", made.be, "/somewhere/", restricted=False
        )

    monkeypatch.setattr(hooks, "_lookup", lookup)
    return made


@pytest.fixture(autouse=True)
def files_of_this_test(tmp_path: Path) -> Iterator[None]:
    with override_settings(ONWARD_FILES=tmp_path):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, *of: object) -> str:
    return reverse(f"consents:{name}", args=of)


def consent_to(recipient_key: UUID, **changes: object) -> dict[str, object]:
    given = {"purpose": "share-with-mission", "recipient": str(recipient_key), "witness": "Wim Claes"}
    return given | {"once": str(uuid4())} | changes


def test_a_consent_is_recorded_with_its_signed_sheet_and_the_sheet_can_be_read(cast: Cast) -> None:
    client = signed_in(cast.lies)
    sheet = SimpleUploadedFile("sheet.png", PNG)
    answer = client.post(address("give", PERSON), consent_to(cast.iraq.key, witness="", sheet=sheet))
    consent = Consent.objects.get()
    assert answer.headers["Location"] == address("person", PERSON)
    shown = client.get(address("sheet", consent.key))
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"witness": ""}, "needs evidence"),
        ({"recipient": str(uuid4())}, "Select a valid choice"),
        ({"given_on": "2999-01-01"}, "lies in the future"),
        ({"given_on": "2021-03-02", "expires_on": "2021-03-01"}, "before the first"),
        ({"witness": "x" * 300}, "300 characters"),
        ({"sheet": SimpleUploadedFile("sheet.pdf", b"PK\x03\x04" + bytes(60))}, "sheet"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    cast: Cast, changes: dict[str, object], said: str
) -> None:
    answer = signed_in(cast.lies).post(address("give", PERSON), consent_to(cast.iraq.key, **changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Consent.objects.exists()


def test_a_consent_is_withdrawn_from_its_page(cast: Cast) -> None:
    consent = a_consent(PERSON, cast.iraq.key, office=cast.be)
    client = signed_in(cast.lies)
    assert "Baghdad" in client.get(address("withdraw", consent.key)).content.decode()
    client.post(address("withdraw", consent.key), {})
    consent.refresh_from_db()
    assert consent.withdrawn_on is not None
    assert "withdrawn" in client.get(address("person", PERSON)).content.decode()


def test_the_page_says_how_many_were_withdrawn_and_whether_it_may_still_be_sent(cast: Cast) -> None:
    today = clock.today()
    first, _twin = (
        a_consent(PERSON, cast.iraq.key, office=cast.be, given_on=today, expires_on=last)
        for last in (None, today + timedelta(30))
    )
    client = signed_in(cast.lies)
    page = client.post(address("withdraw", first.key), {}, follow=True).content.decode()
    assert "2 consents to the same were withdrawn" in page
    assert "It may still be sent" not in page
    before = a_consent(PERSON, cast.iraq.key, office=cast.be, given_on=today - timedelta(9))
    a_consent(PERSON, cast.iraq.key, office=cast.be, given_on=today - timedelta(2))
    day = (today - timedelta(4)).isoformat()
    page = client.post(address("withdraw", before.key), {"withdrawn_on": day}, follow=True).content.decode()
    assert "Withdrawn. From this day nothing is sent on the ground of it." in page
    assert "It may still be sent" in page


def test_leave_is_asked_for_by_one_and_given_by_another(cast: Cast) -> None:
    asked = {
        "purpose": "health",
        "recipient": str(cast.iraq.key),
        "legal_basis": "vital-interest",
        "reasons": "He is in hospital.",
    }
    signed_in(cast.lies).post(address("ask", PERSON), asked)
    override = Override.objects.get()
    officer = signed_in(cast.dirk)
    assert address("decide", override.key) in officer.get(address("waiting")).content.decode()
    assert "He is in hospital." in officer.get(address("decide", override.key)).content.decode()
    officer.post(address("decide", override.key), {"answer": "yes"})
    override.refresh_from_db()
    assert override.approved is True
    assert "Nothing waits for you" in officer.get(address("waiting")).content.decode()
    assert "given" in signed_in(cast.lies).get(address("person", PERSON)).content.decode()


def test_the_officer_reads_no_name(cast: Cast) -> None:
    ask_override(cast.lies, PERSON, cast.be, "health", cast.be.key, "legal-duty", "The law asks for it.")
    page = signed_in(cast.dirk).get(address("waiting")).content.decode()
    assert "Zubaidi" not in page


def test_consents_of_a_hidden_person_have_no_page(cast: Cast) -> None:
    consent = a_consent(PERSON, cast.iraq.key, office=cast.be)
    Restriction.objects.create(person_key=PERSON, category="trafficking")
    client = signed_in(cast.lies)
    for page in (
        address("person", PERSON),
        address("give", PERSON),
        address("ask", PERSON),
        address("withdraw", consent.key),
        address("sheet", consent.key),
    ):
        assert client.get(page).status_code == 404, page
    assert not AuditEntry.objects.filter(kind="open").exists()
    assert signed_in(cast.sam).get(address("person", PERSON)).status_code == 200


def test_others_have_no_page(cast: Cast) -> None:
    consent = a_consent(PERSON, cast.iraq.key, office=cast.be)
    for who in (cast.outsider, cast.rik, cast.ruth, cast.anna):
        for page in (address("person", PERSON), address("waiting"), address("sheet", consent.key)):
            assert signed_in(who).get(page).status_code == 403
    assert signed_in(cast.lies).get(address("waiting")).status_code == 403
    assert signed_in(cast.paul).get(address("withdraw", consent.key)).status_code == 404


def test_the_page_asks_little_however_many_consents(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        a_consent(PERSON, cast.iraq.key, office=cast.be, given_on=clock.today() - timedelta(number))
    client = signed_in(cast.lies)
    client.get(address("person", PERSON))  # the first page of a session also writes when it was last used
    with django_assert_max_num_queries(7):
        client.get(address("person", PERSON))
