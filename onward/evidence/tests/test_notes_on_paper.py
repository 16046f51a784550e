"""In print a table and its notes stand on one page, whatever floats to the top of the next one."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst

from onward.evidence.documents import typeset
from onward.evidence.documents.blocks import Drawing, Paragraph, Section, Table
from onward.evidence.documents.composing import compose
from onward.evidence.documents.imprint import Imprint
from onward.evidence.editions import Frozen
from onward.evidence.tests.frozen import frozen as frozen

LAST = "The last row of it"
NOTE = "Whatever must be known of this table."
_MARKS = f"""
#show "{LAST}": it => {{ it; context [#metadata(("table", here().page()))<at>] }}
#show "{NOTE}": it => {{ it; context [#metadata(("note", here().page()))<at>] }}
"""


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], dict[str, int]]:
    """Return what says on which pages a table ends, and its note stands."""
    found: dict[str, int] = {}
    compile_ = typst.compile

    def compiled(path: str, **given: Any) -> Any:
        with open(path, "r+") as file:
            said = file.read()
            file.seek(0)
            file.write(_MARKS + said)
        asked = {name: given[name] for name in ("root", "font_paths", "ignore_system_fonts")}
        found.update(one["value"] for one in json.loads(typst.query(path, "<at>", **asked)))
        return compile_(path, **given)

    monkeypatch.setattr(typst, "compile", compiled)

    def told(document: Any) -> dict[str, int]:
        found.clear()
        typeset.pdf(document)
        return {**found}

    return told


@pytest.mark.parametrize("rows", [8, 14])
def test_a_table_keeps_its_notes_beside_a_chart_that_goes_to_the_next_page(
    frozen: Frozen, pages: Callable[[Any], dict[str, int]], rows: int
) -> None:
    made = compose(frozen, "en", Imprint(1, date(2021, 3, 1)))
    blocks = made.sections[0].blocks
    table = next(one for one in blocks if isinstance(one, Table))
    chart = next(one for one in blocks if isinstance(one, Drawing) and one.wide)
    table = replace(
        table,
        rows=(*(table.rows * rows)[:rows], replace(table.rows[0], words=LAST)),
        notes=("Another note.", NOTE),
    )
    chart = replace(chart, notes=("How to read it.",) * 8)
    parted = []
    for lines in range(12, 30):
        filler = [Paragraph((f"A line of {number}.",)) for number in range(lines)]
        sections = [Section("one", "One", (), (*filler, chart, table))]
        found = pages(replace(made, sections=sections, annex=[], entries={}))
        parted += [lines] if found["note"] != found["table"] else []
    assert parted == []
