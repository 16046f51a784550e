"""Cases are taken back while a workbook comes in, and an edition says what of it has changed since."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from django.test import Client

from onward.casework.cases.models import Case
from onward.evidence.actions import prepare_edition
from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.actions import cases, take_back_case
from onward.history.actions.ledger import Ledger
from onward.history.loading import load
from onward.history.problems import TakenBackMeanwhile
from onward.history.queries import persons_called
from onward.history.tests.filled import book
from onward.history.tests.test_bringing_in import brought, checked, returns
from onward.history.tests.test_pages import words
from onward.history.tests.test_taking_cases_back import HER, STRANGERS, WHY
from onward.kernel import clock
from onward.kernel.problems import Problem
from tests.cast import Cast, make_cast


def came_in(folder: Path) -> tuple[Cast, Case]:
    """Return the cast, and the case of two strangers that came in."""
    cast = make_cast()
    brought(cast, book(folder / "a.xlsx", STRANGERS))
    return cast, Case.objects.get()


def colleague(act: Callable[[], object], ended: list[object]) -> Thread:
    """Return somebody who does something else at the same time, and how it ends."""

    def work() -> None:
        try:
            act()
        except Problem as problem:
            ended.append(type(problem))
        finally:
            ended.append("ended")
            connection.close()

    return Thread(target=work)


def test_taking_back_waits_for_a_workbook_that_comes_in_and_sees_who_is_in_it(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, case = came_in(tmp_path)
    found = checked(book(tmp_path / "b.xlsx", [{**HER, "case": "A9", "departed_on": "2020-02-02"}]))
    ended: list[object] = []
    other = colleague(lambda: take_back_case(cast.lies, case, WHY), ended)
    write = Ledger.write

    def slowly(ledger: Ledger) -> None:
        write(ledger)
        other.start()
        other.join(1)
        assert ended == []

    monkeypatch.setattr(Ledger, "write", slowly)
    load(cast.anna, found, "digest", "b.xlsx")
    other.join()
    assert ended == ["ended"]
    assert (returns(2018), returns(2020)) == (0, 1)
    assert persons_called(cast.be, ["P-1", "P-2"]).keys() == {"P-1"}


def test_a_workbook_waits_for_what_is_taken_back_and_does_not_bring_it_in_again(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", STRANGERS)
    make_cast()
    early = checked(path)
    cast, case = came_in(tmp_path)
    ended: list[object] = []
    other = colleague(lambda: load(cast.anna, early, "digest", "a.xlsx"), ended)
    follow = cases._take_rows_along

    def slowly(*given: object) -> None:
        other.start()
        other.join(1)
        assert ended == []
        follow(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(cases, "_take_rows_along", slowly)
    take_back_case(cast.lies, case, WHY)
    other.join()
    assert ended == [TakenBackMeanwhile, "ended"]
    assert returns(2018) == 0


def test_an_edition_says_that_its_departures_were_taken_back_since(
    committed_db: str, client: Client, tmp_path: Path
) -> None:
    cast, case = came_in(tmp_path)
    edition = prepare_edition(cast.ruth, "newsletter", date(2018, 7, 1))
    client.force_login(cast.ruth)
    address = f"/reports/{edition.key}/since/"
    assert "Every number of this edition is known today as it was printed." in words(client, address)
    with clock.at(clock.now() + timedelta(days=3)):
        take_back_case(cast.lies, case, WHY)
        page = words(client, address)
    assert case.reference in page
    assert "<span>Taken back, or refused entry" in page
