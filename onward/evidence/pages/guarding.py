"""What 'Key trends' does not show to whoever sees no small numbers, decided over all its tables at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from onward.evidence.counting import Population, populations
from onward.evidence.disclosure import Cell, Edition, Protected, Release, Table, TooLongError, protect
from onward.evidence.editions.cells import Cells
from onward.evidence.queries.shown import Figure, shown_figures
from onward.evidence.rules import Period, Shown, Split, exact, few_of, is_few
from onward.kernel.definitions import current_library

PATIENCE = 5.0
"""Seconds of work after which nothing protected is shown, rather than let a page wait."""


def shown_together(
    programme: str,
    when: Period,
    guarded: Mapping[str, Split],
    told: Mapping[str, Split],
    named: Mapping[str, Split] = MappingProxyType({}),
) -> dict[str, Shown]:
    """Return protected figures as they may be shown beside one another and beside what everybody is told.

    A number that two tables print is hidden in both: victims of trafficking in all are a row of the
    vulnerabilities too. It goes by the one period alone, so that a year looks the same whatever it is
    compared with.

    Args:
        programme: code of the programme whose chapter it is.
        when: the days.
        guarded: code of each protected figure, and its numbers.
        told: those of the others of the page, of which what is not small is shown.
        named: those of which a part may tell by its name of whoever is protected. Where it is small, they are
            not shown; where they are not shown, nor is it (`named_beside`).

    Returns:
        By code of the figure; nothing at all of whoever is protected, where it cannot be hidden in part.
    """
    return _Chapter(programme, when, guarded, told, named).shown()


def named_beside(by: str, shown: Mapping[str, Shown]) -> frozenset[str]:
    """Return the parts of a split that tell by name of a population of which not every number is shown.

    Args:
        by: the dimension.
        shown: code of each protected figure, and what is shown of it.
    """
    known, figures = populations(), shown_figures()
    return frozenset(
        part
        for code, one in known.items()
        for part in one.named_by.get(by, ())
        if any(not _is_shown(one, code, figures[figure], told) for figure, told in shown.items())
    )


def _is_shown(population: Population, code: str, figure: Figure, told: Shown) -> bool:
    """Say whether the number of a population is shown by a figure, or the figure does not tell it."""
    if figure.among == code and told.total is None:
        return False
    return figure.by not in population.part or told.part(population.part[figure.by]) is not None


class _Chapter:
    def __init__(
        self,
        programme: str,
        when: Period,
        guarded: Mapping[str, Split],
        told: Mapping[str, Split],
        named: Mapping[str, Split],
    ) -> None:
        self._only, self._when, self._guarded = {"programme": programme}, when, guarded
        self._figures = shown_figures()
        self._all = Cells(current_library())
        public = {cell: number for code in told for cell, number in self._told(code, told[code])}
        self._wholes: dict[str, Cell] = {}
        self._parts: dict[str, dict[str, Cell]] = {}
        tables = [self._take(self._figures[code], split) for code, split in guarded.items()]
        own = [*self._wholes.values(), *(cell for parts in self._parts.values() for cell in parts.values())]
        own += [cell for code, split in named.items() for cell in self._named(self._figures[code], split)]
        knowledge = self._all.knowledge()
        before = Edition(Release(public, knowledge=knowledge))
        self._release = Release(
            {cell: self._all.numbers[cell] for cell in (*public, *own)},
            tuple(tables),
            knowledge=knowledge,
            earlier=(before,),
        )

    def _told(self, code: str, split: Split) -> Iterator[tuple[Cell, int]]:
        """Go through what is open to everybody: it is as if it had been published before."""
        figure = self._figures[code]
        if figure.counts == "destinations" or is_few(split.total):
            return
        whole = self._all.take(self._cell(figure), split.total, figure.code)
        yield whole, split.total
        few = few_of(split)
        for part, number in split.parts.items():
            if part not in few:
                yield self._all.take(whole.part(figure.by, part), number, figure.code), number

    def _take(self, figure: Figure, split: Split) -> Table:
        whole = self._all.take(self._cell(figure), split.total, figure.code)
        self._wholes[figure.code] = whole
        self._parts[figure.code] = {
            part: self._all.take(whole.part(figure.by, part), number, figure.code)
            for part, number in split.parts.items()
        }
        return Table(whole, (figure.by,))

    def _named(self, figure: Figure, split: Split) -> Iterator[Cell]:
        """Go through the parts of a split that tell of a population by name."""
        names = {part for one in populations().values() for part in one.named_by.get(figure.by, ())}
        for part, number in split.parts.items():
            if part in names:
                yield self._all.take(self._cell(figure).part(figure.by, part), number, figure.code)

    def _cell(self, figure: Figure) -> Cell:
        return self._all.cell(figure.definition, (), self._only, self._when)

    def shown(self) -> dict[str, Shown]:
        """Return each protected figure as it may be shown."""
        try:
            found = protect(self._release, PATIENCE)
        except TooLongError:
            return self._nothing()
        if any(note.code in ("cannot-hide", "known-before", "contradiction") for note in found.notes):
            return self._nothing()
        return {code: self._of(code, split, found) for code, split in self._guarded.items()}

    def _of(self, code: str, split: Split, found: Protected) -> Shown:
        hidden = {part for part, cell in self._parts[code].items() if cell in found.hidden}
        if self._wholes[code] in found.hidden:
            return Shown(None, {})  # not even which parts there are: the only one would be all of them
        return Shown(split.total, {**split.parts, **dict.fromkeys(hidden)})

    def _nothing(self) -> dict[str, Shown]:
        return {
            code: Shown(None, {}) if split.total else exact(split) for code, split in self._guarded.items()
        }
