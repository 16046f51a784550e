"""Page, chart, workbook, CSV, Parquet and JSON say the same of every figure of a report."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from onward.evidence.documents import copies
from onward.evidence.documents.blocks import Drawing
from onward.evidence.documents.composing import compose
from onward.evidence.documents.html import within_page
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.texts import Ref
from onward.evidence.editions import Frozen
from onward.evidence.tests.frozen import frozen as frozen

IMPRINT = Imprint(1, date(2021, 3, 1), warning="Everybody in it is made up.")
Numbers = dict[str, Decimal | None]


@pytest.fixture(scope="session")
def copy(frozen: Frozen) -> copies.Copy:
    return copies.copy_of(frozen, "en", IMPRINT)


def printed(frozen: Frozen) -> Numbers:
    """Return every number of an edition by its reference, as it is kept."""
    found: Numbers = {}
    for chapter, periods in frozen.values["chapters"].items():
        for period, tables in periods.items():
            for table, told in tables.items():
                whole = told.get("total", told.get("percent"))
                found[str(Ref(chapter, table, period))] = None if whole is None else Decimal(whole)
                for part, number in told.get("parts", ()):
                    found[str(Ref(chapter, table, period, tuple(part)))] = Decimal(number)
    return found


def told(rows: list[Mapping[str, Any]]) -> Numbers:
    """Return the numbers of a copy's lines in the same way."""
    found: Numbers = {}
    for row in rows:
        parts = (
            row["parts"]
            if not isinstance(row["parts"], str)
            else [one for one in row["parts"].split("/") if one]
        )
        compared = row["compared"] in (True, "true", "True")
        ref = Ref(row["chapter"], row["table"], "before" if compared else "now", tuple(parts or ()))
        found[str(ref)] = None if row["value"] in (None, "") else Decimal(str(row["value"]))
    return found


def of_csv(content: bytes) -> list[Mapping[str, Any]]:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def of_xlsx(content: bytes) -> list[Mapping[str, Any]]:
    rows = [*openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values]
    lines = [dict(zip([str(one) for one in rows[0]], row, strict=True)) for row in rows[1:]]
    return [{**line, "parts": line["parts"] or ""} for line in lines]


def test_every_copy_says_of_every_figure_what_is_printed(frozen: Frozen, copy: copies.Copy) -> None:
    kept = printed(frozen)
    assert len(kept) > 120
    assert told(of_csv(copies.as_csv(copy))) == kept
    assert told(of_xlsx(copies.as_xlsx(copy))) == kept
    assert told(json.loads(copies.as_json(copy))["lines"]) == kept
    assert told(pq.read_table(io.BytesIO(copies.as_parquet(copy))).to_pylist()) == kept


def test_the_page_says_of_every_figure_what_is_printed(frozen: Frozen) -> None:
    kept = printed(frozen)
    with translation.override("en"):
        document = within_page(compose(frozen, "en", IMPRINT), lambda ref: f"/n/{ref}")
        html = render_to_string("evidence/document.html", {"told": document})
    found = re.findall(r'<a href="/n/([^"]*)">([0-9,.]+)%?</a>', html)
    assert len({ref for ref, _text in found}) > 40
    others = [(ref, text) for ref, text in found if ref.endswith("/others")]
    for ref, text in {*found} - {*others}:
        assert Decimal(text.replace(",", "")) == (kept.get(ref) or 0), ref


def test_charts_draw_what_is_printed(frozen: Frozen) -> None:
    kept = printed(frozen)
    drawn = 0
    for section in compose(frozen, "en", IMPRINT).sections:
        for block in section.blocks:
            if isinstance(block, Drawing) and "data" in block.spec:  # a map has its own test
                parts = {
                    str(one["part"]): Decimal(one["number"])
                    for one in block.spec["data"]["values"]
                    if one["period"] in ("2020", "now")
                }
                assert block.ref
                table = f"{section.code}/{block.ref.table}/now/"
                numbers = sorted(number or 0 for ref, number in kept.items() if ref.startswith(table))
                assert sorted(one for one in parts.values() if one) == [one for one in numbers if one]
                drawn += len(parts)
    assert drawn == 30


def test_a_copy_is_what_its_schema_says(copy: copies.Copy) -> None:
    assert copies.SCHEMA_FILE.read_text() == copies.schema(), (
        "The schema is stale: write documents/data/edition.schema.json anew with copies.schema()"
    )
    schema = json.loads(copies.SCHEMA_FILE.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    content = json.loads(copies.as_json(copy))
    jsonschema.validate(content, schema)
    content["lines"][0]["value"] = "12"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_every_copy_says_that_it_is_exact_and_of_which_edition(copy: copies.Copy) -> None:
    assert all(row["access"] == "exact" and row["edition"] == "1" for row in of_csv(copies.as_csv(copy)))
    book = openpyxl.load_workbook(io.BytesIO(copies.as_xlsx(copy)))
    assert book.sheetnames == ["Numbers", "Definitions", "Edition"]
    words = " ".join(str(cell) for row in book["Edition"].values for cell in row)
    assert "for the office alone" in words
    assert "made up" in words
    about = json.loads(pq.read_table(io.BytesIO(copies.as_parquet(copy))).schema.metadata[b"about"])
    assert (about["access"], about["edition"]) == ("exact", "1")
    assert json.loads(copies.as_json(copy))["about"] == about


def test_the_note_on_kosovo_travels_along(copy: copies.Copy) -> None:
    rows = [row for row in of_csv(copies.as_csv(copy)) if row["parts"] == "XK"]
    assert rows
    assert all("¹" in row["parts_name"] and "1244" in row["note"] for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(copies.as_xlsx(copy)))
    assert "1244" in str([*book["Edition"].values])


def test_hashtags_stand_under_the_names_of_the_columns(copy: copies.Copy) -> None:
    lines = list(csv.reader(io.StringIO(copies.as_csv(copy).decode("utf-8-sig"))))
    assert all(re.fullmatch(r"#[a-z]+(\+[a-z]+)*", one) for one in lines[1])
    assert len(set(lines[1])) == len(lines[1])


def test_definitions_stand_beside_the_numbers(copy: copies.Copy) -> None:
    versions = {(one.kind, one.code): one.version for one in copy.definitions}
    for one in copy.lines:
        kind: Any = "share or sum" if one.counts == "percent" else "figure"
        assert versions[kind, one.figure] == one.definition
    book = openpyxl.load_workbook(io.BytesIO(copies.as_xlsx(copy)))
    rows = {(row[0], row[1]): row for row in book["Definitions"].values}
    assert "fact.sex == 'female'" in str(rows["population", "women"])


def test_a_number_that_is_not_shown_is_in_no_copy(frozen: Frozen) -> None:
    hidden = Ref("avrr-be", "by-sex", "now", ("female",))
    copy = copies.copy_of(frozen, "en", Imprint(1, date(2021, 3, 1), internal=False), lambda r: r != hidden)
    (line,) = (one for one in copy.lines if (one.table, one.parts, one.compared, one.chapter) == (
        "by-sex", ("female",), False, "avrr-be"))  # fmt: skip
    assert (line.value, line.shown, line.access) == (None, False, "public")
    assert told(of_xlsx(copies.as_xlsx(copy)))[str(hidden)] is None
    assert told(of_csv(copies.as_csv(copy)))[str(hidden)] is None
