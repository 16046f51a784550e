"""Referrals that wait for an answer, in the search: nobody of them is in the records yet."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from onward.access.models import Restriction
from onward.casework.cases.tests.factories import a_person
from onward.casework.referrals import actions, queries
from onward.casework.referrals.models import ReferredPerson
from onward.casework.referrals.rules import Referred, found_by
from onward.casework.referrals.tests.factories import HEAD, NIECE, WIFE, a_referral
from onward.web.tests.test_person_cases import search, words
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
GROUP = "Referrals that wait for an answer"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    "typed",
    ["Hassan Zubaidi", "zubaidi", "الزبيدي", "Hasan Zubaydi", "Hasan Alzubaydi", "hassan 1984", "Suad"],
)
def test_a_waiting_referral_is_found_by_a_name_in_it_and_leads_to_its_page(cast: Cast, typed: str) -> None:
    sent = a_referral(cast.rik, HEAD, WIFE)
    answer = search(cast.lies, typed)
    assert GROUP in words(answer)
    assert f'href="/referrals/{sent.reference}/"' in answer.content.decode()
    assert "Nobody in the records was found." in words(answer)
    assert "Nobody found" not in words(answer)
    assert '<a class="button quiet" href="/people/new/">' in answer.content.decode(), (
        "who waits is not entered anew"
    )


def test_the_name_that_was_meant_comes_first(cast: Cast) -> None:
    a_referral(cast.rik, HEAD, WIFE)
    assert "Suad Mahdi</a>, <bdi>Hassan Zubaidi</bdi>" in search(cast.lies, "suad mahdi").content.decode()


def test_a_waiting_referral_stands_below_the_persons_of_the_name_on_the_first_page_alone(cast: Cast) -> None:
    a_person(cast.be, "Hassan Karimi")
    a_referral(cast.rik)
    shown = words(search(cast.lies, "hassan"))
    assert shown.index("Hassan Karimi") < shown.index(GROUP) < shown.index("Hassan Zubaidi")
    assert GROUP not in words(search(cast.lies, "hassan", page="2"))


def test_a_waiting_referral_is_found_by_its_number_alone(cast: Cast) -> None:
    sent = a_referral(cast.rik)
    number = sent.reference.rsplit("-", 1)[1]
    assert f'href="/referrals/{sent.reference}/"' in search(cast.lies, number).content.decode()
    assert sent.reference not in search(cast.paul, number).content.decode()


def test_a_waiting_referral_is_found_by_its_reference_as_one_says_it(cast: Cast) -> None:
    sent = a_referral(cast.rik)
    _letter, year, number = sent.reference.split("-")
    for typed in (sent.reference, sent.reference.lower(), f"{year}/{number}", f"R {year} {int(number)}"):
        assert sent.reference in words(search(cast.lies, typed)), typed


def test_an_answered_or_withdrawn_referral_is_not_found(cast: Cast) -> None:
    taken, refused, back = (a_referral(cast.rik) for _number in range(3))
    actions.accept_referral(cast.lies, taken)
    actions.decline_referral(cast.lies, refused, "not-eligible")
    actions.withdraw_referral(cast.rik, back)
    for typed in ("Hassan", taken.reference, refused.reference, back.reference):
        assert queries.waiting_for(cast.lies, typed) == [], typed


def test_who_may_not_see_a_referral_finds_none_of_it(cast: Cast) -> None:
    sent = a_referral(cast.rik, HEAD, NIECE)
    for who in (cast.paul, cast.outsider, cast.rik, cast.ruth, cast.erbil):
        for typed in ("Hassan Zubaidi", "Noor", sent.reference):
            assert queries.waiting_for(who, typed) == [], typed
    assert queries.waiting_for(cast.lies, "Noor") == [sent]


def test_somebody_restricted_is_no_way_to_a_referral(cast: Cast) -> None:
    sent = a_referral(cast.rik, HEAD, WIFE)
    hidden = a_person(cast.be, "Suad Mahdi")
    Restriction.objects.create(person_key=hidden.key, category="trafficking")
    ReferredPerson.objects.filter(referral=sent, name="Suad Mahdi").update(person_key=hidden.key)
    assert queries.waiting_for(cast.lies, "Suad Mahdi") == []
    assert "Suad Mahdi" not in words(search(cast.lies, "Hassan Zubaidi"))
    assert "Suad" not in words(search(cast.lies, sent.reference))


def test_the_same_name_comes_before_another_spelling_and_ten_are_enough(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    same = a_referral(cast.rik, Referred("Hasan Zubaydi", principal=True))
    for _number in range(12):
        a_referral(cast.rik, HEAD)
    client = Client()
    client.force_login(cast.lies)
    client.get("/people/", {"q": "hasan zubaydi"})
    with django_assert_max_num_queries(15):
        client.get("/people/", {"q": "hasan zubaydi"})
    found = queries.waiting_for(cast.lies, "hasan zubaydi")
    assert len(found) == 10
    assert found[0] == same


def test_who_was_born_otherwise_is_not_meant(cast: Cast) -> None:
    a_referral(
        cast.rik, Referred("Hassan", born_from=date(1990, 1, 1), born_to=date(1990, 12, 31), principal=True)
    )
    assert queries.waiting_for(cast.lies, "hassan 1991") == []
    assert len(queries.waiting_for(cast.lies, "hassan 1990")) == 1


@pytest.mark.parametrize("typed", ["", "%", "...", "\x00", "x" * 5000, "1984", "R-26-99999999"])
def test_what_means_nobody_finds_no_referral(cast: Cast, typed: str) -> None:
    a_referral(cast.rik)
    assert queries.waiting_for(cast.lies, typed) == []


def test_a_name_in_two_scripts_is_found_in_both() -> None:
    assert found_by("Hassan", "حسن") == "| hassan | حسن | hsn | ~hsn |"


def test_an_answered_referral_is_found_by_its_number_by_who_may_read_it(cast: Cast) -> None:
    sent = a_referral(cast.rik, HEAD, WIFE)
    actions.accept_referral(cast.lies, sent)
    _letter, year, number = sent.reference.split("-")
    for typed in (sent.reference, f"r {year} {int(number)}"):
        answer = search(cast.lies, typed)
        assert (answer.status_code, answer["Location"]) == (302, f"/referrals/{sent.reference}/")
    for other in (cast.paul, cast.omar):
        assert search(other, sent.reference).status_code == 200
