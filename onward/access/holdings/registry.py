"""The declarations of the rooms: which fields of which tables tell of persons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

NOTHING_LEFT = "–"
"""What stands in place of a name that went; the audit's function takes it for nothing told."""
OWN = frozenset({"id", "key", "version"})
"""Fields that no table declares: its number, its random key, and how often it was changed."""


class Left(Enum):
    """What is left of a row when what it tells of a person goes."""

    NOTHING = "nothing"
    ROW = "row"


@dataclass(frozen=True)
class Holding:
    """What a table holds of persons. Each of its fields is declared once.

    Attributes:
        table: the table.
        whose: paths of Django from a row to the keys of the persons whom it tells of; where it has none in
            a row it tells of the household of the case.
        case: path from a row to the key of its case; empty where it belongs to none.
        told: field → category of data: names, numbers, words, whatever a person can be found or known by.
        coded: field → category: codes, days and counts, which are what is left where data is reduced.
        plain: fields that tell of nobody whom the office assists: who of the staff wrote it, its office.
        others: which of those told name somebody else than whose it is: they are in nobody's copy but theirs.
        unsealed: told field → why it stands in plain words, though its category is one that is sealed.
        left: what is left of a row whose category goes. With `Left.ROW` its fields are emptied.
        goes: which coded fields of a row that stays are emptied where its category is erased: what nothing is
            reckoned by any more.
        files: fields with the key of a stored file, which goes with them.
        derived: fields that repeat others, for finding or storing: a copy of what is held leaves them out.
        empty_as: what stands in a field that went, where nothing at all would leave a page without a word.
        alone: path from a row that belongs to no case to the key of what it belongs to instead.

    Raises:
        ValueError: a field is declared twice, or not at all; or is none; or cannot be emptied in a row that
            stays; or is emptied in one that does not.
    """

    table: type[models.Model]
    whose: tuple[str, ...] = ()
    case: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    coded: Mapping[str, str] = field(default_factory=dict)
    plain: Collection[str] = ()
    others: Collection[str] = ()
    unsealed: Mapping[str, str] = field(default_factory=dict)
    left: Left = Left.NOTHING
    goes: Collection[str] = ()
    files: Collection[str] = ()
    derived: Collection[str] = ()
    alone: str = ""
    empty_as: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.table._meta.label
        declared = [*self.told, *self.coded, *self.plain]
        known = {one.name for one in self.table._meta.concrete_fields}
        if twice := {one for one in declared if declared.count(one) > 1}:
            raise ValueError(f"{name} declares twice: {sorted(twice)}.")
        if strange := set(declared) - known:
            raise ValueError(f"{name} has no field {sorted(strange)}.")
        if forgotten := known - OWN - set(declared):
            raise ValueError(f"{name} does not say what {sorted(forgotten)} tell of persons.")
        if strange := {*self.others, *self.unsealed} - set(self.told):
            raise ValueError(f"{name} tells nothing in {sorted(strange)}.")
        if not (self.whose or self.case):
            raise ValueError(f"{name} says neither whose it is nor of which case.")
        must_empty = {*self.told, *self.goes} if self.left is Left.ROW else set()
        if stuck := must_empty - set(self.emptied):
            raise ValueError(f"{name} cannot empty {sorted(stuck)}, though the row stays.")
        if strange := set(self.goes) - (set(self.coded) if self.left is Left.ROW else set()):
            raise ValueError(f"{name} has no coded field {sorted(strange)} in a row that stays.")
        if strange := set(self.derived) - {*self.told, *self.coded}:
            raise ValueError(f"{name} repeats nothing in {sorted(strange)}.")
        if strange := set(self.files) - {*self.told, *self.coded}:
            raise ValueError(f"{name} keeps no file in {sorted(strange)}.")

    @cached_property
    def emptied(self) -> Mapping[str, Any]:
        """Field → what stands in it once what it told is gone; without those that are never empty."""
        fields = {one.name: one for one in self.table._meta.concrete_fields}
        empty = {name: _empty(fields[name]) for name in (*self.told, *self.coded)} | dict(self.empty_as)
        return {name: value for name, value in empty.items() if value is not _NO_EMPTY_VALUE}

    @property
    def categories(self) -> frozenset[str]:
        """The categories of data that the table holds."""
        return frozenset({*self.told.values(), *self.coded.values()})


_NO_EMPTY_VALUE = object()


def _empty(column: Any) -> Any:
    """Return what stands in a field that tells nothing."""
    if column.null:
        return None
    if isinstance(column, ArrayField):
        return []
    if isinstance(column, models.CharField | models.TextField) and not column.choices:
        return ""
    return _NO_EMPTY_VALUE


_holdings: dict[str, Holding] = {}
_nobodys: dict[str, str] = {}
_repeating: dict[str, str] = {}


def register_holding(table: type[models.Model], **declared: Any) -> Holding:
    """Declare what a table holds of persons; called when the house starts. See `Holding`."""
    holding = Holding(table, **declared)
    name = table._meta.label
    if _holdings.setdefault(name, holding) != holding or name in {**_nobodys, **_repeating}:
        raise ValueError(f"{name} is declared twice.")
    return holding


def register_nobodys(table: type[models.Model], why: str) -> None:
    """Declare that a table holds nothing of persons whom the office assists, and why."""
    name = table._meta.label
    if _nobodys.setdefault(name, why) != why or name in {**_holdings, **_repeating}:
        raise ValueError(f"{name} is declared twice.")


def register_repeating(table: type[models.Model], how: str) -> None:
    """Declare that a table repeats what others hold, and how what goes there goes here too."""
    name = table._meta.label
    if _repeating.setdefault(name, how) != how or name in {**_holdings, **_nobodys}:
        raise ValueError(f"{name} is declared twice.")


def holdings() -> Mapping[str, Holding]:
    """Return every declaration by the name of its table."""
    return dict(sorted(_holdings.items()))


def nobodys() -> Mapping[str, str]:
    """Return the tables that hold nothing of persons, and why."""
    return dict(sorted(_nobodys.items()))


def repeating() -> Mapping[str, str]:
    """Return the tables that repeat what others hold, and how what goes there goes here."""
    return dict(sorted(_repeating.items()))
