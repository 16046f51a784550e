"""The pages about persons and households, as somebody asks for them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from onward.access.models import AuditEntry, User
from onward.kernel import clock
from onward.kernel.sealing import told_as
from onward.records.people.actions import (
    ContactGiven,
    Paper,
    add_contact,
    add_document,
    add_reference,
    mend_person,
)
from onward.records.people.models import Membership, Person, ReferenceNumber, TravelDocument
from onward.records.people.rules import Born
from onward.records.people.tests.factories import a_household, a_person, restricted
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(**changes: str) -> dict[str, str]:
    """Return the form as a browser sends it, with a name and nothing else but `changes`."""
    rows = {
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "2",
        "names-0-kind": "main",
        "names-0-given": "Samira",
        "names-0-family": "Haddad",
        "names-1-kind": "native",
        "names-1-given": "",
        "names-1-family": "",
        "sex": "unknown",
        "once": str(uuid4()),
    }
    return rows | {name.replace("__", "-"): value for name, value in changes.items()}


def words_of(page: bytes) -> bytes:
    """Return a page without what differs each time: tokens against forgery, keys in its own address."""
    return re.sub(rb"[A-Za-z0-9]{64}|[0-9a-f-]{36}", b"", page)


def address(name: str, *of: object) -> str:
    return reverse(f"people:{name}", args=of)


def test_a_person_is_entered_from_the_form(cast: Cast) -> None:
    typed = filled(
        names__1__family="سميرة حداد",
        sex="female",
        born_year="1991",
        nationality_0="IQ",
        nationality_1="stateless",
        language_0="ar",
        contact_kind="phone",
        contact_value="0470 12 34 56",
        contact_safe="no",
        paper_kind="passport",
        paper_number="A 123",
        paper_issuer="IQ",
        paper_expires_on="2031-01-01",
    )
    answer = signed_in(cast.lies).post(address("new"), typed)

    person = Person.objects.get()
    assert answer.headers["Location"] == address("person", person.key)
    assert (person.name, person.name_native) == ("Samira Haddad", "سميرة حداد")
    assert (person.born_from, person.born_to) == (date(1991, 1, 1), date(1991, 12, 31))
    assert person.nationalities == ["IQ", "stateless"]
    assert person.contacts.get().safe is False
    assert person.documents.get().number == "A123"


def test_a_double_click_enters_one_person_and_says_so(cast: Cast) -> None:
    typed, client = filled(), signed_in(cast.lies)
    client.post(address("new"), typed)
    again = client.post(address("new"), typed)
    assert again.status_code == 409
    assert "already saved" in again.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"born_on": "2999-01-01"}, "lies in the future"),
        ({"born_year": "1850"}, "more than 120 years"),
        ({"born_year": "-5"}, "more than 120 years"),
        ({"born_year": "99999999999999999999"}, "lies in the future"),
        ({"born_from": "1992-01-01", "born_to": "1991-01-01"}, "comes before the first"),
        ({"born_on": "1991-01-01", "born_year": "1991"}, "only one of the three"),
        ({"names__0__given": "A" * 300}, "300 characters"),
        ({"names__0__given": "\u200b", "names__0__family": "\u202e"}, "needs a name"),
        ({"names__0__given": "", "names__0__family": ""}, "needs a name"),
        ({"nationality_0": "ZZ"}, "Select a valid choice"),
        ({"contact_kind": "", "contact_value": "+32 2 123 45 67"}, "This field is required"),
        ({"contact_kind": "phone", "contact_value": "call me"}, "no complete telephone number"),
        ({"paper_kind": "passport", "paper_number": "1" * 50}, "as it stands on the paper"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    cast: Cast, typed: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.lies).post(address("new"), filled(**{"paper_held_by": "Office safe"} | typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Office safe" in page
    assert not Person.objects.exists()


SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of ICAO Doc 9303-4, appendix A to section 4.2."""


def read_zone(cast: Cast, zone: str) -> str:
    answer = signed_in(cast.lies).post(address("new"), filled(zone=zone, read="zone"))
    assert not Person.objects.exists()
    return answer.content.decode()


def test_a_zone_fills_the_form_and_saves_nothing(cast: Cast) -> None:
    page = read_zone(cast, SPECIMEN)
    for value in ('value="Anna Maria"', 'value="Eriksson"', 'value="1974-08-12"', 'value="L898902C3"'):
        assert value in page
    assert "errorlist" not in page


@pytest.mark.parametrize(
    ("right", "wrong", "field", "called"),
    [
        ("7408122F", "7408123F", "id_born_on", "Date of birth"),
        ("L898902C36", "L898902C37", "id_paper_number", "Document number"),
        ("1204159", "1204158", "id_paper_expires_on", "Date of expiry"),
        ("<<<10", "<<<11", "id_zone", "The zone as a whole"),
    ],
)
def test_a_wrong_check_digit_is_shown_at_its_field_and_names_it(
    cast: Cast, right: str, wrong: str, field: str, called: str
) -> None:
    page = read_zone(cast, SPECIMEN.replace(right, wrong))
    assert f'id="{field}_error"' in page
    assert f"{called}: the check digit should be" in page


