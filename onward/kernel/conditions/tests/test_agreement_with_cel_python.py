"""On facts that are all known, our evaluator says what cel-python's own says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import celpy
from celpy import celtypes
from hypothesis import given, settings

from onward.kernel.conditions import Truth, compile_condition, to_text
from onward.kernel.conditions.tree import Node
from tests.support.counts import counts

from .generated import GROUP, VOCABULARY, Dialect, all_values, conditions

ENVIRONMENT = celpy.Environment()
# What cel-python cannot do: an int beside a decimal, and a minus before a duration.
SHARED = Dialect(mixed_numbers=False, negated_days=False)


def as_cel(value: Any) -> Any:
    match value:
        case bool():
            return celtypes.BoolType(value)
        case int():
            return celtypes.IntType(value)
        case Decimal():
            return celtypes.DoubleType(value)
        case str():
            return celtypes.StringType(value)
        case date():
            return celtypes.TimestampType(datetime.combine(value, time()).isoformat() + "Z")
        case timedelta():
            return celtypes.DurationType(seconds=int(value.total_seconds()))
    return celtypes.ListType([as_cel(item) for item in value])


def cel_date(text: Any) -> Any:
    return as_cel(date.fromisoformat(text))


def cel_days(number: Any) -> Any:
    return as_cel(timedelta(days=int(number)))


def cel_python_says(text: str, values: dict[str, Any]) -> bool:
    heads: dict[str, dict[Any, Any]] = {}
    for name, value in {**values, "groups.small": sorted(GROUP)}.items():
        head, last = name.split(".")
        heads.setdefault(head, {})[celtypes.StringType(last)] = as_cel(value)
    functions = {"date": cel_date, "days": cel_days}
    program = ENVIRONMENT.program(ENVIRONMENT.compile(text), functions=functions)
    return bool(program.evaluate({head: celtypes.MapType(inner) for head, inner in heads.items()}))


@settings(max_examples=counts(200, 2000), deadline=None)
@given(conditions(SHARED), all_values())
def test_both_evaluators_agree_where_everything_is_known(tree: Node, values: dict[str, Any]) -> None:
    text = to_text(tree)
    answer = compile_condition(text, VOCABULARY).evaluate(values)
    assert answer.truth is (Truth.TRUE if cel_python_says(text, values) else Truth.FALSE)
