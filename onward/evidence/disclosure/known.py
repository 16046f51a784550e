"""What could be found out before an edition came out: of that it can take nothing from anybody any more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.believing import borne_out
from onward.evidence.disclosure.between import between
from onward.evidence.disclosure.cells import Cell, Release, Span


def known_before(
    release: Release, cells: Collection[Cell], going: Callable[[], None] = lambda: None
) -> Mapping[Cell, Span]:
    """Return the spans that were too narrow before an edition, of those of some numbers that were.

    It is as if nothing of the edition were there: neither its numbers, nor which parts it lists, nor that it
    hides something. A span that is not proved, or that the number does not lie in, tells nothing: so what is
    taken for known is never more than what was.

    Args:
        release: the edition, with those before it.
        cells: numbers that are to be hidden.
        going: see `Auditor`.
    """
    nothing = replace(
        release,
        tables=(),
        statements=(),
        silent=frozenset(release.cells),
        knowledge=borne_out(release.knowledge, release.cells),
    )
    auditor, rests = Auditor(nothing, asked=cells, going=going), between(release)
    look = auditor.look(frozenset())
    if any(note.code == "contradiction" for note in look.notes):
        return {}
    numbers = {cell: rest.number for cell, rest in rests.items()} | dict(release.cells)
    for edition in reversed(release.earlier):
        numbers = dict(edition.release.cells) | numbers
    there = [cell for cell in cells if cell in numbers]  # a rest is one only beside what it is left of
    spans = {cell: look.spans[at] for cell in there if (at := auditor.model.of[cell]) not in look.open}
    return {
        cell: Span(least, greatest)
        for cell, (least, greatest) in spans.items()
        if greatest - least < auditor.need(cell) and least <= numbers[cell] <= greatest
    }


def known_since(release: Release, cells: Collection[Cell]) -> Mapping[Cell, int]:
    """Return after which of the earlier editions each of some numbers was known, of those that were."""
    found: dict[Cell, int] = {}
    for place in range(len(release.earlier)):
        left = [cell for cell in cells if cell not in found]
        first = replace(release, earlier=release.earlier[: place + 1])
        found |= dict.fromkeys(known_before(first, left), place) if left else {}
    return found
