"""Where evidence asks for the files behind its numbers: it knows keys, somebody else who sees which."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from onward.access.models import User

Keys = tuple[UUID | None, UUID | None]
"""The case and the person of an event."""


@dataclass(frozen=True)
class File:
    """A file that the reader may see: its reference and where it is."""

    reference: str
    url: str


@dataclass(frozen=True)
class Files:
    """Who knows the files.

    Attributes:
        reads: says whether a user reads files at all.
        seen: returns those of the files that a user may see, by their keys, and nothing of the others.
        references: returns the references of cases by key, and nothing else of them: for who reads no file,
            and counts what stands behind a number.
        travelling: returns all who travel in cases, hidden ones too, by key: for the audit alone.
    """

    reads: Callable[[User], bool]
    seen: Callable[[User, Collection[Keys]], Mapping[Keys, File]]
    references: Callable[[Collection[UUID]], Mapping[UUID, str]]
    travelling: Callable[[Collection[UUID]], Collection[Keys]]


_files: list[Files] = []
Origins = Callable[[User, Collection[UUID]], Mapping[UUID, File]]
"""Returns what something without a case came from, by key: a voucher, a workbook, as a user may see it."""
_origins: list[Origins] = []


def register_origins(origins: Origins) -> None:
    """Say who knows what something without a case came from; each is called once, when the house starts."""
    _origins.append(origins)


def origins_of(user: User, keys: Collection[UUID]) -> dict[UUID, File]:
    """Return what something without a case came from, by key, for a user; nothing of what nobody knows."""
    return {key: found for origins in _origins for key, found in origins(user, keys).items()} if keys else {}


Brought = Callable[[Collection[UUID]], Mapping[UUID, date]]
"""Returns which of some cases came from a workbook, by key, and the day on which they came in."""
_brought: list[Brought] = []


def register_brought(brought: Brought) -> None:
    """Say who knows which cases came from a workbook; called once, when the house starts."""
    _brought[:] = [brought]


def brought_in(cases: Collection[UUID]) -> dict[UUID, date]:
    """Return which of some cases came from a workbook, by key, and the day on which they came in."""
    return {key: day for brought in _brought for key, day in brought(cases).items()} if cases else {}


def register_files(files: Files) -> None:
    """Say who knows the files; called once, when the house starts."""
    _files[:] = [files]


def reads_files(user: User) -> bool:
    """Say whether a user may see files behind numbers."""
    return any(files.reads(user) for files in _files)


def files_seen(user: User, keys: Collection[Keys]) -> dict[Keys, File]:
    """Return the files that a user may see, of those named by keys."""
    return {key: file for files in _files for key, file in files.seen(user, keys).items()}


def references_of(cases: Collection[UUID]) -> dict[UUID, str]:
    """Return the references of cases by key."""
    return {key: found for files in _files for key, found in files.references(cases).items()}


def everybody_told(keys: Collection[Keys]) -> list[Keys]:
    """Return of whom a list tells that names the cases of these keys, hidden ones too: for the audit alone.

    What happened to a case and to nobody in it by name is told of all who travel in it.
    """
    whole = {case for case, person in keys if case and person is None}
    named = [one for one in keys if one[1]]
    return [*named, *(one for files in _files for one in files.travelling(whole))] if whole else named
