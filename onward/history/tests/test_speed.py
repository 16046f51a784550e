"""Ten thousand rows come in within a minute, checked and written."""

import time
from pathlib import Path

import pytest

from onward.casework.cases.models import Traveller
from onward.history.loading import load
from onward.history.queries import before
from onward.history.tests.another_office import rows
from onward.history.tests.filled import book
from onward.history.workbook import check, read
from onward.kernel import clock
from tests.cast import make_cast
from tests.support.counts import counts

A_MINUTE_FOR = 10_000


@pytest.mark.long
def test_ten_thousand_rows_come_in_within_a_minute(
    committed_db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast, wanted = make_cast(), counts(500, A_MINUTE_FOR)
    some = rows()
    told = [
        {**row, "case": f"{turn}-{row['case']}", "name": f"Somebody {turn} {number}"}
        for turn in range(wanted // len(some) + 1)
        for number, row in enumerate(some)
    ]
    path = book(tmp_path / "history.xlsx", told)
    begun = time.monotonic()
    found = check(read(path), before(), clock.today())
    read_in = time.monotonic() - begun
    assert load(cast.anna, found, "history", path.name) == len(told) == Traveller.objects.count()
    took = time.monotonic() - begun
    with capsys.disabled():
        print(f"\n{len(told):,} rows in {took:.1f} s, {read_in:.1f} s of it to read and check")  # noqa: T201
    assert took < 60 * max(len(told) / A_MINUTE_FOR, 0.5)
