"""The syntax tree of a condition, and the way back from the tree to text.

Every node carries its ``type`` (see ``vocabulary``) and its ``span``: where it stands in the source, as
offsets of the first character and of the one behind the last. Spans do not count when two trees are compared.
Chains of ``&&`` and of ``||`` are one node with all their operands. A translation to another language walks
these classes; there are no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal

Scalar = bool | int | Decimal | str | date | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all parts of a condition share."""

    type: str
    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the condition. A decimal keeps the digits that were written."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """A list written in the condition; never empty, all items of one type."""

    items: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A name of the vocabulary."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """The item at hand within ``exists`` or ``all``."""

    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    """``!operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """``a && b && ...``, two operands or more, none of them an ``And``."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """``a || b || ...``, two operands or more, none of them an ``Or``."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``left op right`` with one of ``== != < <= > >=``."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``item in among``."""

    item: Node
    among: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-operand``; a negative number is a ``Literal``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """``left + right`` or ``left - right``: of numbers, of days, of a date and days, or between two dates."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Size(Node):
    """``size(of)``: the items of a list, or the characters of a text."""

    of: Node


@dataclass(frozen=True, slots=True)
class Has(Node):
    """``has(name)``: whether something is recorded under the name."""

    name: str


@dataclass(frozen=True, slots=True)
class Choose(Node):
    """``when ? then : otherwise``."""

    when: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``over.exists(variable, body)`` or ``over.all(variable, body)``."""

    kind: str
    over: Node
    variable: str
    body: Node


def children(node: Node) -> Iterator[Node]:
    """The parts directly below a node, from left to right."""
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """A node and all that is below it, each before its parts."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Node) -> frozenset[str]:
    """The names of the vocabulary that a tree mentions."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Fact | Has))


# How tightly each form binds, as in CEL's grammar; what is not listed needs no parentheses ever.
_CHOOSE, _OR, _AND, _RELATION, _SUM, _TERM, _UNARY, _PRIMARY = range(8)
_BINDING: dict[type[Node], int] = {
    Choose: _CHOOSE, Or: _OR, And: _AND, Compare: _RELATION, Member: _RELATION, Sum: _SUM,
    Not: _UNARY, Negate: _UNARY,
}  # fmt: skip


def to_text(tree: Node) -> str:
    """A tree as CEL text, with no more parentheses than it needs. Reading it again gives an equal tree."""
    return _text(tree, _CHOOSE)


def _text(node: Node, at_least: int) -> str:
    text = _plain_text(node)
    return f"({text})" if _BINDING.get(type(node), _PRIMARY) < at_least else text


def _plain_text(node: Node) -> str:
    """A node with its operators; the forms that stand by themselves are ``_closed_text``'s."""
    match node:
        case Not(operand):
            return "!" + _text(operand, _UNARY)
        case Negate(operand):
            return "-" + _text(operand, _UNARY)
        case And(operands):
            return " && ".join(_text(operand, _RELATION) for operand in operands)
        case Or(operands):
            return " || ".join(_text(operand, _AND) for operand in operands)
        case Compare(op, left, right):
            return f"{_text(left, _SUM)} {op} {_text(right, _SUM)}"
        case Member(item, among):
            return f"{_text(item, _SUM)} in {_text(among, _SUM)}"
        case Sum(op, left, right):
            return f"{_text(left, _SUM)} {op} {_text(right, _TERM)}"
        case Choose(when, then, otherwise):
            return f"{_text(when, _OR)} ? {_text(then, _OR)} : {_text(otherwise, _CHOOSE)}"
    return _closed_text(node)


def _closed_text(node: Node) -> str:
    match node:
        case Literal(value):
            return literal_text(value)
        case ListOf(items):
            return "[" + ", ".join(literal_text(item.value) for item in items) + "]"
        case Fact(name) | Variable(name):
            return name
        case Has(name):
            return f"has({name})"
        case Size(of):
            return f"size({_text(of, _CHOOSE)})"
        case Quantified(kind, over, variable, body):
            return f"{_text(over, _PRIMARY)}.{kind}({variable}, {_text(body, _CHOOSE)})"
    raise TypeError(f"{type(node).__name__} is not a part of a condition.")


_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal_text(value: Scalar) -> str:
    """A value as it is written in a condition."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            digits = format(value, "f")
            return digits if "." in digits else f"{digits}.0"
        case str():
            return "'" + "".join(_ESCAPES.get(character) or _written(character) for character in value) + "'"
        case date():
            return f"date('{value.isoformat()}')"
        case timedelta():
            return f"days({value.days})"


def _written(character: str) -> str:
    """A character as it is when it can be seen, else its number: nothing invisible hides in a file."""
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
