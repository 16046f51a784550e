"""What whoever puts public copies of editions side by side reads: numbers that moved by few.

No copy prints a small number. Where a record was corrected in between, the difference of two that are large
is small all the same, and says of the record whatever it is counted by.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import cast

from onward.evidence.counting import figures
from onward.evidence.disclosure import Cell
from onward.evidence.editions.freezing import Frozen
from onward.evidence.editions.numbers import SMALLEST, Numbers, Place
from onward.evidence.editions.protecting import Published
from onward.evidence.rules import Period, Step, named_period
from onward.kernel.definitions.library import revive

_ANY = Period(date.min, date.min)
"""Stands for the days of a cell where any are meant."""
_CALENDAR = ("month", "quarter", "year")


@dataclass(frozen=True)
class Little:
    """A number that moved by less than its threshold.

    Attributes:
        place: where it stands in the new edition.
        by: how much more it is than what was printed before, in its own unit; less than nought where it fell.
        beside: which of the earlier editions tell it, by their order: several where their days are added up.
    """

    place: Place
    by: Decimal
    beside: tuple[int, ...]


def moved_by_few(
    frozen: Frozen, left_out: frozenset[Place], earlier: Sequence[Published]
) -> tuple[Little, ...]:
    """Return the numbers of an edition that differ by few from what earlier ones print of the same.

    The same is a number of the same days, or of days that add up to them, of what adds up over time. Each
    difference stands once, though several earlier editions tell it. An amount moved by few where no more
    than few stand behind the difference.

    Args:
        frozen: the edition.
        left_out: where the numbers stand that its public copy would not show.
        earlier: those that are public, beside which it is judged, each with what it left out.
    """
    new, old = _Copy(frozen, left_out), [_Copy(one.frozen, one.left_out) for one in earlier]
    found: dict[tuple[Cell | Place, Decimal], Little] = {}
    for one in (*_same_days(new, old), *_added_up(new, old)):
        found.setdefault((new.numbers.cells.get(one.place, one.place), one.by), one)
    return tuple(found.values())


def printed_otherwise(frozen: Frozen, left_out: frozenset[Place], before: Published) -> frozenset[Place]:
    """Return where numbers of an edition stand that an earlier one printed otherwise, of the very same days.

    Args:
        frozen: the edition.
        left_out: where the numbers stand that its copy does not show.
        before: the earlier one, with what its copy left out.
    """
    new, old = _Copy(frozen, left_out), _Copy(before.frozen, before.left_out)
    printed = {
        place: (new.numbers.all.numbers[cell], old.number(_plain(cell)))
        for place, cell in new.numbers.cells.items()
        if place[2] in frozen.told_of and _plain(cell) not in new.hidden
    }
    counted = _destinations(before.frozen, before.left_out)
    for what, (number, place) in _destinations(frozen, left_out).items():
        printed[place] = number, counted.get(what, (None, place))[0]
    return frozenset(place for place, (now, then) in printed.items() if then is not None and now != then)


def _destinations(frozen: Frozen, left_out: frozenset[Place]) -> dict[Hashable, tuple[int, Place]]:
    """Return of how many countries a copy tells: of what and which days → the number, and where it stands."""
    layout, found = frozen.definition, dict[Hashable, tuple[int, Place]]()
    known = figures(revive(frozen.snapshot)[1])
    for code, chapter in layout.chapters.items():
        for name, one in layout.shown_in(code).tables.items():
            if known[one.figure].counts != "destinations" or one.by:
                continue
            for when in frozen.told_in(code):
                place: Place = (code, name, when, ())
                what = (
                    one.figure,
                    one.among,
                    one.when,
                    tuple(sorted(chapter.only.items())),
                    frozen.days(when),
                )
                if place not in left_out:
                    found.setdefault(what, (int(frozen.tally(code, name, when).total), place))
    return found


class _Copy:
    """What the public copy of an edition prints, each number by its cell; a month is a period of its own."""

    def __init__(self, frozen: Frozen, left_out: frozenset[Place]) -> None:
        self.numbers = Numbers(frozen)
        self.told: dict[Cell, tuple[int, Place]] = {}
        self.hidden: set[Cell] = set()
        self._full: set[tuple[Cell, str]] = set()
        self.known = self.numbers.all.knowledge()
        unseen = self.numbers.standing_at(left_out)
        for place, cell in self.numbers.cells.items():
            if place[2] not in frozen.told_of:
                continue
            if cell in unseen:
                self.hidden.add(_plain(cell))
            else:
                self.told.setdefault(_plain(cell), (self.numbers.all.numbers[cell], place))
        self._noughts(left_out)
        self.days: dict[Cell, list[Period]] = {}
        for cell in self.told:
            self.days.setdefault(replace(cell, period=_ANY), []).append(cell.period)

    def _noughts(self, left_out: frozenset[Place]) -> None:
        """Note which tables are whole: a part without a row is nought, unless that is hidden too."""
        for place, whole in self.numbers.cells.items():
            chapter, name, when, parts = place
            table = self.numbers.frozen.definition.shown_in(chapter).tables[name]
            if parts or len(table.by) != 1 or when not in self.numbers.frozen.told_of:
                continue
            self._full.add((whole, table.by[0]))
            rows = [one[3][0] for one in left_out if one[:3] == place[:3] and one[3]]
            self.hidden |= {_plain(whole.part(table.by[0], row)) for row in rows}
            if table.by[0] in _CALENDAR:
                for code, period in whole.period.steps(cast(Step, table.by[0])).items():
                    cell = replace(whole, period=period)
                    if cell not in self.hidden:
                        self.told.setdefault(cell, (0, (chapter, name, when, (code,))))

    def number(self, cell: Cell) -> int | None:
        """Return what it prints of a cell, nought where a table is whole without it; None where nothing."""
        if cell in self.told:
            return self.told[cell][0]
        whole = any((replace(cell, where=cell.where - {pair}), pair[0]) in self._full for pair in cell.where)
        return 0 if whole and cell not in self.hidden else None

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The days that its tables are of."""
        frozen = self.numbers.frozen
        return tuple(frozen.days(name) for name in frozen.told_of)

    def in_all(self, place: Place) -> Place:
        """Return where the number in all stands of which a month is a part; any other place as it is."""
        table = self.numbers.frozen.definition.shown_in(place[0]).tables[place[1]]
        return (*place[:3], ()) if {*table.by} & {*_CALENDAR} else place

    def is_little(self, cell: Cell, by: int, before: _Copy) -> bool:
        """Say whether a number moved, and by less than what is small."""
        if self._is_amount(cell):
            one, other = self.numbers.amounts.get(cell), before.numbers.amounts.get(cell)
            behind = abs(one.persons - other.persons) if one and other else 0
            return by != 0 and behind < self.known.threshold(cell)
        return 0 < abs(by) < self.known.threshold(cell)

    def little(self, cell: Cell, place: Place, by: int, beside: Sequence[int]) -> Little:
        """Return a number that moved, in its own unit."""
        return Little(place, Decimal(by) / (SMALLEST if self._is_amount(cell) else 1), tuple(beside))

    def _is_amount(self, cell: Cell) -> bool:
        return self.numbers.all.figures[cell.figure.split("~")[0]].counts == "amount"


