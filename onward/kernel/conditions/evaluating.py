"""A tree becomes Python closures, once; each evaluation then only calls them.

There are two kinds of closures. A *getter* gives a value, exact or loose (see ``partial``). A *judge* gives a
finding: true, false or ``None`` for unknown, the text of the part that settled it or leaves it open, and the
names that would settle it. Kleene's tables hold for both sides alike: one false operand makes ``&&`` false
whatever the others are, known or not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from . import partial
from .partial import Loose, facts_of, merge
from .tree import (
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
    Size,
    Sum,
    Variable,
)
from .values import UNKNOWN
from .vocabulary import Vocabulary

Finding = tuple[bool | None, str, tuple[str, ...]]

_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Run:
    """One evaluation: the values given, those read, and the items at hand within ``exists`` and ``all``."""

    __slots__ = ("bound", "read", "values")

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values
        self.read: dict[str, object] = {}
        self.bound: dict[str, object] = {}


Getter = Callable[[Run], Any]
Judge = Callable[[Run], Finding]


class Compiler:
    """Makes closures of the parts of one condition."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source = source
        self.vocabulary = vocabulary

    def text(self, node: Node) -> str:
        """The part as it was written."""
        return self.source[slice(*node.span)]

    # Judges

    def judge(self, node: Node) -> Judge:
        """The closure that answers a part of type ``bool``."""
        match node:
            case And(operands):
                return self._chain(node, [self.judge(part) for part in operands], decisive=False)
            case Or(operands):
                return self._chain(node, [self.judge(part) for part in operands], decisive=True)
            case Not(operand):
                return self._not(node, operand)
            case Compare(op, left, right):
                return self._compare(node, op, self.getter(left), self.getter(right))
            case Member(item, among):
                return self._member(node, item, among)
            case Has(name):
                return self._has(node, name)
            case Choose(when, then, otherwise):
                return self._choose_truth(node, self.judge(when), self.judge(then), self.judge(otherwise))
            case Quantified():
                return self._quantified(node)
        return self._value_as_finding(node)

    def _chain(self, node: Node, judges: list[Judge], *, decisive: bool) -> Judge:
        text = self.text(node)
        settled: Finding = (not decisive, text, ())

        def judge(run: Run) -> Finding:
            pending: list[Finding] = []
            for part in judges:
                found = part(run)
                if found[0] is decisive:
                    return found
                if found[0] is None:
                    pending.append(found)
            if len(pending) > 1:
                return None, text, merge(*(found[2] for found in pending))
            return pending[0] if pending else settled

        return judge

    def _not(self, node: Node, operand: Node) -> Judge:
        inner, inner_text, text = self.judge(operand), self.text(operand), self.text(node)

        def judge(run: Run) -> Finding:
            truth, decided_by, missing = inner(run)
            if decided_by == inner_text:
                decided_by = text
            return (None if truth is None else not truth), decided_by, missing

        return judge

    def _compare(self, node: Node, op: str, left: Getter, right: Getter) -> Judge:
        text, exactly = self.text(node), _OPERATORS[op]
        true: Finding = (True, text, ())
        false: Finding = (False, text, ())

        def judge(run: Run) -> Finding:
            one, other = left(run), right(run)
            if type(one) is Loose or type(other) is Loose:
                truth = partial.compare(op, one, other)
                return (None, text, facts_of(one, other)) if truth is None else true if truth else false
            return true if exactly(one, other) else false

        return judge

    def _member(self, node: Node, item: Node, among: Node) -> Judge:
        text, type_, get_item, get_list = self.text(node), item.type, self.getter(item), self._haystack(among)
        true: Finding = (True, text, ())
        false: Finding = (False, text, ())

        def judge(run: Run) -> Finding:
            one, items = get_item(run), get_list(run)
            if type(one) is Loose or type(items) is Loose:
                truth = partial.member(type_, one, items)
                return (None, text, facts_of(one, items)) if truth is None else true if truth else false
            return true if one in items else false

        return judge

    def _haystack(self, among: Node) -> Getter:
        """A list to look into; a written one becomes a set once."""
        if not isinstance(among, ListOf):
            return self.getter(among)
        written = frozenset(item.value for item in among.items)
        return lambda run: written

    def _has(self, node: Node, name: str) -> Judge:
        """Nothing recorded (``None``) is an answer here; only an absent or unknown value leaves it open."""
        text, get, constant = self.text(node), self._fact(name), self.vocabulary.names[name].constant

        def judge(run: Run) -> Finding:
            value = run.values.get(name, UNKNOWN)
            if value is UNKNOWN and constant is None:
                return None, text, (name,)
            get(run)
            return value is not None, text, ()

        return judge

    def _choose_truth(self, node: Node, when: Judge, then: Judge, otherwise: Judge) -> Judge:
        text = self.text(node)

        def judge(run: Run) -> Finding:
            truth, _, missing = when(run)
            if truth is not None:
                chosen, _, missing = then(run) if truth else otherwise(run)
                return chosen, text, missing
            one, other = then(run), otherwise(run)
            if one[0] is other[0] and one[0] is not None:
                return one[0], text, ()
            return None, text, merge(missing, one[2], other[2])

        return judge

    def _quantified(self, node: Quantified) -> Judge:
        text, variable, decisive = self.text(node), node.variable, node.kind == "exists"
        over, body = self.getter(node.over), self.judge(node.body)
        settled: Finding = (not decisive, text, ())

        def judge(run: Run) -> Finding:
            items = over(run)
            known, open_, missing = items, False, []
            if type(items) is Loose:
                # Of the items still to come nothing is known; where the body answers even so, none matter.
                known = items.items
                run.bound[variable] = Loose(())
                found = body(run)
                if found[0] is not settled[0]:
                    open_, missing = True, [items.facts, found[2]]
            for item in known:
                run.bound[variable] = item
                found = body(run)
                if found[0] is decisive:
                    return decisive, text, ()
                if found[0] is None:
                    open_ = True
                    missing.append(found[2])
            return (None, text, merge(*missing)) if open_ else settled

        return judge

    def _value_as_finding(self, node: Node) -> Judge:
        text, get = self.text(node), self.getter(node)
        true: Finding = (True, text, ())
        false: Finding = (False, text, ())

        def judge(run: Run) -> Finding:
            value = get(run)
            if type(value) is Loose:
                return None, text, value.facts
            return true if value else false

        return judge

    # Getters

    def getter(self, node: Node) -> Getter:
        """The closure that gives the value of a part."""
        match node:
            case Literal(value):
                return lambda run: value
            case ListOf(items):
                written = tuple(item.value for item in items)
                return lambda run: written
            case Fact(name):
                return self._fact(name)
            case Variable(name):
                return lambda run: run.bound[name]
            case Size(of):
                measured = self.getter(of)
                return lambda run: partial.size(measured(run))
            case Negate(operand):
                turned = self.getter(operand)
                return lambda run: partial.negate(turned(run))
            case Sum():
                return self._sum(node)
            case Choose() if node.type != "bool":
                return self._choose_value(node)
        return self._finding_as_value(self.judge(node))

    def _fact(self, name: str) -> Getter:
        entry = self.vocabulary.names[name]
        type_, plain, absent = entry.type, partial.PLAIN.get(entry.type), Loose((name,))
        constant: object = UNKNOWN if entry.constant is None else partial.settle(name, type_, entry.constant)

        def get(run: Run) -> Any:
            value = run.values.get(name, UNKNOWN)
            if value is UNKNOWN:
                if constant is UNKNOWN:
                    return absent
                run.read[name] = constant
                return constant
            run.read[name] = value
            if type(value) is plain:
                return value
            return partial.settle(name, type_, value)

        return get

    def _sum(self, node: Sum) -> Getter:
        left, right, op = self.getter(node.left), self.getter(node.right), node.op
        exactly = partial.adder(node.type, op)

        def get(run: Run) -> Any:
            one, other = left(run), right(run)
            if type(one) is Loose or type(other) is Loose:
                return partial.add_loosely(exactly, op, one, other)
            return exactly(one, other)

        return get

    def _choose_value(self, node: Choose) -> Getter:
        when, then, otherwise = self.judge(node.when), self.getter(node.then), self.getter(node.otherwise)
        type_ = node.type

        def get(run: Run) -> Any:
            truth, _, missing = when(run)
            if truth is None:
                return partial.either_of(type_, missing, then(run), otherwise(run))
            return then(run) if truth else otherwise(run)

        return get

    def _finding_as_value(self, judge: Judge) -> Getter:
        def get(run: Run) -> Any:
            truth, _, missing = judge(run)
            return Loose(missing) if truth is None else truth

        return get
