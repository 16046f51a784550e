"""A text compared with a name whose values are a closed list must be one of them.

Where it is not, the comparison would silently never be met: a gate would let everybody pass. What stands in
the lists is the vocabulary's matter; here they are only values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _

from .errors import ConditionError
from .tree import Choose, Fact, ListOf, Literal, Node, Variable, literal_text, to_text
from .vocabulary import Vocabulary

Scope = dict[str, Node | None]
"""What the variables of ``exists`` and ``all`` go through, by the name of the variable."""


def strangers(
    left: Node, right: Node, source: str, vocabulary: Vocabulary, scope: Mapping[str, Node | None]
) -> list[ConditionError]:
    """Refuse each text of either side that is none of the values that the other side can have."""
    errors: list[ConditionError] = []
    for texts, name in ((left, right), (right, left)):
        known = _values(name, vocabulary, scope)
        for text in _texts(texts, scope) if known else ():
            if isinstance(text.value, str) and text.value not in known:
                errors.append(_stranger(text, text.value, name, known, source, scope))
    return errors


def _values(node: Node, vocabulary: Vocabulary, scope: Mapping[str, Node | None]) -> frozenset[str]:
    """The closed list of the values of a part; empty where it may be any text, or is written out."""
    match node:
        case Fact(name):
            values = vocabulary.names[name].values
            return frozenset(values()) if values is not None else frozenset()
        case Variable(name):
            over = scope.get(name)
            return _values(over, vocabulary, scope) if over is not None else frozenset()
        case Choose(_, then, otherwise):
            return _of_either(then, otherwise, vocabulary, scope)
    return frozenset()


def _of_either(
    then: Node, otherwise: Node, vocabulary: Vocabulary, scope: Mapping[str, Node | None]
) -> frozenset[str]:
    """The values of a choice: of both its ways, and of none where one of them may be any text."""
    lists = [_values(way, vocabulary, scope) for way in (then, otherwise)]
    if not any(lists):
        return frozenset()
    written = [{str(text.value) for text in _texts(way, scope)} for way in (then, otherwise)]
    if not all(known or texts for known, texts in zip(lists, written, strict=True)):
        return frozenset()
    return frozenset().union(*lists, *written)


def _texts(node: Node | None, scope: Mapping[str, Node | None]) -> Iterator[Literal]:
    """The values that are written out in a part and could be met in it."""
    match node:
        case Literal():
            yield node
        case ListOf(items):
            yield from items
        case Variable(name):
            yield from _texts(scope.get(name), scope)
        case Choose(_, then, otherwise):
            yield from _texts(then, scope)
            yield from _texts(otherwise, scope)


def _stranger(
    text: Literal,
    given: str,
    name: Node,
    known: frozenset[str],
    source: str,
    scope: Mapping[str, Node | None],
) -> ConditionError:
    called = name
    while isinstance(called, Variable):
        called = scope.get(called.name) or Fact(called.name, type=called.type)
    message = _("‘%(value)s’ is none of the values of %(name)s.")
    before = source[: text.span[0]]
    near = get_close_matches(given, sorted(known), n=1, cutoff=0.6)
    return ConditionError(
        message % {"value": given, "name": to_text(called)},
        len(before) - (before.rfind("\n") + 1) + 1,
        literal_text(near[0]) if near else "",
        before.count("\n") + 1,
        given,
        known,
    )
