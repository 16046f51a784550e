"""What populations declare of one another and of splits, held against their conditions.

Disclosure control reasons with these declarations: one that is not so makes it hide too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, cast

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.definition import Dimension, Population, dimensions, populations
from onward.evidence.counting.possible import FACT, Values, holds, possible_facts, sound
from onward.evidence.facts.columns import columns, values_of, vocabulary
from onward.kernel.conditions import Condition
from onward.kernel.definitions import Item, Library, Report
from onward.kernel.definitions.library import canonical

Where = tuple[str | int, ...]
_MOST_KEPT: Final = 200
_found: dict[tuple[str | None, ...], tuple[tuple[Where, str], ...]] = {}


def declared_is_so(item: Item, library: Library, report: Report) -> None:
    """Report a population that is not what it declares: with a fact that shows it, in words."""
    library.whole("facts")
    library.whole("groups")
    one = cast(Population, item.body)
    condition = sound(one.when, library)
    if condition is None:
        return
    for where, wrong in _kept(one, condition, library):
        report(item, where, wrong, _("Mend the condition, or what is declared here"))


def _kept(one: Population, condition: Condition, library: Library) -> tuple[tuple[Where, str], ...]:
    """Return what is not as declared, worked out once for all that decides it: some thousands of facts."""
    asked = (get_language(), one.code, *_decided_by(library))
    if asked not in _found:
        if len(_found) >= _MOST_KEPT:
            _found.clear()
        _found[asked] = (
            *_not_within(one, condition, library), *_not_held(one, condition, library),
            *_not_spanned(one, condition, library), *_not_the_part(one, condition, library),
        )  # fmt: skip
    return _found[asked]


def _decided_by(library: Library) -> Iterator[str]:
    """Give all that decides whether populations are what they declare: definitions, and lists of values."""
    for kind in ("populations", "dimensions", "facts", "groups"):
        yield canonical({code: one.data for code, one in library.of(kind).items()})
    for column in columns(library).values():
        yield ",".join(sorted(values_of(column, library)))


def _not_within(one: Population, condition: Condition, library: Library) -> Iterator[tuple[Where, str]]:
    for number, code in enumerate(one.within):
        outer = populations(library).get(code)
        wide = sound(outer.when, library) if outer else None
        if wide is None:
            continue
        for fact in possible_facts([condition, wide], library):
            if holds(condition, fact) and not holds(wide, fact):
                yield ("within", number), _of_these(fact, _("not of “%(other)s”") % {"other": code}, library)
                break


def _not_held(one: Population, condition: Condition, library: Library) -> Iterator[tuple[Where, str]]:
    """Find who is in a part that is held and not of these, and who is of these and in another part."""
    for code, held in one.holds.items():
        split = _split(code, library)
        if split is None:
            continue
        told: set[str] = set()
        for fact in split.facts([condition], *held):
            inside = holds(condition, fact)
            for part in set(split.parts(fact)) - told - {UNKNOWN}:
                if part in held and not inside:
                    told.add(part)
                    yield ("holds", code, held.index(part)), _in_part(fact, part, library)
                elif inside and part not in held:
                    told.add(part)
                    also = _("in “%(part)s”, which is not held") % {"part": part}
                    yield ("holds", code), _of_these(fact, also, library)


def _not_spanned(one: Population, condition: Condition, library: Library) -> Iterator[tuple[Where, str]]:
    """Find who is of these and in no part of the split, and who is in a part and not of these."""
    split = _split(one.spans, library) if one.spans else None
    facts = split.facts([condition]) if split else ()
    told: set[bool] = set()
    for fact in facts:
        assert split
        inside, parts = holds(condition, fact), [part for part in split.parts(fact) if part != UNKNOWN]
        if inside == bool(parts) or inside in told:
            continue
        told.add(inside)
        also = _("in no part of “%(split)s”") % {"split": str(one.spans)}
        yield ("spans",), _of_these(fact, also, library) if inside else _in_part(fact, parts[0], library)


def _not_the_part(one: Population, condition: Condition, library: Library) -> Iterator[tuple[Where, str]]:
    """Find who is of these and not in the part that is taken for them, and the reverse.

    Of two that read no column in common nothing can be told: each is recorded by itself. In a list that a
    condition corrects (`instead`), the list may say more than it: only of whom it says nothing the reverse is
    asked.
    """
    for code, part in one.part.items():
        split = _split(code, library)
        if split is None or not split.reads(part) & condition.names:
            continue
        told: set[bool] = set()
        for fact in split.facts([condition], part):
            inside, there = holds(condition, fact), part in split.parts(fact)
            if inside == there or inside in told or (there and split.says_more(part, fact)):
                continue
            told.add(inside)
            also = _("not in “%(part)s”") % {"part": part}
            yield ("part", code), _of_these(fact, also, library) if inside else _in_part(fact, part, library)


@dataclass(frozen=True)
class _Split:
    """A dimension whose conditions are sound."""

    dimension: Dimension
    library: Library
    by: dict[str, Condition] = field(default_factory=dict)

    @cached_property
    def column(self) -> str:
        """The name of its column; empty where it has none."""
        return f"{FACT}{self.dimension.column}" if self.dimension.column else ""

    def facts(self, conditions: Iterable[Condition], *parts: str) -> list[Values]:
        """Return the facts that may come out differently, by conditions, the split or one of its parts."""
        named = {self.column: frozenset(parts)} if self.column else {}
        return possible_facts([*conditions, *self.by.values()], self.library, named)

    def parts(self, fact: Values) -> tuple[str, ...]:
        """Return the parts in which a fact is, as `counting.asking` puts it there."""
        if not self.column:
            return (next((code for code, one in self.by.items() if holds(one, fact)), UNKNOWN),)
        value = fact[self.column]
        if not isinstance(value, tuple):
            return (UNKNOWN if value is None else str(value),)
        said = [one for one in value if one not in self.by]
        return (*said, *(code for code, one in self.by.items() if holds(one, fact)))

    def reads(self, part: str) -> frozenset[str]:
        """Return the names that decide whether a fact is in a part."""
        if not self.column:
            return frozenset(name for one in self.by.values() for name in one.names)
        return self.by[part].names if part in self.by else frozenset({self.column})

    def says_more(self, part: str, fact: Values) -> bool:
        """Say whether a list says something of a fact beside the condition that decides the part."""
        return part in self.by and bool(self.column) and bool(fact[self.column])


def _split(code: str, library: Library) -> _Split | None:
    """Return a dimension by code; None of one with faults, of days, or of no column of facts."""
    one = dimensions(library).get(code)
    if one is None or one.each or (one.column and f"{FACT}{one.column}" not in vocabulary(library).names):
        return None
    texts = {**{name: group.when for name, group in one.groups.items()}, **one.instead}
    by = {name: condition for name, text in texts.items() if (condition := sound(text, library))}
    return _Split(one, library, by) if by.keys() == texts.keys() else None


def _of_these(fact: Values, other: str, library: Library) -> str:
    return _("somebody with %(fact)s is of these, and %(other)s") % {
        "fact": _in_words(fact, library), "other": other,
    }  # fmt: skip


def _in_part(fact: Values, part: str, library: Library) -> str:
    return _("somebody with %(fact)s is in “%(part)s”, and not of these") % {
        "fact": _in_words(fact, library), "part": part,
    }  # fmt: skip


def _in_words(fact: Values, library: Library) -> str:
    """Return what a fact says, column by column; what it does not say is left out."""
    known = columns(library)
    said = {name.removeprefix(FACT): value for name, value in fact.items() if value not in (None, ())}
    words = [f"“{known[code].name}” {_value(value)}" for code, value in said.items() if code in known]
    return format_list(words, locale=get_language() or "en") if words else _("nothing on record")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return " + ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
