"""The forms of papers: an answer wants a question, and cash its signed receipt in one and the same form."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onward.casework.cases import actions
from onward.casework.cases.models import CashHandover, Document
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.kernel import clock
from onward.kernel.text import day_in_words
from onward.reference.choices import label
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
FUNDER = "fedasil-avrr-be"
SCAN = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def cash(case: Any, **more: Any) -> dict[str, Any]:
    """Return what is typed into the form of departure cash."""
    typed = {"traveller": traveller_of(case).key, "amount": "50.00", "currency": "EUR", "project": FUNDER}
    return typed | {"given_on": clock.today().isoformat(), "once": str(uuid4())} | more


def scan(content: bytes = SCAN) -> SimpleUploadedFile:
    return SimpleUploadedFile("receipt.pdf", content, content_type="application/pdf")


def test_an_answer_of_the_funder_is_offered_once_something_was_asked(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    page, form = f"/cases/{case.reference}/", f"/cases/{case.reference}/do/decide-approval/"
    assert form not in client.get(page).content.decode()
    told = client.get(form).content.decode()
    assert "No question to the funder waits for an answer" in told
    assert f'href="/cases/{case.reference}/do/ask-approval/"' in told
    assert 'type="submit">Save' not in told
    assert client.post(form, {"approved": "yes"}).status_code == 422
    asked = actions.ask_approval(cast.lies, case, FUNDER)
    assert form in client.get(page).content.decode()
    assert 'type="submit">Save' in client.get(form).content.decode()
    actions.decide_approval(cast.lies, asked, True)
    assert f'{form}"' not in client.get(page).content.decode()


def test_cash_and_its_receipt_are_recorded_together_once(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    form = f"/cases/{case.reference}/do/cash/"
    shown = client.get(form).content.decode()
    assert "required" in shown[shown.index('type="file"') :].split(">")[0]
    typed = cash(case)
    assert client.post(form, typed | {"file": scan()}).status_code == 302
    given = CashHandover.objects.get()
    assert given.amount == Decimal("50.00")
    assert given.receipt is not None
    assert (given.receipt.kind, given.receipt.person_key) == ("receipt", traveller_of(case).person.key)
    assert client.post(form, typed | {"file": scan()}).status_code == 409, "a second click asks nothing new"
    assert (CashHandover.objects.count(), Document.objects.count()) == (1, 1)


def test_cash_without_a_receipt_or_with_a_file_that_is_none_is_refused_at_the_field(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    form = f"/cases/{case.reference}/do/cash/"
    for more in ({}, {"file": scan(b"MZ not a paper")}, {"file": scan(), "amount": "99999.00"}):
        answer = client.post(form, cash(case, **more))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"amount" if "amount" in more else "file"}
    assert (CashHandover.objects.count(), Document.objects.count()) == (0, 0)


def test_a_receipt_that_the_case_has_can_be_chosen_instead(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    kept = actions.add_document(cast.lies, case, BytesIO(SCAN), name="signed.pdf", kind="receipt")
    client.force_login(cast.lies)
    form = f"/cases/{case.reference}/do/cash/"
    assert "signed.pdf" in client.get(form).content.decode()
    without = client.post(form, cash(case, receipt="new"))
    assert set(without.context["form"].errors) == {"file"}
    assert client.post(form, cash(case)).status_code == 422
    assert client.post(form, cash(case, receipt=kept.key)).status_code == 302
    assert CashHandover.objects.get().receipt == kept


def test_files_of_one_name_kind_and_minute_are_told_apart(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with clock.at(clock.now()):
        for inside in (b"1", b"2", b"3" * 3000):
            content = SCAN.replace(b"trailer", b"%" + inside + b"\ntrailer")
            actions.add_document(cast.lies, case, BytesIO(content), name="signed.pdf", kind="receipt")
    client.force_login(cast.lies)
    offered = client.get(f"/cases/{case.reference}/do/cash/").context["form"].fields["receipt"].choices
    names = [words for _pk, words in offered if "signed.pdf" in words]
    assert len(set(names)) == len(names) == 3
    files = [
        line.file for line in client.get(f"/cases/{case.reference}/").context["page"].happened if line.file
    ]
    assert len({(name, size) for _key, name, size in files}) == 3
    assert ["mark" in size for _key, _name, size in files].count(False) == 1, (
        "by its size alone, where that will do"
    )


def test_who_has_signed_is_not_ticked_again_and_the_form_says_when_they_did(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Amal"), a_person(cast.be, "Hassan"))
    signed, other = case.travellers.order_by("pk")
    day = clock.today()
    actions.sign_declaration(cast.lies, signed, "self", signed_on=day)
    client.force_login(cast.lies)
    form = client.get(f"/cases/{case.reference}/do/declaration/").context["form"]
    assert form["travellers"].initial == [str(other.key)]
    names = dict(form.fields["travellers"].choices)
    assert names[str(signed.key)] == f"{signed.person.name} (signed on {day_in_words(day)})"
    assert names[str(other.key)] == other.person.name


def test_whose_medical_needs_are_recorded_is_not_ticked_and_the_form_says_which(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies, a_person(cast.be, "Amal"), a_person(cast.be, "Hassan"))
    known, other = case.travellers.order_by("pk")
    actions.record_medical_needs(cast.lies, known, "none")
    client.force_login(cast.lies)
    form = client.get(f"/cases/{case.reference}/do/medical-needs/").context["form"]
    assert form["travellers"].initial == [str(other.key)]
    told = dict(form.fields["travellers"].choices)[str(known.key)]
    assert told == f"{known.person.name} (recorded: {label('medical-levels', 'none')})"


def test_who_accompanies_is_asked_of_children_alone_and_what_is_recorded_stands_beside_them(
    client: Client,
) -> None:
    cast = make_cast()
    born = clock.today().replace(day=1, year=clock.today().year - 2)
    mother = a_person(cast.be, "Amal", sex="female")
    case = a_case(cast.lies, mother, a_person(cast.be, "Noor", born=born), a_person(cast.be, "X", born=None))
    grown, baby, unknown = case.travellers.order_by("pk")
    actions.record_accompaniment(cast.lies, baby, True)
    client.force_login(cast.lies)
    where = f"/cases/{case.reference}/do/accompaniment/"
    offered = dict(client.get(where).context["form"].fields["travellers"].choices)
    assert offered == {str(baby.key): "Noor (recorded: yes)", str(unknown.key): "X"}
    answer = client.post(where, {"travellers": grown.key, "accompanied": "no", "none_of_them": "on"})
    assert set(answer.context["form"].errors) == {"travellers"}


def test_that_a_child_is_alone_is_saved_once_whoever_travels_along_of_age_was_thought_of(
    client: Client,
) -> None:
    cast = make_cast()
    born = clock.today().replace(day=1, year=clock.today().year - 2)
    mother = a_person(cast.be, "Amal", sex="female")
    case = a_case(cast.lies, mother, a_person(cast.be, "Noor", born=born))
    baby = case.travellers.get(principal=False)
    client.force_login(cast.lies)
    where = f"/cases/{case.reference}/do/accompaniment/"
    assert 'type="checkbox" name="none_of_them"' not in client.get(where).content.decode()
    typed = {"travellers": baby.key, "accompanied": "no"}
    answer = client.post(where, typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Of age, in the same case: Amal." in text
    assert 'type="checkbox" name="none_of_them"' in text
    assert client.post(where, typed | {"none_of_them": "on"}).status_code == 302
    baby.refresh_from_db()
    assert baby.accompanied is False


def test_where_all_are_of_age_nobody_asks_who_accompanies(client: Client) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    client.force_login(cast.lies)
    assert "do/accompaniment/" not in client.get(f"/cases/{case.reference}/").content.decode()
