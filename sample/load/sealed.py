"""What the made-up people told in confidence, sealed as the house would have sealed it."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from onward.access.secrecy import sealed_fields
from onward.access.secrecy.bulk import Sealer
from sample.load.tables import MODELS, Row

CASES = "cases_case"


@cache
def _sealed(table: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return the sealed columns of a table: the column, its place, and whose key is asked for, in turn."""
    model = next(one for one in MODELS if one._meta.db_table == table)
    return tuple((str(one.column), one.place, one.of) for one in sealed_fields(model))


class Confidence:
    """Seals rows one after another; a row comes after the case that it belongs to."""

    def __init__(self) -> None:
        self.sealer = Sealer()
        self._cases: dict[int, UUID] = {}

    def kept(self, table: str, row: Row) -> Row:
        """Return a row as it is kept."""
        if table == CASES:
            self._cases[row["id"]] = row["key"]
        sealed = {
            column: self.sealer.seal(place, self._whose(row, of), row[column])
            for column, place, of in _sealed(table)
            if row[column]
        }
        return {**row, **sealed} if sealed else row

    def _whose(self, row: Row, of: tuple[str, ...]) -> UUID:
        found: list[Any] = [self._cases[row["case_id"]] if one == "case__key" else row[one] for one in of]
        return next(UUID(str(key)) for key in found if key)
