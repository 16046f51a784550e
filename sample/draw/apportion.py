"""Dealing out whole numbers: by weight, within bounds, with a ranking that must hold. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import TypeVar

K = TypeVar("K")


class ImpossibleError(ValueError):
    """What was asked for cannot be met; the message says which demand failed."""


def by_weight(
    total: int, weights: Mapping[K, float], least: Mapping[K, int], most: Mapping[K, int]
) -> dict[K, int]:
    """Deal `total` in proportion to `weights`, each key between its bounds (0 and total when not named).

    Largest remainders first; ties go to the earlier key. Raises ImpossibleError when the bounds
    do not admit it.
    """
    dealt = {key: least.get(key, 0) for key in weights}
    left = total - sum(dealt.values())
    if left < 0:
        raise ImpossibleError(f"{-left} too many are already bound")
    while left:
        open_keys = [key for key in dealt if dealt[key] < most.get(key, total) and weights[key] > 0]
        mass = sum(weights[key] for key in open_keys)
        if not open_keys:
            raise ImpossibleError(f"{left} of {total} find no place")
        ideal = {key: (total * weights[key] / mass) - dealt[key] for key in open_keys}
        hungry = [key for key in open_keys if ideal[key] > 0] or open_keys
        shares = {key: max(ideal[key], 1e-9) for key in hungry}
        scale = left / sum(shares.values())
        given = 0
        for key in hungry:
            add = min(int(shares[key] * scale), most.get(key, total) - dealt[key], left - given)
            dealt[key] += add
            given += add
        if not given:
            best = max(hungry, key=lambda key: shares[key])
            dealt[best] += 1
            given = 1
        left -= given
    return dealt


def enforce_tiers(
    counts: dict[K, int],
    tiers: Sequence[Sequence[K]],
    fixed: Mapping[K, int],
    least: Mapping[K, int],
    most: Mapping[K, int],
) -> None:
    """Move single units until each tier strictly outranks the next and the last outranks everyone else.

    The total stays. Fixed keys keep their number. Raises ImpossibleError when that cannot be had.
    """
    ranked = {key for tier in tiers for key in tier}
    levels = [list(tier) for tier in tiers] + [[key for key in counts if key not in ranked]]
    for _ in range(20 * sum(counts.values()) + 200):
        breach = _first_breach(counts, levels)
        if breach is None:
            return
        low, high = breach
        if high not in fixed and counts[high] > least.get(high, 0):
            counts[high] -= 1
            _give(counts, levels, low, high, fixed, most)
        elif low not in fixed and counts[low] < most.get(low, 10**9):
            counts[low] += 1
            _take(counts, levels, low, fixed, least)
        else:
            raise ImpossibleError(f"{low!r} cannot be brought above {high!r}")
    raise ImpossibleError("the ranking does not settle")


def _first_breach(counts: Mapping[K, int], levels: Sequence[Sequence[K]]) -> tuple[K, K] | None:
    """A key of a tier that does not outrank one below it, and that one."""
    for above, below in pairwise(levels):
        if not above or not below:
            continue
        low = min(above, key=lambda key: counts[key])
        high = max(below, key=lambda key: counts[key])
        if counts[low] <= counts[high]:
            return low, high
    return None


def _give(
    counts: dict[K, int],
    levels: Sequence[Sequence[K]],
    low: K,
    high: K,
    fixed: Mapping[K, int],
    most: Mapping[K, int],
) -> None:
    """Hand one unit to the key that lacks it, or to whoever of the ranked may have it, or back down."""
    wanted = (
        [low] + [key for tier in levels[:-1] for key in tier] + sorted(levels[-1], key=lambda k: counts[k])
    )
    for key in wanted:
        if key != high and key not in fixed and counts[key] < most.get(key, 10**9):
            counts[key] += 1
            return
    raise ImpossibleError(f"a unit of {high!r} finds no place")


def _take(
    counts: dict[K, int],
    levels: Sequence[Sequence[K]],
    low: K,
    fixed: Mapping[K, int],
    least: Mapping[K, int],
) -> None:
    """Take one unit from the largest of the unranked that can spare it."""
    for key in sorted(levels[-1], key=lambda k: -counts[k]):
        if key != low and key not in fixed and counts[key] > least.get(key, 0):
            counts[key] -= 1
            return
    raise ImpossibleError(f"nobody can spare a unit for {low!r}")


def sizes(persons: int, cases: int, families: Mapping[int, float], largest: int, rng: Random) -> list[int]:
    """Split `persons` into `cases` households of at most `largest`, families of the sizes that are usual.

    Raises ImpossibleError when there are fewer persons than cases or too many for the largest.
    """
    if persons < cases or persons > cases * largest:
        raise ImpossibleError(f"{persons} persons do not make {cases} cases")
    split = [1] * cases
    extra = persons - cases
    usable = [size for size in families if size <= largest]
    position = 0
    while extra:
        fit = [size for size in usable if size - 1 <= extra]
        remaining = cases - position
        if remaining and extra <= (remaining - 1) * (largest - 1) + largest - 1:
            size = rng.choices(fit, [families[one] for one in fit])[0]
            # Near the end the households left must still hold what is over.
            size = max(size, extra - (remaining - 1) * (largest - 1) + 1)
            split[position] = size
            extra -= size - 1
            position += 1
    rng.shuffle(split)
    return split
