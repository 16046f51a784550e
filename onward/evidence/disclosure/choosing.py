"""What to leave out of an edition: what is small, and as little else as keeps it from being found out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, Literal

from onward.evidence.disclosure.alike import named_alike
from onward.evidence.disclosure.auditing import Auditor, Look
from onward.evidence.disclosure.cells import (
    Audit,
    Cell,
    Item,
    Note,
    Protected,
    Release,
    Span,
    cells_of,
)
from onward.evidence.disclosure.hurrying import Step, Steps
from onward.evidence.disclosure.known import known_before
from onward.evidence.disclosure.model import Row
from onward.evidence.disclosure.nearly import told_by_small_parts, told_nearly
from onward.evidence.disclosure.solving import GLANCE
from onward.evidence.disclosure.widening import Widening

PATIENCE: Final = 120.0
"""How many seconds of this thread's own work a choice may take, with all audits that go with it."""
MANY: Final = 4
"""From so many on it is asked at once which of them nothing would hide."""
SHARE: Final = 0.6
"""How much of the time that is left is for the choice with care, and then of the rest for its exact audit."""


class TooLongError(Exception):
    """What to leave out could not be decided in the time that was given."""


Doing = Literal["hiding", "showing", "auditing"]
"""What is done now: looked for what to hide, shown again what need not be, audited exactly."""
Watch = Callable[[Doing], None]
"""Is told at each step; what it raises ends the choice."""


def protect(release: Release, patience: float = PATIENCE, watch: Watch | None = None) -> Protected:
    """Return what to leave out so that no hidden number can be found out, nor nearly.

    Hidden is every small number, then for each that could be found out the cheapest others that prevent it,
    until the audit holds, and in the end whatever proves not to be needed is shown again. Parts are cheaper
    than wholes, few cells than many, what is hidden elsewhere too than what is not, small numbers than great
    ones: every run chooses the same. What is said of a hidden cell (a share, a difference) is
    hidden with it, and what tells of the same persons by name. What earlier editions hid stays hidden. Where
    nothing hides a number, and it could be found out before this edition, it is enough that it is known no
    better after it.

    Args:
        release: all numbers, exact.
        patience: seconds of work after which it is given up: choosing, and each audit by itself.
        watch: is told how far it is.

    Raises:
        TooLongError: it was given up.
    """
    told = watch or (lambda _doing: None)
    found = _Choosing(release, patience, told).protected()
    bare = _bare_of(found) if release.earlier else []
    known = known_before(release, bare, _within(patience, partial(told, "auditing"))) if bare else {}
    return _Choosing(release, patience, told, known).protected() if known else found


def protect_in_time(release: Release, patience: float = PATIENCE, watch: Watch | None = None) -> Protected:
    """Return what to leave out as `protect` does; where the time is too short, more, but no less safe.

    What could not be decided by then is hidden in whole splits, at last with all splits and all else, until
    the audit holds (`hurrying`). `Protected.hurried` says what.

    Args:
        release: all numbers, exact.
        patience: seconds of work for all of it.
        watch: is told how far it is.

    """
    told = watch or (lambda _doing: None)
    ends = time.thread_time() + patience

    def left() -> float:
        return SHARE * (ends - time.thread_time())

    def chosen(known: Mapping[Cell, Span] | None = None) -> Protected:
        choosing = _Choosing(release, left(), told, known)
        try:
            hidden = choosing.decided()
        except TooLongError:
            return choosing.hurried(left())
        try:
            return choosing.audited(hidden, left())
        except TooLongError:
            return choosing.seen(hidden)

    found = chosen()
    bare = _bare_of(found) if release.earlier else []
    known = known_before(release, bare, partial(told, "auditing")) if bare else {}
    return chosen(known) if known else found


def _bare_of(found: Protected) -> list[Cell]:
    noted = (note.about for note in found.notes if note.code == "cannot-hide")
    return [about for about in noted if isinstance(about, Cell)]


def _within(patience: float, told: Callable[[], None]) -> Callable[[], None]:
    """Return what is called while something goes on: it tells so, and ends it after seconds of work."""
    ends = time.thread_time() + patience

    def going() -> None:
        told()
        if time.thread_time() > ends:
            raise TooLongError

    return going


def _contradicts(look: Look) -> bool:
    return any(note.code == "contradiction" for note in look.notes)


