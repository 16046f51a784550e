"""A document in three languages, on paper, in a page and as one file: the same blocks."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from onward.evidence.documents.blocks import Document, Drawing, Row
from onward.evidence.documents.charts import Bar, bars
from onward.evidence.documents.composing import Imprint, compose
from onward.evidence.documents.drawn import svg
from onward.evidence.documents.html import alone, within_page
from onward.evidence.documents.maps import world_map
from onward.evidence.documents.texts import LANGUAGES, Ref
from onward.evidence.documents.typeset import pdf
from onward.evidence.editions import Frozen
from onward.evidence.tests.frozen import frozen as frozen
from onward.reference.countries import Footnotes

IMPRINT = Imprint(1, date(2021, 3, 1))
PLAIN_SPACE = re.compile(r"\w[ \N{NO-BREAK SPACE}][:;?!»](?!\w)")


class Read(HTMLParser):
    """What a file says: tags with their attributes, and its text outside of styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += "" if self._within == "style" else data


@pytest.fixture(scope="session", params=LANGUAGES)
def document(request: pytest.FixtureRequest, frozen: Frozen) -> Document:
    return compose(frozen, request.param, IMPRINT)


def test_a_file_alone_fetches_nothing_and_runs_nothing(document: Document) -> None:
    read = Read(alone(document))
    named = {name for name, _given in read.tags}
    assert not named & {"script", "link", "img", "iframe", "object", "form"}
    fetched = [given for _name, given in read.tags if {"src", "srcset", "onclick"} & given.keys()]
    assert not fetched
    assert {one["href"][:1] for name, one in read.tags if name == "a" and one["href"]} == {"#"}


def test_its_links_lead_to_what_is_there(document: Document) -> None:
    read = Read(alone(document))
    there = [given["id"] for _name, given in read.tags if given.get("id")]
    assert len(there) == len(set(there)), "two things bear one name"
    wanted = {str(given["href"])[1:] for name, given in read.tags if name == "a"}
    assert wanted <= set(there)


def test_charts_are_pictures_with_words(document: Document) -> None:
    drawn = [given for name, given in Read(alone(document)).tags if name == "svg"]
    assert len(drawn) == 8
    assert all(one["role"] == "img" and len(str(one["aria-label"])) > 20 for one in drawn)


def test_every_number_of_a_table_leads_to_its_page(document: Document) -> None:
    with translation.override(document.language):
        told = within_page(document, lambda ref: f"/numbers/{ref}")
        html = render_to_string("evidence/document.html", {"told": told})
    table = re.search(r"<tbody>.*?</tbody>", html, re.DOTALL)
    assert table
    numbers = re.findall(
        r'<td class="num" data-label="[^"]+">(.*?)</td>', table[0].replace("<b>", "").replace("</b>", "")
    )
    counted = [one for one in numbers if re.fullmatch(r"\d+", re.sub("<[^>]*>", "", one))]
    assert counted
    assert all(one.startswith('<a href="/numbers/avrr-be/by-month/') for one in counted)


def test_french_has_its_narrow_spaces(frozen: Frozen) -> None:
    # What stands in the annex is as the definitions write it: the sentences of the document are asked here.
    text = Read(alone(compose(frozen, "fr", IMPRINT)).split('aria-labelledby="annex"')[0]).text
    assert not PLAIN_SPACE.findall(text)
    assert "\N{NARROW NO-BREAK SPACE}:" in text


def test_kosovo_has_its_note_below_what_names_it_and_a_link_that_leads_there(document: Document) -> None:
    html = re.sub(r' aria-label="[^"]{20,}"', "", alone(document))  # what a picture says holds no link
    named = [*re.finditer(r'Kosovo<a href="#(note-[\d-]+)" aria-label="[^"]+">\*</a>', html)]
    assert len(named) == len(re.findall(r"Kosovo(?=<a|[*¹])", html)) > 1
    for one in named:
        note = html.index(f'id="{one[1]}"')
        assert one.start() < note < html.find("</section>", one.start()), "before its chapter ends"
        assert "1244" in html[note : html.index("</p>", note)]
    assert '<footer class="sheet">' not in html, "no note stands far from its name"


