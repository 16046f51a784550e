"""What an edition may show, and which of its numbers are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from onward.evidence.disclosure import (
    Cell,
    Doing,
    Edition,
    Note,
    Protected,
    Share,
    maybe_nought,
    protect,
)
from onward.evidence.editions.freezing import Frozen, differing
from onward.evidence.editions.numbers import Numbers, Place
from onward.evidence.editions.told import told_counts, told_noughts
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
    """

    places: frozenset[Place]
    notes: tuple[Note, ...]
    bare: tuple[Bare, ...] = ()

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


Step = Doing | Literal["reading", "counting"]
"""What is done now: numbers laid beside earlier ones, these counted again, or as `disclosure` says."""
Watch = Callable[[Step], None]


def left_out(
    frozen: Frozen,
    earlier: Sequence[Published] = (),
    known: Callable[[Frozen], Frozen] | None = None,
    watch: Watch = lambda _step: None,
) -> LeftOut:
    """Return what an edition for the public leaves out.

    What earlier editions printed is believed of today's numbers as long as something can be left out beside
    it. Where nothing can, and records were corrected since, it is not: nobody outside knows by how much the
    numbers around a correction moved (docs/adr/0012).

    Args:
        frozen: the edition.
        earlier: those published before, the oldest first.
        known: gives an earlier edition as known today; without it no number was corrected since.
        watch: is told at each step; what it raises ends it.
    """
    near = overlapping(frozen, earlier)
    found = _left_out(frozen, [(one, frozenset()) for one in near], watch)
    if found.can_be_published or known is None:
        return found
    corrected = []
    for one in near:
        watch("counting")
        corrected.append((one, corrected_since(one.frozen, known(one.frozen))))
    return _left_out(frozen, corrected, watch) if any(scopes for _one, scopes in corrected) else found


def overlapping(frozen: Frozen, earlier: Sequence[Published]) -> list[Published]:
    """Return those of earlier editions beside which an edition is judged: they print numbers of its days."""
    return [one for one in earlier if _overlap(one.frozen, frozen)]


def _overlap(one: Frozen, other: Frozen) -> bool:
    """Say whether two editions print numbers of the same days."""
    return any(a.first <= b.last and b.first <= a.last for a in _periods(one) for b in _periods(other))


def _periods(frozen: Frozen) -> list[Period]:
    return [frozen.days(name) for name in frozen.definition.periods]


Scope = tuple[str, str]
"""Chapter and period."""


def corrected_since(printed: Frozen, known: Frozen) -> frozenset[Scope]:
    """Return of which chapters and periods any number is not what was printed."""
    return frozenset((one.chapter, one.period) for one in differing(printed, known))


def _before(told: Published, corrected: frozenset[Scope]) -> Edition:
    """Return an earlier edition as `disclosure` takes it: what it prints of what was corrected binds nothing.

    What it hid is still not to be found out.
    """
    one = Numbers(told.frozen)
    hidden = one.standing_at(told.left_out)
    loose = {cell for place, cell in one.cells.items() if (place[0], place[2]) in corrected} - hidden
    said = {share for place, share in one.shares.items() if (place[0], place[2]) in corrected}
    release = replace(
        one.release,
        silent=one.release.silent | loose,
        statements=tuple(share for share in one.release.statements if share not in said),
    )
    return Edition(release, hidden)


def _left_out(frozen: Frozen, earlier: Sequence[tuple[Published, frozenset[Scope]]], watch: Watch) -> LeftOut:
    watch("reading")
    numbers, before = Numbers(frozen), tuple(_before(*one) for one in earlier)
    public = [(one.frozen, one.left_out, scopes) for one, scopes in earlier]
    noughts = told_noughts(public)
    for edition in before:
        numbers.take_noughts(edition, noughts)
    release = numbers.released(before)
    found: Protected = protect(release, watch=watch)
    hidden = {item for item in found.hidden if isinstance(item, Cell)}
    shares = {item for item in found.hidden if isinstance(item, Share)}
    places = {place for place, cell in numbers.cells.items() if cell in hidden}
    places |= {place for place, share in numbers.shares.items() if share in shares}
    places |= {*_counts_of_rows(numbers, maybe_nought(release, hidden))} - told_counts(frozen, public)
    return LeftOut(frozenset(places), found.notes, tuple(_bare(numbers, earlier, found)))


def _counts_of_rows(numbers: Numbers, maybe: frozenset[Cell]) -> Iterator[Place]:
    """Go through the numbers of destinations that would tell whether a hidden row of theirs is nought."""
    for place, cell in numbers.cells.items():
        if cell in maybe and place[3]:
            tables = numbers.frozen.definition.shown_in(place[0]).tables
            for name, table in tables.items():
                counts = numbers.all.figures[table.figure].counts
                if counts == "destinations" and "destination" in tables[place[1]].by:
                    yield place[0], name, place[2], ()


def _bare(
    numbers: Numbers, earlier: Sequence[tuple[Published, frozenset[Scope]]], found: Protected
) -> Iterator[Bare]:
    """Go through the numbers that cannot be hidden, each at the first place where it stands."""
    stands: dict[object, Bare] = {}
    for one in (numbers, *(Numbers(told.frozen) for told, _scopes in reversed(earlier))):
        for place, cell in one.cells.items():
            stands.setdefault(cell, Bare(one.frozen, place))
    for note in found.notes:
        if note.code == "cannot-hide" and note.about in stands:
            yield stands[note.about]


def with_hidden_noughts(frozen: Frozen, places: frozenset[Place]) -> Frozen:
    """Return an edition with a row for each hidden part that is nought, so that it looks like the others."""
    chapters: dict[str, Any] = deepcopy(frozen.values["chapters"])
    for chapter, table, period, part in sorted(places):
        kept = chapters[chapter][period][table]
        if part and "parts" in kept and [*part] not in [one for one, _number in kept["parts"]]:
            kept["parts"] = sorted([*kept["parts"], [[*part], "0"]])
    return replace(frozen, values={**frozen.values, "chapters": chapters})


def places_written(places: frozenset[Place]) -> list[list[str]]:
    """Return places as they are kept, in order."""
    return sorted([chapter, table, period, *parts] for chapter, table, period, parts in places)


def places_read(kept: Sequence[Sequence[str]]) -> Iterator[Place]:
    """Go through places that were kept."""
    for chapter, table, period, *parts in kept:
        yield chapter, table, period, tuple(parts)
