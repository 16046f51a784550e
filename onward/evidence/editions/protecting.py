"""What an edition may show, and which of its numbers are left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from onward.evidence.disclosure import (
    Cell,
    Doing,
    Edition,
    Note,
    Protected,
    Release,
    Share,
    between,
    known_since,
    maybe_nought,
    protect,
    protect_in_time,
)
from onward.evidence.disclosure.choosing import PATIENCE, SHARE
from onward.evidence.editions.freezing import Frozen, differing
from onward.evidence.editions.numbers import Numbers, Place
from onward.evidence.editions.told import counts_again, told_counts, told_noughts
from onward.evidence.rules import Period


@dataclass(frozen=True)
class Published:
    """An edition that was published before: its numbers, where those stood that it left out, and its key."""

    frozen: Frozen
    left_out: frozenset[Place]
    key: UUID | None = None


@dataclass(frozen=True)
class LeftOut:
    """What an edition does not show.

    Attributes:
        places: where the numbers stand.
        notes: what whoever publishes must know.
        bare: what could be found out all the same: where it stands, in this edition or in an earlier one.
        known: what could be found out before, and of which this edition tells nothing more.
        guessed: what could be found out by who takes it that nothing else was corrected than what can be seen
            to be. Empty where the edition holds also beside all that was printed before and is so today.
        hurried: chapter, table and period of what is left out only for want of time to decide what must be.
    """

    places: frozenset[Place]
    notes: tuple[Note, ...]
    bare: tuple[Bare, ...] = ()
    known: tuple[Known, ...] = ()
    guessed: tuple[Bare, ...] = ()
    hurried: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def can_be_published(self) -> bool:
        """Whether nothing that it hides, or an earlier edition hid, can be found out."""
        return not self.bare and not any(note.code == "contradiction" for note in self.notes)


@dataclass(frozen=True)
class Bare:
    """A number that cannot be hidden.

    Attributes:
        frozen: the edition that it stands in.
        place: where.
    """

    frozen: Frozen
    place: Place


@dataclass(frozen=True)
class Known:
    """A number that could be found out before an edition, by what was published by then.

    Attributes:
        stands: in which edition, and where.
        since: the edition with which it could.
    """

    stands: Bare
    since: Frozen


Step = Doing | Literal["reading", "counting"]
"""What is done now: numbers laid beside earlier ones, these counted again, or as `disclosure` says."""
Watch = Callable[[Step], None]


AT_ONCE: Final = 2.0
"""How many seconds of work a choice may take while somebody waits for a page."""


class _Way:
    """How a choice is made: who is told of it, and in what time; all choices of one judgement share that."""

    def __init__(self, watch: Watch, patience: float, at_once: bool) -> None:
        self.watch, self._at_once = watch, at_once
        self._ends = time.thread_time() + patience

    def protect(self, release: Release) -> Protected:
        """Return what a release leaves out.

        Raises:
            TooLongError: there was no time to choose with care, and nothing else was asked for.
        """
        left = self._ends - time.thread_time()
        if self._at_once:
            return protect(release, left, self.watch)
        return protect_in_time(release, SHARE * left, self.watch)


def left_out(
    frozen: Frozen,
    earlier: Sequence[Published] = (),
    known: Callable[[Frozen], Frozen] | None = None,
    watch: Watch = lambda _step: None,
    *,
    patience: float = PATIENCE,
    at_once: bool = False,
) -> LeftOut:
    """Return what an edition for the public leaves out.

    What earlier editions printed is believed of today's numbers as long as something can be left out beside
    it. Where nothing can, or something that was hidden is nought by now, and records were corrected since,
    less is believed: first all but the numbers that moved; and where that is in the way too, nothing of a
    chapter and period in which any did, since nobody outside knows by how much the others moved. What could
    be found out by who thinks that they did not is then said (`guessed`, docs/adr/0012).

    Args:
        frozen: the edition.
        earlier: those published before, the oldest first.
        known: gives an earlier edition as known today; without it no number was corrected since.
        watch: is told at each step; what it raises ends it.
        patience: seconds of work for all of it. What is undecided by then is left out in whole tables.
        at_once: whether it is rather given up, and sooner.

    Raises:
        TooLongError: it was given up.
    """
    way = _Way(watch, min(patience, AT_ONCE) if at_once else patience, at_once)
    near = overlapping(frozen, earlier)
    believed = [_Told(one) for one in near]
    gone = known is not None and any(_is_gone(frozen, one) for one in near)
    found = None if gone else _left_out(frozen, believed, way)
    if known is None or (found and found.can_be_published):
        return found or _left_out(frozen, believed, way)
    moved = [*_moved(near, known, watch)]
    if not any(one.moved for one in moved):
        return found or _left_out(frozen, believed, way)
    careful = _beside_moved(frozen, moved, way)
    if careful.can_be_published:
        return careful
    broad = _beside_moved(frozen, [one.broadly() for one in moved], way)
    if broad.can_be_published or found:
        return replace(broad, guessed=careful.bare)
    return _left_out(frozen, believed, way)


@dataclass(frozen=True)
class _Told:
    """An earlier edition, and where its numbers stand that bind today's no more: they are others by now."""

    edition: Published
    moved: frozenset[Place] = frozenset()

    def broadly(self) -> _Told:
        """Return the same with all numbers of the chapters and periods in which any moved."""
        scopes = {(place[0], place[2]) for place in self.moved}
        numbers = Numbers(self.edition.frozen)
        numbers.take_hidden_noughts(self.edition.left_out)
        places = (place for place in (*numbers.cells, *numbers.shares) if (place[0], place[2]) in scopes)
        return replace(self, moved=self.moved | frozenset(places))


