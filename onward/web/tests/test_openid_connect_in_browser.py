"""Sign-in by the office's own identity provider: a real one, over HTTP, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page, expect

from onward.access.models import User
from tests.support.browser import Site
from tests.support.identity_provider import Provider, serving

AMINA, BORIS, CLARA, DORA = (f"{one}@onward.example" for one in ("amina", "boris", "clara", "dora"))


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Provider]:
    people: dict[str, dict[str, Any]] = {
        "1": {"email": AMINA, "email_verified": True, "name": "Amina Peeters"},
        "2": {"email": BORIS, "email_verified": True, "name": "Boris Maes"},
        "3": {"email": CLARA, "email_verified": False, "name": "Clara Jacobs"},
        "4": {"email": DORA, "email_verified": "false", "name": "Dora Wouters"},
    }
    with serving(people) as found:
        settings.SOCIALACCOUNT_PROVIDERS = found.settings()
        yield found


def come_in(page: Page, site: Site, email: str) -> None:
    """Go the way from the page that asks who you are to the provider and back."""
    page.goto(f"{site.url}/cases/")
    page.get_by_role("button", name="Sign in with the office account").click()
    page.get_by_role("button", name=email).click()


@pytest.mark.browser
def test_a_colleague_whom_the_provider_vouches_for_comes_in_and_lands_where_she_was_going(
    page: Page, site: Site, provider: Provider
) -> None:
    User.objects.create_user(AMINA, None, name="Amina Peeters", roles=["counsellor"])
    come_in(page, site, AMINA)
    expect(page).to_have_url(f"{site.url}/cases/")
    expect(page.locator("details.menu summary")).to_contain_text("Amina Peeters")
    assert provider.refused == []


@pytest.mark.browser
def test_somebody_unknown_here_stays_outside_whoever_vouches_for_them(
    page: Page, site: Site, provider: Provider
) -> None:
    come_in(page, site, BORIS)
    expect(page.get_by_role("heading", name="No account here")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(f"{site.url}/accounts/login/")
    assert not User.objects.filter(email=BORIS).exists()


@pytest.mark.browser
@pytest.mark.parametrize("email", [CLARA, DORA])
def test_an_address_that_the_provider_has_not_verified_opens_nobodys_account(
    page: Page, site: Site, provider: Provider, email: str
) -> None:
    User.objects.create_user(email, None, name="Clara or Dora", roles=["counsellor"])
    come_in(page, site, email)
    page.goto(f"{site.url}/cases/")
    expect(page).to_have_url(f"{site.url}/accounts/login/?next=/cases/")


@pytest.mark.django_db
def test_a_provider_out_of_reach_is_said_on_the_page_where_a_password_helps(
    client: Client, settings: LazySettings
) -> None:
    nowhere = Provider({}, url="http://127.0.0.1:9")
    settings.SOCIALACCOUNT_PROVIDERS = nowhere.settings()
    answer = client.post("/accounts/oidc/office/login/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert "That service cannot be reached." in answer.content.decode()
