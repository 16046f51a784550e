"""Conditions in words: what a figure, a population or an indicator asks of a fact, for who reads no code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel.lists import format_list
from django.utils.translation import gettext as _

from onward.evidence.counting import dimensions
from onward.evidence.documents.naming import Namer
from onward.evidence.facts.columns import columns, vocabulary
from onward.kernel.conditions import compile_condition
from onward.kernel.conditions.tree import (
    And,
    Compare,
    Fact,
    Has,
    ListOf,
    Literal,
    Member,
    Node,
    Not,
    Or,
    Size,
    to_text,
)
from onward.kernel.definitions import current_library
from onward.kernel.events import event_types
from onward.kernel.written import day_in_words
from onward.reference.choices import words_of

_COMPARED: Final[dict[str, Callable[[], str]]] = {
    "==": lambda: _("“%(what)s” is “%(value)s”"),
    "!=": lambda: _("“%(what)s” is not “%(value)s”"),
    "<": lambda: _("“%(what)s” is below %(value)s"),
    "<=": lambda: _("“%(what)s” is %(value)s at most"),
    ">": lambda: _("“%(what)s” is above %(value)s"),
    ">=": lambda: _("“%(what)s” is %(value)s at least"),
}


def condition_in_words(text: str, namer: Namer, events: Iterable[str] = ()) -> str:
    """Return a condition in the reader's language, all of it; what has no words stands as the files write it.

    Args:
        text: the condition.
        namer: says names and numbers, by the definitions that the condition is of.
        events: those that it is asked of: they say which list a code is of.
    """
    tree = compile_condition(text, vocabulary(namer.library)).tree
    return _Speaker(namer, tuple(events)).say(tree)


@dataclass(frozen=True)
class _Speaker:
    namer: Namer
    events: tuple[str, ...]

    def say(self, node: Node) -> str:
        match node:
            case And(operands):
                return _(" and ").join(self._within(one) for one in operands)
            case Or(operands):
                return _(" or ").join(self._within(one) for one in operands)
            case Has(name):
                return _("“%(what)s” is on record") % {"what": self._name(name)}
            case Fact(name) if node.type == "bool":
                return _("“%(what)s” applies") % {"what": self._name(name)}
            case Not(Has(name)):
                return _("“%(what)s” is not on record") % {"what": self._name(name)}
            case Not(Fact(name)):
                return _("“%(what)s” does not apply") % {"what": self._name(name)}
            case Not(operand):
                return _("it is not so that %(condition)s") % {"condition": self._within(operand)}
            case Compare(op, left, right):
                return self._compared(node, op, left, right)
            case Member(item, among):
                return self._member(node, item, among)
        return to_text(node)

    def _within(self, node: Node) -> str:
        """Return a part of a chain, in brackets where it is a chain itself."""
        return f"({self.say(node)})" if isinstance(node, And | Or) else self.say(node)

    def _compared(self, node: Node, op: str, left: Node, right: Node) -> str:
        match left, right:
            case Size(Fact(name)), Literal(value) if (op, value) in ((">", 0), (">=", 1), ("!=", 0)):
                return _("one at least is on record under “%(what)s”") % {"what": self._name(name)}
            case Fact(name), Literal(value):
                told = {"what": self._name(name), "value": self._value(name, value)}
                return _COMPARED[op]() % told
        return to_text(node)

    def _member(self, node: Node, item: Node, among: Node) -> str:
        match item, among:
            case Fact(name), ListOf(items):
                told = [_("“%(value)s”") % {"value": self._value(name, one.value)} for one in items]
                each = format_list(told, style="or", locale=self.namer.language)
                return _("“%(what)s” is %(values)s") % {"what": self._name(name), "values": each}
            case Fact(name), Fact(group) if group.startswith("groups."):
                told_of = {"what": self._name(name), "group": self._group(group)}
                return _("“%(what)s” is of “%(group)s”") % told_of
            case Literal(value), Fact(name):
                told_of = {"what": self._name(name), "value": self._value(name, value)}
                return _("“%(value)s” is among “%(what)s”") % told_of
        return to_text(node)

    def _name(self, name: str) -> str:
        return str(vocabulary(self.namer.library).names[name].doc)

    def _group(self, name: str) -> str:
        code = name.removeprefix("groups.")
        known = self.namer.library.of("groups")
        item = next((one for of, one in known.items() if of.replace("-", "_") == code), None)
        return str(getattr(item.body, "name", code)) if item else code

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return day_in_words(value)
        if isinstance(value, int | Decimal):
            return self.namer.number(Decimal(value))
        return self._coded(name.removeprefix("fact."), str(value))

    def _coded(self, column: str, code: str) -> str:
        """Return the words for a code: of a split by this column, of the list of its events, or its own."""
        for one in dimensions(self.namer.library).values():
            if one.column == column and code in one.parts:
                return str(one.parts[code])
            if code in one.groups and one.groups[code].when == f"fact.{column} == '{code}'":
                return str(one.groups[code].name)
        known = columns(self.namer.library).get(column)
        for event in (event_types()[one] for one in self.events if one in event_types()):
            field = known.takes.get(event.type, column) if known else column
            if field in event.coded and (words := _listed(event.coded[field], code)):
                return words
        return self.namer.value(column, code)


def _listed(known: str, code: str) -> str:
    """Return what a code is called in a list of the house, or in one that programmes have; else nothing."""
    for item in current_library().of("programmes").values():
        own = getattr(item.body, known, None)
        if isinstance(own, Mapping) and code in own:
            return str(own[code].name)
    with suppress(KeyError):
        return str(words_of(known).get(code, ""))
    return ""