class _Choosing:
    def __init__(
        self, release: Release, patience: float, watch: Watch, known: Mapping[Cell, Span] | None = None
    ) -> None:
        self.patience = patience
        self.watch = watch
        self.release = release
        self.doing: Doing = "hiding"
        self.going = self._anew(patience)
        self.auditor = Auditor(release, known, going=self._go_on)
        self.model = self.auditor.model
        self.parts: dict[Cell, list[Cell]] = {}
        for part, wholes in self.auditor.wholes.items():
            for whole in wholes:
                self.parts.setdefault(whole, []).append(part)
        self.noughts: dict[Cell, list[Cell]] = {}
        for cell, holding in self.auditor.around.items():
            for one in holding if not release.cells[cell] else ():
                self.noughts.setdefault(one, []).append(cell)
        self.about: dict[Cell, list[Item]] = {}
        for statement in release.statements:
            for cell in cells_of(statement):
                self.about.setdefault(cell, []).append(statement)
        self.known = {
            cell
            for edition in release.earlier
            for cell in edition.release.cells
            if cell not in edition.hidden | edition.release.silent
        }
        self.named = named_alike(release)
        self.widening = Widening(self.auditor, self.parts, self.about, self.known)
        guessed = (*told_nearly(release), *told_by_small_parts(release))
        self.first = self.spread({*self._small(), *self._hidden_before(), *guessed})
        self.chosen: list[Item] = []
        self.holding = False
        self.useless: set[int] = set()
        self.stuck: set[int] = set()
        self.asked: set[tuple[int, frozenset[Row]]] = set()
        self.everything = self.spread({*release.cells, *release.statements})

    def protected(self) -> Protected:
        """Choose, show again what is not needed, and audit the outcome exactly."""
        return self.audited(self.decided(), self.patience)

    def decided(self) -> frozenset[Item]:
        """Choose, and show again what is not needed."""
        hidden = self.first
        while more := self._more(hidden):
            self.chosen += more
            hidden = self.spread({*hidden, *more})
        self.holding = True
        return self._tidied()

    def audited(self, hidden: frozenset[Item], patience: float) -> Protected:
        """Audit exactly what was chosen."""
        self.doing, self.going = "auditing", self._anew(patience)
        self.going()
        return self._protected(hidden, self.auditor.audit(hidden))

    def seen(self, hidden: frozenset[Item]) -> Protected:
        """Audit what was chosen as far as is needed: that each span is wide enough, and not how wide."""
        self.going = self._anew(math.inf)
        return self._protected(hidden, self.auditor.audit(hidden, enough=True, but=self.stuck))

    def hurried(self, patience: float) -> Protected:
        """Hide what is undecided in whole splits, and more and more, until the audit sees that it holds."""
        self.doing = "hiding"
        start = hidden = self.spread({*self.first, *self.chosen})
        if self.holding:
            return self.seen(hidden)
        self.stuck, self.asked = set(), set()
        self.auditor.effort = GLANCE  # it is enough to see that spans are wide
        steps = [*Steps(self.release, self._worth_hiding)]
        for step in steps:
            self.going = self._anew(patience / len(steps))
            try:
                hidden, holds = self._stepped(hidden, step, start, last=step == steps[-1])
            except TooLongError:
                hidden, holds = self.spread({*hidden, *step(self.auditor.targets(hidden))}), False
            if holds:
                break
        else:
            self.going = self._anew(math.inf)  # few questions, each answered at a glance: this ends it
            hidden, _holds = self._stepped(hidden, steps[-1], start, last=True)
        found = self.seen(hidden)
        return replace(found, hurried=frozenset(x for x in found.hidden - start if isinstance(x, Cell)))

    def _worth_hiding(self, *cells: Cell) -> Iterator[Cell]:
        """Go through those of some cells of which nobody would come near all the same."""
        return (
            cell for cell in self._not_public(*cells) if self.model.of[cell] not in self.stuck | self.useless
        )

    def _stepped(
        self, hidden: frozenset[Item], step: Step, start: frozenset[Item], *, last: bool
    ) -> tuple[frozenset[Item], bool]:
        """Take a step as long as it hides more and something is weak; say whether nothing is any more."""
        needed = {self.model.of[cell] for cell in self.auditor.targets(start)}
        self.useless = set()
        while True:
            self._go_on()
            look = self.auditor.look(hidden, enough=True, but=self.stuck)
            if _contradicts(look):
                return hidden, True
            weak = dict(self._weak(hidden, look))
            if not weak:
                return hidden, True
            hopeless = self._hopeless(weak.items(), look.dropped, many=1)
            cells = [cell for cell in self.auditor.targets(hidden) if self.model.of[cell] in weak]
            more = self.spread({*hidden, *step(cells)})
            if last and not hopeless and more != hidden:
                hidden = more
                continue
            # What is hidden for others' sake alone, and found out, is shown rather; at last all is hidden.
            useless = {one for one in weak if one not in needed | self.useless}
            if hopeless or useless:
                self.stuck |= hopeless
                self.useless |= useless
                shown = self.stuck | self.useless
                hidden = self.spread(x for x in hidden if x in start or self.model.of.get(x) not in shown)
                continue
            if more == hidden:
                return hidden, False
            hidden = more

    def _protected(self, hidden: frozenset[Item], audit: Audit) -> Protected:
        told = {item for item, span in audit.spans.items() if self._is_told_nought(item, span.greatest)}
        spans = {item: span for item, span in audit.spans.items() if item not in told}
        return Protected(hidden - told, spans, (*audit.notes, *self._bare(spans)))

    def _bare(self, spans: Mapping[Cell, Span]) -> Iterator[Note]:
        """Go through what can be found out all the same: by this edition, or already before it."""
        for item, span in spans.items():
            if not self.auditor.holds(item, span):
                yield Note("cannot-hide", item)
            elif not span.holds(self.auditor.need(item)):
                yield Note("known-before", item)

    def _small(self) -> Iterator[Cell]:
        for cell in self.release.cells:
            nought = cell in self.auditor.halves and not self.release.cells[cell]
            if cell not in self.release.silent and (nought or self.auditor.is_small(cell)):
                yield cell

    def _hidden_before(self) -> Iterator[Item]:
        for edition in self.release.earlier:
            for item in edition.hidden:
                if isinstance(item, Cell):
                    yield from self._not_public(item, *self.named.get(item, ()))

    def _not_public(self, *cells: Cell) -> Iterator[Cell]:
        """Go through those that this release gives a number above nought, and no earlier edition printed."""
        return (cell for cell in cells if self.release.cells.get(cell) and cell not in self.known)

    def spread(self, items: Iterable[Item]) -> frozenset[Item]:
        """Return items with all that cannot be shown beside them being hidden."""
        found: set[Item] = set()
        waiting = [*items]
        while waiting:
            item = waiting.pop()
            if item in found:
                continue
            found.add(item)
            if isinstance(item, Cell):
                waiting += self.model.printed.get(self.model.of.get(item, -1), [])
                waiting += self.about.get(item, [])
                waiting += self._not_public(*self.named.get(item, ()))
                waiting += self.noughts.get(item, [])
        return frozenset(item for item in found if item not in self.release.silent)

    def _more(self, hidden: frozenset[Item]) -> list[Item]:
        """Return what to hide besides, so that those that could be found out can be found out no more."""
        self._begin("hiding")
        look = self.auditor.look(hidden, enough=True, but=self.stuck)
        if _contradicts(look):
            return []  # there is no span, whatever is left out
        weak = self._weak(hidden, look)
        chosen: list[Item] = []
        for place, (variable, need) in enumerate(weak):
            self._go_on()
            if variable in self.stuck:
                continue
            found = self.widening.cheapest(
                variable, need, self.spread({*hidden, *chosen}), look.dropped, before=hidden
            )
            if found is None:
                self.stuck |= {variable} | self._hopeless(weak[place + 1 :], look.dropped)
            else:
                chosen += found
        return chosen or (self._more(hidden) if weak else [])

    def _hopeless(
        self, weak: Iterable[tuple[int, int]], dropped: frozenset[Row], many: int = MANY
    ) -> set[int]:
        """Return what can be found out whatever this edition leaves out, where so many are asked for.

        To look for what would hide it takes longest of all, and finds nothing.
        """
        asked = {variable: need for variable, need in weak if (variable, dropped) not in self.asked}
        if len(asked) < many:
            return set()
        self.asked |= {(variable, dropped) for variable in asked}
        return self.auditor.hopeless(asked, self.everything, dropped)

    def _weak(self, hidden: frozenset[Item], look: Look) -> list[tuple[int, int]]:
        found: dict[int, int] = {}
        targets = self.auditor.targets(hidden)
        for item in sorted(targets, key=lambda cell: cell.order):
            variable, need = self.model.of[item], targets[item]
            least, greatest = look.spans[variable]
            if self._is_told_nought(item, greatest) and not self.auditor.telling.is_of_few(item, hidden):
                continue
            if greatest - least < need and variable not in self.stuck:
                found[variable] = max(need, found.get(variable, 0))
        return [*found.items()]

    def _is_told_nought(self, item: Cell, greatest: int | None) -> bool:
        """Say whether something is nought, and what is printed says so: hiding it, or not, tells nothing."""
        return greatest == 0 and not self.auditor.number(item)

    def _tidied(self) -> frozenset[Item]:
        """Show again, the greatest wholes first, what the audit holds without."""
        hidden = self.spread({*self.first, *self.chosen})
        for item in sorted(self.chosen, key=self._worth, reverse=True):
            self._begin("showing")
            rest = [one for one in self.chosen if one != item]
            fewer = self.spread({*self.first, *rest})
            if fewer == hidden or not self._weak(
                fewer, self.auditor.look(fewer, enough=True, but=self.stuck)
            ):
                self.chosen, hidden = rest, fewer
        return hidden

    def _begin(self, doing: Doing) -> None:
        self.doing = doing
        self._go_on()

    def _go_on(self) -> None:
        self.going()

    def _anew(self, patience: float) -> Callable[[], None]:
        return _within(patience, lambda: self.watch(self.doing))

    def _worth(self, item: Item) -> tuple[int, int]:
        if isinstance(item, Cell):
            return -len(item.where), self.release.cells[item]
        return -99, 0
