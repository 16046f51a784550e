"""A correction and a workbook say the same of a quantity, one after the other or at once: it is one."""

from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from onward.evidence.tests.test_exploring import in_march as in_march
from onward.history.actions import correct_quantity, take_back_quantity
from onward.history.actions.ledger import Ledger
from onward.history.loading import load
from onward.history.models import ImportedRow
from onward.history.problems import CorrectedMeanwhile, StandsAlready
from onward.history.tests.filled import Row, book
from onward.history.tests.test_bringing_in import brought, checked
from onward.history.tests.test_correcting_quantities import RIGHT, WHY, counted, right
from onward.history.tests.test_pages import REACHED
from onward.kernel.problems import Problem
from tests.cast import Cast, make_cast


def reached(folder: Path) -> tuple[Cast, ImportedRow]:
    """Return the cast, and the row of a quantity that came in."""
    cast = make_cast()
    brought(cast, book(folder / "a.xlsx", [], [REACHED]))
    return cast, ImportedRow.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "N1"])
def test_what_came_to_stand_as_another_is_refused_unless_a_number_tells_them_apart(
    tmp_path: Path, number: str
) -> None:
    cast, row = reached(tmp_path)
    moved: Row = {**REACHED, "day": "2018-12-30", "number": number}
    brought(cast, book(tmp_path / "b.xlsx", [], [moved]))
    other = ImportedRow.objects.exclude(pk=row.pk).get()
    to = right(day="2018-12-30", quantity="750")
    with pytest.raises(StandsAlready) as refused:
        correct_quantity(cast.anna, row, to, "wrong-day")
    assert refused.value.field == "day"
    assert "stands already: 750, of a workbook brought in on 1 March 2021" in refused.value.say()
    assert counted(2018) == 1500
    correct_quantity(cast.anna, row, RIGHT, WHY)
    if number:
        correct_quantity(cast.anna, row, right(day="2018-12-30"), "wrong-day")
        return
    with pytest.raises(StandsAlready):
        correct_quantity(cast.anna, row, right(day="2018-12-30"), "wrong-day")
    take_back_quantity(cast.anna, other, "twice")
    correct_quantity(cast.anna, row, to, "wrong-day")
    assert counted(2018) == 750


@pytest.mark.django_db
def test_a_correction_after_the_check_stops_what_would_come_in_twice(tmp_path: Path) -> None:
    cast, row = reached(tmp_path)
    mended = book(tmp_path / "b.xlsx", [], [{**REACHED, "day": "2018-12-30"}])
    found = checked(mended)
    assert len(found.quantities) == 1
    correct_quantity(cast.anna, row, right(day="2018-12-30", quantity="750"), "wrong-day")
    with pytest.raises(CorrectedMeanwhile):
        load(cast.anna, found, "digest", mended.name)
    assert counted(2018) == 750
    assert brought(cast, mended).already == 1
    other = book(tmp_path / "c.xlsx", [], [{**REACHED, "day": "2018-11-30"}])
    assert brought(cast, other).bad == []
    assert counted(2018) == 1500


def test_a_correction_waits_for_a_workbook_that_comes_in_and_sees_it(
    committed_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, row = reached(tmp_path)
    found = checked(book(tmp_path / "b.xlsx", [], [{**REACHED, "day": "2018-12-30"}]))
    ended: list[object] = []

    def correct() -> None:
        try:
            correct_quantity(cast.anna, row, right(day="2018-12-30", quantity="750"), "wrong-day")
        except Problem as problem:
            ended.append(type(problem))
        finally:
            ended.append("ended")
            connection.close()

    colleague = Thread(target=correct)
    write = Ledger.write

    def slowly(ledger: Ledger) -> None:
        write(ledger)
        colleague.start()
        colleague.join(1)
        assert ended == []

    monkeypatch.setattr(Ledger, "write", slowly)
    load(cast.anna, found, "digest", "b.xlsx")
    colleague.join()
    assert ended == [StandsAlready, "ended"]
