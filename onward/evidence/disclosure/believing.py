"""What the numbers themselves bear out of what is known of figures: a rule that they break ties nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from onward.evidence.disclosure.cells import Cell, Knowledge
from onward.evidence.disclosure.slices import Node, Reading, Slice


def borne_out(known: Knowledge, numbers: Mapping[Cell, int]) -> Knowledge:
    """Return what is known without what these numbers contradict, as a reader would see.

    A vulnerability noted years ago may make a population greater than the one that ought to hold it. A reader
    who sees that believes the rule no more, and an edition that is taken at its word would contradict itself.

    Args:
        known: of figures.
        numbers: of all cells.
    """
    found = known
    while broken := next(_broken(found, numbers), None):
        found = _without(found, broken)
    return replace(
        found, holds={code: one for code, one in found.holds.items() if _held(found, code, numbers)}
    )


def _nodes(known: Knowledge, numbers: Mapping[Cell, int]) -> Iterator[tuple[Node, int]]:
    reading = Reading(known, frozenset())
    for cell, number in numbers.items():
        yield reading.node(cell), number


def _broken(known: Knowledge, numbers: Mapping[Cell, int]) -> Iterator[Slice]:
    """Go through slices that are greater than one that ought to hold them."""
    reading, beside = Reading(known, frozenset()), dict[object, list[tuple[Slice, int]]]()
    for (slice_, where), number in _nodes(known, numbers):
        beside.setdefault((slice_.period, where), []).append((slice_, number))
    for many in beside.values():
        for narrow, less in many:
            if _links(known, narrow) and any(
                less > more and reading.within(narrow, wide) for wide, more in many if wide != narrow
            ):
                yield narrow


def _links(known: Knowledge, slice_: Slice) -> bool:
    return _without(known, slice_) != known


def _without(known: Knowledge, slice_: Slice) -> Knowledge:
    """Return what is known without what says that a slice lies within other populations, or other figures."""
    group = slice_.group
    codes = {group.among, *(known.same[extra] for extra in group.extras if extra in known.same)} - {""}
    return replace(
        known,
        nested=frozenset(pair for pair in known.nested if pair[0] not in {(group.figure, x) for x in codes}),
        same={part: code for part, code in known.same.items() if part not in group.extras},
        counted_in=tuple(pair for pair in known.counted_in if codes or pair[0] != group.figure),
    )


def _held(known: Knowledge, code: str, numbers: Mapping[Cell, int]) -> bool:
    """Say whether a population can be made of the parts that it is said to be made of."""
    holds, nodes = known.holds[code], dict(_nodes(known, numbers))
    for (slice_, where), number in nodes.items():
        if slice_.group.among != code:
            continue
        for figure in (slice_.group.figure, *(o for f, o in known.counted_in if f == slice_.group.figure)):
            one, all_ = (
                replace(slice_, group=replace(slice_.group, figure=x, among=""))
                for x in (slice_.group.figure, figure)
            )
            parts = {
                dict(place)[holds.dimension]: count
                for (other, place), count in nodes.items()
                if other == all_ and {pair for pair in place if pair[0] != holds.dimension} == where
                and holds.dimension in dict(place)
            }  # fmt: skip
            if not parts:
                continue
            whole = sum(count for part, count in parts.items() if part in holds.parts)
            others = sum(count for part, count in parts.items() if part in holds.open)
            twice = nodes.get((all_, where), 0) - nodes.get((one, where), 0)
            if number > whole + others or whole > number + twice:
                return False
    return True
