"""Rows that contradict themselves do not come in; the reason stands beside the cell."""

from pathlib import Path

import pytest

from onward.history.tests.filled import ONE, Row, book
from onward.history.tests.test_workbooks import reasons

CHILD: Row = {**ONE, "born": 2005, "vulnerabilities": "umc"}


def found(folder: Path, *rows: Row) -> dict[tuple[int, str], str]:
    return reasons(book(folder / "a.xlsx", [{**row, "case": f"A{at}"} for at, row in enumerate(rows)]))


def test_nobody_returns_to_the_country_that_they_leave(tmp_path: Path) -> None:
    rows = (
        {**ONE, "destination": "BE"},
        {**ONE, "departure_country": "AL"},
        {**ONE, "departure_country": "LU"},
    )
    told = found(tmp_path, *rows)
    assert set(told) == {(2, "destination"), (3, "destination")}
    assert "Belgium" in told[2, "destination"]


def test_a_child_is_alone_or_with_a_parent(tmp_path: Path) -> None:
    told = found(tmp_path, {**CHILD, "accompanied": "yes"}, {**CHILD, "accompanied": "no"}, CHILD)
    assert set(told) == {(2, "accompanied")}
    assert "Unaccompanied migrant child" in told[2, "accompanied"]


def test_who_is_of_age_is_no_child_alone(tmp_path: Path) -> None:
    # Who was born in 2000 may have been a child in October 2018.
    told = found(tmp_path, {**CHILD, "born": 1980}, {**CHILD, "born": 2000}, {**CHILD, "born": None})
    assert set(told) == {(2, "vulnerabilities")}
    assert "aged-out-umc" in told[2, "vulnerabilities"]


@pytest.mark.parametrize(("born", "bad"), [(1999, False), (2000, False), (2005, True)])
def test_who_came_of_age_before_has_a_code_of_their_own(tmp_path: Path, born: int, bad: bool) -> None:
    told = found(tmp_path, {**CHILD, "born": born, "vulnerabilities": "aged-out-umc"})
    assert set(told) == ({(2, "vulnerabilities")} if bad else set())
