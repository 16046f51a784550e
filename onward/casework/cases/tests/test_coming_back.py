"""From what a gate lacks to where it is recorded, and back; and which funder is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from onward.access.models import User
from onward.casework.cases import actions
from onward.casework.cases.bringing import Wanted, way_to
from onward.casework.cases.forms.papers import paying
from onward.casework.cases.models import Case
from onward.casework.cases.tests.factories import a_case, traveller_of
from onward.kernel import clock
from onward.records.people.actions import Paper, add_document
from onward.records.people.models import Person
from onward.records.people.tests.factories import a_person, restricted
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("code", ["travel-document", "consent-to-share", "traveller.age"])
def test_what_is_recorded_with_a_person_for_a_case_leads_back_to_the_case(code: str) -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    way = way_to(cast.lies, Wanted(case, code, "missing", traveller_of(case)))
    assert way is not None
    assert parse_qs(urlsplit(way.url).query)["back"] == [f"/cases/{case.reference}/"]
    assert signed_in(cast.lies).get(way.url).status_code == 200


def test_a_paper_added_for_a_case_leads_back_to_the_case() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    way = way_to(cast.lies, Wanted(case, "travel-document", "missing", traveller_of(case)))
    assert way is not None
    assert post_a_paper(cast.lies, way.url)["Location"] == f"/cases/{case.reference}/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "cases"])
def test_nobody_is_led_out_of_the_house(back: str) -> None:
    cast = make_cast()
    person = traveller_of(a_case(cast.lies)).person
    answer = post_a_paper(cast.lies, reverse("people:new-document", args=[person.key]) + f"?back={back}")
    assert answer["Location"] == f"/people/{person.key}/"


def post_a_paper(user: User, url: str) -> Any:
    paper = {"kind": "passport", "state": "received", "number": "A 1", "issuer": "IQ"}
    answer = signed_in(user).post(url, paper | {"expires_on": "2035-01-01"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer


def offered(case: Case) -> list[str]:
    return [code for code, _name in paying(case)]


def test_the_funder_of_the_way_to_the_departure_is_asked_first() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    assert offered(case) == ["fedasil-avrr-be", "amif-reintegration-be"]
    page = signed_in(cast.lies).get(f"/cases/{case.reference}/do/ask-approval/")
    assert page.context["form"]["project"].initial is None, "whoever writes it down says which was asked"


def test_a_project_that_has_ended_comes_last_and_says_so() -> None:
    cast = make_cast()
    case = a_case(cast.lies)
    with clock.at(datetime(2029, 1, 5, 12, tzinfo=UTC)):
        words = dict(paying(case))
    assert any("ran until" in name for name in words.values())
    assert actions.ask_approval(cast.lies, case, "fedasil-avrr-be").outcome == "asked"


def the_form(user: User, case: Case, person: Person) -> str:
    return reverse("people:new-document", args=[person.key]) + f"?back=/cases/{case.reference}/"


def test_papers_of_a_family_are_written_one_after_the_other() -> None:
    cast = make_cast()
    people = [a_person(cast.be, name=f"{name} Karim") for name in ("Ali", "Suad", "Samir")]
    case = a_case(cast.lies, *people)
    paper = {
        "kind": "passport",
        "state": "received",
        "issuer": "IQ",
        "go-on": "next",
        "expires_on": "2035-01-01",
    }
    client, url = signed_in(cast.lies), the_form(cast.lies, case, people[1])
    assert "Save and go on to Samir Karim" in client.get(url).content.decode()
    for number, coming in (("A2", people[2]), ("A3", people[0])):
        url = client.post(url, paper | {"number": number})["Location"]
        assert url == the_form(cast.lies, case, coming)
    assert "Save and go on" not in client.get(url).content.decode()
    assert client.post(url, paper | {"number": "A1"})["Location"] == f"/cases/{case.reference}/"


def test_whose_paper_is_asked_for_already_is_led_to_that_request() -> None:
    cast = make_cast()
    people = [a_person(cast.be, name=f"{name} Karim") for name in ("Ali", "Suad")]
    case = a_case(cast.lies, *people)
    asked = add_document(cast.lies, people[1], Paper("passport", "asked"))
    page = signed_in(cast.lies).get(the_form(cast.lies, case, people[0]))
    following = page.context["following"]
    assert following.url == f"/people/papers/{asked.key}/?back=/cases/{case.reference}/"


def test_nobody_is_led_on_to_somebody_whom_they_may_not_see() -> None:
    cast = make_cast()
    people = [a_person(cast.be, name=f"{name} Karim") for name in ("Ali", "Suad")]
    case = a_case(cast.lies, *people)
    restricted(people[1])
    page = signed_in(cast.lies).get(the_form(cast.lies, case, people[0]))
    assert page.context["following"] is None
    assert "go on" not in page.content.decode()


def test_who_comes_next_costs_no_page_more_than_fifteen_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    cast = make_cast()
    people = [a_person(cast.be, name=f"Ali Karim{number}") for number in range(4)]
    case, client = a_case(cast.lies, *people), signed_in(cast.lies)
    client.get(the_form(cast.lies, case, people[0]))
    with django_assert_max_num_queries(15):
        client.get(the_form(cast.lies, case, people[0]))


def test_where_no_mission_serves_the_country_of_return_that_is_said_before_others_are_offered(
    client: Client,
) -> None:
    cast = make_cast()
    case = a_case(cast.lies, destination="AM")
    client.force_login(cast.lies)
    where = f"/cases/{case.reference}/do/hand-over/"
    page = client.get(where).content.decode()
    assert "No mission serves the country of return: Armenia" in page
    assert "Baghdad" not in page
    assert f'href="{where}?elsewhere=1"' in page
    page = client.get(f"{where}?elsewhere=1").content.decode()
    assert "No mission serves the country of return: Armenia" in page
    assert "Baghdad" in page
