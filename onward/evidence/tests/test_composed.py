"""What a document says of numbers that are made by hand: no log, no database."""

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.counting import Share, figures
from onward.evidence.documents.annex import entry_of
from onward.evidence.documents.blocks import Document, Drawing, Paragraph, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.copies import as_csv, copy_of
from onward.evidence.documents.html import alone, within_page
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.noted import noted
from onward.evidence.documents.texts import Number
from onward.evidence.editions import Frozen
from onward.evidence.facts import AsOf
from onward.evidence.rules import Period
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import Item, with_hashes
from onward.reference.countries import Footnotes

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
PUBLIC = Imprint(1, date(2021, 3, 1), "published", date(2021, 3, 2), internal=False)
Tables = Mapping[str, tuple[int, Mapping[str, int]]]


def frozen(
    tables: Tables,
    before: Tables | None = None,
    library: Library | None = None,
    *,
    recorded: bool = True,
    of: str = "year-report",
) -> Frozen:
    """Return the year report of 2020, or another one, with these numbers in its first chapter.

    All others have nought.

    One person returned from Luxembourg the year before, unless nothing of that year is `recorded`.
    """
    elsewhere: Tables = {"persons": (1, {})} if recorded else {}
    known = library or current_library()
    report: Any = known.get("reports", of)
    chapters: dict[str, Any] = {}
    for code in report.body.chapters:
        for period, given in (("now", tables), ("before", before or {})):
            told = given if code == "avrr-be" else elsewhere if period == "before" else {}
            kept: dict[str, Any] = {}
            for name, table in report.body.shown_in(code).tables.items():
                total, parts = told.get(name, (0, {}))
                kept[name] = {"total": str(total)}
                if table.by:
                    kept[name]["parts"] = [[[part], str(one)] for part, one in sorted(parts.items())]
            for name in report.body.shown_in(code).derived:
                kept[name] = {"part": "0", "base": "0", "percent": None}
            chapters.setdefault(code, {})[period] = kept
    return Frozen(known.snapshot(report), YEAR, AsOf(), {"chapters": chapters})


def blocks(document: Document, kind: type[Any]) -> list[Any]:
    return [one for section in document.sections for one in section.blocks if isinstance(one, kind)]


def drawn(document: Document, caption: str) -> Drawing:
    found: Drawing = next(one for one in blocks(document, Drawing) if one.caption.endswith(caption))
    return found


@pytest.mark.parametrize(
    "more", [{}, {f"{one}": 40 for one in ("AL", "BR", "GE", "IQ", "MA", "RO", "RS", "SN", "TR", "UA")}]
)
def test_a_map_that_shows_a_country_with_a_note_has_the_note_below_it(more: dict[str, int]) -> None:
    told = {"XK": 7, "BR": 254} | more
    made = frozen({"by-destination": (sum(told.values()), told)})
    document = compose(made, "en", PUBLIC)
    [on_map] = [one for one in blocks(document, Drawing) if one.caption.endswith("by country")]
    assert on_map.marked == ("Kosovo*",)
    [below] = noted([on_map], document.footnotes, "0")[0].below
    assert below[0] == "*"
    without = compose(frozen({"by-destination": (254, {"BR": 254})}), "en", PUBLIC)
    assert not without.footnotes


def test_what_a_ranking_leaves_out_has_a_bar_too() -> None:
    first = {"return-desk": 30, "reception-centre": 20, "red-cross": 15, "ngo": 12, "municipality": 10}
    told = first | {"hospital": 3, "shelter": 2}
    before = {"shelter": 4, "ngo": 5}
    made = frozen({"by-channel": (sum(told.values()), told)}, {"by-channel": (sum(before.values()), before)})
    drawings = blocks(compose(made, "en", PUBLIC), Drawing)
    others = [
        value["number"]
        for one in drawings
        for value in one.spec.get("data", {}).get("values", ())
        if value["part"].startswith("Others")
    ]
    assert others == [5, 4]


def test_a_share_is_rounded_half_upwards_wherever_it_stands() -> None:
    made = frozen({"by-age": (8, {"under-12": 1, "from-18-to-64": 7})})
    table = next(one for one in blocks(compose(made, "en", PUBLIC), Table) if "age" in one.caption)
    assert table.rows[0].numbers[1] == "13%"
    assert Share(Decimal(1), Decimal(8)).percent == 13


def test_a_sentence_has_the_percent_that_was_frozen() -> None:
    made = frozen({"returns": (8, {}), "by-sex": (8, {"female": 1, "male": 7})})
    share = made.values["chapters"]["avrr-be"]["now"]["women-share"]
    share |= {"part": "1", "base": "8", "percent": "12.50"}
    told = blocks(compose(made, "en", PUBLIC), Paragraph)
    said = ["".join(run if isinstance(run, str) else run.text for run in one.runs) for one in told]
    assert any("12.5" in one for one in said), said


def hides(*hidden: tuple[str, str]) -> Any:
    return lambda ref: (ref.table, *ref.part[:1]) not in hidden


