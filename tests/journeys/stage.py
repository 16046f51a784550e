"""What the journeys share: somebody at a screen, who looks for words and not for code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from onward.access.models import User


@dataclass
class Screen:
    """One browser in which people of the cast take turns; every page that they open is judged by axe."""

    page: Page
    sign_in: Callable[[Page, Any], None]
    axe: Callable[[Page], None]
    judged: set[str] = field(default_factory=set)

    def turn(self, user: User) -> "Screen":
        """Let somebody else sit down."""
        self.page.context.clear_cookies()
        self.sign_in(self.page, user)
        return self

    def open(self, address: str) -> "Screen":
        """Open an address, and have axe look at it."""
        self.page.goto(address)
        self.look()
        return self

    def look(self) -> None:
        """Have axe look at the page as it is now; once for each kind of page."""
        kind = self.page.title().split("·")[0]
        if kind not in self.judged:
            self.judged.add(kind)
            self.axe(self.page)

    def press(self, words: str, *, inside: Locator | None = None, nth: int = 0) -> None:
        """Press a button, and wait for the page that answers."""
        button = (inside or self.page).get_by_role("button", name=words)
        with self.page.expect_navigation():
            button.nth(nth).click()
        self.look()

    def add(self, words: str) -> None:
        """Press a button that changes a part of the page only."""
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            self.page.get_by_role("button", name=words).first.click()

    def follow(self, words: str, *, nth: int = 0) -> None:
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).nth(nth).click()
        self.look()

    def fill(self, **fields: str) -> None:
        """Fill in fields by their name in the form; dots in place of double underscores stay out of it."""
        for name, value in fields.items():
            control = self.page.locator(f'main [name="{name.replace("__", "-")}"]').first
            tag = control.evaluate("one => one.tagName + ':' + (one.type || '')")
            if tag.startswith("SELECT"):
                control.select_option(value)
            elif tag in ("INPUT:radio", "INPUT:checkbox"):
                self.page.locator(f'main [name="{name.replace("__", "-")}"][value="{value}"]').check()
            else:
                control.fill(value)

    def tick(self, words: str) -> None:
        """Tick a box by its words."""
        self.page.get_by_label(words, exact=False).first.check()

    def sees(self, *words: str) -> None:
        """Expect words on the page."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    def sees_not(self, *words: str) -> None:
        """Expect that words are nowhere on the page, not even in its source."""
        source = self.page.content()
        for one in words:
            assert one not in source, f"{one} stands on {self.page.url}"
