"""Conditions and values drawn at random, for the properties that must hold of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from onward.kernel.conditions import Name, Vocabulary
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
)

Draw = Callable[[st.SearchStrategy[Any]], Any]

GROUP = frozenset({"a", "c"})
TYPES = {
    "traveller.age": "int",
    "traveller.children": "int",
    "traveller.accompanied": "bool",
    "traveller.signed": "bool",
    "traveller.sex": "text",
    "traveller.vulnerabilities": "list[text]",
    "traveller.ages": "list[int]",
    "case.destination": "text",
    "case.cost": "decimal",
    "case.budget": "decimal",
    "case.opened_on": "date",
    "case.departs_on": "date",
    "case.sessions": "list[date]",
}
VOCABULARY = Vocabulary({name: Name(type_, name) for name, type_ in TYPES.items()}).with_names(
    {"groups.small": Name("list[text]", "some letters", GROUP)}
)

_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.integers(-4, 4),
    "decimal": st.integers(-16, 16).map(lambda quarters: Decimal(quarters) / 4),
    "text": st.sampled_from(["a", "b", "c", "é", "", "a'b\\c\n"]),
    "date": st.integers(0, 8).map(lambda offset: date(2020, 2, 26) + timedelta(days=offset)),
    "days": st.integers(-4, 4).map(lambda number: timedelta(days=number)),
}


def values_of(type_: str) -> st.SearchStrategy[Any]:
    """Exact values of a type, few enough that comparisons meet."""
    if type_.startswith("list["):
        return st.lists(_SCALARS[type_[5:-1]], max_size=4)
    return _SCALARS[type_]


@st.composite
def all_values(draw: Draw) -> dict[str, Any]:
    """A value for every name."""
    return {name: draw(values_of(type_)) for name, type_ in TYPES.items()}


@dataclass(frozen=True)
class Dialect:
    """Which forms are drawn: ``has`` asks about the record, the others are outside what cel-python can do."""

    has: bool = True
    mixed_numbers: bool = True
    negated_days: bool = True
    scope: dict[str, str] = field(default_factory=dict)


def conditions(dialect: Dialect | None = None, depth: int = 3) -> st.SearchStrategy[Node]:
    """Trees of type ``bool`` in the form in which they are read."""
    return _tree("bool", depth, dialect or Dialect())


@st.composite
def _tree(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    leaves = [name for name, known in TYPES.items() if known == type_]
    leaves += [name for name, known in dialect.scope.items() if known == type_]
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        name = draw(st.sampled_from([*leaves, ""]))
        if name:
            return Variable(name, type=type_) if name in dialect.scope else Fact(name, type=type_)
        if type_ == "list[text]" and draw(st.booleans()):
            return Fact("groups.small", type=type_)
        return _written(draw, type_)
    made: Node = draw(st.sampled_from(_MAKERS.get(type_, [_made_list])))(draw, type_, depth - 1, dialect)
    return made


def _written(draw: Draw, type_: str) -> Node:
    if type_.startswith("list["):
        inner = type_[5:-1]
        items = draw(st.lists(_SCALARS[inner], min_size=1, max_size=3))
        return ListOf(tuple(Literal(item, type=inner) for item in items), type=type_)
    value: Scalar = draw(_SCALARS[type_])
    return Literal(value, type=type_)


def _made_list(draw: Draw, type_: str, _depth: int, _dialect: Dialect) -> Node:
    made: Node = draw(_tree(type_, 0, _dialect))
    return made


def _not(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    return Not(draw(_tree("bool", depth, dialect)), type="bool")


def _chain(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    kind: type[And | Or] = draw(st.sampled_from([And, Or]))
    drawn = draw(st.lists(_tree("bool", depth, dialect), min_size=2, max_size=3))
    flat = [part for node in drawn for part in (node.operands if isinstance(node, kind) else (node,))]
    return kind(tuple(flat), type="bool")


def _compare(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    inner = draw(st.sampled_from(list(_SCALARS)))
    ordered = inner not in ("bool", "text")
    op = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="] if ordered else ["==", "!="]))
    other = "int" if inner == "decimal" and dialect.mixed_numbers and draw(st.booleans()) else inner
    left, right = draw(_tree(inner, depth, dialect)), draw(_tree(other, depth, dialect))
    return Compare(op, left, right, type="bool")


def _member(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    inner = draw(st.sampled_from(["text", "int", "date"]))
    item, among = draw(_tree(inner, depth, dialect)), draw(_tree(f"list[{inner}]", depth, dialect))
    return Member(item, among, type="bool")


def _has(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    if not dialect.has:
        made: Node = draw(_tree("bool", depth, dialect))
        return made
    return Has(draw(st.sampled_from(list(TYPES))), type="bool")


def _quantified(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    inner = draw(st.sampled_from(["text", "int"]))
    variable = f"v{len(dialect.scope)}"
    within = replace(dialect, scope={**dialect.scope, variable: inner})
    over = draw(_tree(f"list[{inner}]", 0, dialect))
    kind = draw(st.sampled_from(["exists", "all"]))
    return Quantified(kind, over, variable, draw(_tree("bool", depth, within)), type="bool")


def _choose(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    when = draw(_tree("bool", depth, dialect))
    return Choose(when, draw(_tree(type_, depth, dialect)), draw(_tree(type_, depth, dialect)), type=type_)


def _negate(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    operand: Node = draw(_tree(type_, depth, dialect))
    if isinstance(operand, Literal) or (type_ == "days" and not dialect.negated_days):
        return operand
    return Negate(operand, type=type_)


def _sum(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    op = draw(st.sampled_from(["+", "-"]))
    if type_ == "date":
        pair = ("days", "date") if op == "+" and draw(st.booleans()) else ("date", "days")
    elif type_ == "days" and op == "-" and draw(st.booleans()):
        pair = ("date", "date")
    else:
        mixed = type_ == "decimal" and dialect.mixed_numbers and draw(st.booleans())
        pair = (type_, "int" if mixed else type_)
    return Sum(op, draw(_tree(pair[0], depth, dialect)), draw(_tree(pair[1], depth, dialect)), type=type_)


def _size(draw: Draw, type_: str, depth: int, dialect: Dialect) -> Node:
    of = draw(st.sampled_from(["text", "list[text]", "list[int]", "list[date]"]))
    return Size(draw(_tree(of, depth, dialect)), type="int")


_MAKERS: dict[str, list[Callable[[Draw, str, int, Dialect], Node]]] = {
    "bool": [_not, _chain, _chain, _compare, _compare, _member, _has, _quantified, _choose],
    "int": [_negate, _sum, _size, _choose],
    "decimal": [_negate, _sum, _choose],
    "text": [_choose],
    "date": [_sum, _choose],
    "days": [_sum, _sum, _negate, _choose],
}
