"""Numbers that whoever takes nobody to be counted twice subtracts: a year of persons less its half.

Of what is counted once, a year may be less than its halves together, so that it less one of them is not the
number of the other but the least that it can be. Hardly anybody returns twice in a year, though, so that it
is nearly always the number. And most of what is hidden is small, though the audit takes nobody to know which:
where both halves hid a number, eight in the year are most likely four and four. The audit knows what is
possible, not what is likely: what can be guessed so is hidden besides.
"""

from __future__ import annotations

from collections.abc import Iterator

from onward.evidence.disclosure.between import between, left
from onward.evidence.disclosure.cells import Cell, Release
from onward.evidence.disclosure.slices import tiles
from onward.evidence.rules import Period


def told_nearly(release: Release) -> Iterator[Cell]:
    """Go through the numbers of a release that would tell a small one beside a number that is public.

    That is where one of the two has the days of the other and some before or after, both are of the same
    persons, and of the days between nothing was ever printed.
    """
    public = _public(release)
    knowledge = release.knowledge
    for cell, number in release.cells.items():
        if cell in release.silent or cell in release.amounts or cell.figure in knowledge.adds:
            continue
        told = public.get((cell.figure, cell.among, cell.where), {})
        for period, other in told.items():
            between = [*left(cell.period, period), *left(period, cell.period)]
            small = 0 < abs(number - other) < knowledge.threshold(cell)
            if small and any(days not in told for days in between):
                yield cell
                break


def told_by_small_parts(release: Release) -> Iterator[Cell]:
    """Go through the numbers of a release by which hidden ones of its days are guessed: each for a small one.

    That is where the days are made of such that were hidden and such that are printed, and what is left for
    the hidden ones is no more than each of them being small allows, and so much that none of them can be one.
    Whether they are small is not asked, or showing the number would tell that one of them is not.
    """
    public, hidden = _public(release), _hidden(release)
    for cell, number in release.cells.items():
        key, least = (cell.figure, cell.among, cell.where), release.knowledge.threshold(cell)
        told = public.get(key, {})
        if cell in release.silent or cell in release.amounts or number < least or cell.period in told:
            continue
        unknown = hidden.get(key, frozenset()) - told.keys()
        parts, gaps = tiles(cell.period, {*told, *unknown})
        many = sum(one in unknown for one in parts)
        rest = number - sum(told.get(one, 0) for one in parts)
        most = many * (least - 1)
        if many > 1 and not gaps and most - (least - 1) + 1 < rest <= most:
            yield cell


def _hidden(release: Release) -> dict[tuple[object, ...], frozenset[Period]]:
    """Return figure, population and parts → the periods of which a number is hidden, or will have to be."""
    found: dict[tuple[object, ...], set[Period]] = {}
    cells = {cell for cell, number in release.cells.items() if 0 < number < release.knowledge.threshold(cell)}
    # Whether days that are yet to come are few is not asked either: what is shown would tell.
    cells |= {*between(release)}
    for edition in release.earlier:
        cells |= {one for one in edition.hidden if isinstance(one, Cell)} - edition.release.silent
    for cell in cells - release.silent:
        found.setdefault((cell.figure, cell.among, cell.where), set()).add(cell.period)
    return {key: frozenset(periods) for key, periods in found.items()}


def _public(release: Release) -> dict[tuple[object, ...], dict[Period, int]]:
    """Return figure, population and parts → period → the number that an earlier edition printed last."""
    found: dict[tuple[object, ...], dict[Period, int]] = {}
    for edition in release.earlier:
        for cell, number in edition.release.cells.items():
            if cell not in edition.hidden and cell not in edition.release.silent:
                found.setdefault((cell.figure, cell.among, cell.where), {})[cell.period] = number
    return found
