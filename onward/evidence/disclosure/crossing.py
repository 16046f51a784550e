"""How numbers are parts of one another: the cells of each clique of dimensions, and what ties them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, Literal

from onward.evidence.disclosure import junction
from onward.evidence.disclosure.cells import Holds, Where
from onward.evidence.disclosure.listing import is_unlisted
from onward.evidence.disclosure.slices import Full, Group, Node, Reading, Slice, Tie, slacks, ties

Relation = Literal["adds", "covered", "within"]
"""A whole is the sum of its parts, is at most that sum, or is at least its one part."""
Schema = frozenset[str]
"""Dimensions that are crossed."""
REST: Final = ""
"""All parts of a dimension that nothing names."""
MOST: Final = 20_000
"""How many cells a cross of dimensions may have that nobody prints."""


class Crossing:
    """The cliques of the tables and ties of a release, with the cells of each."""

    def __init__(
        self, reading: Reading, nodes: Collection[Node], slices: Collection[Slice], full: Sequence[Full]
    ) -> None:
        """Take the printed nodes, all slices that matter and the full tables."""
        self._reading, self._nodes, self._full = reading, nodes, full
        self._ties = [*ties(slices, reading)]
        self._slices = {*slices}
        self._used: dict[Slice, set[Schema]] = {}
        self._printed: dict[Slice, set[Schema]] = {}
        self._codes: dict[str, list[str]] = {}
        named: dict[str, set[str]] = {}
        for slice_, where in nodes:
            self._printed.setdefault(slice_, set()).add(_schema(where))
            for dimension, code in where:
                named.setdefault(dimension, {REST}).add(code)
        self._codes = {dimension: sorted(codes) for dimension, codes in named.items()}
        self._tables: dict[Slice, list[Full]] = {}
        self._cells: dict[tuple[Slice, Schema], list[Where]] = {}
        self.too_wide: list[tuple[str, ...]] = []

    def relations(self) -> Iterator[tuple[Node, list[Node], Relation]]:
        """Go through every whole, its parts, and how they hang together."""
        for slices, _dimensions, schemas in self._cliques():
            for slice_ in sorted(slices, key=lambda one: one.order):
                self._used.setdefault(slice_, set()).update(schemas[slice_])
                yield from self._sums(slice_, schemas[slice_])
                yield from self._held(slice_, schemas)
            for tie in ties(slices, self._reading):
                shared = set.intersection(*(schemas[one] for one in (tie.whole, *tie.parts)))
                for schema in sorted(shared, key=sorted):
                    yield from self._tied(tie, schema)
        for slice_, where in sorted(self._nodes, key=lambda one: (one[0].order, sorted(one[1]))):
            if self._nought(slice_, where):
                yield (slice_, where), [], "adds"

    def _cliques(self) -> Iterator[tuple[set[Slice], Schema, dict[Slice, set[Schema]]]]:
        """Go through the slices and dimensions of each clique, with the crosses of each slice that matter."""
        edges: list[frozenset[str | Slice]] = [frozenset({tie.whole, *tie.parts}) for tie in self._ties]
        edges += [frozenset({one, all_, holds.dimension}) for one, all_, holds in self._holding()]
        beside = junction.together(frozenset(x for x in one if isinstance(x, Slice)) for one in edges)
        edges += [frozenset({*_schema(w), s}) for s, w in self._nodes]
        # Slices that nothing ties have no number in common, though both are split by the same dimension.
        apart: dict[Slice | str, dict[frozenset[str | Slice], None]] = {}
        for edge in edges:
            one = next(x for x in edge if isinstance(x, Slice))
            apart.setdefault(beside.get(one, one), {})[edge] = None
        for tied in sorted(apart.values(), key=_first):
            yield from self._cliques_of([*tied])

    def _cliques_of(
        self, edges: Sequence[frozenset[str | Slice]]
    ) -> Iterator[tuple[set[Slice], Schema, dict[Slice, set[Schema]]]]:
        found = junction.cliques(
            edges,
            lambda one: one.order if isinstance(one, Slice) else ("", one),
            dear=lambda one, other: isinstance(one, str) and isinstance(other, str),
        )
        shared: dict[int, list[frozenset[str | Slice]]] = {}
        for a, b in junction.tree(found):
            shared.setdefault(a, []).append(found[a] & found[b])
            shared.setdefault(b, []).append(found[a] & found[b])
        for number, clique in enumerate(found):
            slices = {one for one in clique if isinstance(one, Slice)}
            dimensions = frozenset(one for one in clique if isinstance(one, str))
            yield (
                slices,
                dimensions,
                {one: self._schemas(one, dimensions, shared.get(number, [])) for one in slices},
            )

    def _holding(self) -> Iterator[tuple[Slice, Slice, Holds]]:
        """Go through slices of a population that holds whole parts of a printed split of everybody."""
        for one in sorted(self._slices, key=lambda one: one.order):
            holds = self._reading.knowledge.holds.get(one.group.among)
            all_ = Slice(Group(one.group.figure, "", one.group.extras), one.period)
            if holds and any(holds.dimension in schema for schema in self._printed.get(all_, ())):
                yield one, all_, holds

    def _held(
        self, slice_: Slice, schemas: dict[Slice, set[Schema]]
    ) -> Iterator[tuple[Node, list[Node], Relation]]:
        """Go through the parts of a split whose whole lies in a population."""
        for one, all_, holds in self._holding():
            if one != slice_ or all_ not in schemas:
                continue
            for schema in sorted(schemas[one] & schemas[all_], key=sorted):
                inner = {*self.cells(one, schema)}
                for where in self.cells(all_, schema) if holds.dimension in schema else ():
                    if dict(where)[holds.dimension] in holds.parts:
                        yield (all_, where), [(one, where)] if where in inner else [], "adds"

    def slack(self) -> Iterator[list[tuple[Node, int]]]:
        """Go through sums of numbers that are nought or more, once all relations were gone through."""
        for sums in slacks(self._slices, self._reading):
            shared = set.intersection(*(self._used.get(one, set()) for one, _times in sums))
            for schema in sorted(shared, key=sorted):
                known = {one: {*self.cells(one, schema)} for one, _times in sums}
                for where in dict.fromkeys(where for one in known for where in self.cells(one, schema)):
                    yield [((one, where), times) for one, times in sums if where in known[one]]

    def _schemas(
        self, slice_: Slice, dimensions: Schema, shared: Iterable[frozenset[str | Slice]]
    ) -> set[Schema]:
        found = {schema for schema in self._printed.get(slice_, ()) if schema <= dimensions}
        found |= {frozenset(x for x in one if isinstance(x, str)) for one in shared if slice_ in one}
        if self._small(slice_, dimensions):
            found.add(dimensions)
        else:
            self.too_wide.append((slice_.group.figure, *sorted(dimensions)))
        return {schema for schema in found if self._small(slice_, schema)}

    def _small(self, slice_: Slice, schema: Schema) -> bool:
        return len(self.cells(slice_, schema)) <= MOST

    def cells(self, slice_: Slice, schema: Schema) -> list[Where]:
        """Return the parts that dimensions crossed have in a slice, save those that are known to be nought.

        Beyond `MOST` the rest is left out: whoever asks sees that there are too many.
        """
        key = slice_, schema
        if key not in self._cells:
            found: list[Where] = [frozenset()]
            for dimension in sorted(schema, key=lambda one: (len(self._codes[one]), one)):
                wider = [where | {(dimension, code)} for where in found for code in self._codes[dimension]]
                found = [where for where in wider if not self._nought(slice_, where)]
                if len(found) > MOST:
                    break
            self._cells[key] = found
        return self._cells[key]

    def _nought(self, slice_: Slice, where: Where) -> bool:
        keys = _schema(where)
        holds = self._reading.knowledge.holds.get(slice_.group.among)
        if holds and holds.dimension in keys and dict(where)[holds.dimension] not in holds.parts | holds.open:
            return True
        return any(is_unlisted(where, table) for table in self._wider_tables(slice_))

    def _wider_tables(self, slice_: Slice) -> list[Full]:
        if slice_ not in self._tables:
            self._tables[slice_] = [one for one in self._full if self._reading.within(slice_, one[0])]
        return self._tables[slice_]

    def _sums(self, slice_: Slice, schemas: set[Schema]) -> Iterator[tuple[Node, list[Node], Relation]]:
        """Go through the cells of a slice that are the sum of finer ones."""
        for schema in sorted(schemas, key=sorted):
            wider = [one for one in schemas if schema < one]
            for finer in sorted((one for one in wider if not any(x < one for x in wider)), key=sorted):
                parts: dict[Where, list[Node]] = {where: [] for where in self.cells(slice_, schema)}
                for where in self.cells(slice_, finer):
                    parts.setdefault(_only(where, schema), []).append((slice_, where))
                for where, found in parts.items():
                    yield (slice_, where), found, "adds"

    def _tied(self, tie: Tie, schema: Schema) -> Iterator[tuple[Node, list[Node], Relation]]:
        relation: Relation = "within" if tie.within else "adds" if tie.adds else "covered"
        known = {one: {*self.cells(one, schema)} for one in (tie.whole, *tie.parts)}
        for where in dict.fromkeys(
            where for one in (tie.whole, *tie.parts) for where in self.cells(one, schema)
        ):
            parts = [(part, where) for part in tie.parts if where in known[part]]
            if parts and where in known[tie.whole]:
                yield (tie.whole, where), parts, relation
            elif where in known[tie.whole] and relation != "within":
                yield (tie.whole, where), [], relation
            elif parts and relation != "covered":
                for part in parts:
                    yield part, [], "adds"


def _first(edges: Iterable[frozenset[str | Slice]]) -> tuple[str, ...]:
    return min(one.order for edge in edges for one in edge if isinstance(one, Slice))


def _schema(where: Where) -> Schema:
    return frozenset(dimension for dimension, _code in where)


def _only(where: Where, by: Schema) -> Where:
    return frozenset(pair for pair in where if pair[0] in by)
