"""A restricted person who is named on a page about somebody else leaves a line in the audit there, too."""

from datetime import date

import pytest
from django.test import Client

from onward.access.models import AuditEntry, User
from onward.casework.cases import actions as casework
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, a_person, traveller_of
from onward.casework.protection.actions import break_glass
from onward.kernel import clock
from onward.records.consents.models import Consent
from onward.records.people.actions.papers import Paper, add_document
from onward.records.people.models import Person
from onward.web.tests.test_names_beside import hide, named, taken_in
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LATER = date(2090, 1, 1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def opened(user: User, address: str, sent: dict[str, str] | None = None) -> tuple[str, set[tuple[str, str]]]:
    """Return what a page says, and of whom it left which lines: the page's name, and the person's."""
    client = Client()
    client.force_login(user)
    before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = client.get(address) if sent is None else client.post(address, sent)
    assert answer.status_code in (200, 422), address
    names = {one.key: one.name for one in Person.objects.all()}
    lines = AuditEntry.objects.filter(pk__gt=before, kind="open")
    return answer.content.decode(), {(one.action, names[one.person_key]) for one in lines if one.person_key}


def test_who_may_speak_for_a_child_is_named_with_a_line(cast: Cast) -> None:
    taken_in(cast)
    son, father = named("Dilan Sabir"), named("Karwan Sabir")
    address = f"/consents/of/{son.key}/give/"
    assert opened(cast.sam, address)[1] == set()
    hide(father)
    said, lines = opened(cast.sam, address)
    assert "Karwan Sabir" in said
    assert lines == {("consents.give", "Karwan Sabir")}
    said, lines = opened(cast.lies, address)
    assert "Karwan" not in said
    assert lines == set()
    hide(son, "child")
    assert opened(cast.sam, address)[1] == {
        ("consents.give", "Karwan Sabir"),
        ("consents.give", "Dilan Sabir"),
    }


def test_who_spoke_and_who_heard_it_are_named_with_a_line(cast: Cast) -> None:
    _referral, _case, address = taken_in(cast, "Karwan Sabir")
    hide(named("Karwan Sabir"))
    hide(named("Shilan Mahdi"))
    Consent.objects.filter(person_key=named("Dilan Sabir").key).update(witness="Shilan Mahdi")
    said, lines = opened(cast.sam, address)
    assert "Karwan Sabir" in said
    assert lines == {("consents.person", "Karwan Sabir"), ("consents.person", "Shilan Mahdi")}
    said, lines = opened(cast.nora, address)
    assert "Karwan" not in said
    assert lines == set()


def test_with_whom_the_number_of_a_paper_stands_is_named_with_a_line(cast: Cast) -> None:
    holder, other = a_person(cast.be, "Samir Haddad"), a_person(cast.be, "Nour Haddad")
    add_document(
        cast.sam, holder, Paper("passport", "received", number="C7777", issuer="IQ", expires_on=LATER)
    )
    hide(holder)
    sent = {"kind": "passport", "state": "received", "number": "C7777", "issuer": "IQ"}
    sent |= {"received_on": clock.today().isoformat(), "expires_on": LATER.isoformat()}
    said, lines = opened(cast.sam, f"/people/{other.key}/papers/new/", sent)
    assert "stands with Samir Haddad too" in said
    assert lines == {("people.new-document", "Samir Haddad")}
    assert opened(cast.sam, f"/people/{other.key}/papers/new/")[1] == set()


def test_who_comes_next_on_a_round_is_named_with_a_line(cast: Cast) -> None:
    first, other = a_person(cast.be, "Samir Haddad"), a_person(cast.be, "Nour Haddad")
    case = a_case(cast.sam, first, other)
    address = f"/people/{first.key}/papers/new/?back=/cases/{case.reference}/"
    said, lines = opened(cast.sam, address)
    assert "Save and go on to Nour Haddad" in said
    assert lines == set()
    hide(other)
    said, lines = opened(cast.sam, address)
    assert "Save and go on to Nour Haddad" in said
    assert lines == {("people.new-document", "Nour Haddad")}
    said, lines = opened(cast.lies, address)
    assert "Nour" not in said
    assert lines == set()


def parted(cast: Cast) -> tuple[Case, Case]:
    """Return the case that a restricted daughter left, much of it about her, and her own."""
    father, daughter = a_person(cast.be, "Samir Haddad"), a_person(cast.be, "Nour Haddad")
    case = a_case(cast.sam, father, daughter)
    hide(daughter)
    one = traveller_of(case, daughter)
    casework.add_note(cast.sam, case, "Who took her passport.", about=one)
    other = casework.part_travellers(cast.sam, case, [one], one, "travels-later")
    return case, other


def test_the_case_that_somebody_left_goes_on_telling_of_them_with_a_line(cast: Cast) -> None:
    case, other = parted(cast)
    said, lines = opened(cast.sam, f"/cases/{case.reference}/")
    assert "Who took her passport." in said
    assert "Nour Haddad" in said
    assert lines == {("cases.case", "Nour Haddad")}
    assert opened(cast.sam, f"/cases/{other.reference}/")[1] == {("cases.case", "Nour Haddad")}
    said, lines = opened(cast.lies, f"/cases/{case.reference}/")
    assert "Nour" not in said
    assert lines == set()


def test_who_broke_the_glass_leaves_a_line_of_who_left_the_case_too(cast: Cast) -> None:
    case, other = parted(cast)
    break_glass(cast.duty, other.reference, "The police ask where she is tonight.")
    said, lines = opened(cast.duty, f"/cases/{other.reference}/")
    assert lines == {("cases.case", "Nour Haddad")}
    said, lines = opened(cast.duty, f"/cases/{case.reference}/")
    assert "Who took her passport." in said
    assert lines == {("cases.case", "Nour Haddad")}
