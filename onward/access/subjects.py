"""How the audit learns whom a key means. Later tiers know persons and cases; `web` connects them.

The data-protection officer asks about anybody, restricted or not: so these answers pass no veil, and every
question is written down (`audit.searched`, `audit.opened`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
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


_tables: dict[str, str | Promise] = {}
_columns: dict[str, str | Promise] = {}


def register_tables(rows: Mapping[str, str | Promise], columns: Mapping[str, str | Promise]) -> None:
    """Say what a row of each table and a column is called in the audit; called when the house starts."""
    _tables.update(rows)
    _columns.update(columns)


def column_called(name: str) -> str:
    """Return what a column is called; its own name in words where nobody said."""
    plain = name.removesuffix("_id")
    return str(_columns.get(plain, plain.replace("_", " ")))


def row_of(table: str) -> str:
    """Return what a row of a table is called; the table's own name where nobody said."""
    return str(_tables.get(table, table))


def find(text: str) -> list[Subject]:
    """Return the subjects that a typed text can mean."""
    return [subject for source in _sources for subject in source.find(text)]


def named(keys: Iterable[UUID | None]) -> Mapping[UUID, Subject]:
    """Return the subjects of keys; what is not known any more (it was erased) is left out."""
    wanted = {key for key in keys if key}
    return {subject.key: subject for source in _sources for subject in source.named(wanted)} if wanted else {}
