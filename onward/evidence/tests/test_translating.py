"""A condition asked of a table answers each row as it answers the values of that row alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from onward.evidence.engine import connect
from onward.evidence.translating import as_expression, column_type, untranslatable
from onward.kernel.conditions import Truth, compile_condition, to_text
from onward.kernel.conditions.tests.generated import TYPES, VOCABULARY, all_values, conditions
from onward.kernel.conditions.tree import Node
from onward.kernel.conditions.vocabulary import item_type
from tests.support.counts import counts

ROWS = 6
"""Rows of each table: of one condition, some with nothing recorded in some columns."""
SCALARS = sorted(name for name, type_ in TYPES.items() if item_type(type_) is None)
TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}
Row = dict[str, Any]
ENGINE = connect()


@st.composite
def rows(draw: Any) -> list[Row]:
    """Rows with any values, in which some columns are null."""
    found = []
    for _each in range(ROWS):
        values = draw(all_values())
        hidden = draw(st.lists(st.sampled_from(SCALARS), unique=True, max_size=4))
        found.append({name: None if name in hidden else value for name, value in values.items()})
    return found


def table_of(found: list[Row]) -> ibis.Table:
    schema = ibis.schema({name.replace(".", "_"): column_type(type_) for name, type_ in TYPES.items()})
    plain = [{name.replace(".", "_"): _plain(value) for name, value in row.items()} for row in found]
    numbered = [{**row, "row": number} for number, row in enumerate(plain)]
    arrow = ibis.schema({**schema, "row": "int64"}).to_pyarrow()
    return ibis.memtable(pa.Table.from_pylist(numbered, schema=arrow))


def _plain(value: Any) -> Any:
    return value.days if isinstance(value, timedelta) else value


@settings(max_examples=counts(60, 1500), deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(conditions(), rows())
def test_a_table_answers_as_the_evaluator_does_row_by_row(tree: Node, found: list[Row]) -> None:
    assume(not list(untranslatable(tree)))
    condition = compile_condition(to_text(tree), VOCABULARY)
    table = table_of(found)
    columns = {name: table[name.replace(".", "_")] for name in TYPES}
    asked = table.select("row", answer=as_expression(condition.tree, columns, VOCABULARY))
    answered = {row["row"]: row["answer"] for row in ENGINE.to_pyarrow(asked).to_pylist()}
    for number, row in enumerate(found):
        assert answered[number] == TRUTHS[condition.evaluate(row).truth], (condition.source, row)
