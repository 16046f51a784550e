"""Rooms that do not import one another, connected: a person's page with its consents, told by a browser."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from onward.casework.cases.tests.factories import a_case
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.partners.tests.factories import a_desk, an_organisation
from onward.records.people.actions import Paper, add_document
from onward.records.people.queries import find
from onward.records.people.tests.factories import a_household, a_person, restricted
from tests.cast import Cast, make_cast
from tests.support.browser import Site


@pytest.mark.django_db
def test_a_persons_page_shows_what_holds_and_leads_to_the_consents() -> None:
    cast = make_cast()
    person = a_person(cast.be)
    give_consent(
        cast.lies, person.key, cast.be, "share-with-mission", cast.iraq.key, Evidence(witness="Wim Claes")
    )
    client = Client()
    client.force_login(cast.lies)
    page = client.get(reverse("people:person", args=[person.key])).content.decode()
    assert reverse("consents:person", args=[person.key]) in page
    assert "Share the file with the mission" in page
    consents = client.get(reverse("consents:person", args=[person.key])).content.decode()
    assert "Hassan Al-Zubaidi" in consents


@pytest.mark.django_db
def test_an_organisation_of_the_directory_may_receive() -> None:
    cast = make_cast()
    person, centre = a_person(cast.be), an_organisation("De Linde")
    client = Client()
    client.force_login(cast.lies)
    form = reverse("consents:give", args=[person.key])
    assert "De Linde" in client.get(form).content.decode()
    sent = {"purpose": "share-with-partner", "recipient": str(centre.key), "witness": "Wim Claes"}
    client.post(form, sent)
    assert Consent.objects.get().recipient_key == centre.key


@pytest.mark.django_db
def test_the_reference_of_a_case_leads_to_it_and_finds_its_travellers() -> None:
    cast = make_cast()
    hassan = a_person(cast.be)
    noor = a_person(cast.be, name="Noor Al-Zubaidi")
    case = a_case(cast.lies, hassan, noor)
    restricted(noor, "child")
    client = Client()
    client.force_login(cast.lies)
    search = reverse("people:search")
    straight = client.get(search, {"q": f" {case.reference.lower()} "})
    assert straight.headers["Location"] == reverse("cases:case", args=[case.reference])
    assert find(cast.lies, case.reference).persons == (hassan,)
    assert set(find(cast.nora, case.reference).persons) == {hassan, noor}
    assert find(cast.paul, case.reference).persons == ()
    assert client.get(search, {"q": "BE-21-99999"}).status_code == 200
    page = client.get(reverse("people:person", args=[hassan.key])).content.decode()
    assert reverse("cases:case", args=[case.reference]) in page


def test_the_pages_of_the_records_are_right_for_a_screen_reader(
    site: Site, page: Page, sign_in: Callable[[Page, Any], None], axe: Callable[[Page], None]
) -> None:
    cast, addresses = a_small_office()
    sign_in(page, cast.sam)
    for address in addresses:
        page.goto(site.url + address)
        axe(page)
    page.goto(f"{site.url}{reverse('people:new')}")
    page.fill("#id_zone", "P<UTO<<X\nL898902C37UTO7408122F1204159ZE184226B<<<<<10")
    page.click("button[name=read]")
    page.get_by_text("the check digit should be").first.wait_for()
    axe(page)
    sign_in(page, cast.anna)
    for name in ("list", "rota", "new"):
        page.goto(site.url + reverse(f"partners:{name}"))
        axe(page)


def a_small_office() -> tuple[Cast, list[str]]:
    """Return the cast, and the pages that speak of a person with a household and a paper."""
    cast = make_cast()
    person = a_person(cast.be, native="حسن الزبيدي")
    niece = restricted(a_person(cast.be, name="Noor Al-Zubaidi", native="نور", sex="female"), "child")
    home = a_household(cast.be, person, niece)
    paper = add_document(
        cast.lies, person, Paper("passport", "asked", issuer="XK", asked_on=date(2021, 3, 1))
    )
    a_desk()
    return (
        cast,
        [
            reverse("people:search") + "?q=zubaidi",
            reverse("people:person", args=[person.key]),
            reverse("people:person", args=[niece.key]),
            reverse("people:household", args=[home.key]) + "?q=zubaidi",
            reverse("people:new"),
            reverse("people:edit", args=[person.key]),
            reverse("people:document", args=[paper.key]),
            reverse("people:new-contact", args=[person.key]),
            reverse("consents:person", args=[person.key]),
            reverse("consents:give", args=[person.key]),
            reverse("consents:ask", args=[person.key]),
        ],
    )
