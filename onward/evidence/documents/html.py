"""A document as HTML, from the same blocks as on paper: within a page of the house, or as one file alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from onward.evidence.documents.blocks import Document, Drawing
from onward.evidence.documents.drawn import inline
from onward.evidence.documents.noted import mark_in
from onward.evidence.documents.telling import Teller
from onward.evidence.documents.texts import Ref
from onward.kernel.markup import markup
from onward.kernel.text import said_of


def within_page(document: Document, link: Callable[[Ref], str]) -> dict[str, Any]:
    """Return a document as the template `evidence/document.html` takes it.

    Args:
        document: which one.
        link: the address of the page of a number.
    """
    with translation.override(document.language):
        return _InPage(document, link).told()


def alone(document: Document) -> str:
    """Return a document as one file for the web or an e-mail, styles within: it runs and fetches nothing."""
    with translation.override(document.language):
        told = _Alone(document, lambda _ref: "").told()
        return render_to_string("evidence/alone.html", {"told": told})


class _InPage(Teller):
    """Puts drawings into the page, in its colours; each number leads to its own page."""

    own_colours = False
    notes_below = False
    """A page of the house has one foot, where all that names places leaves its notes."""

    def __init__(self, document: Document, link: Callable[[Ref], str]) -> None:
        super().__init__(document)
        self._link = link

    def link(self, ref: Ref) -> str:
        return self._link(ref)

    def noted(self, text: str, places: Mapping[str, str]) -> str:
        said = markup("{}", text)
        for mark, place in places.items():
            link = markup(
                '<a href="#{}" aria-label="{}">{}</a>', place, _("note %(mark)s") % {"mark": mark}, mark
            )
            said = SafeString(mark_in(mark).sub(link, said))  # nosec B703 - escaped above
        return said

    def place_of(self, mark: str, place: str) -> str:
        return f"note-{unicodedata.normalize('NFKC', mark)}"

    def picture(self, drawing: Drawing, name: str) -> dict[str, Any]:
        words = said_of(drawing.caption, drawing.words)
        drawn = inline(drawing.spec, f"d{name}", words, own_colours=self.own_colours)
        link = self.link(drawing.ref) if drawing.ref else ""
        return {"svg": SafeString(drawn), "link": link}  # nosec B703 - drawn by ourselves


class _Alone(_InPage):
    """The same in the colours of print; numbers lead to the annex at the end of the file."""

    own_colours = True
    notes_below = True

    def place_of(self, mark: str, place: str) -> str:
        return place

    def link(self, ref: Ref) -> str:
        entry = self._entry(ref)
        return f"#entry-{entry}" if entry else ""
