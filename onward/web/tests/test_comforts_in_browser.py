"""What the house's script adds, and what works without it, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Dialog, Page, expect

from tests.support.browser import Site

WIDTHS = (320, 390, 768, 1280)


def test_the_page_never_scrolls_sideways(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        page.goto("/accounts/login/")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_the_look_that_was_chosen_is_kept(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_escape_closes_the_menu_and_goes_back_to_its_button(page: Page) -> None:
    page.goto("/accounts/login/")
    summary = page.locator("details.menu summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_form_on_its_way_is_not_sent_twice(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("amina@onward.example")
    page.get_by_label("Password").fill("aVeryLongOne123")
    sent = page.evaluate(
        """() => {
            let sent = 0;
            // Stands after the house's own listener: counts what it lets through, and lets nothing leave.
            window.addEventListener("submit", (event) => {
                if (!event.defaultPrevented) sent += 1;
                event.preventDefault();
            });
            const button = document.querySelector("main form button[type=submit]");
            button.click();
            button.click();
            return sent;
        }"""
    )
    assert sent == 1


def test_words_that_were_typed_are_asked_about_before_they_are_left(page: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.goto("/accounts/login/")
    page.get_by_label("Email").press_sequentially("amina")
    page.on("dialog", answer)
    page.goto("/no/such/page/")
    assert asked == ["beforeunload"]


def test_without_script_nothing_is_offered_that_needs_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    bare = context.new_page()
    bare.goto("/accounts/login/")
    expect(bare.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(bare.locator("#passkey_login")).to_be_hidden()
    bare.locator("details.menu summary").click()
    expect(bare.get_by_role("button", name="Français")).to_be_visible()
    expect(bare.locator("[data-looks]")).to_be_hidden()
    context.close()
