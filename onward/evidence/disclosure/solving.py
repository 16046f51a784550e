"""The least and the greatest whole number that a variable can be, by an integer solver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ortools.sat.python import cp_model

from onward.evidence.disclosure.bounds import Contradiction, Part
from onward.evidence.disclosure.model import Row

EFFORT: Final = 20.0
"""How long one question may take, in the solver's own seconds, which are the same on every machine."""
GLANCE: Final = 1.0
"""How long a question may take by which many are seen apart at once; each is asked for by itself besides."""


class Answers:
    """All that has been found out of the variables of one part.

    Attributes:
        least: the least number of each variable in any solution seen.
        greatest: the greatest.
        open: variables of which the solver gave up before it had proved that.
        effort: how long one question may take, in the solver's own seconds.
    """

    def __init__(self, part: Part, wanted: Iterable[int], effort: float = EFFORT) -> None:
        """Take a part, the variables that are asked for, and how long one question may take.

        Raises:
            Contradiction: no whole numbers fulfil its rows.
        """
        self._part = part
        self.effort = effort
        self.wanted = sorted({*wanted} & part.variables)
        self._outer = {variable: (low, high) for variable, low, high in part.bounds}
        self._model, self._variables = _model(part)
        self.least: dict[int, int] = {}
        self.greatest: dict[int, int] = {}
        self.open: set[int] = set()
        self._ends: set[tuple[int, int]] = set()
        for sign in (1, -1):  # all as great, then all as small as can be: many ends are met by these two
            self._ask(dict.fromkeys(self.wanted, sign))

    def _ask(self, objective: Mapping[int, int], most: int | None = None, effort: float = EFFORT) -> bool:
        """Look for the greatest of a sum; say whether it was proved to be.

        Args:
            objective: the sum.
            most: what need not be looked beyond: that it can be so much is proved far sooner than how much.
            effort: in the solver's own seconds.
        """
        variables = self._variables
        self._model.clear_objective()  # type: ignore[no-untyped-call]
        self._model.maximize(sum(times * variables[v] for v, times in objective.items()))
        if most is not None:
            self._model.proto.objective.domain.extend([-most, cp_model.INT_MAX])  # it is kept as a least
        solver = new_solver(min(effort, self.effort))
        status = solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            raise Contradiction
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            for variable in self.wanted:
                seen = solver.value(variables[variable])
                self.least[variable] = min(seen, self.least.get(variable, seen))
                self.greatest[variable] = max(seen, self.greatest.get(variable, seen))
        return bool(status == cp_model.OPTIMAL)

    def spread(self, needs: Mapping[int, int]) -> None:
        """See many variables far apart in few questions: half of them great and half small, in turns."""
        for bit in range(max(1, len(self.wanted).bit_length())):
            near = [v for v in self.wanted if v not in self.least or self._span(v) < needs[v]]
            if not near:
                return
            signs = {v: 1 if place >> bit & 1 else -1 for place, v in enumerate(near)}
            self._ask(signs, effort=GLANCE)
            self._ask({v: -sign for v, sign in signs.items()}, effort=GLANCE)

    def settle(self, variable: int, enough: int | None = None) -> tuple[int, int]:
        """Return the least and the greatest that a variable can be.

        Args:
            variable: one of those wanted.
            enough: a span that need not be looked beyond.
        """
        for sign in (1, -1):
            most = None
            if enough is not None and variable in self.least:
                if self._span(variable) >= enough:
                    break
                far = self.least[variable] if sign > 0 else -self.greatest[variable]
                most = far + enough
            if not self._at_end(variable, sign):
                proved = self._ask({variable: sign}, most)
                if enough is None or variable not in self.least or self._span(variable) < enough:
                    self._ends.add((variable, sign))
                    if not proved:
                        self.open.add(variable)
        return self.least.get(variable, 0), self.greatest.get(variable, 0)

    def _span(self, variable: int) -> int:
        return self.greatest[variable] - self.least[variable]

    def _at_end(self, variable: int, sign: int) -> bool:
        if (variable, sign) in self._ends:
            return True
        low, high = self._outer[variable]
        return (self.greatest if sign > 0 else self.least).get(variable) == (high if sign > 0 else low)


def unbelieved(part: Part) -> list[Row]:
    """Return the fewest claims without which a part is no contradiction, later ones rather believed.

    That are none where it is no contradiction as it is, though it has no claim at all.

    Raises:
        Contradiction: it is one without any claim.
    """
    model, variables = _model(part, but=True)
    kept = []
    for place, (terms, low, high) in enumerate(part.rows):
        row = part.claims[place]
        if row is not None:
            belief = model.new_bool_var("")
            add_row(model, variables, terms, low, high).only_enforce_if(belief)
            kept.append((belief, row))
    if kept:
        model.maximize(sum((1000 + place) * belief for place, (belief, _row) in enumerate(kept)))
    solver = new_solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Contradiction
    return [row for belief, row in kept if not solver.value(belief)]


def new_solver(effort: float = EFFORT) -> cp_model.CpSolver:
    """Return a solver that finds the same whenever it is asked the same."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # one after the other: each run sees the same solutions
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_probing_level = 0  # models are small and many: what readies them costs most
    solver.parameters.symmetry_level = 0
    # To take solutions out that are as good as others costs more here than it saves.
    solver.parameters.keep_all_feasible_solutions_in_presolve = True
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.max_deterministic_time = effort
    return solver


def _model(part: Part, *, but: bool = False) -> tuple[cp_model.CpModel, dict[int, cp_model.IntVar]]:
    """Return a part as the solver has it; `but` leaves the claims out."""
    model = cp_model.CpModel()
    variables = {variable: model.new_int_var(low, high, "") for variable, low, high in part.bounds}
    for place, (terms, low, high) in enumerate(part.rows):
        if not (but and part.claims[place] is not None):
            add_row(model, variables, terms, low, high)
    return model, variables


def add_row(
    model: cp_model.CpModel,
    variables: Mapping[int, cp_model.IntVar],
    terms: Iterable[tuple[int, int]],
    low: int | None,
    high: int | None,
) -> cp_model.Constraint:
    """Add to a model that a sum lies between two numbers."""
    names, times = zip(*terms, strict=True)
    total = cp_model.LinearExpr.weighted_sum([variables[one] for one in names], times)
    least = cp_model.INT_MIN if low is None else low
    greatest = cp_model.INT_MAX if high is None else high
    return model.add_linear_constraint(total, least, greatest)
