"""The cheapest cells to hide so that a number can be found out no more.

A number has a span if there are two worlds that differ in it by that much and agree in all that is public.
So two worlds are sought at once, and what is printed and differs between them, or from what is printed, has
to be hidden: as little of it, and as cheap, as can be (after Fischetti and Salazar-González 2001). That is
done near the number alone; the audit, not this, decides whether it was enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ortools.sat.python import cp_model

from onward.evidence.disclosure.auditing import Auditor
from onward.evidence.disclosure.cells import Cell, Item
from onward.evidence.disclosure.model import Row
from onward.evidence.disclosure.solving import add_row, new_solver

NEAR: Final = (60, 400, 5_000)
"""How many variables around a number are looked at: few first, more where those cannot hide it."""
EFFORT: Final = 0.5
"""How long one search may take, in the solver's own seconds; the best found by then is taken."""
WHOLE: Final = 20
"""How many parts are rather hidden than their whole."""
MOST_HEIGHT: Final = 4


class Widening:
    """Searches of one release."""

    def __init__(
        self,
        auditor: Auditor,
        parts: Mapping[Cell, Sequence[Cell]],
        about: Mapping[Cell, Sequence[Item]],
        known: Collection[Cell],
    ) -> None:
        """Take the parts of each cell, what is said of it, and the cells that earlier editions print."""
        self.auditor, self._about = auditor, about
        self.model = auditor.model
        self._heights: dict[Cell, int] = {}
        self._parts = parts
        self._touching: dict[int, list[Row]] = {}
        for row in self.model.rows:
            for variable in row.terms:
                self._touching.setdefault(variable, []).append(row)
        release = auditor.release
        self._shown: dict[int, tuple[int, list[Cell]]] = {}
        for cell, number in release.cells.items():
            if cell not in release.silent:
                self._shown.setdefault(self.model.of[cell], (number, []))[1].append(cell)
        by_number = sorted(self._shown, key=lambda v: (self._shown[v][0], self._shown[v][1][0].order))
        self._ranks = {variable: rank for rank, variable in enumerate(by_number)}
        self._known = {self.model.of[cell] for cell in known}
        self._least: dict[int, tuple[frozenset[Item], list[int]]] = {}

    def cheapest(
        self,
        variable: int,
        need: int,
        hidden: frozenset[Item],
        dropped: frozenset[Row],
        *,
        before: frozenset[Item],
    ) -> list[Item] | None:
        """Return what to hide besides, or None where nothing would be enough.

        Args:
            variable: whose span is too narrow.
            need: how wide it must be.
            hidden: what is left out already.
            dropped: claims that do not hold.
            before: what was left out when its span was found too narrow: where more is by now, that may be
                enough, and nothing is an answer.
        """
        reached, found = 0, None
        for most in NEAR:
            near, rows = self._near(variable, most, dropped, hidden)
            if len(near) == reached:
                break
            reached = len(near)
            found = _Search(self, near, rows, hidden, need).best(variable)
            if found:
                return found
            # Among too few, nothing ever seems to be needed: only what was just hidden may have helped.
            if (
                found is not None
                and self._differ(near, hidden, before)
                and _Search(self, near, rows, before, need).best(variable)
            ):
                return found
        return found if hidden != before else None

    def _differ(self, near: Collection[int], hidden: frozenset[Item], before: frozenset[Item]) -> bool:
        """Say whether more being left out changes anything around a number."""
        more = hidden - before
        if any(not isinstance(item, Cell) or self.model.of[item] in near for item in more):
            return True
        now, then = self.least(hidden), self.least(before)
        return any(now[one] != then[one] for one in near)

    def least(self, hidden: frozenset[Item]) -> list[int]:
        """Return the least of each variable by what is printed and by the rules alone."""
        kept = self._least.get(id(hidden))
        if kept is None or kept[0] is not hidden:
            if len(self._least) > 1:
                self._least.clear()
            kept = self._least[id(hidden)] = hidden, self.auditor.bounds(hidden)[0]
        return kept[1]

    def _near(
        self, variable: int, most: int, dropped: frozenset[Row], hidden: frozenset[Item]
    ) -> tuple[dict[int, None], list[Row]]:
        """Return the variables around one, the nearest first, and the rows within them."""
        near, waiting, rows = {variable: None}, [variable], dict[Row, None]()
        for one in waiting:  # grows while it is walked
            for row in self._touching.get(one, ()):
                if row not in rows and row not in dropped and row.stands(hidden):
                    rows[row] = None
                    found = [v for v in row.terms if v not in near]
                    near.update(dict.fromkeys(found))
                    waiting += found
            if len(near) >= most:
                break
        return near, [*rows]

    def number(self, variable: int, hidden: frozenset[Item]) -> int | None:
        """Return the number that a variable is shown to be; None where it is not shown."""
        number, cells = self._shown.get(variable, (0, []))
        return number if any(cell not in hidden for cell in cells) else None

    def can_hide(self, variable: int) -> bool:
        """Say whether hiding would take a number from a reader: not a nought, nor one known from before."""
        return variable not in self._known and bool(self._shown[variable][0])

    def cells(self, variable: int) -> list[Cell]:
        """Return the cells that print a variable."""
        return self._shown[variable][1]

    def about(self, variable: int) -> list[Item]:
        """Return the statements that cannot stand where a variable is hidden."""
        return [said for cell in self.cells(variable) for said in self._about.get(cell, ())]

    def cost(self, variable: int, also: Mapping[object, int]) -> int:
        """Return what it costs to hide a variable: most for a whole, less if it is hidden elsewhere too."""
        cells, count = self.cells(variable), len(self._ranks)
        height = min(max(self._height(cell) for cell in cells), MOST_HEIGHT)
        elsewhere = any(also.get(cell.where) for cell in cells)
        return 4 * count * int(WHOLE**height) + self._ranks[variable] - (count if elsewhere else 0)

    def _height(self, cell: Cell) -> int:
        if cell not in self._heights:
            self._heights[cell] = 0
            below = [self._height(part) for part in self._parts.get(cell, ())]
            self._heights[cell] = 1 + max(below) if below else 0
        return int(self._heights[cell])