def _plain(cell: Cell) -> Cell:
    """Return a cell that is a month, a quarter or a year of another one as one of these days."""
    for pair in cell.where:
        if pair[0] in _CALENDAR and (days := named_period(pair[1])):
            return replace(cell, period=days, where=cell.where - {pair})
    return cell


def _same_days(new: _Copy, old: Sequence[_Copy]) -> Iterator[Little]:
    for cell, (number, place) in new.told.items():
        for at, before in enumerate(old):
            printed = before.number(cell)
            if printed is not None and new.is_little(cell, number - printed, before):
                yield new.little(cell, place, number - printed, (at,))


@dataclass(frozen=True)
class _Piece:
    """A number of some days as a copy prints it; `place` where that is the new edition."""

    days: Period
    number: int
    of: int
    place: Place | None


@dataclass(frozen=True)
class _Sum:
    """Pieces added up: of which earlier editions some are, and where the first of the new edition stands."""

    number: int = 0
    old: frozenset[int] = frozenset()
    place: Place | None = None

    def plus(self, piece: _Piece) -> _Sum:
        old = self.old if piece.place else self.old | {piece.of}
        return _Sum(self.number + piece.number, old, self.place or piece.place)

    @property
    def kind(self) -> tuple[int, bool, bool]:
        """What matters of it: the number, and whether both sides have a part in it."""
        return self.number, bool(self.old), self.place is not None


def _added_up(new: _Copy, old: Sequence[_Copy]) -> Iterator[Little]:
    """Go through what follows where days of one edition add up to days of another."""
    for cell in new.days:
        if cell.figure not in new.known.adds:
            continue
        pieces = [*_pieces(cell, new, old)]
        for whole in pieces:
            for made in _tilings(whole.days, pieces):
                # Months of this edition that add up to what another one prints: none of them moved alone.
                place = whole.place or (made.place and new.in_all(made.place))
                old_ones = made.old if whole.place else made.old | {whole.of}
                by = (whole.number - made.number) * (1 if whole.place else -1)
                if place and old_ones and new.is_little(cell, by, new):
                    yield new.little(cell, place, by, sorted(old_ones))


_NEW = -1


def _pieces(cell: Cell, new: _Copy, old: Sequence[_Copy]) -> Iterator[_Piece]:
    """Give the number of each period that a copy prints, each of a kind once."""
    found: dict[tuple[Period, int, bool], _Piece] = {}
    for at, copy in ((_NEW, new), *enumerate(old)):
        for period in dict.fromkeys((*copy.days.get(cell, ()), *copy.periods)):
            here = replace(cell, period=period)
            number = copy.number(here)
            if number is not None:
                place = copy.told[here][1] if at == _NEW and here in copy.told else None
                if at != _NEW or place:
                    found.setdefault((period, number, at == _NEW), _Piece(period, number, at, place))
    yield from sorted(found.values(), key=lambda one: (one.days.first, one.days.last, one.of))


def _tilings(days: Period, pieces: Sequence[_Piece]) -> list[_Sum]:
    """Return what shorter periods add up to, one after the other from the first day to the last."""
    reached: dict[date, dict[tuple[int, bool, bool], _Sum]] = {days.first: {(0, False, False): _Sum()}}
    for piece in pieces:
        if piece.days == days or piece.days.last > days.last:
            continue
        for one in [*reached.get(piece.days.first, {}).values()]:
            made = one.plus(piece)
            reached.setdefault(piece.days.until, {}).setdefault(made.kind, made)
    return [*reached.get(days.until, {}).values()]
