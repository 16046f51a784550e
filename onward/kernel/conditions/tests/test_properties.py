"""What holds of every condition, whatever is known of the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onward.kernel.conditions import (
    UNKNOWN,
    Condition,
    Interval,
    KnownSoFar,
    Truth,
    compile_condition,
    to_text,
)
from onward.kernel.conditions.reading import read
from onward.kernel.conditions.tree import Node, Variable, walk
from tests.support.counts import counts

from .generated import TYPES, VOCABULARY, Dialect, all_values, conditions, values_of

Draw = Callable[[st.SearchStrategy[Any]], Any]
DRAWN = settings(max_examples=counts(150, 2000), deadline=None)
COMPLETIONS = 4
ANY_DEPTH = st.integers(1, 3).flatmap(lambda depth: conditions(depth=depth))


def some_names(draw: Draw, condition: Condition) -> list[str]:
    """Some of the names that a condition reads, at least one where it reads any that may be hidden."""
    names = sorted(condition.names & TYPES.keys())
    return draw(st.lists(st.sampled_from(names), unique=True, min_size=1)) if names else []


def completed(draw: Draw, values: dict[str, Any], hidden: list[str]) -> dict[str, Any]:
    return {**values, **{name: draw(values_of(TYPES[name])) for name in hidden}}


def about(draw: Draw, value: Any) -> Any:
    """Something that is known in part and agrees with the value."""
    if isinstance(value, list):
        return KnownSoFar(value[: draw(st.integers(0, len(value)))])
    if isinstance(value, bool | str):
        return UNKNOWN
    below, above = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    step: Any = timedelta(days=1) if isinstance(value, date) else 1
    low = None if draw(st.integers(0, 4)) == 0 else value - below * step
    high = None if draw(st.integers(0, 4)) == 0 else value + above * step
    return Interval(low, high)


def within(draw: Draw, known: Any, type_: str) -> Any:
    """Any exact value that agrees with what is known in part."""
    if known is UNKNOWN or known == Interval(None, None):
        return draw(values_of(type_))
    if isinstance(known, KnownSoFar):
        return [*known.items, *draw(values_of(type_))]
    low, high = known.low, known.high
    if isinstance(low or high, date):
        low, high = low or high - timedelta(days=9), high or low + timedelta(days=9)
        return low + timedelta(days=draw(st.integers(0, (high - low).days)))
    anchor = next((end for end in (low, high) if end is not None), 0)
    low, high = anchor - 9 if low is None else low, anchor + 9 if high is None else high
    if type_ == "decimal":
        return low + Decimal(draw(st.integers(0, int((high - low) * 4)))) / 4
    return draw(st.integers(low, high))


@DRAWN
@given(conditions())
def test_a_tree_written_as_text_is_read_as_the_same_tree(tree: Node) -> None:
    text = to_text(tree)
    again = read(text, VOCABULARY)
    assert again == tree
    assert to_text(again) == text


@DRAWN
@given(st.data(), ANY_DEPTH, all_values())
def test_an_answer_given_with_facts_hidden_stands_whatever_they_turn_out_to_be(
    data: st.DataObject, tree: Node, values: dict[str, Any]
) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    hidden = some_names(data.draw, condition)
    kept = {name: value for name, value in values.items() if name not in hidden}
    answer = condition.evaluate(kept)
    if answer.truth is Truth.UNKNOWN:
        assert answer.missing
        assert set(answer.missing) <= set(hidden)
        return
    assert answer.missing == ()
    for _ in range(COMPLETIONS):
        full = completed(data.draw, values, hidden)
        assert condition.evaluate(full).truth is answer.truth


@DRAWN
@given(st.data(), conditions(Dialect(has=False)), all_values())
def test_a_value_that_is_empty_counts_like_one_that_is_absent(
    data: st.DataObject, tree: Node, values: dict[str, Any]
) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    hidden = some_names(data.draw, condition)
    absent = condition.evaluate({name: value for name, value in values.items() if name not in hidden})
    empty = condition.evaluate({**values, **dict.fromkeys(hidden)})
    unknown = condition.evaluate({**values, **dict.fromkeys(hidden, UNKNOWN)})
    for answer in (empty, unknown):
        assert (answer.truth, answer.missing, answer.decided_by) == (
            absent.truth,
            absent.missing,
            absent.decided_by,
        )


@DRAWN
@given(st.data(), ANY_DEPTH, all_values())
def test_an_answer_given_for_intervals_stands_for_every_value_within(
    data: st.DataObject, tree: Node, values: dict[str, Any]
) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    loose = some_names(data.draw, condition)
    partly = {name: about(data.draw, values[name]) for name in loose}
    answer = condition.evaluate({**values, **partly})
    if answer.truth is Truth.UNKNOWN:
        assert answer.missing
        assert set(answer.missing) <= set(loose)
        return
    assert condition.evaluate(values).truth is answer.truth
    for _ in range(COMPLETIONS):
        other = {name: within(data.draw, known, TYPES[name]) for name, known in partly.items()}
        assert condition.evaluate({**values, **other}).truth is answer.truth


@DRAWN
@given(st.data(), ANY_DEPTH, all_values())
def test_whoever_brings_the_facts_named_as_missing_gets_an_answer(
    data: st.DataObject, tree: Node, values: dict[str, Any]
) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    hidden = some_names(data.draw, condition)
    kept = {name: value for name, value in values.items() if name not in hidden}
    brought = {name: values[name] for name in condition.evaluate(kept).missing}
    assert condition.evaluate({**kept, **brought}).truth is not Truth.UNKNOWN


@DRAWN
@given(conditions(Dialect(has=False), depth=2), conditions(Dialect(has=False), depth=2), all_values())
def test_the_order_of_two_operands_never_changes_the_truth(
    one: Node, other: Node, values: dict[str, Any]
) -> None:
    kept = {name: value for name, value in values.items() if value not in (0, "a", False)}
    for sign in ("&&", "||"):
        left, right = f"({to_text(one)})", f"({to_text(other)})"
        there = compile_condition(f"{left} {sign} {right}", VOCABULARY).evaluate(kept)
        back = compile_condition(f"{right} {sign} {left}", VOCABULARY).evaluate(kept)
        assert there.truth is back.truth
        assert set(there.missing) == set(back.missing)


@DRAWN
@given(ANY_DEPTH, all_values())
def test_the_values_that_were_read_are_enough_for_the_same_answer(tree: Node, values: dict[str, Any]) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    answer = condition.evaluate(values)
    assert set(answer.read) <= condition.names
    assert condition.evaluate(answer.read) == answer


@DRAWN
@given(ANY_DEPTH)
def test_the_place_of_every_part_holds_that_part(tree: Node) -> None:
    source = to_text(tree)
    for part in walk(read(source, VOCABULARY)):
        if part.type == "bool" and not any(isinstance(below, Variable) for below in walk(part)):
            assert read(source[slice(*part.span)], VOCABULARY) == part


@DRAWN
@given(ANY_DEPTH, all_values())
def test_what_decided_is_a_piece_of_the_condition(tree: Node, values: dict[str, Any]) -> None:
    condition = compile_condition(to_text(tree), VOCABULARY)
    assert condition.evaluate(values).decided_by in condition.source
