"""A history made from what another office printed gives the figures of that print."""

from collections import Counter
from pathlib import Path

import pytest

from onward.evidence.facts import open_facts
from onward.history.loading import load
from onward.history.queries import before
from onward.history.tests.another_office import DOCUMENT, quantities, rows
from onward.history.tests.filled import book
from onward.history.workbook import check, read
from onward.kernel import clock
from sample.draw.records import library
from sample.reproduced import outcome
from tests.cast import make_cast


@pytest.mark.django_db
def test_a_history_made_from_a_published_report_gives_the_figures_of_that_report(tmp_path: Path) -> None:
    cast = make_cast()
    told, counted_without_files = rows(), quantities()
    path = book(tmp_path / "history.xlsx", told, counted_without_files)
    found = check(read(path), before(), clock.today())
    assert found.bad == []
    assert load(cast.anna, found, "history", "history.xlsx") == len(told) + len(counted_without_files)
    known, facts = library(), open_facts()
    records = [one for one in known.records.values() if one.id.startswith(DOCUMENT)]
    counted = [outcome(one, known, facts) for one in records if one.id in known.readings.counted]
    differing = {one.record.id: one.words for one in counted if one.state == "differs"}
    assert differing == {}
    assert Counter(one.state for one in counted)["reproduced"] >= 25
