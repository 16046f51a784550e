"""A day from which departures are recorded of more is told of every figure of them, and in every copy."""

import csv
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from onward.evidence.actions import prepare_edition
from onward.evidence.counting import breaks_of, figures
from onward.evidence.counting.definition import Break
from onward.evidence.documents import charts, copies
from onward.evidence.documents.composing import compose
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.texts import Ref
from onward.evidence.editions import Frozen
from onward.evidence.facts import open_facts
from onward.evidence.pages.numbers import number_page
from onward.evidence.queries.behind import Behind
from onward.evidence.tests.factories import depart
from onward.evidence.tests.frozen import frozen as frozen
from onward.evidence.tests.test_editions import LATER
from onward.evidence.tests.test_editions import own_folder as own_folder
from onward.evidence.tests.test_faults_of_figures import Spoil
from onward.evidence.tests.test_faults_of_figures import spoil as spoil
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.reference.countries import Footnotes
from tests.cast import make_cast

TOLD = "From 1 August 2019 on: returns to the Western Balkans by bus"
IMPRINT = Imprint(1, date(2021, 3, 1))


def breaks(code: str) -> tuple[Break, ...]:
    return breaks_of(figures()[code], current_library())


def test_whatever_counts_departures_has_the_break_of_departures() -> None:
    counts = [one for one in figures().values() if "movements.departed" in one.of]
    without = [one.code for one in counts if date(2019, 8, 1) not in {b.on for b in breaks(one.code)}]
    assert (len(counts) > 20, without) == (True, [])
    assert not breaks("people-trained")
    assert not any(one.breaks for one in counts), "it stands in one place"


def test_a_break_changes_the_version_of_what_counts_its_events() -> None:
    item = current_library().get("figures", "umc")
    assert ("breaks", "bus-returns") in item.drawn
    assert ("breaks", "bus-returns") not in current_library().get("figures", "people-trained").drawn


def test_every_copy_tells_the_break_beside_the_numbers_that_it_is_of(frozen: Frozen) -> None:
    copy = copies.copy_of(frozen, "en", IMPRINT)
    lines = list(csv.DictReader(io.StringIO(copies.as_csv(copy).decode("utf-8-sig"))))[1:]
    sheets = openpyxl.load_workbook(io.BytesIO(copies.as_xlsx(copy)))
    heads, *rows = sheets.worksheets[0].values
    whole = json.loads(copies.as_json(copy))
    parquet = pq.read_table(io.BytesIO(copies.as_parquet(copy)))
    found: list[list[dict[str, Any]]] = [
        lines,
        [
            {**dict(zip(map(str, heads), row, strict=True)), "breaks": row[heads.index("breaks")] or ""}
            for row in rows
        ],
        whole["lines"],
        parquet.to_pylist(),
    ]
    for told in found:
        named = {(one["chapter"], one["figure"]) for one in told if one["breaks"].startswith(TOLD)}
        assert {figure for chapter, figure in named if chapter == "avrr-lu"} >= {
            "returns", "umc", "medical", "trafficking", "vulnerabilities", "women-share",
        }  # fmt: skip
        assert {chapter for chapter, _figure in named} == {"avrr-lu"}, "Belgium took nothing over"
    assert any(one.startswith(TOLD) for one in whole["about"]["said"])
    assert any(str(cell).startswith(TOLD) for row in sheets.worksheets[-1].values for cell in row)


def test_a_document_tells_it_once_of_a_chapter(frozen: Frozen) -> None:
    notes = {one.code: one.notes for one in compose(frozen, "en", IMPRINT).sections}
    assert [one[: len(TOLD)] for one in notes["avrr-lu"]] == [TOLD]
    assert not notes["avrr-be"]


def test_the_year_of_a_break_is_not_shaded_as_it_is_counted_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The buses count from August on: that year is neither, and is not as the years after it."""
    for year in (2018, 2019, 2020):
        depart(date(year, 9, 1), programme="avrr-lu")
    drawn: dict[str, bool] = {}
    as_is = charts.series

    def watched(rows: Any, otherwise: int, *rest: Any, **more: Any) -> Any:
        drawn.update({one.words: number < otherwise for number, one in enumerate(rows)})
        return as_is(rows, otherwise, *rest, **more)

    monkeypatch.setattr(charts, "series", watched)
    cast = make_cast()
    with clock.at(LATER):
        edition = prepare_edition(cast.ruth, "year-report", date(2020, 1, 1))
        page = number_page(
            edition, Behind(edition.frozen, Ref("avrr-lu", "umc")), open_facts(), cast.ruth, Footnotes()
        )
    assert (drawn["2018"], drawn["2019"], drawn["2020"]) == (True, True, False)
    assert page.notes[0].startswith(TOLD)


def test_a_figure_does_not_repeat_a_break_of_its_events(spoil: Spoil) -> None:
    own = "counts: persons\nbreaks:\n  - {on: 2019-08-01, says: {en: x, fr: x, nl: x}}"
    (said,) = spoil("figures/umc.yaml", "counts: persons", own)
    assert said.startswith("definitions/figures/umc.yaml:")
    assert "“bus-returns” in breaks.yaml tells this day already" in said


def test_a_break_is_of_events_and_values_that_there_are(spoil: Spoil) -> None:
    assert "unknown event “movements.departd”" in " ".join(
        spoil("breaks.yaml", "movements.departed", "movements.departd")
    )
    assert "avrr-lux" in " ".join(spoil("breaks.yaml", "programme: avrr-lu}", "programme: avrr-lux}"))
