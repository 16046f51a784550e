"""Sign-in by the office's own identity provider: a real one, over HTTP, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from onward.access.models import User
from tests.support.browser import Site
from tests.support.identity_provider import Provider, serving

AMINA, BORIS, CLARA = "amina@onward.example", "boris@onward.example", "clara@onward.example"


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Provider]:
    people = {
        "1": {"email": AMINA, "email_verified": True, "name": "Amina Peeters"},
        "2": {"email": BORIS, "email_verified": True, "name": "Boris Maes"},
        "3": {"email": CLARA, "email_verified": False, "name": "Clara Jacobs"},
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
def test_an_address_that_the_provider_has_not_verified_opens_nobodys_account(
    page: Page, site: Site, provider: Provider
) -> None:
    User.objects.create_user(CLARA, None, name="Clara Jacobs", roles=["counsellor"])
    come_in(page, site, CLARA)
    page.goto(f"{site.url}/cases/")
    expect(page).to_have_url(f"{site.url}/accounts/login/?next=/cases/")