def test_in_a_page_of_the_house_the_marks_lead_to_its_foot(frozen: Frozen) -> None:
    told = within_page(compose(frozen, "en", IMPRINT, notes=Footnotes()), lambda _ref: "#")
    with translation.override("en"):
        html = render_to_string("evidence/document.html", {"told": told})
    assert 'Kosovo<a href="#note-1" aria-label="note ¹">¹</a>' in html
    assert "1244" not in html


def test_paper_is_tagged_and_named_for_whoever_hears_it(document: Document) -> None:
    printed = pdf(document)
    assert printed.startswith(b"%PDF")
    assert b"/StructTreeRoot" in printed
    assert b"pdfuaid" in printed
    assert f"/Lang({document.language})".encode() in printed.replace(b"/Lang (", b"/Lang(")


def test_a_draft_says_so(frozen: Frozen) -> None:
    draft = compose(frozen, "en", Imprint(0, date(2021, 3, 1), state="draft"))
    assert draft.stamp.startswith("Draft")
    assert any("This is a draft" in one for one in draft.method)
    assert "Edition" not in draft.stamp


def test_a_number_that_is_not_shown_stands_nowhere(frozen: Frozen) -> None:
    hidden = Ref("avrr-be", "by-sex", "now", ("female",))
    shown = compose(frozen, "en", IMPRINT)
    document = compose(frozen, "en", IMPRINT, lambda ref: ref != hidden)
    chart, whole = (
        next(
            one
            for one in told.sections[0].blocks
            if isinstance(one, Drawing) and one.ref and one.ref.table == "by-sex"
        )
        for told in (document, shown)
    )
    drawn, exact = (
        [one for one in each.spec["data"]["values"] if (one["part"], one["period"]) == ("Female", "2020")]
        for each in (chart, whole)
    )
    assert [(one["number"], one["written"], one["hidden"]) for one in drawn] == [(0, "", True)]
    assert exact[0]["number"] > 0
    assert not exact[0]["hidden"]
    assert "Female not shown" in chart.words


def ranking(frozen: Frozen, *hidden: Ref) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return rows and notes of the leading destinations of Belgium, with some numbers not shown."""
    document = compose(frozen, "en", IMPRINT, lambda ref: ref not in hidden)
    for block in document.sections[0].blocks:
        if isinstance(block, Drawing) and block.ref and block.ref.table == "by-destination" and block.table:
            return block.table.rows, block.table.notes
    raise AssertionError


def test_a_ranking_with_hidden_parts_says_that_greater_ones_may_be_among_them(frozen: Frozen) -> None:
    hidden = Ref("avrr-be", "by-destination", "now", ("BR",))
    assert "may be greater" in " ".join(ranking(frozen, hidden)[1])
    assert "may be greater" not in " ".join(ranking(frozen)[1])


def test_only_what_is_hidden_is_drawn_as_hidden() -> None:
    drawn = bars([Bar("hidden", None), Bar("a share of nothing", None, nothing=True), Bar("told", 7)])
    assert [one["hidden"] for one in drawn["data"]["values"]] == [True, False, False]


def test_a_chart_writes_thousands_as_its_language_does() -> None:
    for written in ("1.000", "1,000", "1\N{NARROW NO-BREAK SPACE}000"):
        drawn = svg(bars([Bar("Man", 1000, written=written), Bar("Vrouw", 725, written="725")]))
        assert f">{written}</text>" in drawn


def test_the_outline_of_a_country_keeps_its_extent() -> None:
    drawn = svg(
        world_map({"BR": 254, "XK": 3}, [], {"between": "%(first)s to %(last)s", "more": "%(first)s +"})
    )
    assert 60_000 < len(drawn) < 250_000
    assert drawn.count("<path") > 180
