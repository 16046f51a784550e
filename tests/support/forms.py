"""What the form of a page sends."""

from html.parser import HTMLParser
from typing import Any


def as_shown(page: str, **typed: Any) -> dict[str, Any]:
    """Return what the first form in the main part of a page sends, with what is typed into it.

    What a page sends beside its fields, to know later what was typed, goes along as on the page.
    """
    reader = _FirstForm()
    reader.feed(page.split("<main", 1)[1].split("</form", 1)[0])
    return {name: value.strip("\r\n") for name, value in reader.sent.items()} | typed


class _FirstForm(HTMLParser):
    """Takes down what stands in the controls that it meets."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a control that is sent."""
        has = {name: value or "" for name, value in attrs}
        name = has.get("name", "")
        chosen = has.get("type") not in ("radio", "checkbox") or "checked" in has
        if tag == "input" and chosen:
            self.sent[name] = has.get("value", "")
        elif tag in ("select", "textarea"):
            self.inside = name
            self.sent[name] = ""
        elif tag == "option" and "selected" in has:
            self.sent[self.inside] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a control."""
        if tag in ("select", "textarea"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        """Take down the lines of a text."""
        if self.inside and self.lasttag == "textarea":
            self.sent[self.inside] += data
