"""Facts as tables to be asked: what stood at a moment, and who was known to be the same person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import ibis

from onward.evidence.engine import Table, connect
from onward.evidence.facts.columns import KEY
from onward.evidence.facts.store import FactStore, current_store
from onward.records.people.events import PersonsMerged


@dataclass(frozen=True)
class AsOf:
    """As which figures are known: everything (neither given), or as it was.

    Attributes:
        mark: only what transactions below this number wrote: a position in the log, which editions keep.
        before: only what was recorded before this moment, with its zone.

    Raises:
        ValueError: the moment has no zone.
    """

    mark: int | None = None
    before: datetime | None = None

    def __post_init__(self) -> None:
        if self.before is not None and self.before.tzinfo is None:
            raise ValueError("A moment of knowing needs its zone.")


class Facts:
    """Facts of an engine, as of any moment.

    Args:
        table: every fact, corrections and what they correct included.
    """

    def __init__(self, table: Table) -> None:
        self.table = table

    def known(self, as_of: AsOf) -> Table:
        """Return the facts that were on record, whether they stood or not."""
        table = self.table
        if as_of.mark is not None:
            table = table.filter(table.written_by < as_of.mark)
        if as_of.before is not None:
            moment = as_of.before.astimezone(UTC).replace(tzinfo=None)
            table = table.filter(table.recorded_at < ibis.timestamp(moment.isoformat()))
        return table

    def standing(self, types: Iterable[str], as_of: AsOf) -> Table:
        """Return the facts of some types that stood: neither corrected nor taken back as of then.

        A correction is of the type of what it corrects, so nothing else need be looked at.
        """
        known = self.known(as_of)
        known = known.filter(known.type.isin(sorted(types)))
        gone = known.filter(known.supersedes.notnull()).select(gone=known.supersedes)
        return known.filter(~known.retracts).anti_join(gone, known.position == gone.gone)

    def same_persons(self, as_of: AsOf) -> Mapping[bytes, bytes]:
        """Return person → the one whose file is kept, of all who were known to have had two files."""
        merges = self.standing([PersonsMerged.type], as_of).order_by("position")
        found = merges.select("person_key", "kept").to_pyarrow().to_pylist()
        return kept_of((row["person_key"], row["kept"]) for row in found)

    def resolved(self, table: Table, as_of: AsOf) -> Table:
        """Return a table whose `person_key` is that of the file kept, whoever was found to be the same."""
        aliases = self.same_persons(as_of)
        if not aliases:
            return table
        rows = [{"other": other, "one": one} for other, one in aliases.items()]
        known = ibis.memtable(rows, schema=ibis.schema({"other": KEY, "one": KEY}))
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


@contextmanager
def open_facts(store: FactStore | None = None) -> Iterator[Facts]:
    """Give the facts as they are now, brought up to the mark of the log, to be asked by DuckDB."""
    chosen = store or current_store()
    state = chosen.refresh()
    with chosen.with_own(state) as paths:
        engine = connect()
        try:
            yield Facts(engine.read_parquet(paths, table_name="facts"))
        finally:
            engine.con.close()
