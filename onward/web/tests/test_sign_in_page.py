"""The first page that anybody sees, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from onward.access.models import User


def test_a_user_signs_in_by_keyboard_and_axe_finds_nothing_grave(
    page: Page, axe: Callable[[Page], None]
) -> None:
    User.objects.create_user("amina@onward.example", "aVeryLongOne123", name="Amina")
    page.goto("/accounts/login/")
    axe(page)
    page.get_by_label("Email").fill("amina@onward.example")
    page.get_by_label("Password").fill("aVeryLongOne123")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def test_a_signed_in_user_finds_their_account_page_accessible(
    page: Page, axe: Callable[[Page], None], sign_in: Callable[[Page, Any], None]
) -> None:
    sign_in(page, User.objects.create_user("amina@onward.example", None, name="Amina"))
    page.goto("/accounts/2fa/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