def test_a_month_that_is_not_shown_is_drawn_as_that_and_the_year_stays_whole() -> None:
    made = frozen(
        {"by-month": (9, {"2020-02": 3, "2020-05": 6})}, {"by-month": (7, {"2019-02": 2, "2019-05": 5})}
    )
    shown = hides(("by-month", "2020-02"), ("by-month", "2019-02"))
    drawing = drawn(compose(made, "en", PUBLIC, shown), "by month")
    told = json.loads(json.dumps(drawing.spec))
    assert len(told["layer"][0]["encoding"]["x"]["scale"]["domain"]) == 12
    february = [one for one in told["data"]["values"] if one["part"] == "Feb"]
    assert [one["hidden"] for one in february] == [True, True]
    assert not any(one["hidden"] for one in told["data"]["values"] if one["part"] == "Jan")
    assert "February not shown" in drawing.words
    assert drawing.words.startswith("2020: January 0")
    assert any(note.startswith("×") for note in drawing.notes)


def test_every_number_of_a_drawing_opens_and_a_month_of_the_year_before_bears_its_own_name() -> None:
    made = frozen({"by-month": (9, {"2020-02": 9})}, {"by-month": (7, {"2019-02": 7})})
    told = within_page(compose(made, "en", PUBLIC), lambda ref: f"/{ref}")
    with translation.override("en"):
        html = render_to_string("evidence/document.html", {"told": told})
    assert 'href="/avrr-be/by-month/now/2020-02">9<' in html
    assert 'href="/avrr-be/by-month/before/2019-02">7<' in html


def test_every_number_of_a_sentence_opens() -> None:
    made = frozen({"returns": (1234, {}), "persons": (1200, {}), "trafficking": (8, {})})
    told = blocks(compose(made, "en", PUBLIC), Paragraph)
    refs = {str(run.ref): run.text for one in told for run in one.runs if isinstance(run, Number)}
    assert refs["avrr-be/returns/now"] == "1,234"
    assert refs["avrr-be/trafficking/now"] == "8"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_copy_of_what_was_withdrawn_says_so_with_its_day_and_reason(language: str) -> None:
    gone = dataclasses.replace(
        PUBLIC, state="withdrawn", withdrawn=date(2021, 4, 5), reason="Twice the same returns"
    )
    made = frozen({"returns": (8, {})})
    html = alone(compose(made, language, gone))
    cover = html[html.index('<header class="cover"') : html.index("<nav")]
    assert "Twice the same returns" in cover
    assert re.search(r"5.? \w+ 2021", cover)
    lines = as_csv(copy_of(made, language, gone)).decode("utf-8-sig").splitlines()
    assert all("withdrawn,2021-04-05,Twice the same returns" in one for one in lines[2:])
    stands = as_csv(copy_of(made, language, PUBLIC)).decode("utf-8-sig")
    assert "withdrawn,2021" not in stands


def test_an_edition_tells_the_time_of_the_office_at_which_it_was_known() -> None:
    at = datetime(2021, 3, 1, 9, 5, tzinfo=UTC)
    document = compose(frozen({}), "en", dataclasses.replace(PUBLIC, at=at))
    assert "1 March 2021, 10:05" in document.stamp
    assert "1 March 2021, 10:05" in "".join(document.method)


def test_a_series_that_changed_its_meaning_says_so_where_it_did() -> None:
    belgium, luxembourg = compose(frozen({}), "en", PUBLIC).sections
    assert belgium.notes == ()
    [note] = luxembourg.notes
    assert note.startswith("From 1 August 2019 on: ")


def test_ages_that_are_not_known_are_told_where_the_rows_do_not_add_up() -> None:
    def said(unknown: int) -> str:
        made = frozen({"by-age": (unknown + 2, {"under-12": 2, "unknown": unknown}), "children": (5, {})})
        return alone(compose(made, "en", PUBLIC))

    assert "need not add up to the number of children" in said(3)
    assert "need not add up to the number of children" not in said(0)


def test_a_sum_of_figures_is_a_number_of_sentences() -> None:
    known = current_library()
    share: Any = known.get("derived", "women-share")
    data = {**share.data, "sum": ["returns", "returns"]}
    del data["share"]
    items = {kind: dict(of) for kind, of in known.items.items()}
    items["derived"]["women-share"] = Item(
        "derived", "women-share", type(share.body).model_validate(data), data
    )
    library = with_hashes(Library(items, known.declared), registered_kinds())
    made = frozen({"returns": (8, {})}, library=library)
    for period in ("now", "before"):
        made.values["chapters"]["avrr-be"][period]["women-share"] = {"total": "16"}
        made.values["chapters"]["avrr-lu"][period]["women-share"] = {"total": "16"}
    assert compose(made, "en", PUBLIC).sections


