"""What was decided beforehand of what the public may be shown of an edition, and whether it still holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import onward
from onward.evidence.disclosure import Note
from onward.evidence.editions import Frozen
from onward.evidence.editions.protecting import (
    Bare,
    Known,
    LeftOut,
    Published,
    overlapping,
    places_read,
    places_written,
)
from onward.evidence.models import Decision, Edition
from onward.kernel.definitions.library import canonical


def _program() -> str:
    """Return the SHA-256 of the program: its own source, and the solver that it asks."""
    told = hashlib.sha256(version("ortools").encode())
    home = Path(onward.__file__).parent
    for file in sorted(home.rglob("*.py")):
        if "tests" not in file.relative_to(home).parts:
            told.update(str(file.relative_to(home)).encode())
            told.update(file.read_bytes())
    return told.hexdigest()


_PROGRAM: Final = _program()
"""Read as the program starts: what is replaced under a running one is not what it decides by."""


def published_before() -> Iterator[Published]:
    """Give every edition that the public ever got, the oldest first: withdrawn ones are known too."""
    made = Decision.objects.filter(kind=Decision.Kind.PUBLISHED, for_public=True)
    for one in made.select_related("edition").order_by("at", "pk"):
        yield Published(one.edition.frozen, frozenset(places_read(one.left_out)), one.edition.key)


def basis_of(edition: Edition, before: Sequence[Published]) -> str:
    """Return the SHA-256 of all that decides what the public may be shown of an edition.

    That is the program, the edition with its definitions and its numbers, and the editions beside which it
    is judged, each with its definitions, its numbers and what it left out. Where corrected numbers of these
    count, they are asked for as known where the edition was frozen: that place in the log belongs to it, and
    nothing below it ever changes.
    """
    frozen = edition.frozen
    told = [
        _PROGRAM,
        [edition.mark, edition.upto, *_told(frozen)],
        *([places_written(one.left_out), *_told(one.frozen)] for one in overlapping(frozen, before)),
    ]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def _told(frozen: Frozen) -> list[Any]:
    return [frozen.snapshot, frozen.period.first, frozen.period.last, frozen.digest]


def judged(edition: Edition, before: Sequence[Published]) -> LeftOut | None:
    """Return what was decided of an edition beside those published before it; None where nothing was.

    A decision that anything else has led to is none: the numbers are then to be judged anew.
    """
    made = edition.judgements.filter(basis=basis_of(edition, before)).first()
    if made is None:
        return None
    printed = [edition.frozen, *(one.frozen for one in overlapping(edition.frozen, before))]
    return LeftOut(
        frozenset(places_read(made.left_out)),
        (Note("contradiction", ()),) if made.contradicts else (),
        tuple(_bare_read(made.bare, printed)),
        tuple(_known_read(made.known, printed)),
        tuple(_bare_read(made.guessed, printed)),
        frozenset((chapter, table, period) for chapter, table, period in made.hurried),
    )


def bare_written(edition: Edition, before: Sequence[Published], bare: Sequence[Bare]) -> list[list[Any]]:
    """Return numbers that cannot be hidden as they are kept: in which edition, and where.

    Nought is the edition itself, one the first of those beside which it is judged.
    """
    near = [one.frozen for one in overlapping(edition.frozen, before)]
    numbered = {id(frozen): number for number, frozen in enumerate(near, 1)}
    return [[numbered.get(id(one.frozen), 0), *one.place[:3], *one.place[3]] for one in bare]


def known_written(edition: Edition, before: Sequence[Published], known: Sequence[Known]) -> list[list[Any]]:
    """Return numbers that could be found out before as they are kept: since which edition, then as above."""
    near = [one.frozen for one in overlapping(edition.frozen, before)]
    numbered = {id(frozen): number for number, frozen in enumerate(near, 1)}
    stands = bare_written(edition, before, [one.stands for one in known])
    return [[numbered.get(id(one.since), 0), *place] for one, place in zip(known, stands, strict=True)]


def _known_read(kept: Sequence[Sequence[Any]], printed: Sequence[Frozen]) -> Iterator[Known]:
    for since, *place in kept:
        [stands] = _bare_read([place], printed)
        yield Known(stands, printed[since])


def _bare_read(kept: Sequence[Sequence[Any]], printed: Sequence[Frozen]) -> Iterator[Bare]:
    for number, chapter, table, period, *parts in kept:
        yield Bare(printed[number], (chapter, table, period, tuple(parts)))