class _Search:
    """Two worlds near one number."""

    def __init__(
        self,
        widening: Widening,
        near: Collection[int],
        rows: Sequence[Row],
        hidden: frozenset[Item],
        need: int,
    ) -> None:
        self._of, self._near, self._hidden, self._need = widening, near, hidden, need
        self._least = widening.least(hidden)
        self._model = cp_model.CpModel()
        self._leaves: dict[int, cp_model.IntVar] = {}
        self._unsaid: dict[Item, cp_model.IntVar] = {}
        self._worlds = [self._world(), self._world()]
        for row in rows:
            self._hold(row)
        for variable, leaves in self._leaves.items():
            for said in widening.about(variable):
                if said in self._unsaid:
                    self._model.add_implication(leaves, self._unsaid[said])

    def _world(self) -> dict[int, cp_model.IntVar]:
        world, most = {}, self._of.model.most
        for variable in self._near:
            number = self._of.number(variable, self._hidden)
            if number is None:
                world[variable] = self._model.new_int_var(self._least[variable], most, "")
            elif not self._of.can_hide(variable):
                world[variable] = self._model.new_int_var(number, number, "")
            else:
                if variable not in self._leaves:
                    self._leaves[variable] = self._model.new_bool_var("")
                far = 2 * self._need + number // 8  # worlds that lie nearer are found sooner
                maybe = all(cell in self._of.auditor.halves for cell in self._of.cells(variable))
                least, greatest = max(0 if maybe else 1, number - far), number + far
                world[variable] = self._model.new_int_var(least, greatest, "")
                equal = self._model.add(world[variable] == number)
                equal.only_enforce_if(~self._leaves[variable])
        return world

    def _hold(self, row: Row) -> None:
        for world in self._worlds:
            held = add_row(self._model, world, row.terms.items(), row.low, row.high)
            if row.says is not None:
                if row.says not in self._unsaid:
                    self._unsaid[row.says] = self._model.new_bool_var("")
                held.only_enforce_if(~self._unsaid[row.says])

    def best(self, variable: int) -> list[Item] | None:
        """Return what to hide for the two worlds to be so far apart, or None where they cannot be."""
        one, other = self._worlds
        self._model.add(other[variable] - one[variable] >= self._need)
        also: dict[object, int] = {}
        for item in self._hidden:
            if isinstance(item, Cell):
                also[item.where] = also.get(item.where, 0) + 1
        price = {leaves: self._of.cost(v, also) for v, leaves in self._leaves.items()}
        price |= dict.fromkeys(self._unsaid.values(), 1)
        self._model.minimize(sum(times * one for one, times in price.items()))
        solver = new_solver(EFFORT)
        if solver.solve(self._model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found: list[Item] = [
            cell for v, b in self._leaves.items() if solver.value(b) for cell in self._of.cells(v)
        ]
        return found + [said for said, unsaid in self._unsaid.items() if solver.value(unsaid)]
