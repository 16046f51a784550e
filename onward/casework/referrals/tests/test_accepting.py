"""What accepting a referral keeps of it, and what is said before."""

from dataclasses import replace
from datetime import date

import pytest

from onward.access.models import Restriction
from onward.casework.cases.tests.factories import a_person
from onward.casework.referrals import actions
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.tests.factories import HEAD, NIECE, WIFE, a_referral
from onward.casework.referrals.tests.test_pages import signed_in, text_of
from onward.records.people.actions import ContactGiven, add_contact, end_contact
from onward.records.people.models import Contact
from onward.records.people.queries import find
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_the_telephone_of_a_referral_reaches_the_principal_and_finds_them() -> None:
    cast = make_cast()
    case = actions.accept_referral(cast.lies, a_referral(cast.rik, HEAD, WIFE, phone="0470 12 34 56"))
    principal = case.travellers.get(principal=True).person
    one = Contact.objects.get()
    assert (one.person, one.kind, one.value, one.safe) == (principal, "phone", "0470 12 34 56", True)
    assert find(cast.lies, "+32 470 12 34 56").persons == (principal,)


def test_a_number_that_stands_with_a_known_person_stays_as_it_was_judged() -> None:
    cast = make_cast()
    known = a_person(cast.be)
    add_contact(cast.lies, known, ContactGiven("phone", "+32 470 12 34 56", safe=False))
    sent = a_referral(cast.rik, phone="0470/123456")
    actions.accept_referral(cast.lies, sent, Answer(known={0: known}))
    assert known.contacts.get().safe is False
    other = a_referral(cast.rik, replace(WIFE, relation="head", principal=True), phone="0471 00 00 00")
    suad = a_person(cast.be, "Suad Mahdi")
    actions.accept_referral(cast.lies, other, Answer(known={0: suad}))
    assert suad.contacts.get().value == "0471 00 00 00"


def test_a_number_that_had_ended_reaches_them_again() -> None:
    cast = make_cast()
    known = a_person(cast.be)
    end_contact(cast.lies, add_contact(cast.lies, known, ContactGiven("phone", "+32 470 12 34 56")))
    actions.accept_referral(cast.lies, a_referral(cast.rik, phone="0470/123456"), Answer(known={0: known}))
    assert [one.value for one in known.contacts.filter(ended_on=None)] == ["0470/123456"]


def test_what_no_network_could_dial_is_kept_as_it_was_written() -> None:
    cast = make_cast()
    actions.accept_referral(cast.lies, a_referral(cast.rik, phone="ask at desk 3"))
    assert Contact.objects.get().value == "ask at desk 3"


def test_the_page_of_a_case_leads_to_what_the_partner_wrote() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, HEAD, WIFE, message="Afraid of the police.")
    case = actions.accept_referral(cast.lies, sent)
    client = signed_in(cast.lies)
    address = f"/referrals/{sent.reference}/"
    on_the_case = text_of(client.get(f"/cases/{case.reference}/"))
    assert f'href="{address}"' in on_the_case
    assert "Afraid of the police." in on_the_case
    assert "Afraid of the police." in text_of(client.get(address))
    wife = case.travellers.get(principal=False).person
    Restriction.objects.create(person_key=wife.key, category="trafficking")
    for page in (address, f"/cases/{case.reference}/"):
        assert "Afraid of the police." not in text_of(client.get(page)), "it may tell of her"


def test_who_may_not_read_referrals_gets_no_way_to_one() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik)
    case = actions.accept_referral(cast.lies, sent)
    page = signed_in(cast.omar).get(f"/cases/{case.reference}/")
    assert page.status_code == 200
    assert sent.reference not in text_of(page)


def test_who_accepts_reads_before_that_a_child_leaves_their_view_and_who_the_focal_points_are() -> None:
    cast = make_cast()
    sent = a_referral(cast.rik, HEAD, NIECE)
    said = "out of your view: Noor Zubaidi"
    text = text_of(signed_in(cast.lies).get(f"/referrals/{sent.reference}/"))
    assert said in text
    assert f"{cast.nora.name}" in text
    assert cast.vera.name not in text.partition('id="leaving"')[2].partition("</div>")[0]
    assert said not in text_of(signed_in(cast.nora).get(f"/referrals/{sent.reference}/"))
    assert "out of your view" not in text_of(signed_in(cast.rik).get(f"/referrals/{sent.reference}/"))
    along = a_referral(cast.rik, HEAD, replace(NIECE, accompanied=True))
    assert "out of your view" not in text_of(signed_in(cast.lies).get(f"/referrals/{along.reference}/"))


def test_an_office_without_a_focal_point_for_children_is_told_so_before_it_accepts() -> None:
    cast = make_cast()
    for who in (cast.nora, cast.sam):
        who.focal_for = []
        who.save()
    sent = a_referral(cast.rik, HEAD, NIECE)
    text = text_of(signed_in(cast.lies).get(f"/referrals/{sent.reference}/"))
    assert "Nobody in this office is a focal point for children yet" in text


def test_births_in_the_records_that_deny_a_written_relation_do_not_stand_in_the_way_of_the_answer() -> None:
    cast = make_cast()
    mother = replace(WIFE, relation="parent", born_from=None, born_to=None)
    known = a_person(cast.be, "Suad Mahdi", born=date(2004, 1, 1))
    case = actions.accept_referral(cast.sam, a_referral(cast.rik, HEAD, mother), Answer(known={1: known}))
    assert case.travellers.count() == 2
    assert known.memberships.get().relation == "other-relative"