def test_what_is_no_zone_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    page = read_zone(cast, "hello")
    assert "no machine-readable zone" in page
    assert 'value="Samira"' in page


def test_the_second_editor_sees_what_the_first_changed_and_keeps_what_they_typed(cast: Cast) -> None:
    person, client = a_person(cast.be), signed_in(cast.lies)
    name = person.names.get()
    mend_person(cast.sam, person, sex="female", born=Born.in_year(1979), version=1)
    typed = filled(
        names__0__given="Hassan",
        names__0__family="Al-Zubaydi",
        names__0__full=name.full,
        sex="male",
        born_on="1980-05-17",
        nationality_0="IQ",
        language_0="ar",
        version="1",
    )
    refused = client.post(address("edit", person.key), typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody changed this while you were writing" in page
    assert "woman" in page
    assert 'value="Al-Zubaydi"' in page
    assert 'name="version" value="2"' in page

    saved = client.post(address("edit", person.key), typed | {"version": "2"})
    assert saved.status_code == 302
    person.refresh_from_db()
    assert (person.name, person.sex) == ("Hassan Al-Zubaydi", "male")


def test_saving_the_edit_form_untouched_changes_nothing(cast: Cast) -> None:
    person = a_person(cast.be, name="حسن الزبيدي")
    client = signed_in(cast.lies)
    page = client.get(address("edit", person.key))
    typed = {}
    for form in (page.context["form"], *page.context["names"].forms):
        for field in form:
            value = field.value()
            typed[field.html_name] = "" if value is None else str(value)
    typed |= {"names-TOTAL_FORMS": "3", "names-INITIAL_FORMS": "1"}
    answer = client.post(address("edit", person.key), typed)
    assert "Nothing was changed" in answer.content.decode()


def test_the_page_shows_names_in_their_script_and_what_is_missing(cast: Cast) -> None:
    person = a_person(cast.be, native="حسن الزبيدي")
    page = signed_in(cast.lies).get(address("person", person.key)).content.decode()
    assert '<bdi class="native" lang="ar" dir="rtl">حسن الزبيدي</bdi>' in page
    assert "No paper recorded yet" in page
    assert "No consent holds" in page


def test_opening_a_restricted_person_is_written_down(cast: Cast) -> None:
    person = restricted(a_person(cast.be), "child")
    page = signed_in(cast.nora).get(address("person", person.key))
    assert "focal point" in page.content.decode()
    entry = AuditEntry.objects.get(kind="open")
    assert (entry.actor_key, entry.person_key, entry.action) == (cast.nora.key, person.key, "people.person")


def test_opening_an_open_file_is_not_written_down(cast: Cast) -> None:
    signed_in(cast.lies).get(address("person", a_person(cast.be).key))
    assert not AuditEntry.objects.filter(kind="open").exists()


def test_a_hidden_person_is_nowhere(cast: Cast) -> None:
    open_one, hidden = a_person(cast.be), restricted(a_person(cast.be, name="Noor Al-Zubaidi"), "child")
    household = a_household(cast.be, open_one, hidden)
    add_reference(cast.nora, hidden, "unhcr", "X1")
    paper = add_document(cast.nora, hidden, Paper("passport", "asked"))
    client = signed_in(cast.lies)
    for name, of in (
        ("person", (hidden.key,)),
        ("edit", (hidden.key,)),
        ("new-document", (hidden.key,)),
        ("document", (paper.key,)),
        ("new-reference", (hidden.key,)),
        ("new-contact", (hidden.key,)),
        ("leave-household", (household.key, hidden.key)),
        ("relation", (household.key, hidden.key)),
    ):
        nowhere = client.get(address(name, *(uuid4() if part == hidden.key else part for part in of)))
        answer = client.get(address(name, *of))
        assert answer.status_code == 404, name
        if name != "document":
            assert words_of(answer.content) == words_of(nowhere.content)
    for page in (
        address("search") + "?q=zubaidi",
        address("search") + "?q=X1",
        address("person", open_one.key),
        address("household", household.key) + "?q=noor",
    ):
        assert "Noor" not in client.get(page).content.decode(), page


def test_a_number_that_names_one_person_leads_to_them(cast: Cast) -> None:
    person = a_person(cast.be)
    add_reference(cast.lies, person, "immigration-office", "8123456")
    answer = signed_in(cast.lies).get(address("search"), {"q": "8 123 456"})
    assert answer.headers["Location"] == address("person", person.key)


def test_who_is_found_by_another_spelling_is_told_so_and_is_not_preset_to_join(cast: Cast) -> None:
    same, other = a_person(cast.be, name="Hasan Zubaydi"), a_person(cast.be, name="Hassan Al-Zubaidi")
    home, client = a_household(cast.be, same), signed_in(cast.lies)
    found = client.get(address("search"), {"q": "hasan zubaydi"}).content.decode()
    first, last = found.split(address("person", same.key))[1].split(address("person", other.key))
    assert "another spelling" not in first
    assert "another spelling" in last
    joining = client.get(address("household", home.key), {"q": "hasan zubaydi"}).content.decode()
    assert "another spelling" in joining
    assert "checked" not in joining
    assert "checked" in client.get(address("household", home.key), {"q": "al-zubaidi"}).content.decode()


@pytest.mark.parametrize("typed", ["\x00", "%00", "'\"<script>", "9" * 300, "\u202e", "a" * 5000])
def test_a_search_for_anything_finds_a_page(cast: Cast, typed: str) -> None:
    assert signed_in(cast.lies).get(address("search"), {"q": typed}).status_code == 200


def test_what_was_typed_into_a_search_stands_in_no_title(cast: Cast) -> None:
    page = signed_in(cast.lies).get(address("search"), {"q": "Zubaidi"}).content.decode()
    assert 'value="Zubaidi"' in page
    assert "Zubaidi" not in page.split("<title>")[1].split("</title>")[0]


def test_a_household_grows_by_somebody_found_and_somebody_new(cast: Cast) -> None:
    hassan, suad = a_person(cast.be), a_person(cast.be, name="Suad Mahdi")
    client = signed_in(cast.lies)
    client.post(address("make-household", hassan.key))
    home = Membership.objects.get().household
    found = client.get(address("household", home.key), {"q": "suad"}).content.decode()
    assert str(suad.key) in found
    client.post(
        address("household", home.key),
        {"person": str(suad.key), "relation": "partner", "joined_on": clock.today().isoformat()},
    )
    refused = client.post(address("new") + f"?household={home.key}", filled(relation=""))
    assert "relation" in refused.context["form"].errors  # nothing is chosen beforehand
    client.post(address("new") + f"?household={home.key}", filled(relation="child"))
    names = {one.person.name: one.relation for one in home.memberships.select_related("person")}
    assert names == {"Hassan Al-Zubaidi": "head", "Suad Mahdi": "partner", "Samira Haddad": "child"}

    client.post(address("leave-household", home.key, suad.key), {})
    assert suad.memberships.get().left_on is not None
    client.post(
        address("relation", home.key, Person.objects.get(name="Samira Haddad").key), {"relation": "head"}
    )
    assert home.memberships.get(relation="head").person.name == "Samira Haddad"


def test_papers_numbers_and_contacts_are_added_from_their_forms(cast: Cast) -> None:
    person, client = a_person(cast.be), signed_in(cast.lies)
    client.post(
        address("new-document", person.key), {"kind": "passport", "state": "asked", "asked_of": "Embassy"}
    )
    paper = TravelDocument.objects.get()
    client.post(
        address("document", paper.key),
        {
            "kind": "passport",
            "state": "received",
            "number": "a1",
            "issuer": "IQ",
            "expires_on": "2031-01-01",
            "version": "1",
        },
    )
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("received", "A1")
    client.post(address("new-reference", person.key), {"issuer": "unhcr", "number": "x 1"})
    taken = client.post(address("new-reference", person.key), {"issuer": "unhcr", "number": "X1"})
    assert taken.status_code == 422
    assert 'id="id_number_error"' in taken.content.decode()
    client.post(address("drop-reference", person.key, told_as(ReferenceNumber.objects.get())))
    assert not ReferenceNumber.objects.exists()
    client.post(address("new-contact", person.key), {"contact_kind": "email", "contact_value": "a@b.example"})
    contact = person.contacts.get()
    client.post(address("judge-contact", person.key, told_as(contact)), {"safe": "no"})
    client.post(address("end-contact", person.key, told_as(contact)))
    contact.refresh_from_db()
    assert contact.safe is False
    assert contact.ended_on is not None


def test_who_may_only_read_is_offered_nothing_to_write(cast: Cast) -> None:
    person = a_person(cast.be)
    page = signed_in(cast.omar).get(address("person", person.key))
    assert page.status_code == 200
    assert address("edit", person.key) not in page.content.decode()
    assert signed_in(cast.omar).get(address("edit", person.key)).status_code == 403


def test_an_outsider_sees_no_page(cast: Cast) -> None:
    person = a_person(cast.be)
    for who in (cast.outsider, cast.rik, cast.ruth, cast.dirk):
        for page in (address("search"), address("person", person.key), address("new")):
            assert signed_in(who).get(page).status_code == 403
    assert signed_in(cast.paul).get(address("person", person.key)).status_code == 404
    assert Client().get(address("search")).status_code == 302


def test_pages_ask_little_and_the_household_adds_nothing(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    family = [a_person(cast.be, name=f"Ali Karim{number}") for number in range(6)]
    person = family[0]
    household = a_household(cast.be, *family)
    for number in range(3):
        add_contact(cast.lies, person, ContactGiven("phone", f"0470 12 34 5{number}"))
        add_document(cast.lies, person, Paper("passport", "asked", number=f"A{number}"))
    client = signed_in(cast.lies)
    for page, most in (
        (address("person", person.key), 15),
        (address("household", household.key) + "?q=karim", 10),
        (address("search") + "?q=karim", 8),
        (address("edit", person.key), 8),
    ):
        client.get(page)
        with django_assert_max_num_queries(most):
            client.get(page)
