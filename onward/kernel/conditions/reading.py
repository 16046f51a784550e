"""From text to a typed tree: CEL as cel-python parses it, held to the subset and to the vocabulary.

Reading goes on after a mistake, so that all are found at once. A part that is wrong becomes ``None`` and
keeps what stands around it from being judged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from lark import Token, Tree

from . import closed_lists, literals, typing_rules
from .errors import ConditionError, ConditionErrors
from .grammar import Parsed, parse
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
    literal_text,
)
from .vocabulary import Vocabulary, item_type

MOST_CHARACTERS: Final = 4_000
DEEPEST: Final = 40

# The rules that only order the operators: with a single child they say nothing.
_LADDER: Final = frozenset({
    "expr", "conditionalor", "conditionaland", "relation", "addition", "multiplication",
    "unary", "member", "primary",
})  # fmt: skip
_RELATIONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def read(source: str, vocabulary: Vocabulary) -> Node:
    """The typed tree of a condition.

    Raises:
        ConditionErrors: everything that is wrong with it. After a syntax error nothing further can be told.
    """
    if len(source) > MOST_CHARACTERS:
        message = _("A condition has at most %(most)d characters.") % {"most": MOST_CHARACTERS}
        raise ConditionErrors(source, [ConditionError(message, 1)])
    parsed = parse(source)
    reader = _Reader(source, vocabulary)
    tree = reader.node(parsed)
    if tree is not None and tree.type != "bool":
        reader.refuse(parsed, typing_rules.not_a_condition(tree))
    if reader.errors or tree is None:
        raise ConditionErrors(source, reader.errors)
    return tree


def _inner(parsed: Parsed) -> Parsed:
    """The part below the rungs of the ladder that have a single child."""
    while parsed.data in _LADDER and len(parsed.children) == 1 and isinstance(parsed.children[0], Tree):
        parsed = parsed.children[0]
    return parsed


class _Reader:
    """Walks one parsed condition and gathers its errors."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.errors: list[ConditionError] = []
        self.scope: dict[str, str | None] = {}
        self.items_of: closed_lists.Scope = {}
        self.depth = 0
        self.forms: dict[str, Callable[[Parsed], Node | None]] = {
            "expr": self.choose, "conditionalor": self.either, "conditionaland": self.both,
            "relation": self.relation, "addition": self.sum, "unary": self.unary, "paren_expr": self.within,
            "member_dot": self.name, "ident": self.name, "literal": self.literal, "list_lit": self.list_of,
            "ident_arg": self.call, "member_dot_arg": self.method,
        }  # fmt: skip

    # Errors

    def refuse(self, at: Parsed | Token, fault: typing_rules.Fault) -> None:
        """Note an error and go on."""
        place = at if isinstance(at, Token) else at.meta
        line, column = getattr(place, "line", None) or 1, getattr(place, "column", None) or 1
        self.errors.append(ConditionError(fault.message, column, fault.suggestion, line))

    def unsupported(self, at: Parsed | Token, what: str, suggestion: str = "") -> None:
        """Refuse something that CEL has and our conditions do not."""
        message = _("Conditions do not know %(what)s.") % {"what": what}
        self.refuse(at, typing_rules.Fault(message, suggestion))

    def checked(self, at: Parsed, result: str | typing_rules.Fault) -> str | None:
        """The type that the rules gave, or ``None`` with the fault noted."""
        if isinstance(result, typing_rules.Fault):
            self.refuse(at, result)
            return None
        return result

    # Forms

    def node(self, parsed: Parsed) -> Node | None:
        """Read one part."""
        parsed = _inner(parsed)
        form = self.forms.get(str(parsed.data))
        if form is None:
            self.unsupported(parsed, literals.construct(str(parsed.data)))
            return None
        if self.depth >= DEEPEST:
            message = _("The condition is nested more than %(most)d deep.") % {"most": DEEPEST}
            self.refuse(parsed, typing_rules.Fault(message))
            return None
        self.depth += 1
        try:
            return form(parsed)
        finally:
            self.depth -= 1

    def span(self, parsed: Parsed) -> tuple[int, int]:
        """Where a part stands in the source."""
        return parsed.meta.start_pos, parsed.meta.end_pos

    def parts(self, parsed: Parsed) -> list[Parsed]:
        """The children of a grammar rule that has no bare tokens."""
        return [child for child in parsed.children if isinstance(child, Tree)]

    def within(self, parsed: Parsed) -> Node | None:
        """``(a)``."""
        return self.node(self.parts(parsed)[0])

    def choose(self, parsed: Parsed) -> Node | None:
        """``a ? b : c``."""
        when, then, otherwise = (self.node(part) for part in self.parts(parsed))
        if when is None or then is None or otherwise is None:
            return None
        type_ = self.checked(parsed, typing_rules.choice(when, then, otherwise))
        return Choose(when, then, otherwise, type=type_, span=self.span(parsed)) if type_ else None

    def either(self, parsed: Parsed) -> Node | None:
        """``a || b``."""
        operands = self.operands(parsed, Or, "||")
        return Or(operands, type="bool", span=self.span(parsed)) if operands else None

    def both(self, parsed: Parsed) -> Node | None:
        """``a && b``."""
        operands = self.operands(parsed, And, "&&")
        return And(operands, type="bool", span=self.span(parsed)) if operands else None

    def operands(self, parsed: Parsed, kind: type[And | Or], sign: str) -> tuple[Node, ...]:
        """The operands of a chain, flattened; empty when one of them is wrong."""
        chain = [parsed]
        while chain[0].data == parsed.data and len(chain[0].children) == 2:
            chain[:1] = self.parts(chain[0])
        flat: list[Node] = []
        sound = True
        for part in chain:
            node = self.node(part)
            if node is None or self.checked(part, typing_rules.operand(node, sign)) is None:
                sound = False
            elif isinstance(node, kind):
                flat.extend(node.operands)
            else:
                flat.append(node)
        return tuple(flat) if sound else ()

    def relation(self, parsed: Parsed) -> Node | None:
        """``a == b`` and its kin, and ``a in b``."""
        operator, right_part = self.parts(parsed)
        left, right = self.node(self.parts(operator)[0]), self.node(right_part)
        if left is None or right is None:
            return None
        self.errors += closed_lists.strangers(left, right, self.source, self.vocabulary, self.items_of)
        kind, span = str(operator.data).removeprefix("relation_"), self.span(parsed)
        if kind == "in":
            sound = self.checked(parsed, typing_rules.membership(left, right, self.source))
            return Member(left, right, type="bool", span=span) if sound else None
        sound = self.checked(parsed, typing_rules.comparison(_RELATIONS[kind], left, right, self.source))
        return Compare(_RELATIONS[kind], left, right, type="bool", span=span) if sound else None

    def sum(self, parsed: Parsed) -> Node | None:
        """``a + b`` and ``a - b``."""
        operator, right_part = self.parts(parsed)
        left, right = self.node(self.parts(operator)[0]), self.node(right_part)
        if left is None or right is None:
            return None
        sign = "+" if operator.data == "addition_add" else "-"
        type_ = self.checked(parsed, typing_rules.sum_of(sign, left, right))
        return Sum(sign, left, right, type=type_, span=self.span(parsed)) if type_ else None

    def unary(self, parsed: Parsed) -> Node | None:
        """``!a`` and ``-a``; the minus of a written number belongs to the number."""
        operator, part = self.parts(parsed)
        operand = self.node(part)
        if operand is None:
            return None
        sign = "!" if operator.data == "unary_not" else "-"
        type_, span = self.checked(parsed, typing_rules.operand(operand, sign)), self.span(parsed)
        if type_ is None:
            return None
        if sign == "!":
            return Not(operand, type="bool", span=span)
        return literals.negated(operand, span) or Negate(operand, type=type_, span=span)

    # Names and values

    def dotted(self, parsed: Parsed) -> str | None:
        """``a.b.c`` as it is written without blanks; ``None`` when something else stands before a dot."""
        parsed = _inner(parsed)
        if parsed.data == "ident":
            return str(parsed.children[0])
        if parsed.data == "member_dot":
            head = self.dotted(self.parts(parsed)[0])
            return None if head is None else f"{head}.{parsed.children[1]}"
        return None

    def name(self, parsed: Parsed) -> Node | None:
        """A name of the vocabulary, or the variable of ``exists`` and ``all``."""
        name = self.dotted(parsed)
        if name is None:
            self.unsupported(parsed, _("a field of a computed value"))
        elif name in self.scope:
            type_ = self.scope[name]
            return Variable(name, type=type_, span=self.span(parsed)) if type_ else None
        elif self.known(name, parsed):
            return Fact(name, type=self.vocabulary.names[name].type, span=self.span(parsed))
        return None

    def known(self, name: str, at: Parsed) -> bool:
        """Whether the vocabulary has a name; if not, that is an error."""
        if name in self.vocabulary.names:
            return True
        is_value = self.vocabulary.has_value(name)
        near = literal_text(name) if is_value else self.vocabulary.closest(name)
        if is_value or not near:
            message = _("There is no name ‘%(name)s’; a word that is meant as a text stands in quotes.")
        else:
            message = _("There is no name ‘%(name)s’.")
        self.refuse(at, typing_rules.Fault(message % {"name": name}, near))
        return False

    def literal(self, parsed: Parsed) -> Node | None:
        """A value as it is written."""
        token = parsed.children[0]
        assert isinstance(token, Token)
        value = literals.value_of(token)
        if isinstance(value, typing_rules.Fault):
            self.refuse(token, value)
            return None
        return Literal(value, type=literals.type_of(value), span=self.span(parsed))

    def list_of(self, parsed: Parsed) -> Node | None:
        """``['a', 'b']``: written values of one type."""
        if not parsed.children:
            self.refuse(parsed, typing_rules.Fault(_("An empty list holds nothing that could be compared.")))
            return None
        items = [self.node(part) for part in self.parts(self.parts(parsed)[0])]
        if None in items:
            return None
        written = [item for item in items if isinstance(item, Literal)]
        if len(written) < len(items):
            self.unsupported(parsed, _("lists of anything but written values"))
            return None
        type_ = self.checked(parsed, typing_rules.list_of(written))
        return ListOf(tuple(written), type=type_, span=self.span(parsed)) if type_ else None

    # Functions

    def call(self, parsed: Parsed) -> Node | None:
        """``date('2020-01-31')``, ``days(90)``, ``has(a.b)`` and ``size(a)``."""
        function = str(parsed.children[0])
        arguments = self.parts(self.parts(parsed)[0]) if len(parsed.children) == 2 else []
        if function not in ("date", "days", "has", "size"):
            what = _("the function ‘%(name)s’") % {"name": function}
            self.unsupported(parsed, what, literals.INSTEAD.get(function, ""))
            return None
        if len(arguments) != 1:
            message = _("‘%(name)s’ takes one thing between its brackets.") % {"name": function}
            self.refuse(parsed, typing_rules.Fault(message))
            for one in arguments:
                self.node(one)
            return None
        if function == "has":
            return self.has(parsed, arguments[0])
        argument = self.node(arguments[0])
        if argument is None:
            return None
        if function == "size":
            sound = self.checked(parsed, typing_rules.size(argument))
            return Size(argument, type="int", span=self.span(parsed)) if sound else None
        value = literals.date_of(argument) if function == "date" else literals.days_of(argument)
        if isinstance(value, typing_rules.Fault):
            self.refuse(parsed, value)
            return None
        return Literal(value, type="date" if isinstance(value, date) else "days", span=self.span(parsed))

    def has(self, parsed: Parsed, argument: Parsed) -> Node | None:
        """``has(a.b)``; CEL asks for a field, hence for a dot."""
        argument = _inner(argument)
        name = self.dotted(argument) if argument.data in ("member_dot", "ident") else None
        if name is None or "." not in name:
            self.refuse(parsed, typing_rules.Fault(_("‘has’ asks for a name with a dot.")))
            return None
        return Has(name, type="bool", span=self.span(parsed)) if self.known(name, argument) else None

    def method(self, parsed: Parsed) -> Node | None:
        """``list.exists(v, ...)`` and ``list.all(v, ...)``."""
        function = str(parsed.children[1])
        if function not in ("exists", "all"):
            what = _("the function ‘%(name)s’") % {"name": function}
            self.unsupported(parsed, what, literals.INSTEAD.get(f".{function}", ""))
            return None
        over = self.node(self.parts(parsed)[0])
        arguments = self.parts(self.parts(parsed)[1]) if len(parsed.children) == 3 else []
        variable = self.variable(arguments[0]) if len(arguments) == 2 else None
        if variable is None:
            message = _("‘%(name)s’ takes a word of your choice and a condition about it.")
            better = f"….{function}(v, …)"
            self.refuse(parsed, typing_rules.Fault(message % {"name": function}, better))
            return None
        if variable in self.scope or variable in self.vocabulary.heads:
            message = _("‘%(name)s’ is taken: choose another word.") % {"name": variable}
            self.refuse(arguments[0], typing_rules.Fault(message))
            return None
        self.scope[variable], self.items_of[variable] = item_type(over.type) if over else None, over
        body = self.node(arguments[1])
        del self.scope[variable], self.items_of[variable]
        if over is None or body is None:
            return None
        if self.checked(parsed, typing_rules.quantified(function, over, body)) is None:
            return None
        return Quantified(function, over, variable, body, type="bool", span=self.span(parsed))

    def variable(self, parsed: Parsed) -> str | None:
        """The bare word that names an item."""
        parsed = _inner(parsed)
        return str(parsed.children[0]) if parsed.data == "ident" else None
