"""Numbers that nobody prints and everybody can subtract: of the days that one period leaves of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from onward.evidence.disclosure.cells import Cell, Release
from onward.evidence.rules import Period


@dataclass(frozen=True)
class Rest:
    """What a period has beyond a part of it.

    Attributes:
        number: how many, at least: of what is counted once, some may be in the part as well.
        whole: what is printed or hidden, and this is the rest of.
    """

    number: int
    whole: Cell


def between(release: Release) -> Mapping[Cell, Rest]:
    """Return the rests of periods, over this release and the editions before it.

    A year less its first half is the second. That has to be hidden though nobody prints it yet: else it would
    be known before the day on which it comes out, and nothing could hide it any more.
    """
    found: dict[Cell, Rest] = {}
    by_days: dict[object, dict[Period, Rest]] = {}
    for cell, number in _numbers(release).items():
        by_days.setdefault((cell.figure, cell.among, cell.where), {})[cell.period] = Rest(number, cell)
    for told in by_days.values():
        printed = {*told}
        while rests := dict(_rests(told)):
            told |= rests
        for days in told.keys() - printed:
            cell = told[days].whole
            found[Cell(cell.figure, days, cell.among, cell.where)] = told[days]
    return found


def _numbers(release: Release) -> dict[Cell, int]:
    """Return each count that is printed or hidden, as known today or else as last printed."""
    calendar, found = release.knowledge.calendar, dict[Cell, int]()
    for one in (*(edition.release for edition in release.earlier), release):
        for cell, number in one.cells.items():
            told = cell not in one.silent and cell not in release.amounts and cell not in one.amounts
            if told and not any(key in calendar for key, _code in cell.where):
                found[cell] = number
    return found


def _rests(told: Mapping[Period, Rest]) -> Iterator[tuple[Period, Rest]]:
    """Go through the days that are left of a period at one end of it, of those of which nothing is told."""
    for whole in sorted(told):
        for part in sorted(told):
            less = told[whole].number - told[part].number
            for days in left(whole, part) if less >= 0 else ():
                if days not in told:
                    yield days, Rest(less, told[whole].whole)


def left(whole: Period, part: Period) -> Iterator[Period]:
    """Give the days that a period has beyond a part of it that ends or begins with it."""
    if whole.first == part.first and part.last < whole.last:
        yield Period(part.until, whole.last)
    if whole.last == part.last and whole.first < part.first:
        yield Period(whole.first, part.first - timedelta(days=1))
