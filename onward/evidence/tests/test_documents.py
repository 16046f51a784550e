"""A document in three languages, on paper, in a page and as one file: the same blocks."""

import json
import re
from copy import deepcopy
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from onward.evidence.documents.blocks import Document, Drawing, Paragraph, Row, Table
from onward.evidence.documents.charts import Bar, Measured, against, bars
from onward.evidence.documents.composing import compose
from onward.evidence.documents.drawn import svg
from onward.evidence.documents.html import alone, within_page
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.maps import NARROW, WIDE, Told, world_map
from onward.evidence.documents.texts import LANGUAGES, Ref
from onward.evidence.documents.typeset import pdf
from onward.evidence.editions import Frozen
from onward.evidence.tests.frozen import frozen as frozen
from onward.evidence.tests.test_maps import WORDS
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
    assert len(drawn) == 2 * 8, "each stands there for a telephone too"
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
    for form, least, most in ((WIDE, 30_000, 90_000), (NARROW, 20_000, 60_000)):
        drawn = svg(world_map(Told({"BR": 254, "XK": 3}, [], str, WORDS), form))
        assert least < len(drawn) < most


def of_table(document: Document, table: str) -> list[Drawing | Table]:
    """Return what a document draws or sets in rows of a table of Belgium."""
    blocks = document.sections[0].blocks
    return [one for one in blocks if isinstance(one, Drawing | Table) and _is_of(one, table)]


def _is_of(block: Drawing | Table, table: str) -> bool:
    return block.ref is not None and block.ref.table == table


def sentences_of(document: Document, section: int = 0) -> list[str]:
    blocks = document.sections[section].blocks
    runs = [one.runs for one in blocks if isinstance(one, Paragraph)]
    return ["".join(run if isinstance(run, str) else run.text for run in one) for one in runs]


def test_where_hardly_a_number_may_be_shown_a_sentence_stands_for_map_and_rows(frozen: Frozen) -> None:
    whole = compose(frozen, "en", IMPRINT)
    assert len(of_table(whole, "by-destination")) == 2
    assert of_table(whole, "by-age")
    document = compose(frozen, "en", IMPRINT, lambda ref: not ref.part)
    for table in ("by-destination", "by-age", "by-month", "by-sex"):
        assert not of_table(document, table)
    said = sentences_of(document)
    assert sum("hardly any of these numbers" in one and "age" not in one for one in said) >= 2, "channels too"
    assert sum(one.startswith("Returns by destination:") for one in said) == 1
    assert any(one.startswith("Returns by age: hardly any") for one in said)


def test_a_ranking_stands_while_it_shows_half_of_all(frozen: Frozen) -> None:
    first = compose(frozen, "en", IMPRINT).sections[0]
    drawing = next(one for one in first.blocks if isinstance(one, Drawing) and _is_of(one, "by-destination"))
    assert drawing.table
    least = {"avrr-be/by-destination/now/BR"}
    assert of_table(compose(frozen, "en", IMPRINT, lambda ref: str(ref) not in least), "by-destination")


def test_a_year_without_anybody_has_a_sentence_and_nothing_drawn(frozen: Frozen) -> None:
    values = deepcopy(frozen.values)
    for kept in values["chapters"]["avrr-lu"]["now"].values():
        kept |= (
            {"total": "0", "parts": []} if "total" in kept else {"part": "0", "base": "0", "percent": None}
        )
    document = compose(replace(frozen, values=values), "en", IMPRINT)
    blocks = document.sections[1].blocks
    assert not [one for one in blocks if isinstance(one, Drawing | Table)]
    assert sentences_of(document, 1)[0].startswith("Nobody returned from Luxembourg in 2020.")
    assert not any("none on record" in one for one in sentences_of(document, 1))


def test_a_split_of_which_nothing_was_counted_says_so_where_others_were(frozen: Frozen) -> None:
    values = deepcopy(frozen.values)
    values["chapters"]["avrr-be"]["now"]["by-sex"] = {"total": "0", "parts": []}
    document = compose(replace(frozen, values=values), "en", IMPRINT)
    assert not of_table(document, "by-sex")
    assert "Returns by sex: none on record in 2020." in sentences_of(document)


def test_a_drawing_says_both_years(document: Document) -> None:
    (months,) = of_table(document, "by-month")
    assert isinstance(months, Drawing)
    assert re.search(
        r"2020\W+: ?.*2019\W+: ?", months.words.replace("2020:", "2020 :").replace("2019:", "2019 :")
    )
    values = months.spec["data"]["values"]
    assert {one["period"] for one in values} == {"2020", "2019"}
    assert all(one["written"] for one in values)


def test_the_earlier_year_comes_first_in_every_legend(document: Document) -> None:
    for table in ("by-month", "by-sex"):
        (drawing,) = of_table(document, table)
        assert isinstance(drawing, Drawing)
        for spec in (drawing.spec, drawing.narrow):
            assert spec
            assert '"domain": ["2019", "2020"]' in json.dumps(spec)


def test_words_beside_bars_stand_in_lines_on_a_telephone() -> None:
    rows = [
        Bar("Organisation non gouvernementale et autres", 54, written="54"),
        Bar("Croix-Rouge", 5, written="5"),
    ]
    size = re.compile(r'width="([\d.]+)"')
    broad, narrow = (size.search(svg(bars(rows, narrow=one))) for one in (False, True))
    assert broad
    assert narrow
    assert float(narrow[1]) <= 334 < float(broad[1]), "what a page has room for on a telephone of 390 points"
    long = ("de la première moitié de 2020", "de la première moitié de 2019")
    measured = [Measured("R1 Personnes rentrées en sécurité", 70, 100, "70 %")]
    for spec in (bars(rows, periods=long, narrow=True), against(measured, long, narrow=True)):
        found = size.search(svg(spec))
        assert found
        assert float(found[1]) <= 334
    told = bars(rows, narrow=True)["data"]["values"]
    assert max(len(line) for one in told for line in one["part"].split("\n")) <= 20
