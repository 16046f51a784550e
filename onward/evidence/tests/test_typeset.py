"""How a document lies on paper: its letters, its pages, its bookmarks, and where its marks lead."""

import ast
import json
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import typst
import yaml
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from onward.evidence.documents import typeset
from onward.evidence.documents.blocks import Document, Drawing, Paragraph, Row, Section, Sheet, Table
from onward.evidence.documents.charts import NOT_SHOWN
from onward.evidence.documents.composing import compose
from onward.evidence.documents.fonts import FAMILIES, fonts_folder, printable
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.noted import noted
from onward.evidence.documents.texts import LANGUAGES, Number, Ref, reports_folder
from onward.evidence.documents.typeset import pdf
from onward.evidence.editions import Frozen
from onward.evidence.tests.frozen import frozen as frozen
from onward.kernel.definitions import current_library
from onward.reference.countries import Footnotes, country_name
from onward.reference.countries.names import codes

IMPRINT = Imprint(1, date(2021, 3, 1))
MOSTLY = 0.4
"""So much of a page may stay blank at its end, unless it is the last."""
MARGINS = (22 / 297, 24 / 297)
LIGHT = 235
OF_PAGES = frozenset("→↑↓✓⚠�∗")
"""Signs of catalogues that stand in no document: those of pages, and one that was used before."""
ROOT = reports_folder().parent


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest, frozen: Frozen) -> Document:
    return compose(frozen, request.param, IMPRINT)


# --- letters ---------------------------------------------------------------------------------------------


def letters_of(style: str) -> set[int]:
    """Return the characters that the fonts of print have in a weight."""
    files = (fonts_folder() / f"{name.replace(' ', '')}-{style}.ttf" for name in FAMILIES)
    return {one for file in files for one in TTFont(file).getBestCmap() or {}}


MOVED = ((88, 100), (100, 100), (112, 100), (3, 4), (4, 4), (5, 4))
"""Numbers and those before, which tell in percent or by how much they moved."""


def printed_texts() -> Iterator[str]:
    """Give what documents are made of: catalogues, sentences, definitions, names of countries, numbers."""
    for language in LANGUAGES:
        for file in (reports_folder() / language).glob("*.ftl"):
            yield file.read_text()
        catalogue = ROOT / "onward" / "locale" / language / "LC_MESSAGES" / "django.po"
        if catalogue.exists():
            with catalogue.open("rb") as lines:
                for one in read_po(lines):
                    said = [
                        text
                        for told in (one.id, one.string)
                        for text in ([told] if isinstance(told, str) else told or ())
                    ]
                    yield from ("".join(letter for letter in text if letter not in OF_PAGES) for text in said)
        namer = Namer(language, date(2021, 1, 1), Footnotes("asterisks"), current_library())
        yield from (country_name(code, language).marked(namer.notes) for code in codes())
        yield from (note.text for _mark, note in namer.notes)
        thousand = Decimal("-1234567.89")
        yield from (namer.number(thousand), namer.amount(thousand), namer.money(thousand, "EUR"))
        yield namer.percent(thousand)
        yield from (namer.moved(Decimal(now), Decimal(before), 20) for now, before in MOVED)
    for file in (ROOT / "definitions").rglob("*.yaml"):
        yield json.dumps(yaml.safe_load(file.read_text()), ensure_ascii=False, default=str)
    for file in (ROOT / "onward" / "evidence" / "documents").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "pgettext", "ngettext"):
                yield from (str(one.value) for one in call.args if isinstance(one, ast.Constant))
    yield NOT_SHOWN


@pytest.mark.parametrize("style", ["Regular", "SemiBold"])
def test_every_character_of_a_document_is_in_the_fonts_that_print_it(style: str) -> None:
    used, known = {one for text in printed_texts() for one in text}, letters_of(style)
    lacking = {one for one in used if ord(one) not in known and one not in "\n\t\r"}
    assert not lacking


def test_no_other_font_stands_in_for_them(document: Document) -> None:
    fonts = re.findall(rb"/BaseFont/(?:[A-Z]{6}\+)?([\w-]+)", pdf(document))
    assert fonts
    assert all(one.startswith(b"NotoSans") for one in fonts), {*fonts}


def test_one_edition_printed_twice_is_one_file(document: Document) -> None:
    made = pdf(document)
    time.sleep(1.1)  # a file names the second in which it was made
    assert pdf(document) == made
    assert b"D:20210301" in made, "the day of the edition, not that of printing"


