"""One departure that was taken back answers for one row that comes in, and a quantity too: never for many."""

from pathlib import Path

import pytest

from onward.access.models import User
from onward.casework.cases.models import Case
from onward.history import loading
from onward.history.actions import take_back_case, take_back_quantity
from onward.history.loading import known_late
from onward.history.models import Import, ImportedRow
from onward.history.tests.filled import Row, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_correcting_quantities import counted
from onward.history.tests.test_known_again import BETWEEN, DAY, OF_2005, numbers, stands_for
from onward.history.tests.test_known_again import both as both
from onward.history.tests.test_known_again import cast as cast
from tests.cast import Cast

pytestmark = pytest.mark.django_db
THERE: Row = {**DAY, "programme": "avrr-lu", "channel": "self", "case": "L1"}


def returns_now_and_between() -> tuple[int, int]:
    return numbers()[0], numbers(BETWEEN)[0]


def taken_back(cast: Cast, folder: Path, rows: list[Row], why: str = "wrong-rows") -> None:
    brought(cast, book(folder / "a.xlsx", rows))
    for case in Case.objects.visible_to(cast.lies):
        take_back_case(cast.lies, case, why)


def comes_in(cast: Cast, folder: Path, *rows: Row) -> None:
    count = Import.objects.count()
    brought(cast, book(folder / f"{count}.xlsx", rows))


def test_a_case_of_a_wrong_programme_counts_once_under_a_new_number_in_another_office(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    taken_back(cast, tmp_path, [DAY], "wrong-programme")
    comes_in(cast, tmp_path, {**THERE, "case": "L2", "sex": "male"}, THERE)
    assert (returns_now_and_between(), stands_for()) == ((2, 2), {"L1": "A1"})


def test_for_another_reason_nobody_of_another_office_is_taken_for_who_left(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    taken_back(cast, tmp_path, [DAY])
    comes_in(cast, tmp_path, THERE)
    assert (returns_now_and_between(), stands_for()) == ((1, 2), {})


def test_once_its_mended_case_is_in_it_answers_for_nobody_else(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    taken_back(cast, tmp_path, [DAY])
    comes_in(cast, tmp_path, {**DAY, "destination": "RO"})
    comes_in(cast, tmp_path, {**DAY, "case": "A2"}, {**DAY, "case": "A3"})
    assert (returns_now_and_between(), stands_for()) == ((3, 3), {"A1": "A1"})


def test_once_a_row_was_taken_to_stand_for_it_it_answers_for_no_other(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    taken_back(cast, tmp_path, [DAY])
    for case in ("A2", "A3", "A4"):
        comes_in(cast, tmp_path, {**DAY, "case": case})
    assert (returns_now_and_between(), stands_for()) == ((3, 3), {"A2": "A1"})


def test_a_guess_does_not_stand_in_the_way_of_the_number(cast: Cast, both: User, tmp_path: Path) -> None:
    taken_back(cast, tmp_path, [{**DAY, "own_number": "P-1"}])
    comes_in(cast, tmp_path, {**DAY, "case": "A2"})
    comes_in(cast, tmp_path, {**DAY, "case": "A3", "own_number": "P-1"})
    assert (returns_now_and_between(), stands_for()) == ((2, 1), {"A2": "A1", "A3": "A1"})


def test_a_number_of_ones_own_is_known_late_once_and_not_for_every_return(
    cast: Cast, both: User, tmp_path: Path
) -> None:
    own = {**DAY, "own_number": "P-1"}
    taken_back(cast, tmp_path, [own])
    comes_in(cast, tmp_path, {**own, "destination": "RO"})
    comes_in(cast, tmp_path, {**own, "case": "A2", "departed_on": "2005-04-04"})
    assert returns_now_and_between() == (2, 2)


def test_strangers_parted_by_two_workbooks_count_once_each(cast: Cast, both: User, tmp_path: Path) -> None:
    him = {**DAY, "person": "2", "sex": "male"}
    taken_back(cast, tmp_path, [DAY, him], "two-in-one")
    comes_in(cast, tmp_path, DAY)
    comes_in(cast, tmp_path, {**him, "case": "A2"})
    comes_in(cast, tmp_path, {**him, "case": "A3"})
    assert (returns_now_and_between(), stands_for()) == ((3, 3), {"A1": "A1", "A2": "A1"})


def test_the_likeliest_of_a_workbook_is_taken_though_it_comes_in_later(
    cast: Cast, both: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back(cast, tmp_path, [DAY])
    monkeypatch.setattr(loading, "AT_ONCE", 1)
    vague = {**DAY, "case": "A2", "born": ""}
    comes_in(cast, tmp_path, vague, {**DAY, "case": "A3", "born": "1985-02-03"}, {**DAY, "case": "A4"})
    assert (returns_now_and_between(), stands_for()) == ((3, 3), {"A4": "A1"})


@pytest.mark.parametrize("number", [{"case": "A1"}, {"own_number": "P-1"}], ids=["case", "own"])
def test_a_number_of_another_office_is_nobodys_who_does_not_fit(
    cast: Cast, both: User, tmp_path: Path, number: Row
) -> None:
    taken_back(cast, tmp_path, [{**DAY, "own_number": "P-1"}])
    comes_in(cast, tmp_path, {**THERE, **number, "sex": "male"})
    assert (returns_now_and_between(), stands_for()) == ((1, 2), {})


def quantity_taken_back(cast: Cast, folder: Path, row: Row, why: str = "twice") -> None:
    brought(cast, book(folder / "q.xlsx", [], [row]))
    take_back_quantity(cast.anna, ImportedRow.objects.get(), why)


def counted_now_and_between() -> tuple[int, int]:
    return int(counted(2005)), int(counted(2005, BETWEEN))


def test_a_quantity_taken_back_answers_for_one_and_no_more(cast: Cast, tmp_path: Path) -> None:
    quantity_taken_back(cast, tmp_path, OF_2005)
    for number in ("N2", "N3"):
        rows = [{**OF_2005, "number": number}]
        brought(cast, book(tmp_path / f"{number}.xlsx", [], rows))
    assert counted_now_and_between() == (1500, 1500)


def test_a_quantity_is_known_again_by_its_own_number_in_another_office(cast: Cast, tmp_path: Path) -> None:
    quantity_taken_back(cast, tmp_path, OF_2005)
    elsewhere = {**OF_2005, "programme": "avrr-lu", "day": "2005-03-09", "place": ""}
    path = book(tmp_path / "b.xlsx", [], [elsewhere])
    assert known_late(checked(path)) == 1
    brought(cast, path)
    assert counted_now_and_between() == (750, 750)


@pytest.mark.parametrize(
    ("why", "expected"),
    [("wrong-programme", (1500, 1500)), ("wrong-place", (1500, 1500)), ("twice", (1500, 2250))],
)
def test_a_quantity_of_a_wrong_programme_counts_once_under_a_new_number(
    cast: Cast, tmp_path: Path, why: str, expected: tuple[int, int]
) -> None:
    quantity_taken_back(cast, tmp_path, OF_2005, why)
    elsewhere = [{**OF_2005, "programme": "avrr-lu", "place": "", "number": one} for one in ("L1", "L2")]
    brought(cast, book(tmp_path / "b.xlsx", [], elsewhere))
    assert counted_now_and_between() == expected
