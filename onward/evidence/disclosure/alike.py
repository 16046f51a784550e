"""What a reader knows of a number by its being hidden (that it is one at least), or by its very name."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace

from onward.evidence.disclosure.cells import Cell, Edition, Item, Knowledge, Release, Table
from onward.evidence.disclosure.slices import Reading
from onward.evidence.rules import Period


def leaves(table: Table, cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells that are the parts of a table, crossed by all its dimensions."""
    keys, whole = {key for key, _code in table.whole.where} | {*table.by}, table.whole
    return [
        cell
        for cell in cells
        if (cell.figure, cell.period, cell.among) == (whole.figure, whole.period, whole.among)
        and whole.where < cell.where
        and {key for key, _code in cell.where} == keys
    ]


def wholes(release: Release) -> dict[Cell, list[Cell]]:
    """Return of which printed cells each cell is a part: with one limit fewer, or the whole of its table."""
    found = {
        cell: [
            whole
            for pair in sorted(cell.where)
            if (whole := Cell(cell.figure, cell.period, cell.among, cell.where - {pair})) in release.cells
        ]
        for cell in release.cells
    }
    for table in release.tables:
        for cell in leaves(table, release.cells):
            if table.whole not in found[cell]:
                found[cell].append(table.whole)
    return found


def around(release: Release) -> dict[Cell, list[Cell]]:
    """Return in which printed cells each cell lies: those it is a part of, and those of a wider population.

    Beside few of whom nobody may know, that none of them is a child tells of them as much as that none is a
    woman.
    """
    reading, found = Reading(release.knowledge, frozenset()), wholes(release)
    for cell, holding in found.items():
        for figure, among in sorted(reading.wider((cell.figure, cell.among))):
            wide = replace(cell, figure=figure, among=among)
            if wide != cell and wide in release.cells and wide not in holding:
                holding.append(wide)
    return found


def maybe_none(release: Release) -> frozenset[Cell]:
    """Return the cells of which a nought is hidden like what is small, whatever stands around it."""
    return (told_of_longer(release) | _mended(release)) - release.present


def _mended(release: Release) -> frozenset[Cell]:
    """Return the cells that hold what an earlier edition hid, where records were corrected since.

    Were a row of them left out when it is nought by now, everybody would know of whom the correction was.
    """
    days: dict[tuple[object, ...], list[Period]] = {}
    for edition in release.earlier:
        for cell in edition.mended:
            days.setdefault((cell.figure, cell.among, cell.where), []).append(cell.period)
    return frozenset(
        cell
        for cell in release.cells
        for inner in days.get((cell.figure, cell.among, cell.where), ())
        if cell.period.first <= inner.first and inner.last <= cell.period.last
    )


def told_of_longer(release: Release) -> frozenset[Cell]:
    """Return the cells of which a longer period was printed before, with a number so near to small.

    Five in a year are public, and three of them are of its first half: that there is one at least in each
    half leaves each of them four numbers. So noughts of such a part are hidden like what is small.
    """
    told: dict[tuple[object, ...], list[Period]] = {}
    for edition in release.earlier:
        kept = edition.release.cells.keys() - edition.hidden - edition.release.silent
        for cell in kept:
            if 0 < edition.release.cells[cell] < 2 * release.knowledge.threshold(cell):
                told.setdefault((cell.figure, cell.among, cell.where), []).append(cell.period)
    return frozenset(
        cell
        for cell in release.cells
        for longer in told.get((cell.figure, cell.among, cell.where), ())
        if longer != cell.period and longer.first <= cell.period.first and cell.period.last <= longer.last
    )


def maybe_nought(release: Release, hidden: Collection[Item]) -> frozenset[Cell]:
    """Return the hidden cells of which a reader may not learn whether they are nought.

    Args:
        release: all numbers, exact.
        hidden: what is left out of it.
    """
    within, maybe = around(release), maybe_none(release)
    cells = [cell for cell in release.cells if cell in hidden]
    return frozenset(c for c in cells if c in maybe or any(whole in hidden for whole in within[c]))


def at_least_one(edition: Edition, before: Sequence[Edition]) -> frozenset[Cell]:
    """Return the cells that an edition hid of which a reader knows that there is somebody.

    A nought is hidden as a part of something hidden alone, or where a longer period had been told before. Of
    what was corrected since nobody knows.

    Args:
        edition: as it was published.
        before: those that were public by then.
    """
    release = replace(edition.release, earlier=tuple(before))
    hidden = frozenset(cell for cell, number in release.cells.items() if number and cell in edition.hidden)
    return hidden - maybe_nought(release, edition.hidden) - edition.mended


def named_alike(release: Release) -> dict[Cell, list[Cell]]:
    """Return cell → the others that tell of the same persons by name, of this release and of those before.

    A shelter for victims of trafficking and victims of trafficking: of the same days, with the same further
    limits, of whatever figure. Noughts tell of nobody.
    """
    known = release.knowledge
    releases = (release, *(edition.release for edition in release.earlier))
    cells = dict.fromkeys(cell for one in releases for cell, number in one.cells.items() if number)
    found: dict[Cell, list[Cell]] = {}
    for population in sorted({*known.named.values()}):
        alike: dict[Hashable, tuple[list[Cell], list[Cell]]] = {}
        for cell in cells:
            for by_name, limits in _limits(cell, population, known):
                alike.setdefault(limits, ([], []))[by_name].append(cell)
        for own, named in alike.values():
            for one, others in ((own, named), (named, own)):
                for cell in one:
                    found.setdefault(cell, []).extend(other for other in others if other != cell)
    return found


def _limits(cell: Cell, population: str, known: Knowledge) -> Iterable[tuple[bool, Hashable]]:
    """Give whether a cell is of a population by name or by itself, or both, and its further limits."""
    among = {*cell.among.split("&")} - {""}
    names = {pair for pair in cell.where if known.named.get(pair) == population}
    same = {pair for pair in cell.where if known.same.get(pair) == population}
    # Whoever is of it is of all that it lies within: that limits no further.
    around = {outer for (_, inner), (_, outer) in known.nested if inner == population}
    limits = cell.period, frozenset(among - around - {population}), cell.where - names - same
    if names:
        yield True, limits
    if same or population in among:
        yield False, limits
