"""One quantity answers for one row, and what is offered no more is corrected all the same."""

from pathlib import Path

import pytest

from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.actions import correct_quantity
from onward.history.models import ImportedRow
from onward.history.problems import OfAnotherOffice
from onward.history.tests.filled import Row, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_correcting_quantities import RIGHT, WHY, counted, right, told
from onward.history.tests.test_numbers_of_quantities import why
from onward.history.tests.test_pages import REACHED
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.in_force import using
from onward.kernel.definitions.kinds import registered_kinds
from onward.kernel.definitions.library import with_hashes
from onward.kernel.problems import Invalid
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = {**REACHED, "day": "2018-12-30"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize("rows", [(REACHED, DAY), (DAY, REACHED), (REACHED, {**REACHED, "quantity": 75})])
def test_one_that_was_corrected_answers_for_one_row_of_a_file(
    cast: Cast, tmp_path: Path, rows: tuple[Row, Row]
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    to = RIGHT if rows[1] is not DAY and rows[0] is not DAY else right(day="2018-12-30", quantity="750")
    correct_quantity(cast.anna, ImportedRow.objects.get(), to, WHY)
    found = checked(book(tmp_path / "b.xlsx", [], rows))
    assert (found.already, found.quantities, len(found.bad)) == (1, [], 1)
    was = 2 + rows.index(REACHED)
    assert f"as in the row {5 - was}: it came in, and was corrected" in why(tmp_path, *rows)[was]


def test_the_workbook_of_two_that_took_one_anothers_place_is_there_already(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [REACHED, DAY]
    brought(cast, book(tmp_path / "a.xlsx", [], rows))
    first, second = ImportedRow.objects.order_by("pk")
    correct_quantity(cast.anna, first, right(day="2018-11-30", quantity="750"), "wrong-day")
    correct_quantity(cast.anna, second, right(day="2018-12-31", quantity="750"), "wrong-day")
    for some in (rows, rows[::-1]):
        found = checked(book(tmp_path / "b.xlsx", [], some))
        assert (found.already, found.quantities, found.bad) == (2, [], [])


def without(code: str) -> Library:
    """Return the definitions in force, in which an initiative is offered no more."""
    library = current_library()
    items = {of: dict(found) for of, found in library.items.items()}
    del items["initiatives"][code]
    return with_hashes(Library(items, library.declared), registered_kinds())


def test_of_an_initiative_that_is_offered_no_more_the_quantity_is_corrected(
    cast: Cast, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [REACHED]))
    row = ImportedRow.objects.get()
    with using(without("burkina-faso")):
        correct_quantity(cast.anna, row, RIGHT, WHY)
        assert counted(2018) == 75
        assert (told().payload["initiative"], told().payload.get("programme")) == ("burkina-faso", None)
        with pytest.raises(OfAnotherOffice):
            correct_quantity(cast.anna, row, right(programme="avrr-lu"), "wrong-programme")
        correct_quantity(cast.anna, row, right(programme="avrr-be"), "wrong-programme")
        with pytest.raises(Invalid):
            correct_quantity(cast.anna, row, RIGHT, WHY)
