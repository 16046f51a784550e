"""Two quantities of one kind, place and day are two where their numbers say so, and none comes in twice."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import RunSQL

from onward.evidence.tests.test_exploring import in_march as in_march
from onward.evidence.tests.test_exploring import read
from onward.history.models import ImportedRow
from onward.history.queries import imports_seen, persons_numbered
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_pages import REACHED
from onward.kernel.models import Event
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
OTHER = {**REACHED, "quantity": 30}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def why(folder: Path, *rows: Any) -> dict[int, str]:
    """Return line → the reason of what cannot come in."""
    return {one.raw.line: one.faults[0].words for one in checked(book(folder / "c.xlsx", [], rows)).bad}


def events() -> list[str]:
    told = Event.objects.filter(type="evidence.quantity_reported").standing().order_by("position")
    return [one.payload["quantity"] for one in told]


def test_two_without_numbers_wait_until_the_office_says_whether_both_are_right(
    cast: Cast, tmp_path: Path
) -> None:
    found = brought(cast, book(tmp_path / "a.xlsx", [], [REACHED, {**REACHED, "day": "2018-11-30"}, OTHER]))
    told = {one.raw.line: one.faults[0] for one in found.bad}
    assert {line: fault.column for line, fault in told.items()} == {2: "number", 4: "number"}
    assert "The row 4 is of the same kind, place and day." in told[2].words
    assert "give each a number" in told[4].words
    assert "row 2" in told[4].words
    assert events() == ["750"]
    mended = book(tmp_path / "b.xlsx", [], [{**REACHED, "number": "N1"}, {**OTHER, "number": 2}])
    assert brought(cast, mended).bad == []
    assert sorted(events()) == ["30", "750", "750"]
    assert set(ImportedRow.objects.values_list("own_number", flat=True)) == {"", "N1", "2"}
    again = checked(mended)
    assert (again.already, again.quantities, again.bad) == (2, [], [])


def test_a_row_with_a_number_is_known_again_whatever_changed_in_it(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [{**REACHED, "number": "N1"}]))
    for change in ({"quantity": 751}, {"day": "2018-12-30"}, {"place": None}):
        words = why(tmp_path, {**REACHED, "number": "N1", **change})
        assert "with other values. Correct it under “Quantities that came in”" in words[2]
    assert "The row 2 has this number already" in why(tmp_path, *[{**OTHER, "number": "N2"}] * 2)[3]


def test_a_second_one_of_a_later_file_needs_a_number(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    assert "stands with 750" in why(tmp_path, OTHER)[2]
    found = brought(cast, book(tmp_path / "b.xlsx", [], [REACHED, {**OTHER, "number": "N2"}]))
    assert (found.already, len(found.quantities)) == (1, 1)
    assert checked(book(tmp_path / "b.xlsx", [], [REACHED, {**OTHER, "number": "N2"}])).already == 2


def test_beside_a_row_that_came_in_before_the_other_one_alone_gets_a_number(
    cast: Cast, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    for other in (OTHER, REACHED):
        words = why(tmp_path, REACHED, other)
        assert list(words) == [3]
        assert "The row 2 is of the same kind, place and day, and came in before" in words[3]
        assert "give this one a number in your files, and leave that one as it is" in words[3]
        found = checked(book(tmp_path / "b.xlsx", [], [REACHED, {**other, "number": "N2"}]))
        assert (found.already, len(found.quantities), found.bad) == (1, 1, [])


def test_numbers_that_are_written_into_a_workbook_later_bring_nothing_in_twice(
    cast: Cast, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    words = why(tmp_path, {**REACHED, "number": "N1"})[2]
    assert "came in before without a number" in words
    assert "leave the number empty" in words
    beside = checked(book(tmp_path / "d.xlsx", [], [{**REACHED, "number": "N1"}, REACHED]))
    assert (beside.already, len(beside.quantities)) == (1, 1)  # two of which one has a number are two


def test_numbers_that_are_left_out_later_bring_nothing_in_twice(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [{**REACHED, "number": "N1"}]))
    assert "came in before with the number “N1”" in why(tmp_path, REACHED)[2]
    assert "stands with 750" in why(tmp_path, OTHER)[2]


def test_the_name_of_a_row_without_a_number_is_what_it_was(cast: Cast, tmp_path: Path) -> None:
    [row] = checked(book(tmp_path / "a.xlsx", [], [REACHED])).quantities
    assert row.number == "|d6837694d6291dc61c336899d7d18fe843e5ff69"
    assert row.content == "5a6bf4293d0cc6551b880e17c869b81a35b11c78ac7c374ad04500cac0b5da1d"


def test_a_number_of_a_quantity_is_nobodys(cast: Cast, tmp_path: Path) -> None:
    rows = [{**REACHED, "number": "P7"}]
    brought(cast, book(tmp_path / "a.xlsx", [{**ONE, "own_number": "P7", "name": "Ana Before"}], rows))
    [line] = imports_seen(cast.anna)
    assert (line.persons, line.returns, line.cases, line.quantities) == (1, 1, 1, 1)  # type: ignore[attr-defined]
    assert len(persons_numbered(cast.lies, "P7")) == 1
    later = {**ONE, "case": "A2", "own_number": "P7", "departed_on": "2019-02-01"}
    assert checked(book(tmp_path / "b.xlsx", [later])).bad == []


def test_what_came_in_before_rows_had_keys_leads_to_its_workbook(
    cast: Cast, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_before(cast, tmp_path, monkeypatch, [REACHED])
    brought(cast, book(tmp_path / "new.xlsx", [], [{**OTHER, "number": "N2"}]))
    page = read(client, cast.ruth, "figure=people-reached&period=2018", page="/reports/explore/cases/")
    assert page.count("workbook brought in on 1 March 2021") == 2


def test_quantities_of_before_get_their_keys_and_rows_of_persons_none(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [ONE], [REACHED, {**OTHER, "day": "2018-11-30"}]))
    rows = ImportedRow.objects.order_by("pk")
    rows.update(key=None)
    migration = import_module("onward.history.migrations.0004_quantities_by_themselves")
    [fill] = [one for one in migration.Migration.operations if isinstance(one, RunSQL)]
    with connection.cursor() as cursor:
        cursor.execute(str(fill.sql))
    keys = {one.key for one in rows if one.person_key is None}
    assert (len(keys), None in keys) == (2, False)
    assert {one.key for one in rows if one.person_key} == {None}


def as_before(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[Any]
) -> list[ImportedRow]:
    """Bring quantities in whose events are about the workbook, as they were before rows had keys."""
    from onward.history.actions.ledger import Ledger

    noted = Ledger.note

    def note(self: Ledger, fact: Any, **more: Any) -> None:
        noted(self, fact, **more | {"about": self.imported.key})

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "note", note)
        brought(cast, book(folder / "before.xlsx", [], rows))
    return list(ImportedRow.objects.order_by("pk"))
