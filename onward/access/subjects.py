"""How the audit learns whom a key means. Later tiers know persons and cases; `web` connects them.

The data-protection officer asks about anybody, restricted or not: so these answers pass no veil, and every
question is written down (`audit.searched`, `audit.opened`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """A person or a case that the audit can be asked about.

    Attributes:
        kind: which of the two.
        key: its random key.
        label: its name or reference.
        about: what tells it apart from others of the same name.
    """

    kind: Literal["person", "case"]
    key: UUID
    label: str
    about: str = ""


@dataclass(frozen=True)
class Source:
    """Who knows subjects.

    Attributes:
        find: what a typed name, reference or number can mean, the best first.
        named: the subjects of those keys that it knows.
    """

    find: Callable[[str], Iterable[Subject]]
    named: Callable[[Iterable[UUID]], Iterable[Subject]]


_sources: list[Source] = []


def register_subjects(source: Source) -> None:
    """Add a source; called when the house starts."""
    if source not in _sources:
        _sources.append(source)


Referred = tuple[str, int] | UUID
"""What a line points at: a row by its table and number, or whatever has a key."""
Rows = Callable[[Mapping[str, Collection[int]], Collection[UUID]], Mapping[Referred, str]]
"""Told the numbers of rows by table, and keys, it answers with what each is called, in one question to the
database; what is not there any more is left out."""
Persons = Callable[[Mapping[str, Collection[int]], Collection[UUID]], Collection[UUID]]
"""Told the same, it answers with the keys of those by whose names these rows are called."""
Say = Callable[[Any], object]
"""Told a coded value, it answers with words in the reader's language."""


@dataclass(frozen=True)
class Words:
    """What the audit calls things: tables, columns, coded values, pages, and the rows that it points at.

    Attributes:
        tables: what a row of each table is called.
        columns: what each column is called, without the `_id` of what it points at.
        codes: who says the values of a column (`column`, or `table.column`); of a list, one by one.
        whole: likewise for values that are told as one.
        pages: what the pages are called that write who opened something.
        rows: who says what rows are called.
        persons: who says which persons are named by that.
    """

    tables: Mapping[str, str | Promise]
    columns: Mapping[str, str | Promise]
    codes: Mapping[str, Say]
    whole: Mapping[str, Say]
    pages: Mapping[str, str | Promise]
    rows: Rows
    persons: Persons


_words = [Words({}, {}, {}, {}, {}, lambda rows, keys: {}, lambda rows, keys: ())]


def register_words(words: Words) -> None:
    """Say what the audit calls things; called when the house starts."""
    _words[:] = [words]


def words() -> Words:
    """Return what the audit calls things."""
    return _words[0]


def column_called(name: str) -> str:
    """Return what a column is called; its own name in words where nobody said."""
    plain = name.removesuffix("_id")
    return str(words().columns.get(plain, plain.replace("_", " ")))


def row_of(table: str) -> str:
    """Return what a row of a table is called; the table's own name where nobody said."""
    return str(words().tables.get(table, table))


def said_by(table: str, column: str) -> tuple[Say | None, Say | None]:
    """Return who says the values of a column one by one, and who says them as a whole."""
    told, names = words(), (f"{table}.{column}", column)
    one = next((told.codes[name] for name in names if name in told.codes), None)
    return one, next((told.whole[name] for name in names if name in told.whole), None)


def find(text: str) -> list[Subject]:
    """Return the subjects that a typed text can mean."""
    return [subject for source in _sources for subject in source.find(text)]


def named(keys: Iterable[UUID | None]) -> Mapping[UUID, Subject]:
    """Return the subjects of keys; what is not known any more (it was erased) is left out."""
    wanted = {key for key in keys if key}
    return {subject.key: subject for source in _sources for subject in source.named(wanted)} if wanted else {}
