"""What nobody keeps a file of: the printed numbers of initiatives, brought in as an office brings in its own.

They are written into a sheet of quantities, and the room `history` reads, checks and brings in that file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from onward.access.models import User
from onward.history.loading import load
from onward.history.queries import before
from onward.history.workbook import QUANTITIES, check, read
from onward.kernel import clock
from sample.draw.records import library
from sample.load import crew

NAME = "quantities.csv"


def reported() -> Iterator[tuple[str, dict[str, str]]]:
    """Give each record with its row: a number on the last day of its period, and known on that day."""
    known = library()
    for name, reading in known.readings.counted.items():
        if reading.reported:
            record = known.records[name]
            day = record.period.last.isoformat()
            row = {
                "programme": reading.equals["initiative"],
                "what": reading.reported.what,
                "place": reading.reported.place,
                "day": day,
                "quantity": str(record.value),
                "known_on": day,
            }
            yield name, row


def bring_quantities_in() -> int:
    """Bring the rows in as an administrator of the office; returns how many came in, none the second time.

    Raises:
        ValueError: a row cannot come in; says which and why.
    """
    keeper = User.objects.get(email=crew.staff()[crew.of_role("administrator", "be")[0]].email)
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        _write(path)
        checked = check(read(path), before(), clock.today())
        if checked.bad:
            raise ValueError([(one.raw.line, one.faults) for one in checked.bad])
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return load(keeper, checked, digest, NAME)


def _write(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, [column.code for column in QUANTITIES.columns()])
        lines.writeheader()
        lines.writerows(row for _name, row in reported())
