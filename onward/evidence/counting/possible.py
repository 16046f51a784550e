"""Facts that could be, one at least for each way in which conditions can come out: on them is tried what
definitions say of one another.

A column has the values that matter to the conditions: those that they name and, of numbers and days, their
neighbours; every other one of its closed list; and none. What always holds of facts that have a value there
stands in `facts.yaml` (`always`): whoever is below 18 is no adult, and a fact that says both cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from math import gcd, prod
from typing import Any, Final

from onward.evidence.facts.columns import columns, vocabulary
from onward.kernel.conditions import Condition, ConditionErrors, Truth, Vocabulary, compile_condition
from onward.kernel.conditions.tree import Compare, Fact, Literal, Member, Node, Quantified, names_in, walk
from onward.kernel.conditions.vocabulary import Name, item_type
from onward.kernel.definitions import Library

MOST: Final = 20_000
"""So many facts are tried at most."""
FACT: Final = "fact."
Values = Mapping[str, object]
"""Name of the vocabulary → value; None of what is not recorded, and an empty list."""
Named = Mapping[str, frozenset[Any]]
"""Name of the vocabulary → values that matter besides those that conditions name."""


def sound(text: str, library: Library, words: Vocabulary | None = None) -> Condition | None:
    """Return a condition over facts; None of one that has faults, which are told elsewhere.

    Args:
        text: the condition.
        library: whose columns it names.
        words: the vocabulary of these, where it is at hand.
    """
    try:
        return compile_condition(text, words or vocabulary(library))
    except ConditionErrors:
        return None


def holds(condition: Condition, fact: Values) -> bool:
    """Say whether a condition holds of a fact: what is not known fulfils nothing."""
    return condition.evaluate(fact).truth is Truth.TRUE


def possible_facts(
    conditions: Sequence[Condition], library: Library, named: Named | None = None
) -> list[Values]:
    """Return the facts on which conditions can come out differently, those that say least first.

    Beyond `MOST` of them, as many are taken evenly out of all: what another would show stays unseen.

    Args:
        conditions: sound ones.
        library: whose columns are meant.
        named: values that matter besides.
    """
    words, named = vocabulary(library), dict(named or {})
    always = {
        f"{FACT}{code}": rule
        for code, one in columns(library).items()
        if one.always and (rule := sound(one.always, library, words))
    }
    names = _tied({name for one in conditions for name in one.names} | named.keys(), always)
    trees = [one.tree for one in (*conditions, *(always[name] for name in names if name in always))]
    values = {name: _values(words.names[name], [*_said_of(name, trees, words), *named.get(name, ())])
              for name in names}  # fmt: skip
    blocks = [[*_together(block, values, always)] for block in _blocks(names, always)]
    return sorted(_product(blocks), key=_says)


def _tied(names: Iterable[str], always: Mapping[str, Condition]) -> list[str]:
    """Return the columns among names, and all of which something always holds together with them."""
    found, waiting = set[str](), [name for name in names if name.startswith(FACT)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += always[name].names if name in always else ()
    return sorted(found)


def _blocks(names: Sequence[str], always: Mapping[str, Condition]) -> list[list[str]]:
    """Return the columns, those together of which something holds together."""
    blocks: list[set[str]] = []
    for name in names:
        one = {name} | (always[name].names if name in always else frozenset())
        apart = [block for block in blocks if not block & one]
        blocks = [*apart, one.union(*(block for block in blocks if block & one))]
    return [sorted(block) for block in blocks]


def _together(
    names: Sequence[str], values: Mapping[str, Sequence[object]], always: Mapping[str, Condition]
) -> Iterator[Values]:
    """Go through what the columns of a block can say together; whatever cannot be is given up at once."""

    def further(sofar: dict[str, object]) -> Iterator[Values]:
        asked = [
            always[name].evaluate(sofar).truth for name in sofar if name in always and sofar[name] is not None
        ]
        if Truth.FALSE in asked:
            return
        if len(sofar) < len(names):
            name = names[len(sofar)]
            for value in values[name]:
                yield from further({**sofar, name: value})
        elif all(one is Truth.TRUE for one in asked):
            yield sofar

    return further({})


def _product(blocks: Sequence[Sequence[Values]]) -> Iterator[Values]:
    """Go through what all blocks say together, or evenly through as many as may be tried."""
    total = prod(map(len, blocks))
    step = -(-total // MOST) or 1
    while step > 1 and gcd(step, total) > 1:
        step += 1
    for place in range(0, total, step):
        fact: dict[str, object] = {}
        for block in blocks:
            place, at = divmod(place, len(block))
            fact |= block[at]
        yield fact


def _says(fact: Values) -> int:
    """Return how many columns of a fact have a value."""
    return sum(value not in (None, ()) for value in fact.values())


def _said_of(name: str, trees: Iterable[Node], words: Vocabulary) -> Iterator[Any]:
    """Go through the values that conditions set beside a name, with those of a list of the vocabulary.

    Those beside another column with which they compare it count too, and their neighbours: so each may be
    more than the other, or less, on either side of them.
    """
    compared = [
        node for tree in trees for node in walk(tree) if isinstance(node, Compare | Member | Quantified)
    ]
    others = {other for node in compared if name in names_in(node) for other in names_in(node)} - {name}
    for node in compared:
        if not names_in(node) & {name, *others}:
            continue
        for part in walk(node):
            if isinstance(part, Literal):
                yield from (part.value, *(_near(part.value) if others else ()))
            elif isinstance(part, Fact):
                yield from words.names[part.name].constant or ()


def _near(value: Any) -> Iterator[Any]:
    """Go through the neighbours of a number or a day; a text has none."""
    if isinstance(value, date):
        yield from (value + timedelta(more) for more in (-1, 1))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield from (value + more for more in (-1, 1))


def _values(name: Name, said: Iterable[Any]) -> list[object]:
    """Return the values that matter of a column, none first."""
    listed = tuple(name.values()) if name.values else ()
    if item_type(name.type):
        told = sorted({one for one in said if isinstance(one, str)})
        single = dict.fromkeys((*told, *sorted(listed or ["?"])))
        return [(), *((one,) for one in single), *combinations(told, 2)]
    match name.type:
        case "bool":
            return [None, True, False]
        case "text":
            told = sorted({one for one in said if isinstance(one, str)})
            return [None, *dict.fromkeys((*told, *sorted(listed or ["?"])))]
        case "date":
            days = {one for one in said if isinstance(one, date)} or {date(2020, 1, 1)}
            return [None, *sorted({*days, *(near for day in days for near in _near(day))})]
    numbers = {one for one in said if isinstance(one, int | Decimal) and not isinstance(one, bool)} or {1}
    kind = int if name.type == "int" else Decimal
    return [None, *sorted({kind(one) for number in numbers for one in (number, *_near(number))})]
