"""Facts as tables to be asked: what stood at a moment, and who was known to be the same person."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import ibis

from onward.evidence.engine import Table
from onward.evidence.facts.columns import KEY
from onward.records.people.events import PersonsMerged

SAME_PERSON: Final = {"other": KEY, "one": KEY}
"""The columns of the table of aliases: a person, and the one whose file is kept."""

Given = str | int | date | datetime
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class AsOf:
    """As which figures are known: everything (neither given), or as it was.

    Attributes:
        mark: only what transactions below this number wrote, which editions keep.
        upto: only what stands up to this position. Numbers of transactions begin anew in a database that was
            brought back from a copy, positions do not; whoever keeps a mark keeps this beside it.
        before: only what was recorded before this moment, with its zone.

    Raises:
        ValueError: the moment has no zone.
    """

    mark: int | None = None
    upto: int | None = None
    before: datetime | None = None

    def __post_init__(self) -> None:
        if self.before is not None and self.before.tzinfo is None:
            raise ValueError("A moment of knowing needs its zone.")

    @property
    def values(self) -> dict[str, Given]:
        """What limits what is known, by name."""
        found: dict[str, Given] = {}
        if self.mark is not None:
            found["mark"] = self.mark
        if self.upto is not None:
            found["after"] = self.upto + 1
        if self.before is not None:
            found["before"] = self.before.astimezone(UTC).replace(tzinfo=None)
        return found

    @property
    def limits(self) -> tuple[str, ...]:
        """Whether a mark and a moment limit what is known: the names of those that do."""
        return tuple(self.values)


class Facts:
    """Facts of an engine, as of any moment.

    Args:
        table: every fact, corrections and what they correct included.
    """

    def __init__(self, table: Table) -> None:
        self.table = table

    def given(self, name: str, value: Given) -> Any:
        """Return what is asked for, to be compared with a column; a name stands for one value."""
        return ibis.literal(value)

    def rows(self, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]) -> Rows:
        """Return the rows of a table.

        Args:
            question: what is asked, save for the values `given`: the same question has the same table.
            table: makes it.
            values: all that is `given` in it, by name.
        """
        found: Rows = table().to_pyarrow().to_pylist()
        return found

    def held(
        self, name: str, question: Hashable, table: Callable[[], Table], values: Mapping[str, Given]
    ) -> Table:
        """Return the rows of a table, computed now, to be asked several times.

        Args:
            name: of the rows; what was held under it before is gone.
            question: as of `rows`.
            table: makes it.
            values: as of `rows`.
        """
        return table().cache()

    def known(self, as_of: AsOf, types: Iterable[str] | None = None) -> Table:
        """Return the facts that were on record, whether they stood or not: of some types, or all.

        The types come first: files are ordered by them, and whoever reads one need not look at the others.
        """
        table = self.table if types is None else self.table.filter(self.table.type.isin(sorted(types)))
        columns = {"mark": table.written_by, "after": table.position, "before": table.recorded_at}
        for name, value in as_of.values.items():
            table = table.filter(columns[name] < self.given(name, value))
        return table

    def standing(self, types: Iterable[str] | None, as_of: AsOf) -> Table:
        """Return the facts of some types, or all, that stood: neither corrected nor taken back as of then.

        A correction is of the type of what it corrects, so nothing else need be looked at.
        """
        known = self.known(as_of, types)
        gone = known.filter(known.supersedes.notnull()).select(gone=known.supersedes)
        return known.filter(~known.retracts).anti_join(gone, known.position == gone.gone)

    def same_persons(self, as_of: AsOf) -> Mapping[bytes, bytes]:
        """Return person → the one whose file is kept, of all who were known to have had two files."""

        def merges() -> Table:
            found = self.standing([PersonsMerged.type], as_of).order_by("position")
            return found.select("person_key", "kept")

        rows = self.rows(("merges", as_of.limits), merges, as_of.values)
        return kept_of((row["person_key"], row["kept"]) for row in rows)

    def know_persons(self, as_of: AsOf) -> None:
        """Make sure that `aliases` are those of a moment; called before a question that counts persons."""

    def aliases(self, as_of: AsOf) -> Table:
        """Return the table of who was found to be the same person, of `SAME_PERSON`."""
        rows = [{"other": other, "one": one} for other, one in self.same_persons(as_of).items()]
        return ibis.memtable(rows, schema=ibis.schema(SAME_PERSON))

    def resolved(self, table: Table, as_of: AsOf) -> Table:
        """Return a table whose `person_key` is that of the file kept, whoever was found to be the same."""
        known = self.aliases(as_of)
        joined = table.left_join(known, table.person_key == known.other)
        person = ibis.coalesce(joined.one, joined.person_key)
        return joined.mutate(person_key=person).drop("other", "one")


def kept_of(merges: Iterable[tuple[bytes, bytes]]) -> Mapping[bytes, bytes]:
    """Return person → the one whose file is kept at the end of all merges, in whichever order they came.

    Args:
        merges: person and the one whose file was kept, the oldest first. Two that name each other in a ring
            are one person still: the later merge finds them the same already and changes nothing.
    """
    next_: dict[bytes, bytes] = {}

    def end(person: bytes) -> bytes:
        while person in next_:
            person = next_[person]
        return person

    for person, kept in merges:
        first, last = end(person), end(kept)
        if first != last:
            next_[first] = last
    return {person: end(person) for person in next_}
