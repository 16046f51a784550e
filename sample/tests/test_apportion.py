"""Dealing out whole numbers."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample.draw.apportion import ImpossibleError, by_weight, enforce_tiers, sizes
from sample.draw.plans import Plan, subset_of


@given(
    total=st.integers(0, 500),
    weights=st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0.1, 50), min_size=1, max_size=12),
)
def test_everything_is_dealt_and_nothing_more(total: int, weights: dict[str, float]) -> None:
    dealt = by_weight(total, weights, {}, {})
    assert sum(dealt.values()) == total
    assert min(dealt.values()) >= 0


def test_bounds_are_kept() -> None:
    dealt = by_weight(20, {"a": 9, "b": 1, "c": 1}, {"b": 4}, {"a": 5})
    assert dealt["a"] == 5
    assert dealt["b"] >= 4
    assert sum(dealt.values()) == 20


def test_bounds_that_leave_no_room_are_refused() -> None:
    with pytest.raises(ImpossibleError):
        by_weight(20, {"a": 1, "b": 1}, {}, {"a": 5, "b": 5})
    with pytest.raises(ImpossibleError):
        by_weight(3, {"a": 1, "b": 1}, {"a": 4}, {})


def test_the_ranking_is_made_to_hold_and_the_total_stays() -> None:
    counts = {"a": 3, "b": 9, "c": 9, "d": 4}
    enforce_tiers(counts, [("a",), ("b",)], {}, {}, {})
    assert counts["a"] > counts["b"] > max(counts["c"], counts["d"])
    assert sum(counts.values()) == 25


def test_a_ranking_against_fixed_numbers_is_refused() -> None:
    with pytest.raises(ImpossibleError):
        enforce_tiers({"a": 3, "b": 9}, [("a",)], {"a": 3, "b": 9}, {}, {"a": 3, "b": 9})


@given(cases=st.integers(1, 60), extra=st.integers(0, 300), seed=st.integers(0, 9))
def test_households_make_up_the_persons(cases: int, extra: int, seed: int) -> None:
    persons = min(cases + extra, cases * 7)
    split = sizes(persons, cases, {2: 5, 3: 4, 4: 3, 5: 1, 6: 1, 7: 1}, 7, Random(seed))
    assert (sum(split), len(split)) == (persons, cases)
    assert min(split) >= 1
    assert max(split) <= 7


def test_some_households_add_up_to_the_group_or_it_is_said_that_none_do() -> None:
    plans = [Plan(str(n), "p", "be", "SV", size) for n, size in enumerate([4, 4, 3, 1])]
    chosen = subset_of(plans, 8)
    assert chosen is not None
    assert sum(plan.size for plan in chosen) == 8
    assert subset_of(plans[:2], 7) is None
