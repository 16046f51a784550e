"""The names that conditions may use, with their types and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

SCALARS: Final = ("bool", "int", "decimal", "text", "date", "days")
NUMBERS: Final = frozenset({"int", "decimal"})
ORDERED: Final = frozenset({"int", "decimal", "date", "days"})
TYPES: Final = frozenset(SCALARS) | {f"list[{scalar}]" for scalar in SCALARS}

_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")


def item_type(type_: str) -> str | None:
    """The type of a list's items; ``None`` for what is no list."""
    return type_[5:-1] if type_.startswith("list[") else None


def in_words(type_: str) -> str:
    """A type as somebody who writes definitions would say it, in the active language."""
    words = {
        "bool": _("yes or no"),
        "int": _("a whole number"),
        "decimal": _("a decimal number"),
        "text": _("text"),
        "date": _("a date"),
        "days": _("a number of days"),
        "list[bool]": _("a list of yes or no"),
        "list[int]": _("a list of whole numbers"),
        "list[decimal]": _("a list of decimal numbers"),
        "list[text]": _("a list of texts"),
        "list[date]": _("a list of dates"),
        "list[days]": _("a list of numbers of days"),
    }
    return words[type_]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a vocabulary.

    Attributes:
        type: ``bool``, ``int``, ``decimal``, ``text``, ``date``, ``days`` (a difference of two dates), or
            ``list[...]`` of one of them.
        doc: what it means, in a sentence; may be lazy.
        constant: for a name whose value is fixed beforehand, such as a group of countries: the items of the
            list. A value given at evaluation goes before it.
        values: for a text, or a list of texts, that is always one of a closed list: gives that list. Another
            text compared with it would never be met, and is refused. Left out, or empty, any text may be.
    """

    type: str
    doc: str | Promise
    constant: frozenset[object] | None = None
    values: Callable[[], Collection[str]] | None = None

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"{self.type!r} is not a type of the vocabulary; choose one of {sorted(TYPES)}.")
        if self.constant is not None and item_type(self.type) is None:
            raise ValueError("Only a list may have a constant value.")
        if self.values is not None and self.type not in ("text", "list[text]"):
            raise ValueError("Only texts may come from a closed list.")


@dataclass(frozen=True, slots=True)
class NameRow:
    """One row of the documented vocabulary."""

    name: str
    type: str
    doc: str | Promise


class Vocabulary:
    """The names that a condition may use.

    Args:
        names: dotted names (``traveller.age``), lower case, each with its type and meaning.

    Raises:
        ValueError: a name is not made of lower-case words with dots, or stands both for a value and for the
            beginning of another name.
    """

    def __init__(self, names: Mapping[str, Name]) -> None:
        for name in names:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} cannot be a name: write lower-case words with dots between them.")
            if any(other.startswith(f"{name}.") for other in names):
                raise ValueError(f"{name!r} is a name and the beginning of another.")
        self.names: Mapping[str, Name] = MappingProxyType(dict(names))
        self.heads = frozenset(name.split(".")[0] for name in names)

    def with_names(self, more: Mapping[str, Name]) -> Vocabulary:
        """This vocabulary with more names, such as the groups that a set of definitions declares."""
        return Vocabulary({**self.names, **more})

    def closest(self, name: str) -> str:
        """The known name most like a mistyped one, or an empty string when none is near."""
        return next(iter(get_close_matches(name, self.names, n=1, cutoff=0.6)), "")

    def has_value(self, text: str) -> bool:
        """Whether a text is one of the values that some name can have, where these are a closed list."""
        return any(text in one.values() for one in self.names.values() if one.values is not None)

    def describe(self) -> Iterator[NameRow]:
        """The rows of the documentation, sorted by name."""
        for name in sorted(self.names):
            yield NameRow(name, self.names[name].type, self.names[name].doc)
