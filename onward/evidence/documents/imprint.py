"""What a document says of its edition, and of others beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onward.evidence.rules import Period


@dataclass(frozen=True)
class Another:
    """Another edition of the same report for the same period.

    Attributes:
        number: of the edition.
        published: the day on which it was.
        moved: how many numbers that both print are not the same.
        redefined: whether some are decided by other definitions.
    """

    number: int
    published: date
    moved: int = 0
    redefined: bool = False


@dataclass(frozen=True)
class DefinedBefore:
    """The edition of the same report that was published last before one, by other definitions.

    Attributes:
        number: of the edition.
        period: of it.
        published: the day on which it was.
        names: what is defined otherwise, in the language of the document.
    """

    number: int
    period: Period
    published: date
    names: tuple[str, ...]


@dataclass(frozen=True)
class PrintedBefore:
    """An edition of another period, or of another report, that printed numbers of the same days otherwise.

    Attributes:
        report: its name, in the language of the document.
        covers: the length of its period.
        number: of the edition.
        period: of it.
        published: the day on which it was.
        places: where the numbers stand in this edition: chapter, table, period and part.
    """

    report: str
    covers: str
    number: int
    period: Period
    published: date
    places: frozenset[tuple[str, str, str, tuple[str, ...]]]


@dataclass(frozen=True)
class Imprint:
    """What a document says of its edition.

    Attributes:
        number: of the edition.
        known: the day on which its numbers were frozen.
        state: `draft` of no edition at all, `prepared`, `published` or `withdrawn`.
        published: the day on which it was, if it was.
        at: the moment at which its numbers were frozen, in office time, where it is known.
        withdrawn: the day on which it was, if it was.
        reason: why.
        replaces: the published edition whose place it takes, if there was one.
        replaced: the published edition that took its place, if one did.
        internal: whether it is exact.
        hidden: how many numbers are left out.
        digest: of the values as they are shown; that of the exact ones would tell whether a guess is right.
        warning: what must be said of all of it.
        offices: those whose report it is, each with its address and telephone.
        otherwise: the edition before, where what it counts is defined otherwise.
        before: earlier editions that printed other numbers of the same days.
    """

    number: int
    known: date
    state: str = "prepared"
    published: date | None = None
    at: datetime | None = None
    withdrawn: date | None = None
    reason: str = ""
    replaces: Another | None = None
    replaced: Another | None = None
    internal: bool = True
    hidden: int = 0
    digest: str = ""
    warning: str = ""
    offices: tuple[str, ...] = ()
    otherwise: DefinedBefore | None = None
    before: tuple[PrintedBefore, ...] = ()

    def is_otherwise(self, place: tuple[str, str, str, tuple[str, ...]]) -> bool:
        """Say whether another number was published of the same, by an earlier edition."""
        return any(place in one.places for one in self.before)
