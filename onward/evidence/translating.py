"""A condition as an expression over a table of facts: what a gate answers, asked of millions of rows at once.

The tree of the condition is walked; there is no second parser and no second set of types. Unknown is null on
both sides: a column that is null in a row is a fact that nobody recorded, and the three values of SQL are
those of the evaluator. Only `has` tells that nothing is recorded, with false. Lists are never null: what
nobody recorded is an empty one. Days are whole numbers here.

Two forms are refused, since SQL knows less than the evaluator, which reasons about what an unknown value may
be: a choice between values that are no yes or no, and the length of a text.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from onward.kernel.conditions.tree import (
    And,
    Choose,
    Compare,
    Fact,
    Has,
    ListOf,
    Literal,
    Member,
    Negate,
    Node,
    Not,
    Or,
    Quantified,
    Scalar,
    Size,
    Sum,
    Variable,
    walk,
)
from onward.kernel.conditions.vocabulary import Vocabulary, item_type

DECIMAL: Final = "decimal(30, 6)"
"""Wide enough for sums of amounts; six digits behind the point, as rates of exchange have."""
TYPES: Final = {
    "bool": "boolean", "int": "int64", "decimal": DECIMAL, "text": "string", "date": "date", "days": "int64"
}  # fmt: skip
"""Type of a scalar of the vocabulary → type of its column."""

_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def column_type(type_: str) -> str:
    """Return the type of the column for a type of the vocabulary."""
    inner = item_type(type_)
    return TYPES[type_] if inner is None else f"array<{TYPES[inner]}>"


def untranslatable(tree: Node) -> Iterator[Node]:
    """Give the parts of a condition that a table cannot be asked; a figure with one of them is refused."""
    for node in walk(tree):
        if (isinstance(node, Choose) and node.type != "bool") or (
            isinstance(node, Size) and node.of.type == "text"
        ):
            yield node


def as_expression(tree: Node, columns: Mapping[str, ir.Value], vocabulary: Vocabulary) -> ir.BooleanValue:
    """Return a condition as an expression over the columns of a table.

    Args:
        tree: of a checked condition, with nothing `untranslatable` in it.
        columns: by name of the vocabulary; those that the condition mentions, save for constants of the
            vocabulary. Each of the type that `column_type` says.
        vocabulary: the one that it was checked against.

    Raises:
        KeyError: the condition mentions a name that has no column.
    """
    made: ir.BooleanValue = _Translator(columns, vocabulary).value(tree)
    return made


class _Translator:
    """Walks one tree; `bound` holds the items at hand within `exists` and `all`."""

    def __init__(self, columns: Mapping[str, ir.Value], vocabulary: Vocabulary) -> None:
        self.columns = columns
        self.vocabulary = vocabulary
        self.bound: dict[str, ir.Value] = {}

    def value(self, node: Node) -> Any:
        match node:
            case Literal(value):
                return _written(value, node.type)
            case ListOf(items):
                return _list([item.value for item in items], node.type)
            case Fact(name):
                return self._fact(name)
            case Variable(name):
                return self.bound[name]
            case Has(name):
                return self._has(name)
            case Not(operand):
                return ~self.value(operand)
            case Negate(operand):
                return -self.value(operand)
            case And(operands):
                return functools.reduce(operator.and_, map(self.value, operands))
            case Or(operands):
                return functools.reduce(operator.or_, map(self.value, operands))
        return self._compound(node)

    def _compound(self, node: Node) -> Any:
        match node:
            case Compare(op, left, right):
                return _OPERATORS[op](self.value(left), self.value(right))
            case Member(item, among):
                return self._member(item, among)
            case Sum(op, left, right):
                return _sum(op, self.value(left), self.value(right), left.type, right.type)
            case Size(of):
                return self.value(of).length().cast("int64")
            case Choose(when, then, otherwise):
                return _choose(self.value(when), self.value(then), self.value(otherwise))
            case Quantified(kind, over, variable, body):
                return self._quantified(kind, over, variable, body)
        raise TypeError(f"{type(node).__name__} is not a part of a condition.")

    def _fact(self, name: str) -> Any:
        entry = self.vocabulary.names[name]
        if name not in self.columns and entry.constant is not None:
            return _list(sorted(entry.constant, key=str), entry.type)
        return self.columns[name]

    def _has(self, name: str) -> Any:
        if name not in self.columns and self.vocabulary.names[name].constant is not None:
            return ibis.literal(True)
        return self.columns[name].notnull()

    def _member(self, item: Node, among: Node) -> Any:
        one, items = self.value(item), self.value(among)
        # An engine says that a list does not contain null, the evaluator that nobody knows; in an empty list
        # there is nothing, whatever the item is.
        unknown = (_is_open(one) if item.type == "bool" else one.isnull()) & (items.length() > 0)
        return ibis.cases((unknown, ibis.null("boolean")), else_=items.contains(one))

    def _quantified(self, kind: str, over: Node, variable: str, body: Node) -> Any:
        """Return whether some item, or each, fulfils the body; open where none decides and one may."""
        items = self.value(over)
        decisive = kind == "exists"

        def answers(wanted: Callable[[Any], Any]) -> Any:
            def test(item: ir.Value) -> Any:
                outer = self.bound.get(variable)
                self.bound[variable] = item
                try:
                    return wanted(self.value(body))
                finally:
                    if outer is None:
                        del self.bound[variable]
                    else:
                        self.bound[variable] = outer

            return items.filter(test).length() > 0

        settles = answers(lambda found: found if decisive else ~found)
        is_open = answers(_is_open)
        return ibis.cases(
            (settles, ibis.literal(decisive)),
            (is_open, ibis.null("boolean")),
            else_=ibis.literal(not decisive),
        )


def _is_open(found: Any) -> Any:
    """Return whether a yes or no is null; `NOT x IS NULL` would lack the parentheses that it needs."""
    return found.fill_null(True) != found.fill_null(False)


def _written(value: Scalar, type_: str) -> Any:
    if isinstance(value, timedelta):
        return ibis.literal(value.days, "int64")
    return ibis.literal(value, TYPES[type_])


def _list(values: list[Any], type_: str) -> Any:
    inner = item_type(type_)
    assert inner is not None, "a list has a type of its items"
    return ibis.array([_written(value, inner) for value in values]).cast(column_type(type_))


def _sum(op: str, left: Any, right: Any, left_type: str, right_type: str) -> Any:
    match left_type, right_type:
        case "date", "date":
            return left.delta(right, unit="day").cast("int64")
        case "date", "days":
            return _later(left, right if op == "+" else -right)
        case "days", "date":
            return _later(right, left)
    return left + right if op == "+" else left - right


def _later(day: Any, days: Any) -> Any:
    """Return a day so many days later; engines give a moment for it."""
    return (day + days.as_interval("D")).cast("date")


def _choose(when: Any, then: Any, otherwise: Any) -> Any:
    """Return one or the other; where it is open which, what both agree on."""
    return ibis.cases((when, then), (~when, otherwise), (then == otherwise, then), else_=ibis.null("boolean"))
