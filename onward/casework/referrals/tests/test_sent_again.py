"""A form that is sent again with other words, and counts and choices that no page offers."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from onward.casework.referrals.models import Referral, ReferredPerson
from onward.casework.referrals.tests.factories import the_red_cross
from onward.casework.referrals.tests.test_pages import NEW, filled, signed_in, text_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Client:
    cast = make_cast()
    the_red_cross()
    return signed_in(cast.rik)


def names() -> list[str]:
    return list(ReferredPerson.objects.order_by("pk").values_list("name", flat=True))


def token_in(answer: Any) -> str:
    found = re.search(r'name="once" value="([^"]+)"', text_of(answer))
    assert found
    return found[1]


def test_a_form_sent_again_with_other_words_keeps_them_and_asks_whether_it_is_another_one(
    partner: Client,
) -> None:
    given = filled()
    assert partner.post(NEW, given).status_code == 302
    other = given | {"people-0-name": "Suad Mahdi", "message": "She waits at the station."}
    answer = partner.post(NEW, other)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Save it as well?" in page
    assert "Suad Mahdi" in page
    assert "She waits at the station." in page
    assert names() == ["Hassan Zubaidi"]
    token = token_in(answer)
    assert token != given["once"]
    assert partner.post(NEW, other | {"once": token}).status_code == 302
    assert names() == ["Hassan Zubaidi", "Suad Mahdi"]


def test_the_very_same_form_sent_again_is_saved_once(partner: Client) -> None:
    given = filled()
    partner.post(NEW, given)
    answer = partner.post(NEW, given | {"csrfmiddlewaretoken": "another drawing of it"})
    assert answer.status_code == 409
    assert "Nothing was saved twice" in text_of(answer)
    assert "Save it as well?" not in text_of(answer)
    assert Referral.objects.count() == 1


def test_a_form_of_a_case_sent_again_with_other_words_keeps_them() -> None:
    from onward.casework.cases.tests.factories import a_case

    cast = make_cast()
    client, case = signed_in(cast.lies), a_case(cast.lies)
    address = f"/cases/{case.reference}/do/note/"
    form = client.get(address).context["form"]
    given = {"once": str(form.initial["once"]), "traveller": "", "text": "He rang."}
    assert client.post(address, given).status_code == 302
    answer = client.post(address, given | {"text": "She rang too."})
    assert "Save it as well?" in text_of(answer)
    assert "She rang too." in text_of(answer)
    assert client.post(address, given).status_code == 409, "the first one, sent twice, is told as ever"


def test_bytes_that_are_no_letters_are_no_name(partner: Client) -> None:
    body = urlencode(filled(**{"people-0-name": "NAME"})).replace("NAME", "Zo%FF%FE%80")
    answer = partner.post(NEW, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "Some letters of this name did not arrive" in text_of(answer)
    assert not names()


@pytest.mark.parametrize("count", ["-1", "x", "0", "²"])
def test_a_number_of_persons_that_is_none_is_said_and_not_guessed(partner: Client, count: str) -> None:
    answer = partner.post(NEW, filled(**{"people-count": count, "people-1-name": "Suad Mahdi"}))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "How many persons there are did not arrive" in page
    assert "Suad Mahdi" in page, "whoever was sent stands there"
    assert 'name="people-count" value="2"' in page
    assert not names()


@pytest.mark.parametrize("principal", ["7", "-1", "x"])
def test_a_principal_who_is_not_there_is_said_and_not_guessed(partner: Client, principal: str) -> None:
    answer = partner.post(NEW, filled(principal=principal))
    assert answer.status_code == 422
    assert "Mark the one person in whose name the household applies." in text_of(answer)
    assert not names()
