"""What comes in for what was taken back is known from then on: as known between, what stood counts once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.evidence.counting import Asked, figures, tally
from onward.evidence.facts import AsOf, open_facts
from onward.evidence.tests.test_exploring import big, read
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.actions import correct_quantity, take_back_case, take_back_quantity
from onward.history.models import Import, ImportedRow
from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_bringing_in import brought
from onward.history.tests.test_correcting_quantities import WHY, counted, right
from onward.history.tests.test_pages import REACHED
from onward.history.tests.test_taking_cases_back import both as both
from onward.kernel import clock
from onward.kernel.clock import OFFICE_ZONE
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
KNOWN = {"known_on": "2005-06-01"}
BETWEEN = datetime(2006, 1, 1, tzinfo=OFFICE_ZONE)
LATER = timedelta(days=3)
DAY: Row = {**ONE, **KNOWN, "departed_on": "2005-03-04"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def numbers(as_of: datetime | None = None) -> tuple[int, int]:
    """Return the returns of 2005, and the persons of these."""
    asked = Asked(date(2005, 1, 1), date(2006, 1, 1), AsOf(before=as_of))
    returns, persons = (
        int(tally(open_facts(), figures()[code], asked).total) for code in ("returns", "persons")
    )
    return returns, persons


def household(**changed: object) -> Iterator[Row]:
    for at in range(12):
        yield {**DAY, "person": str(at + 1), "own_number": f"P-{at}", **changed}


def take_all_back(user: User) -> None:
    for case in Case.objects.visible_to(user):
        take_back_case(user, case, "wrong-rows")


def test_rows_taken_back_and_mended_count_once_as_known_between(
    cast: Cast, both: User, client: Client, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", household()))
    assert (numbers(), numbers(BETWEEN)) == ((12, 12), (12, 12))
    with clock.at(clock.now() + LATER):
        take_all_back(both)
        brought(cast, book(tmp_path / "b.xlsx", household(destination="RO")))
        assert (numbers(), numbers(BETWEEN)) == ((12, 12), (12, 12))
        asked = "figure=returns&period=2005"
        assert big(read(client, cast.ruth, asked)) == "12"
        assert big(read(client, cast.ruth, f"{asked}&known=2006-01-01")) == "12"
        mended = Import.objects.get(file_name="b.xlsx")
        assert (mended.known_late, mended.known_from) == (True, None)


def stands_for() -> dict[str, str]:
    """Return the number of a case that came in → that of the one taken back for which it stands."""
    rows = ImportedRow.objects.exclude(instead_of=None)
    return dict(rows.values_list("case_number", "instead_of__case_number"))


@pytest.mark.parametrize(
    ("wrong", "mended"),
    [
        ({}, {"departed_on": "2005-03-05"}),
        ({"own_number": "P-1"}, {"own_number": "P-1", "case": "A2", "departed_on": "2005-03-05"}),
        ({}, {"case": "A2"}),
    ],
    ids=["number of the case", "number of the person", "day"],
)
def test_what_was_taken_back_is_known_by_number_person_or_day(
    cast: Cast, both: User, tmp_path: Path, wrong: Row, mended: Row
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**DAY, **wrong}]))
    take_all_back(both)
    brought(cast, book(tmp_path / "b.xlsx", [{**DAY, **mended}]))
    assert (numbers()[0], numbers(BETWEEN)[0]) == (1, 1)


def test_strangers_parted_under_a_new_number_count_once_each(cast: Cast, both: User, tmp_path: Path) -> None:
    her, him = {**DAY, "own_number": "P-1"}, {**DAY, "person": "2", "own_number": "P-2", "sex": "male"}
    brought(cast, book(tmp_path / "a.xlsx", [her, him]))
    take_all_back(both)
    brought(cast, book(tmp_path / "b.xlsx", [her, {**him, "case": "A2"}]))
    assert (numbers(), numbers(BETWEEN)) == ((2, 2), (2, 2))


def test_a_whole_household_goes_by_the_one_whom_the_case_taken_back_had(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**DAY, "own_number": "P-1"}]))
    take_all_back(both)
    other = {**DAY, "case": "A2", "departed_on": "2005-03-05"}
    brought(cast, book(tmp_path / "b.xlsx", [{**other, "own_number": "P-1"}, {**other, "person": "2"}]))
    assert (numbers()[0], numbers(BETWEEN)[0]) == (2, 1)


@pytest.mark.parametrize("other", [{"departed_on": "2005-03-05"}, {"programme": "avrr-lu"}])
def test_what_has_nothing_of_it_is_known_since_its_rows_say(
    cast: Cast, both: User, tmp_path: Path, other: Row
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**DAY, "own_number": "P-1"}]))
    take_all_back(both)
    brought(cast, book(tmp_path / "b.xlsx", [{**DAY, "case": "A2", **other}]))
    assert (numbers()[0], numbers(BETWEEN)[0]) == (1, 2)


@pytest.mark.parametrize("own_number", ["", "P-1"])
def test_a_wrong_programme_may_have_been_of_another_office(
    cast: Cast, both: User, tmp_path: Path, own_number: str
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [{**DAY, "own_number": own_number}]))
    take_all_back(both)
    case = "A2" if own_number else "A1"
    there = {**DAY, "programme": "avrr-lu", "channel": "self", "case": case, "own_number": own_number}
    brought(cast, book(tmp_path / "b.xlsx", [there]))
    assert (numbers()[0], numbers(BETWEEN)[0]) == (1, 1)


def test_of_all_who_left_on_the_same_day_the_likeliest_alone_is_known_late(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [DAY]))
    take_all_back(both)
    charter = [{**DAY, "case": f"B{at}", "born": 1930 + at} for at in range(20)]
    charter += [
        {**DAY, "case": "man", "sex": "male"},
        {**DAY, "case": "she", "born": "1985-04-04"},
        {**DAY, "case": "nobody says", "sex": "", "born": ""},
    ]
    path = book(tmp_path / "b.xlsx", charter)
    brought(cast, path)
    assert (numbers()[0], numbers(BETWEEN)[0]) == (23, 23)
    assert stands_for() == {"she": "A1"}


OF_2005: Row = {**REACHED, **KNOWN, "day": "2005-03-04", "number": "N1"}


def test_a_quantity_that_was_taken_back_counts_once_too(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [OF_2005]))
    assert counted(2005, BETWEEN) == 750
    take_back_quantity(cast.anna, ImportedRow.objects.get(), "twice")
    mended = {**OF_2005, "number": "N2"}
    elsewhen = {**mended, "number": "N3", "day": "2005-03-05", "quantity": 3}
    brought(cast, book(tmp_path / "b.xlsx", [], [mended, elsewhen]))
    assert (counted(2005), counted(2005, BETWEEN)) == (753, 753)


def test_so_does_one_that_was_corrected_to_another_day_before(cast: Cast, tmp_path: Path) -> None:
    brought(cast, book(tmp_path / "a.xlsx", [], [OF_2005]))
    row = ImportedRow.objects.get()
    correct_quantity(cast.anna, row, right(day="2018-12-31"), WHY)
    row.refresh_from_db()
    take_back_quantity(cast.anna, row, "twice")
    brought(cast, book(tmp_path / "b.xlsx", [], [{**OF_2005, "number": "N2"}]))
    assert (counted(2005), counted(2005, BETWEEN)) == (750, 750)
