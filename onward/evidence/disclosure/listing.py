"""What a full table tells by what it does not list: a part without a row is nought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onward.evidence.disclosure.alike import leaves
from onward.evidence.disclosure.cells import Cell, Edition, Release, Where
from onward.evidence.disclosure.slices import Full, Node, Reading, Slice


def full_tables(release: Release, reading: Reading) -> Iterator[tuple[Cell, Full]]:
    """Go through the full tables of a release whose parts add up: the whole of each, and what it lists."""
    for table in release.tables:
        if table.full and all(reading.splits(table.whole.figure, each) for each in table.by):
            listed = frozenset(reading.node(cell) for cell in leaves(table, release.cells))
            yield table.whole, (*reading.node(table.whole), frozenset(table.by), listed)


def is_unlisted(where: Where, table: Full) -> bool:
    """Say whether parts lie within a table's whole, and in none of its rows."""
    slice_, whole, by, listed = table
    keys = frozenset(dimension for dimension, _code in where)
    if not (by <= keys and whole <= where):
        return False
    return (slice_, whole | {pair for pair in where if pair[0] in by}) not in listed


def noughts(edition: Edition, reading: Reading, numbers: Mapping[Node, int]) -> Iterator[tuple[int, Cell]]:
    """Go through what is nought by what an earlier edition lists, each with the whole of its table."""
    by_slice: dict[Slice, list[tuple[Where, int]]] = {}
    for (slice_, where), variable in numbers.items():
        by_slice.setdefault(slice_, []).append((where, variable))
    for whole, table in full_tables(edition.release, reading):
        for narrow, parts in by_slice.items():
            if reading.within(narrow, table[0]):
                yield from ((variable, whole) for where, variable in parts if is_unlisted(where, table))