def test_a_letter_without_a_shape_costs_itself_and_not_the_document(frozen: Frozen) -> None:
    reason = "Counted twice → see 中国, ኣስመራ"
    gone = Imprint(1, date(2021, 3, 1), "withdrawn", withdrawn=date(2021, 4, 1), reason=reason)
    assert printable(reason) == "Counted twice ? see ??, ኣስመራ"
    assert pdf(compose(frozen, "en", gone)).startswith(b"%PDF")


def test_the_list_of_letters_is_that_of_the_fonts() -> None:
    listed = json.loads((fonts_folder() / "letters.json").read_text())
    spelt = {one for first, last in listed for one in range(first, last + 1)}
    assert spelt == letters_of("Regular") & letters_of("SemiBold")


# --- pages -----------------------------------------------------------------------------------------------


def pages_of(document: Document, monkeypatch: pytest.MonkeyPatch) -> list[npt.NDArray[np.uint8]]:
    """Return the pages of a document as pictures of grey, set by the same template."""
    real, kept = typst.compile, []

    def drawn(path: str, **given: Any) -> bytes:
        given = {**given, "format": "png", "ppi": 24.0}
        del given["pdf_standards"]
        made = real(path, **given)
        kept.extend(made if isinstance(made, list) else [made])
        return b""

    monkeypatch.setattr(typst, "compile", drawn)
    pdf(document)
    return [grey(one) for one in kept]


def grey(png: bytes) -> npt.NDArray[np.uint8]:
    """Return the least bright channel of each point of a picture of 8 bits a channel (PNG, section 9.2)."""
    wide, high, kind = int.from_bytes(png[16:20]), int.from_bytes(png[20:24]), png[25]
    many = {2: 3, 6: 4}[kind]
    packed, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        packed += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(high, 1 + wide * many)
    above = [0] * (wide * many)
    told = []
    for line in lines.tolist():
        above = unfiltered(line[0], line[1:], above, many)
        told.append(above)
    points: npt.NDArray[np.uint8] = np.array(told, np.uint8).reshape(high, wide, many)
    return np.asarray(points[:, :, :3].min(axis=2), np.uint8)