def _moved(near: Sequence[Published], known: Callable[[Frozen], Frozen], watch: Watch) -> Iterator[_Told]:
    for one in near:
        watch("counting")
        yield _Told(one, moved_since(one.frozen, known(one.frozen)))


def _beside_moved(frozen: Frozen, earlier: Sequence[_Told], way: _Way) -> LeftOut:
    """Return what is left out beside editions of which numbers moved."""
    found = _left_out(frozen, earlier, way)
    told = [(one.edition.frozen, one.edition.left_out) for one in earlier]
    again = counts_again(frozen, told, found.places)
    if not again:
        return found
    other = _left_out(frozen, earlier, way, again)
    # Nothing else may be lost by it: then how many there are would be dear.
    return other if other.can_be_published and other.places < found.places else found


def _is_gone(frozen: Frozen, told: Published) -> bool:
    """Say whether something that an earlier edition hid is nought by now: its row may not simply be gone."""
    one, now = Numbers(told.frozen), Numbers(frozen)
    hidden = frozenset(
        x for x in one.standing_at(told.left_out) if isinstance(x, Cell) and one.all.numbers[x]
    )
    now.take_noughts(Edition(one.release, hidden, mended=hidden))
    return any(
        now.all.numbers.get(replace(cell, period=period)) == 0
        for cell in hidden
        for period in _periods(frozen)
        if period.first <= cell.period.first and cell.period.last <= period.last
    )


def overlapping(frozen: Frozen, earlier: Sequence[Published]) -> list[Published]:
    """Return those of earlier editions beside which an edition is judged.

    They print numbers of the same days, or of days that these tie to them. The halves of a year have no day
    in common. Where the year is public, one of them less is the other.
    """
    periods, found = {*_periods(frozen)}, dict[int, Published]()
    tied = periods
    while tied:
        told = [(at, when) for at, one in enumerate(earlier) for when in _periods(one.frozen)]
        reached = [(at, when) for at, when in told if any(_meet(when, other) for other in tied)]
        found |= {at: earlier[at] for at, _when in reached}
        tied = {when for _at, when in reached} - periods
        periods |= tied
    return [found[at] for at in sorted(found)]


