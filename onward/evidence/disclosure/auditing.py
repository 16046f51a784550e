"""What a reader could find out: the span of each hidden number, given everything public."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from onward.evidence.disclosure.alike import around, maybe_none, wholes
from onward.evidence.disclosure.amounts import is_sensitive, needed
from onward.evidence.disclosure.between import between
from onward.evidence.disclosure.bounds import Contradiction, Part, narrow, parts
from onward.evidence.disclosure.cells import Audit, Cell, Item, Note, Release, Span
from onward.evidence.disclosure.model import Row, build
from onward.evidence.disclosure.solving import EFFORT, GLANCE, Answers, unbelieved
from onward.evidence.disclosure.telling import Telling


def audit(release: Release, hidden: Collection[Item]) -> Audit:
    """Return the least and the greatest whole number that each hidden thing could be, by all that is public.

    A reader is taken to know all that is printed in this edition and in those before it, what figures and
    their dimensions mean, that no number is below nought, and the rules: that a nought is hidden only as a
    part of something hidden, so that anything else that is hidden is at least 1. What is hidden for being
    small looks like what is hidden beside it, so a reader is not taken to know that it is small.

    Args:
        release: all numbers, exact.
        hidden: what is left out of it. Statements that are not in it are public, those on hidden cells too.

    Returns:
        A span for each hidden cell, for those that earlier editions hid, and for small silent
        ones.
    """
    auditor = Auditor(release)
    return auditor.audit(frozenset(hidden))


SHRUGS: Final = 2
"""After so many questions without an answer it is asked no more what nothing would hide."""


@dataclass(frozen=True)
class Look:
    """What is known of hidden numbers, as far as it was asked for.

    Attributes:
        spans: variable → least and greatest.
        dropped: claims of earlier editions that nobody believes.
        notes: what was found on the way.
        open: variables of which a span was not proved to be the outermost.
    """

    spans: Mapping[int, tuple[int, int]]
    dropped: frozenset[Row]
    notes: tuple[Note, ...]
    open: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Base:
    """Bounds that single rows leave where so much is hidden: where less is, they are no wider."""

    hidden: frozenset[Item]
    low: Sequence[int]
    high: Sequence[int]
    dropped: frozenset[Row]


@dataclass(frozen=True)
class _Doubt:
    """The claims that nobody believes where so much is hidden.

    Where less is, no fewer have to be dropped. So if all others still agree, these are the fewest there too,
    and they need not be sought anew.
    """

    hidden: frozenset[Item]
    dropped: frozenset[Row]


class Auditor:
    """Audits of one release; what was found out of one choice of what to hide serves the next."""

    def __init__(
        self,
        release: Release,
        known: Mapping[Cell, Span] | None = None,
        asked: Collection[Cell] = (),
        going: Callable[[], None] = lambda: None,
    ) -> None:
        """Take a release.

        Args:
            release: all numbers, exact.
            known: the spans that were too narrow before this edition, which it may not narrow further.
            asked: cells that are looked at whether or not they are hidden.
            going: is called before each question that may take long; what it raises ends the look.

        Raises:
            KeyError: it speaks of a cell without its number.
            ValueError: a number is below nought.
        """
        if any(number < 0 for number in release.cells.values()):
            raise ValueError("Numbers of a release are nought or more.")
        self.release, self.asked, self.going = release, asked, going
        self.known: Mapping[Cell, Span] = known or {}
        self.model = build(release, asked)
        self.between = between(release)
        self.wholes = wholes(release)
        self.around = around(release)
        self.halves = maybe_none(release)
        self.telling = Telling(release, self.around, self.between)
        self.effort = EFFORT
        self._answers: dict[object, Answers] = {}
        self._base: _Base | None = None
        self._doubts: list[_Doubt] = []

    def audit(self, hidden: frozenset[Item], *, enough: bool = False, but: Collection[int] = ()) -> Audit:
        """Return what a reader could find out: exactly, or as far as is enough (`look`)."""
        look = self.look(hidden, enough=enough, but=but)
        spans = {}
        for item in sorted(self.targets(hidden), key=lambda cell: cell.order):
            least, greatest = look.spans[self.model.of[item]]
            spans[item] = Span(least, None if greatest >= self.model.most else greatest)
        return Audit(spans, look.notes)

    def number(self, cell: Cell) -> int:
        """Return the number of a cell, as known today or else as last printed."""
        releases = [self.release, *(edition.release for edition in reversed(self.release.earlier))]
        for one in releases:
            if cell in one.cells:
                return one.cells[cell]
        return self.between[cell].number

    def need(self, cell: Cell) -> int:
        """Return the span that hides a cell."""
        if cell in self.release.amounts:
            return needed(self.number(cell))
        return self.release.knowledge.threshold(cell)

    def is_small(self, cell: Cell) -> bool:
        """Say whether a cell may not be shown for what it is, whatever else is shown."""
        threshold = self.release.knowledge.threshold(cell)
        if cell in self.release.amounts:
            return is_sensitive(self.number(cell), self.release.amounts[cell], threshold)
        return 0 < self.number(cell) < threshold

    def targets(self, hidden: Collection[Item]) -> dict[Cell, int]:
        """Return what must not be found out, with the span that it needs."""
        found = [item for item in hidden if isinstance(item, Cell) and item in self.model.of]
        found += [cell for cell in self.release.silent if self.is_small(cell)]
        found += [cell for cell in self.between if self.is_small(cell)]
        found += self.telling.rests
        for edition in self.release.earlier:
            silent = edition.release.silent
            found += [item for item in edition.hidden if isinstance(item, Cell) and item not in silent]
        found += self.asked
        return {cell: self._need_of_this(cell) for cell in found if cell in self.model.of}

    def holds(self, cell: Cell, span: Span) -> bool:
        """Say whether a span hides a cell, or is no narrower than it was before this edition."""
        before = self.known.get(cell)
        as_before = before is not None and before.within(span)
        return as_before or span.holds(self.need(cell))

    def _need_of_this(self, cell: Cell) -> int:
        """Return the span that hides a cell, or that it had before this edition."""
        before = self.known.get(cell)
        if before is None or before.greatest is None:
            return self.need(cell)
        return min(self.need(cell), before.greatest - before.least)

    def look(self, hidden: frozenset[Item], *, enough: bool = False, but: Collection[int] = ()) -> Look:
        """Return what can be found out of the targets.

        Args:
            hidden: what is left out.
            enough: whether it is enough to know that a span is as wide as needed, or that some are not.
            but: variables of which it is known that nothing hides them.
        """
        for doubt in reversed(self._doubts):
            if hidden <= doubt.hidden:
                with suppress(_Disbelieved, Contradiction):
                    return self._look(hidden, {*doubt.dropped}, enough, but)
        dropped: set[Row] = set()
        while True:
            try:
                found = self._look(hidden, dropped, enough, but)
            except _Disbelieved as more:
                dropped |= more.claims
            except Contradiction:
                return self._nothing_holds(hidden, dropped)
            else:
                if dropped:
                    self._doubts.append(_Doubt(hidden, frozenset(dropped)))
                return found

    def hopeless(
        self, wanted: Mapping[int, int], everything: frozenset[Item], dropped: frozenset[Row]
    ) -> set[int]:
        """Return which of some variables can be found out though nothing of this edition is shown.

        Args:
            wanted: variable → the span that it needs.
            everything: all that it could leave out.
            dropped: claims that are believed no more.
        """
        rows = [row for row in self.model.rows if row.stands(everything) and row not in dropped]
        low, high = self.bounds(everything)
        found: set[int] = set()
        try:
            narrow(low, high, rows)
            found |= {variable for variable in wanted if high[variable] - low[variable] < wanted[variable]}
            for part in parts(low, high, rows, wanted.keys() - found):
                answers = Answers(part, wanted.keys() - found, GLANCE)
                for variable in answers.wanted:
                    self.going()
                    if len(answers.open) > SHRUGS:
                        break
                    least, greatest = answers.settle(variable, wanted[variable])
                    if greatest - least < wanted[variable] and variable not in answers.open:
                        found.add(variable)
        except Contradiction:
            return set()
        return found

    def _look(self, hidden: frozenset[Item], dropped: set[Row], enough: bool, but: Collection[int]) -> Look:
        rows = [row for row in self.model.rows if row.stands(hidden) and row not in dropped]
        try:
            low, high = self._narrowed(hidden, rows, dropped)
        except Contradiction:
            raise _Disbelieved(self._disbelieved(hidden, rows)) from None
        needs: dict[int, int] = {}
        for item, need in self.targets(hidden).items():
            needs[self.model.of[item]] = max(need, needs.get(self.model.of[item], 0))
        spans = {variable: (low[variable], high[variable]) for variable in needs}
        gave_up: set[int] = set()
        # What is printed says of some that they are nought: those hide nothing, and are looked at no more.
        if enough and any(high[v] - low[v] < need for v, need in needs.items() if high[v] and v not in but):
            return Look(spans, frozenset(dropped), self._notes(dropped, gave_up))
        for part in parts(low, high, rows, needs):
            self.going()
            answers = self._answered(part, needs)
            if enough:
                answers.spread(needs)
            for variable in answers.wanted:
                self.going()
                spans[variable] = answers.settle(variable, needs[variable] if enough else None)
            gave_up |= answers.open
        return Look(spans, frozenset(dropped), self._notes(dropped, gave_up), frozenset(gave_up))

    def _narrowed(
        self, hidden: frozenset[Item], rows: list[Row], dropped: set[Row]
    ) -> tuple[list[int], list[int]]:
        """Return the bounds that single rows leave: from those where more was hidden, if they are known."""
        low, high = (list(one) for one in self.bounds(hidden))
        base = self._base
        if base is None or base.dropped != dropped or not hidden <= base.hidden:
            narrow(low, high, rows)
            self._base = _Base(hidden, low.copy(), high.copy(), frozenset(dropped))
            return low, high
        moved = {v for v in range(len(low)) if low[v] > base.low[v] or high[v] < base.high[v]}
        low = [max(two) for two in zip(low, base.low, strict=True)]
        high = [min(two) for two in zip(high, base.high, strict=True)]
        anew = (
            place
            for place, row in enumerate(rows)
            if not row.stands(base.hidden) or not moved.isdisjoint(row.terms)
        )
        narrow(low, high, rows, anew)
        return low, high

    def bounds(self, hidden: frozenset[Item]) -> tuple[list[int], list[int]]:
        """Return the least and the greatest of each variable by what is printed and by the rules alone."""
        low, high = [0] * self.model.count, [self.model.most] * self.model.count
        for cell, number in self.release.cells.items():
            variable = self.model.of[cell]
            if cell not in hidden and cell not in self.release.silent:
                low[variable], high[variable] = max(low[variable], number), min(high[variable], number)
            elif cell in self.halves:
                continue  # noughts are hidden here too, so that nobody learns that there is anybody
            elif cell in hidden and number and not any(one in hidden for one in self.around[cell]):
                low[variable] = max(low[variable], 1)
        return low, high

    def _answered(self, part: Part, needs: Collection[int]) -> Answers:
        key = part.key, frozenset({*needs} & part.variables)
        if key not in self._answers:
            try:
                self._answers[key] = Answers(part, needs, self.effort)
            except Contradiction:
                raise _Disbelieved(unbelieved(part)) from None
        answers = self._answers[key]
        answers.effort = self.effort
        return answers

    def _disbelieved(self, hidden: frozenset[Item], rows: list[Row]) -> list[Row]:
        """Return the claims of earlier editions that cannot stand beside what is printed now."""
        low, high = self.bounds(hidden)
        plain = [row for row in rows if row.claim is not None and _refuted(row, low, high)]
        if plain:
            return plain
        asked = {v for row in rows if row.claim is not None for v in row.terms}
        found = [row for part in parts(low, high, rows, asked) for row in unbelieved(part)]
        return found

    def _nothing_holds(self, hidden: frozenset[Item], dropped: set[Row]) -> Look:
        """Return spans without width: in an edition that contradicts itself nothing is known to be hidden."""
        numbers = {self.model.of[item]: self.number(item) for item in self.targets(hidden)}
        spans = {variable: (number, number) for variable, number in numbers.items()}
        notes = (*self._notes(dropped, ()), Note("contradiction", ()))
        return Look(spans, frozenset(dropped), notes)

    def _notes(self, dropped: Iterable[Row], gave_up: Iterable[int]) -> tuple[Note, ...]:
        claims = {row.claim for row in dropped if row.claim is not None}
        items = [item for variable in sorted(gave_up) for item in self.model.printed.get(variable, [])]
        return (
            *self.model.notes,
            *(Note("claim-dropped", claim) for claim in sorted(claims, key=_order)),
            *(Note("not-proved", item) for item in items),
        )


class _Disbelieved(Exception):
    """Claims that nobody believes beside the rest of what is public."""

    def __init__(self, claims: Iterable[Row]) -> None:
        super().__init__()
        self.claims = {*claims}
        if not self.claims:
            raise Contradiction


def _refuted(row: Row, low: list[int], high: list[int]) -> bool:
    """Say whether what a row says is impossible by the bounds alone."""
    least = sum(times * (low[v] if times > 0 else high[v]) for v, times in row.terms.items())
    greatest = sum(times * (high[v] if times > 0 else low[v]) for v, times in row.terms.items())
    return (row.high is not None and least > row.high) or (row.low is not None and greatest < row.low)


def _order(item: Item) -> tuple[str, ...]:
    return (type(item).__name__, *item.order) if isinstance(item, Cell) else (type(item).__name__, repr(item))
