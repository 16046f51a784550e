"""What could be found out before an edition came out: of that it can take nothing from anybody any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.believing import borne_out
from onward.evidence.disclosure.cells import Cell, Release, Span


def known_before(release: Release, cells: Collection[Cell]) -> Mapping[Cell, Span]:
    """Return the spans that were too narrow before an edition, of those of some numbers that were.

    It is as if nothing of the edition were there: neither its numbers, nor which parts it lists, nor that it
    hides something. A span that is not proved, or that the number does not lie in, tells nothing: so what is
    taken for known is never more than what was.

    Args:
        release: the edition, with those before it.
        cells: numbers that are to be hidden.
    """
    nothing = replace(
        release,
        tables=(),
        statements=(),
        silent=frozenset(release.cells),
        knowledge=borne_out(release.knowledge, release.cells),
    )
    auditor = Auditor(nothing, asked=cells)
    look = auditor.look(frozenset())
    if any(note.code == "contradiction" for note in look.notes):
        return {}
    there = {cell: auditor.model.of[cell] for cell in cells if cell in auditor.model.of}
    spans = {cell: Span(*look.spans[at]) for cell, at in there.items() if at not in look.open}
    return {
        cell: span
        for cell, span in spans.items()
        if not span.holds(auditor.need(cell)) and span.least <= auditor.number(cell) <= (span.greatest or 0)
    }


def known_since(release: Release, cells: Collection[Cell]) -> Mapping[Cell, int]:
    """Return after which of the earlier editions each of some numbers was known, of those that were."""
    found: dict[Cell, int] = {}
    for place in range(len(release.earlier)):
        left = [cell for cell in cells if cell not in found]
        first = replace(release, earlier=release.earlier[: place + 1])
        found |= dict.fromkeys(known_before(first, left), place) if left else {}
    return found
