"""What follows from rows by themselves: bounds of each variable, and which variables hang together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onward.evidence.disclosure.model import Row

ROUNDS: Final = 30
"""How often a row is looked at, on average: rounded shares narrow one another by one at a time."""


class Contradiction(Exception):
    """No whole numbers fulfil the rows."""


@dataclass(frozen=True)
class Part:
    """Variables that hang together, and all that is known of them.

    Attributes:
        bounds: variable → least and greatest that follow from single rows; outer bounds of its true span.
        rows: what else holds: terms, least, greatest. Constants are taken off.
        claims: the rows of the model that are claims among them, in the order of `rows`; else None.
    """

    bounds: tuple[tuple[int, int, int], ...]
    rows: tuple[tuple[tuple[tuple[int, int], ...], int | None, int | None], ...]
    claims: tuple[Row | None, ...]

    @property
    def variables(self) -> frozenset[int]:
        """Its variables."""
        return frozenset(variable for variable, _low, _high in self.bounds)

    @property
    def key(self) -> object:
        """Equal for parts that are the same question."""
        return self.bounds, self.rows


def narrow(low: list[int], high: list[int], rows: Sequence[Row], first: Iterable[int] | None = None) -> None:
    """Narrow bounds by each row in turn until nothing moves, or long enough.

    Args:
        low: least of each variable.
        high: greatest of each.
        rows: all that holds.
        first: the places of the rows that may say something new, where the bounds are what the others leave.

    Raises:
        Contradiction: a variable has no number left.
    """
    touching: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for variable in row.terms:
            touching.setdefault(variable, []).append(number)
    waiting = deque(range(len(rows)) if first is None else first)
    queued, left = {*waiting}, ROUNDS * len(rows)
    while waiting and left:
        left -= 1
        number = waiting.popleft()
        queued.discard(number)
        for variable in _narrow(low, high, rows[number]):
            for other in touching[variable]:
                if other not in queued:
                    queued.add(other)
                    waiting.append(other)


def _narrow(low: list[int], high: list[int], row: Row) -> list[int]:
    least = sum(times * (low[v] if times > 0 else high[v]) for v, times in row.terms.items())
    greatest = sum(times * (high[v] if times > 0 else low[v]) for v, times in row.terms.items())
    if (row.high is not None and least > row.high) or (row.low is not None and greatest < row.low):
        raise Contradiction
    moved = []
    for variable, times in row.terms.items():
        before = low[variable], high[variable]
        if before[0] == before[1]:
            continue
        mine = (times * before[0], times * before[1]) if times > 0 else (times * before[1], times * before[0])
        up = None if row.high is None else row.high - (least - mine[0])
        down = None if row.low is None else row.low - (greatest - mine[1])
        if times < 0:
            up, down = (None if down is None else -down), (None if up is None else -up)
        size = abs(times)
        if up is not None and up // size < high[variable]:
            high[variable] = up // size
        if down is not None and -(-down // size) > low[variable]:
            low[variable] = -(-down // size)
        if low[variable] > high[variable]:
            raise Contradiction
        if (low[variable], high[variable]) != before:
            moved.append(variable)
            now = low[variable], high[variable]
            least += times * (now[0] - before[0] if times > 0 else now[1] - before[1])
            greatest += times * (now[1] - before[1] if times > 0 else now[0] - before[0])
    return moved


def parts(low: Sequence[int], high: Sequence[int], rows: Iterable[Row], wanted: Iterable[int]) -> list[Part]:
    """Return the variables that hang together by rows that still say something, where a wanted one is.

    Args:
        low: least of each variable.
        high: greatest of each.
        rows: all that holds.
        wanted: variables that are asked for.
    """
    root: dict[int, int] = {}

    def top(one: int) -> int:
        root.setdefault(one, one)
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    open_rows = [(row, free) for row in rows if (free := _free(low, high, row))]
    for _row, free in open_rows:
        for variable in free:
            root[top(variable)] = top(next(iter(free)))
    asked = {top(one) for one in wanted if low[one] < high[one]}
    members: dict[int, list[int]] = {one: [] for one in sorted(asked)}
    for variable in sorted(root):
        if top(variable) in members:
            members[top(variable)].append(variable)
    held: dict[int, list[tuple[Row, dict[int, int]]]] = {one: [] for one in members}
    for row, free in open_rows:
        if (place := top(next(iter(free)))) in held:
            held[place].append((row, free))
    return [_part(low, high, members[one], held[one]) for one in members]


def _free(low: Sequence[int], high: Sequence[int], row: Row) -> dict[int, int]:
    """Return the terms of a row that are open, or none where it says nothing more than the bounds."""
    free = {v: times for v, times in row.terms.items() if low[v] < high[v]}
    least = sum(times * (low[v] if times > 0 else high[v]) for v, times in row.terms.items())
    greatest = sum(times * (high[v] if times > 0 else low[v]) for v, times in row.terms.items())
    told = (row.low is not None and least < row.low) or (row.high is not None and greatest > row.high)
    return free if told else {}


def _part(
    low: Sequence[int],
    high: Sequence[int],
    variables: Sequence[int],
    rows: Sequence[tuple[Row, Mapping[int, int]]],
) -> Part:
    reduced = []
    for row, free in rows:
        fixed = sum(times * low[v] for v, times in row.terms.items() if v not in free)
        least = None if row.low is None else row.low - fixed
        greatest = None if row.high is None else row.high - fixed
        reduced.append((tuple(sorted(free.items())), least, greatest))
    return Part(
        tuple((v, low[v], high[v]) for v in variables),
        tuple(reduced),
        tuple(row if row.claim is not None else None for row, _free in rows),
    )
