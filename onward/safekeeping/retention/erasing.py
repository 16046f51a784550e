"""Erasing by the declarations of the rooms: every table that holds something of a unit that is due.

A row goes when all that it tells is due, or its fields are emptied where the row stays (`access.holdings`).
What goes from a row goes from the audit's lines of it, by a function of the database that refuses to touch
what a row still tells. Files go once the transaction is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import ForeignKey, ForeignObjectRel, Model, Q

from onward.access.holdings import Holding, Left, holdings
from onward.kernel import files
from onward.kernel.definitions import current_library
from onward.safekeeping.retention.definition import parts_of
from onward.safekeeping.retention.forgetting import destroy_keys
from onward.safekeeping.retention.models import Due
from onward.safekeeping.retention.planning import scopes_of

Unit = tuple[UUID | None, UUID | None, UUID | None]
"""The keys of the case, the person and the lone referral, of which some are empty."""


@dataclass
class Gone:
    """What a batch took away, in numbers: rows and fields by table, files, lines of the audit, keys."""

    rows: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    files: int = 0
    lines: int = 0
    keys: int = 0

    def told(self) -> dict[str, Any]:
        """Return the numbers, as a record keeps them."""
        return {
            "rows": dict(sorted(self.rows.items())),
            "emptied": dict(sorted(self.emptied.items())),
            "files": self.files,
            "lines": self.lines,
            "keys": self.keys,
        }


@dataclass(frozen=True)
class _Found:
    """A row that is of a unit that is due, and the files that it names."""

    pk: int
    due: Due
    files: tuple[str, ...]


def clear(dues: Sequence[Due]) -> Gone:
    """Take away what is due of these units, in the transaction that is under way.

    Returns:
        How much went.
    """
    gone, keys = Gone(), _Keys.of(dues)
    parts = parts_of(current_library())
    for name, held in holdings().items():
        plans: dict[tuple[bool, tuple[str, ...]], list[_Found]] = defaultdict(list)
        for found in _rows(held, keys):
            fields = _fields(name, held, found.due, parts)
            if fields is not None:
                plans[fields].append(found)
        for (whole, names), rows in plans.items():
            _carry_out(held, rows, names, gone, whole=whole)
    gone.keys = destroy_keys(dues)
    return gone


@dataclass(frozen=True)
class _Keys:
    """The units of a batch, and the keys by which their rows are found."""

    units: Mapping[Unit, Due]
    cases: list[UUID]
    persons: list[UUID]
    alone: list[UUID]

    @classmethod
    def of(cls, dues: Iterable[Due]) -> _Keys:
        units = {(one.case_key, one.person_key, one.alone_key): one for one in dues}
        return cls(
            units,
            list({case for case, _person, _alone in units if case}),
            [person for case, person, _alone in units if person and not case],
            [alone for _case, _person, alone in units if alone],
        )


def _rows(held: Holding, keys: _Keys) -> Iterable[_Found]:
    """Give the rows of a table that are of a unit that is due."""
    scopes = scopes_of(held)
    own = held.whose[0] if scopes & {"travellers", "persons"} else ""
    wanted = Q(pk__in=[])
    if held.case:
        wanted |= Q(**{f"{held.case}__in": keys.cases})
    if "persons" in scopes:
        outside = {f"{held.case}__isnull": True} if held.case else {}
        wanted |= Q(**{f"{own}__in": keys.persons}, **outside)
    if held.alone:
        wanted |= Q(**{f"{held.alone}__in": keys.alone, f"{held.case}__isnull": True})
    paths = (held.case, own, held.alone)
    asked = dict.fromkeys(["pk", *filter(None, paths), *held.files])
    for row in held.table._base_manager.filter(wanted).values(*asked):
        case, person, alone = (row[path] if path else None for path in paths)
        # A person of a lone referral who is known here goes with whichever of the two goes first.
        units = [(case, person, None)] if case else [(None, person, None), (None, None, alone)]
        due = next((keys.units[unit] for unit in units if unit in keys.units), None)
        if due is not None:
            yield _Found(row["pk"], due, tuple(str(row[one]) for one in held.files if row[one]))


def _fields(
    name: str, held: Holding, due: Due, parts: Mapping[str, set[str]]
) -> tuple[bool, tuple[str, ...]] | None:
    """Return whether a whole row goes, and else which of its fields; None where nothing of it does."""

    def part(one: str, category: str) -> str:
        return f"{name}.{one}" if f"{name}.{one}" in parts else category

    erased, gone = set(due.erased), {*due.erased, *due.reduced}
    told = {one for one, category in held.told.items() if part(one, category) in gone}
    coded = {one for one, category in held.coded.items() if part(one, category) in erased}
    if held.left is Left.NOTHING:
        everything = held.told or held.coded
        whole = told == held.told.keys() if held.told else coded == held.coded.keys()
        only_coded = not erased.intersection(part(one, category) for one, category in everything.items())
        stuck = told - held.emptied.keys()
        if whole and (not only_coded or stuck):
            return True, (*held.told, *held.coded)
        going = told - stuck
    else:
        going = told | (coded & set(held.goes))
    return (False, tuple(sorted(going))) if going else None


def _carry_out(
    held: Holding, rows: Sequence[_Found], names: tuple[str, ...], gone: Gone, *, whole: bool
) -> None:
    pks, table = [one.pk for one in rows], held.table
    wanted = table._base_manager.filter(pk__in=pks)
    if whole:
        _let_go_of(table, pks)
        gone.rows[table._meta.label] += wanted._raw_delete(wanted.db)
    else:
        gone.emptied[table._meta.label] += wanted.update(**{name: held.emptied[name] for name in names})
    columns = [str(getattr(table._meta.get_field(name), "column", name)) for name in names]
    gone.lines += _forget(table._meta.db_table, pks, columns)
    keys = [key for one in rows for key in one.files]
    if keys and (whole or set(held.files) & set(names)):
        gone.files += len(keys)
        transaction.on_commit(lambda: _remove(keys))


def _let_go_of(table: type[Model], pks: list[int]) -> None:
    """Empty what points at rows that go: the paper that an assessment names, where only the paper is due.

    A table that must point at one of them goes with it, or could not be declared so: a test asks.
    """
    for one in pointing_at(table):
        one.model._base_manager.filter(**{f"{one.name}__in": pks}).update(**{one.name: None})


def pointing_at(table: type[Model]) -> list[ForeignKey[Any, Any]]:
    """Return the columns of other tables that point at rows of a table, those without a way back too."""
    ways = table._meta.get_fields(include_hidden=True)
    return [
        one.field
        for one in ways
        if isinstance(one, ForeignObjectRel) and not one.many_to_many and isinstance(one.field, ForeignKey)
    ]


def _forget(table: str, pks: list[int], columns: list[str]) -> int:
    """Take columns out of the audit's lines of some rows, and return of how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_forget(%s, %s, %s)", [table, pks, columns])
        return int(cursor.fetchone()[0])


def _remove(keys: Iterable[str]) -> None:
    """Take files out of the store, unless a row that stays names one of them too."""
    for key in keys:
        if not _is_named(key):
            files.remove_stored(key.replace("-", ""))


def _is_named(key: str) -> bool:
    """Say whether some table still names a stored file: a signed sheet may serve two consents."""
    return any(
        held.table._base_manager.filter(**{f"{name}__in": _spellings(held, name, key)}).exists()
        for held in holdings().values()
        for name in held.files
    )


def _spellings(held: Holding, name: str, key: str) -> list[Any]:
    column: Any = held.table._meta.get_field(name)
    return [column.to_python(key.replace("-", ""))]
