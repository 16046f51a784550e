"""Which dimensions must be crossed so that numbers that agree pairwise come from one and the same people.

Tables whose margins agree need not have one table behind them: three two-way tables of three dimensions may
contradict each other in whole numbers and agree pair by pair. Along a tree of cliques they always have one
(Beeri, Fagin, Maier and Yannakakis 1983 for sets, Atserias and Kolaitis 2021 for counts). So the hypergraph
of the tables is filled in until it is such a tree; what is filled in is a table that nobody prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import TypeVar

V = TypeVar("V")


def together(edges: Iterable[frozenset[V]]) -> dict[V, V]:
    """Return for each vertex one that stands for all with which edges, one after the other, join it."""
    root: dict[V, V] = {}

    def top(one: V) -> V:
        root.setdefault(one, one)
        while root[one] != one:
            one = root[one]
        return one

    for first, *others in edges:
        for other in others:
            root[top(other)] = top(first)
    return {one: top(one) for one in [*root]}


def cliques(
    edges: Iterable[frozenset[V]],
    order: Callable[[V], tuple[str, ...]],
    dear: Callable[[V, V], bool] = lambda _one, _other: False,
) -> list[frozenset[V]]:
    """Return the greatest cliques of the filled-in graph: each edge lies in one of them.

    Args:
        edges: which vertices a table, or a tie, has together.
        order: decides between vertices that are as good, so that each run fills in the same.
        dear: says of which two the filling in costs most: dimensions, which multiply one another.
    """
    near: dict[V, set[V]] = {}
    for edge in edges:
        for one in edge:
            near.setdefault(one, set()).update(edge - {one})
    found: list[frozenset[V]] = []
    while near:
        next_ = min(near, key=lambda one: (*_fill(near, one, dear), len(near[one]), order(one)))
        clique = frozenset({next_, *near[next_]})
        if not any(clique <= other for other in found):
            found.append(clique)
        for one, other in combinations(near[next_], 2):
            near[one].add(other)
            near[other].add(one)
        for one in near.pop(next_):
            near[one].discard(next_)
    return found


def _fill(near: dict[V, set[V]], vertex: V, dear: Callable[[V, V], bool]) -> tuple[int, int]:
    missing = [(one, other) for one, other in combinations(near[vertex], 2) if other not in near[one]]
    return sum(dear(one, other) for one, other in missing), len(missing)


def tree(found: list[frozenset[V]]) -> list[tuple[int, int]]:
    """Return which cliques are joined: a tree (or several) with the largest separators."""
    weights = sorted(
        ((len(found[a] & found[b]), -a, -b) for a, b in combinations(range(len(found)), 2)), reverse=True
    )
    root = list(range(len(found)))

    def top(one: int) -> int:
        while root[one] != one:
            one = root[one]
        return one

    joined = []
    for weight, a, b in weights:
        if weight and top(-a) != top(-b):
            root[top(-a)] = top(-b)
            joined.append((-a, -b))
    return joined
