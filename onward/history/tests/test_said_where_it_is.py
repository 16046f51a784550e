"""What is said of a workbook, and of what came in by it, is said of where it is and when it was."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from onward.access.roles import roles
from onward.casework.cases.models import Case
from onward.history.actions.quantities import correct_quantity
from onward.history.models import ImportedRow
from onward.history.policy import LOAD
from onward.history.tests.filled import ONE, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_correcting_quantities import right
from onward.history.tests.test_pages import REACHED
from onward.history.uploads.working import found
from onward.history.workbook import write_template
from onward.history.workbook.columns import QUANTITIES
from onward.history.workbook.writing import write_bad
from onward.kernel import clock
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LOADED = datetime(2026, 12, 1, 10, tzinfo=UTC)
KNOWN = date(2019, 4, 6)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_day_given_beside_the_file_is_no_fault_of_an_empty_cell(cast: Cast, tmp_path: Path) -> None:
    given = checked(book(tmp_path / "a.xlsx", [ONE]), date(2018, 1, 31))
    [fault] = given.bad[0].faults
    assert fault.column == "given-known-on"
    assert "31 January 2018 lies before it happened" in fault.words
    assert (found(given)["too_early"], found(given)["to_mend"]) == (1, 0)
    write_bad(tmp_path / "bad.xlsx", given.bad)
    page = openpyxl.load_workbook(tmp_path / "bad.xlsx").worksheets[0]
    assert not [cell for row in page.iter_rows() for cell in row if cell.comment], "no cell is to be mended"
    assert "the day given with the file" in str(page.cell(2, page.max_column).value)


def test_a_day_of_the_row_itself_is_mended_in_its_cell(cast: Cast, tmp_path: Path) -> None:
    own = checked(book(tmp_path / "a.xlsx", [{**ONE, "known_on": "2018-01-31"}]), date(2020, 1, 1))
    assert [one.column for one in own.bad[0].faults] == ["known_on"]
    assert (found(own)["too_early"], found(own)["to_mend"]) == (0, 1)


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_the_instructions_name_a_sheet_by_its_title(cast: Cast, language: str) -> None:
    with translation.override(language):
        kept = BytesIO()
        write_template(kept)
        read = openpyxl.load_workbook(kept)
        title = str(QUANTITIES.title)
    assert title in read.sheetnames
    assert title in str(read.worksheets[0]["A5"].value)


def test_with_nothing_there_it_is_said_which_workbook_who_hands_it_in_and_where(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.lies)
    page = " ".join(client.get("/history/cases/").text.split())
    assert "the sheet “Persons” of a workbook" in page
    assert "on the page “The past of the office”" in page
    for role in (one for one in roles().values() if LOAD in one.verbs):
        assert str(role.name) in page


def test_the_timeline_says_since_when_it_is_known_and_when_it_came_in(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    with clock.at(LOADED):
        brought(cast, book(tmp_path / "a.xlsx", [ONE]), KNOWN)
        case = Case.objects.get()
        client.force_login(cast.lies)
        page = " ".join(client.get(f"/cases/{case.reference}/").text.split())
    assert "known since 6 April 2019, brought in on 1 Dec. 2026" in page
    assert "recorded on 6 April 2019" not in page


def test_a_case_known_on_the_day_on_which_it_came_in_was_recorded_then(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    with clock.at(LOADED):
        brought(cast, book(tmp_path / "a.xlsx", [ONE]))
        case = Case.objects.get()
        client.force_login(cast.lies)
        page = " ".join(client.get(f"/cases/{case.reference}/").text.split())
    assert "recorded on 1 Dec. 2026" in page
    assert "known since" not in page


def test_so_says_the_page_of_a_quantity_and_of_a_correction_when_it_was_recorded(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    with clock.at(LOADED):
        brought(cast, book(tmp_path / "q.xlsx", [], [REACHED]), KNOWN)
        row = ImportedRow.objects.get()
        correct_quantity(cast.anna, row, right(), "wrong-quantity")
        client.force_login(cast.anna)
        page = " ".join(client.get(f"/history/quantities/{row.key}/").text.split())
    name = cast.anna.name
    assert f"known since 6 April 2019, brought in on 1 December 2026 by {name}" in page
    assert f"recorded on 1 December 2026 by {name}" in page