def test_the_annex_says_in_words_what_is_counted() -> None:
    entries = {one.name: dict(one.lines) for one in compose(frozen({}), "en", PUBLIC).annex}
    assert entries["Returns"]["Of events"] == "Departure"
    assert re.fullmatch(r"returns, version \w{12}", entries["Returns"]["Definition"])
    assert entries["Share of women and girls"]["Part"] == "Returns · Women and girls"
    alone_ = "Unaccompanied children: “Child alone or not” is “Unaccompanied child”"
    assert entries["Unaccompanied children"]["Of whom"] == alone_


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_no_code_stands_in_the_words_of_any_figure(language: str) -> None:
    library = current_library()
    code = re.compile(r"fact\.|groups\.|&&|\|\||==|!=|…|%\(|\w+\.\w+_\w+")
    with translation.override(language):
        namer = Namer(language, date(2021, 1, 1), Footnotes(), library)
        for figure in figures(library).values():
            for what, words in entry_of(figure, namer).lines:
                assert words
                assert what == _("Definition") or not code.search(words), (figure.code, words)


def test_the_others_of_a_ranking_are_counted_in_the_year_that_they_are_of() -> None:
    led = ("RS", "XK", "MK", "MA", "TR", "RO", "IN", "CN", "VN", "GH")
    parts = {**dict.fromkeys(led, 5), **dict.fromkeys(("BR", "IQ", "GE", "UA", "AM", "AL"), 1)}
    made = frozen({"by-destination": (56, parts)})
    table = next(one for one in blocks(compose(made, "en", PUBLIC), Table) if "destination" in one.caption)
    assert next(row.words for row in table.rows if row.last) == "Others (6 in 2020)"


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_year_of_which_nothing_is_on_record_is_not_told_as_noughts(language: str) -> None:
    made = frozen({"returns": (9, {}), "by-sex": (9, {"female": 9})}, recorded=False)
    document = compose(made, language, PUBLIC)
    [chapter, *_others] = document.sections
    assert not any("2019" in one.beside for one in chapter.headlines)
    for one in blocks(document, Paragraph):
        assert "2019" not in "".join(run if isinstance(run, str) else run.text for run in one.runs)
    assert all("2019" not in " ".join(one.columns) for one in blocks(document, Table))
    assert sum("2019" in one for one in document.method) == 1
    assert ",2019-" not in as_csv(copy_of(made, language, PUBLIC)).decode("utf-8-sig")


def test_a_change_is_told_in_percent_only_where_there_were_enough_before() -> None:
    now, before = {"under-12": 30, "from-65": 3}, {"under-12": 20, "from-12-to-17": 1, "from-18-to-64": 3}
    made = frozen({"by-age": (36, now | {"from-18-to-64": 3})}, {"by-age": (24, before)})
    assert made.definition.percent_from == 20
    table = next(one for one in blocks(compose(made, "en", PUBLIC), Table) if "age" in one.caption)
    told = {row.words: row.numbers[-1] for row in table.rows}
    assert told == {
        "Under 12": "+50%", "12 to 17": "−1", "18 to 64": "±0", "65 and over": "+3", "In all": "+50%",
    }  # fmt: skip
    hidden = compose(made, "en", PUBLIC, hides(("by-age", "from-65")))
    [row] = [row for one in blocks(hidden, Table) for row in one.rows if row.words == "65 and over"]
    assert row.numbers[-1] == "–"


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        ("en", ("Returns by month", "Returns by country", "Returns by channel of referral")),
        ("fr", ("Retours par mois", "Retours par pays", "Retours par canal d’orientation")),
        (
            "nl",
            (
                "Terugkeerreizen per maand",
                "Terugkeerreizen per land",
                "Terugkeerreizen volgens verwijz",
            ),
        ),
    ],
)
def test_captions_are_written_as_one_phrase(language: str, captions: tuple[str, ...]) -> None:
    parts = {"by-month": (9, {"2020-02": 9}), "by-destination": (9, {"BR": 9}), "by-channel": (9, {"ngo": 9})}
    told = [one.caption for one in blocks(compose(frozen(parts), language, PUBLIC), Drawing)]
    assert all(any(one.startswith(caption) for one in told) for caption in captions), told


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Publishing offices: "), ("fr", "Bureaux éditeurs"), ("nl", "Uitgevende kant")],
)
def test_the_last_words_on_method_say_whose_report_it_is(language: str, words: str) -> None:
    imprint = dataclasses.replace(PUBLIC, offices=("Brussels (Example street 1, +32 2 555)", "Luxembourg"))
    last = [*compose(frozen({}), language, imprint).method][-1]
    assert last.startswith(words)
    assert "Brussels (Example street 1, +32 2 555)" in last
    assert not any(words in one for one in compose(frozen({}), language, PUBLIC).method)


def test_a_year_in_which_another_chapter_counts_is_on_record() -> None:
    document = compose(frozen({"returns": (9, {})}), "en", PUBLIC)
    assert any(one.beside == "0 in 2019" for one in document.sections[0].headlines)
    assert not any("Nothing that" in one for one in document.method)