def unfiltered(way: int, line: list[int], above: list[int], many: int) -> list[int]:
    made = [0] * len(line)
    for place, byte in enumerate(line):
        left = made[place - many] if place >= many else 0
        corner = above[place - many] if place >= many else 0
        up = above[place]
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        made[place] = (byte + (0, left, up, (left + up) // 2, nearest)[way]) % 256
    return made


def blank(page: npt.NDArray[np.uint8]) -> float:
    """Return which share of a page is blank at its end, between its margins."""
    top, bottom = round(len(page) * MARGINS[0]), round(len(page) * (1 - MARGINS[1]))
    inked = np.flatnonzero(page[top:bottom].min(axis=1) < LIGHT)
    return 1 - (int(inked[-1]) + 1 if len(inked) else 0) / (bottom - top)


def test_no_page_but_the_last_is_left_mostly_blank(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    *inner, _last = [blank(one) for one in pages_of(document, monkeypatch)]
    assert len(inner) > 4
    assert max(inner) < MOSTLY, [f"{one:.0%}" for one in inner]


@pytest.mark.parametrize("kind", ["drawing", "table"])
def test_what_follows_fills_the_page_that_cannot_hold_a_drawing_or_a_table(
    kind: str, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = compose(frozen, "en", IMPRINT)
    words = Paragraph(("These are words of a report that fill a line or two of its page, and no more. " * 3,))
    of: dict[str, Drawing | Table] = {
        "drawing": a_map(document),
        "table": table(*(f"Country {number}" for number in range(14))),
    }
    [section, *others] = document.sections
    blocks = (*[words] * 4, of[kind], *[words] * 30)
    one = replace(section, headlines=(), notes=(), blocks=blocks)
    first, *_others = pages_of(replace(document, sections=(one, *others)), monkeypatch)
    assert blank(first) < 0.1, f"{blank(first):.0%}"


def a_map(document: Document) -> Drawing:
    """Return the drawing of a document that takes the most of a page."""
    found = (one for of in document.sections for one in of.blocks if isinstance(one, Drawing) and one.notes)
    return next(found)


def test_tables_drawings_and_sheets_have_bookmarks_as_chapters_have(frozen: Frozen) -> None:
    document = compose(frozen, "en", IMPRINT)
    blocks = [one for section in document.sections for one in section.blocks]
    titles = {one.caption for one in blocks if isinstance(one, Table | Drawing)}
    titles |= {one.name for one in blocks if isinstance(one, Sheet)}
    assert len(titles) > 6
    printed = re.findall(rb"/Title\(([^)]*)\)", pdf(document))
    assert titles <= {one.decode("latin-1") for one in printed}


# --- marks -----------------------------------------------------------------------------------------------

REF, OTHER = Ref("a", "one"), Ref("a", "two")


def paragraph(*runs: str | Number) -> Paragraph:
    return Paragraph(runs)


def table(*names: str, ref: Ref = REF) -> Table:
    return Table("By country", "Country", ("2020",), tuple(Row(one, ("–",)) for one in names), (), ref)


def test_a_note_stands_below_each_table_that_needs_it_and_once_after_paragraphs() -> None:
    notes = [("*", "Under a resolution.")]
    blocks = (paragraph("To Kosovo*"), paragraph("and Kosovo*, too"), table("Kosovo*"), table("Brazil"),
              paragraph("Kosovo*"), paragraph("Kosovo*"))  # fmt: skip
    found = noted(blocks, notes, "0")
    assert [len(one.below) for one in found] == [0, 0, 1, 0, 0, 1]
    [below] = found[2].below
    assert below == ("*", "Under a resolution.", "note-0-2-0")
    assert [one.places.get("*") for one in found] == ["note-0-2-0"] * 3 + [None] + ["note-0-5-0"] * 2


def test_a_longer_mark_is_not_taken_for_a_shorter_one() -> None:
    notes = [("*", "One."), ("**", "Two.")]
    found = noted((table("Elsewhere**"),), notes, "0")
    assert [mark for mark, _words, _id in found[0].below] == ["**"]


def told_on_paper(blocks: tuple[Any, ...], tmp_path: Path) -> list[dict[str, Any]]:
    section = Section("a", "A", (), blocks)
    entries = {("a", "one"): 1, ("a", "two"): 2}
    document = Document("en", "T", "S", "E", [section], [], [], entries, [], True)
    told = typeset._OnPaper(document, tmp_path).told()
    blocks_told: list[dict[str, Any]] = json.loads(json.dumps(told))["sections"][0]["blocks"]
    return blocks_told


def test_numbers_in_a_row_with_one_entry_bear_its_mark_once(tmp_path: Path) -> None:
    said = paragraph(Number("651", REF), " of ", Number("700", REF), ", and ", Number("3", OTHER), " more")
    [told] = told_on_paper((said,), tmp_path)
    assert [(one["text"], one["marked"]) for one in told["runs"] if one["entry"]] == [
        ("651", False), ("700", True), ("3", True),
    ]  # fmt: skip


def test_rows_of_several_figures_bear_the_marks_that_their_caption_cannot(tmp_path: Path) -> None:
    rows = (
        Row("R1", (Number("9", REF),)),
        Row("– men", (Number("5", REF),)),
        Row("R2", (Number("2", OTHER),)),
    )
    mixed = Table("Indicators", "Indicator", ("2020",), rows, (), REF)
    plain = Table("Returns", "Of whom", ("2020",), rows[:2], (), REF)
    told = told_on_paper((mixed, plain), tmp_path)
    assert [told[0]["entry"], *(one["entry"] for one in told[0]["rows"])] == [None, 1, None, 2]
    assert [told[1]["entry"], *(one["entry"] for one in told[1]["rows"])] == [1, None, None]


def test_a_day_is_not_torn_apart() -> None:
    told = typeset._fit_for_print({"a": ["le 30 novembre 2026", "du 1er janvier 2020 au 30 juin"]})
    assert told == {"a": ["le 30\xa0novembre\xa02026", "du 1er\xa0janvier\xa02020 au 30 juin"]}


def test_a_budget_of_whole_euros_has_no_cents() -> None:
    for language, whole, broken in (
        ("en", "€10,650,000", "€10.50"),
        ("fr", "10\u202f650\u202f000\xa0€", "10,50\xa0€"),
        ("nl", "€\xa010.650.000", "€\xa010,50"),
    ):
        namer = Namer(language, date(2021, 1, 1), Footnotes(), current_library())
        assert namer.money(Decimal("10650000.00"), "EUR") == whole
        assert namer.money(Decimal("10.50"), "EUR") == broken
