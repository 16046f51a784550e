"""A passkey is made and used to sign in, with the authenticator that Chromium has for tests: real keys, no
finger."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from onward.access.models import User
from tests.support.browser import Site

PASSWORD = "correct horse battery staple"  # of a user that lives as long as the test
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def _plain_http(settings: LazySettings) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # as in the demo: the site of the test has no https


@pytest.mark.browser
@pytest.mark.usefixtures("_plain_http")
def test_a_passkey_is_added_and_signs_in_without_a_password(page: Page, site: Site) -> None:
    home = site.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    User.objects.create_user("amina@onward.example", PASSWORD, name="Amina Peeters", roles=["counsellor"])
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{home}/accounts/login/")
    page.get_by_label("Email").fill("amina@onward.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(f"{home}/accounts/login/")
    page.goto(f"{home}/accounts/2fa/webauthn/add/")
    page.locator("input[name=name]").fill("Office laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("main form button").last.click()
    expect(page).not_to_have_url(f"{home}/accounts/2fa/webauthn/add/")
    page.goto(f"{home}/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="Office laptop")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{home}/cases/")
    expect(page).to_have_url(f"{home}/accounts/login/?next=/cases/")
    page.locator("#passkey_login").click()
    expect(page).not_to_have_url(f"{home}/accounts/login/?next=/cases/")
    page.goto(f"{home}/accounts/2fa/")
    expect(page.locator("details.menu summary")).to_contain_text("Amina Peeters")