def _meet(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last


def _periods(frozen: Frozen) -> list[Period]:
    return [frozen.days(name) for name in frozen.definition.periods]


def moved_since(printed: Frozen, known: Frozen) -> frozenset[Place]:
    """Return where numbers stand that are audited and not what was printed."""
    report = printed.definition
    told = (one for one in differing(printed, known) if not report.is_exact(one.chapter, one.table))
    return frozenset((one.chapter, one.table, one.period, one.part) for one in told)


def _before(told: _Told) -> Edition:
    """Return an earlier edition as `disclosure` takes it: what it prints of what moved since binds nothing.

    What it hid is still not to be found out.
    """
    one = Numbers(told.edition.frozen)
    one.take_hidden_noughts(told.edition.left_out)
    hidden = one.standing_at(told.edition.left_out)
    moved = {one.cells[place] for place in told.moved if place in one.cells}
    # A table in which a part moved no longer says that what has no row in it is nought.
    anew = {one.table_at(place) for place in told.moved if (*place[:3], ()) in one.cells}
    said = {share for place, share in one.shares.items() if place in told.moved}
    release = replace(
        one.release,
        silent=one.release.silent | (moved - hidden),
        tables=tuple(table for table in one.release.tables if table not in anew),
        statements=tuple(share for share in one.release.statements if share not in said),
    )
    # Any hidden number of a chapter and period in which records were corrected may be nought by now.
    scopes = {(place[0], place[2]) for place in told.moved}
    mended = {cell for place, cell in one.cells.items() if (place[0], place[2]) in scopes} & hidden
    return Edition(release, hidden, frozenset(mended))


def _left_out(
    frozen: Frozen,
    earlier: Sequence[_Told],
    way: _Way,
    again: frozenset[Place] = frozenset(),
) -> LeftOut:
    """Return what is left out; `again` are the tables of which each row is known not to be nought."""
    way.watch("reading")
    numbers, before = Numbers(frozen), tuple(_before(one) for one in earlier)
    public = [(one.edition.frozen, one.edition.left_out, one.moved) for one in earlier]
    noughts = told_noughts(public)
    for edition in before:
        numbers.take_noughts(edition, noughts)
    present = {cell for place, cell in numbers.cells.items() if place[3] and (*place[:3], ()) in again}
    release = numbers.released(before, frozenset(present))
    found: Protected = way.protect(release)
    hidden = {item for item in found.hidden if isinstance(item, Cell)}
    shares = {item for item in found.hidden if isinstance(item, Share)}
    places = {place for place, cell in numbers.cells.items() if cell in hidden}
    places |= {place for place, share in numbers.shares.items() if share in shares}
    places |= numbers.unjudged
    places |= {*_counts_of_rows(numbers, maybe_nought(release, hidden))} - told_counts(frozen, public)
    stands = _Stands(numbers, release, [told.edition.frozen for told in earlier])
    hurried = {place[:3] for place, cell in numbers.cells.items() if cell in found.hurried}
    return LeftOut(
        frozenset(places), found.notes, stands.bare(found), stands.known(found), hurried=frozenset(hurried)
    )


def _counts_of_rows(numbers: Numbers, maybe: frozenset[Cell]) -> Iterator[Place]:
    """Go through the numbers of destinations that would tell whether a hidden row of theirs is nought."""
    for place, cell in numbers.cells.items():
        if cell in maybe and place[3]:
            tables = numbers.frozen.definition.shown_in(place[0]).tables
            for name, table in tables.items():
                counts = numbers.all.figures[table.figure].counts
                if counts == "destinations" and "destination" in tables[place[1]].by:
                    yield place[0], name, place[2], ()


class _Stands:
    """Where the numbers of an edition and of those before it stand, each at the first place."""

    def __init__(self, numbers: Numbers, release: Release, earlier: Sequence[Frozen]) -> None:
        self._release, self._earlier = release, earlier
        self._places: dict[object, Bare] = {}
        for one in (numbers, *(Numbers(frozen) for frozen in reversed(earlier))):
            for place, cell in one.cells.items():
                self._places.setdefault(cell, Bare(one.frozen, place))
            # A term that no table prints is told by its share.
            for place, share in one.shares.items():
                for term in (share.part, share.base):
                    self._places.setdefault(term, Bare(one.frozen, place))
        # The rest of a period stands nowhere: it is told by what it is the rest of.
        for cell, rest in between(release).items():
            self._places.setdefault(cell, self._places[rest.whole])

    def bare(self, found: Protected) -> tuple[Bare, ...]:
        """Return the numbers that cannot be hidden."""
        return tuple(self._at(_noted(found, "cannot-hide")).values())

    def known(self, found: Protected) -> tuple[Known, ...]:
        """Return the numbers that could be found out before, with the edition by which they could."""
        at = self._at(_noted(found, "known-before"))
        since = known_since(self._release, [*at])
        return tuple(Known(stands, self._earlier[since[cell]]) for cell, stands in at.items())

    def _at(self, cells: Iterator[Cell]) -> dict[Cell, Bare]:
        """Return cell → where it stands; of those that stand at one place, the first."""
        places: dict[int, Cell] = {}
        for cell in cells:
            places.setdefault(id(self._places[cell]), cell)
        return {cell: self._places[cell] for cell in places.values()}


def _noted(found: Protected, code: str) -> Iterator[Cell]:
    return (note.about for note in found.notes if note.code == code and isinstance(note.about, Cell))


def places_written(places: frozenset[Place]) -> list[list[str]]:
    """Return places as they are kept, in order."""
    return sorted([chapter, table, period, *parts] for chapter, table, period, parts in places)


def places_read(kept: Sequence[Sequence[str]]) -> Iterator[Place]:
    """Go through places that were kept."""
    for chapter, table, period, *parts in kept:
        yield chapter, table, period, tuple(parts)
