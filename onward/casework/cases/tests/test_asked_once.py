"""What is asked about before it is recorded: what does not go with a person, and a file that is there."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onward.casework.cases import actions, problems
from onward.casework.cases.models import Case, Document, Vulnerability
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.cases.tests.test_papers_pages import SCAN
from onward.kernel import clock
from onward.records.people.models import Person
from onward.records.people.tests.factories import restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(client: Client, case: Case, what: str, **typed: Any) -> Any:
    return client.post(f"/cases/{case.reference}/do/{what}/", typed)


def test_what_does_not_go_with_the_sex_in_the_records_is_asked_about(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies, a_person(cast.be, "Hassan Zubaidi", sex="male"))
    client.force_login(cast.lies)
    typed = {"traveller": traveller_of(case).key, "severity": "mild", "category": "pregnancy"}
    typed["found_on"] = clock.today().isoformat()
    form = client.get(f"/cases/{case.reference}/do/vulnerability/").content.decode()
    assert 'type="hidden" name="despite"' in form
    asked = sent(client, case, "vulnerability", **typed)
    assert asked.status_code == 422
    assert "is in the records as: man. “Pregnancy” does not go with that." in asked.content.decode()
    assert 'type="checkbox" name="despite"' in asked.content.decode()
    assert not Vulnerability.objects.exists()
    assert sent(client, case, "vulnerability", **typed | {"category": "violence"}).status_code == 302
    assert sent(client, case, "vulnerability", **typed, despite="on").status_code == 302
    Person.objects.update(sex="female")
    Vulnerability.objects.all().delete()
    assert sent(client, case, "vulnerability", **typed).status_code == 302


def test_the_same_file_is_asked_about_and_two_of_a_name_are_told_apart(cast: Cast, client: Client) -> None:
    case = a_case(cast.lies)
    actions.add_document(cast.lies, case, BytesIO(SCAN), name="scan.pdf", kind="receipt")
    client.force_login(cast.lies)

    def add(content: bytes, **more: str) -> Any:
        file = SimpleUploadedFile("scan.pdf", content, "application/pdf")
        return sent(client, case, "document", kind="receipt", file=file, **more)

    asked = add(SCAN)
    assert asked.status_code == 422
    [words] = asked.context["form"].errors["file"]
    assert "scan.pdf (Signed receipt, " in words
    assert cast.lies.name in words
    assert Document.objects.count() == 1
    assert add(SCAN, again="on").status_code == 302
    assert add(SCAN + b"\n% another").status_code == 302
    Document.objects.filter(pk=Document.objects.latest("pk").pk).update(added_by=cast.sam)
    form = client.get(f"/cases/{case.reference}/do/cash/").context["form"]
    labels = [str(words) for _pk, words in form.fields["receipt"].choices if "scan.pdf" in str(words)]
    assert len(labels) == 3
    assert len(set(labels)) > 1
    assert all(re.search(r"\d\d:\d\d, ", one) for one in labels)
    page = client.get(f"/cases/{case.reference}/").content.decode()
    for one in Document.objects.all():
        assert str(one.key) in page


def test_a_file_about_somebody_hidden_is_not_told_of(cast: Cast) -> None:
    hidden, other = a_person(cast.be, "Maryam"), a_person(cast.be, "Suad")
    case = a_case(cast.sam, hidden, other)
    actions.add_document(
        cast.sam, case, BytesIO(SCAN), name="secret.pdf", kind="medical", about=traveller_of(case, hidden)
    )
    restricted(hidden)
    actions.add_document(cast.lies, case, BytesIO(SCAN), name="mine.pdf", kind="other")
    with pytest.raises(problems.SameFile):
        actions.add_document(cast.lies, case, BytesIO(SCAN), name="mine.pdf", kind="other")
