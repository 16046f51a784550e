"""Numbers that whoever takes nobody to be counted twice subtracts: a year of persons less its half.

Of what is counted once, a year may be less than its halves together, so that it less one of them is not the
number of the other but the least that it can be. Hardly anybody returns twice in a year, though, so that it
is nearly always the number. The audit knows what is possible, not what is likely: what can be guessed so is
hidden besides.
"""

from __future__ import annotations

from collections.abc import Iterator

from onward.evidence.disclosure.between import left
from onward.evidence.disclosure.cells import Cell, Release
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


def _public(release: Release) -> dict[tuple[object, ...], dict[Period, int]]:
    """Return figure, population and parts → period → the number that an earlier edition printed last."""
    found: dict[tuple[object, ...], dict[Period, int]] = {}
    for edition in release.earlier:
        for cell, number in edition.release.cells.items():
            if cell not in edition.hidden and cell not in edition.release.silent:
                found.setdefault((cell.figure, cell.among, cell.where), {})[cell.period] = number
    return found
