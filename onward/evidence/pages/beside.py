"""What whoever puts an edition beside earlier ones would read, in words: for who may approve it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from onward.evidence.counting import figures
from onward.evidence.documents.naming import Namer, place_in_words, table_in_words
from onward.evidence.editions.beside import Little
from onward.evidence.models import Edition
from onward.evidence.pages.editions import edition_line, language, title_of
from onward.evidence.pages.shapes import days
from onward.evidence.queries.beside import Beside, told_by
from onward.evidence.queries.editions import standing
from onward.kernel.definitions.library import revive
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.countries import Footnotes


@dataclass(frozen=True)
class MovedLine:
    """A number that moved: of what and of which part, of which days, and by how much, with its sign."""

    name: str
    part: str
    period: str
    difference: str


@dataclass(frozen=True)
class MovedOfChapter:
    """The numbers of a chapter that moved."""

    name: str
    numbers: tuple[MovedLine, ...]


@dataclass(frozen=True)
class MovedGroup:
    """What one earlier edition tells beside the new one, or several of which days are added up."""

    editions: tuple[str, ...]
    chapters: tuple[MovedOfChapter, ...]


@dataclass(frozen=True)
class BesidePage:
    """All of it.

    Attributes:
        groups: by the earlier editions that tell it.
        many: how many numbers moved by few.
        digest: what is confirmed.
        guessed: small numbers that could be found out by who takes it that little was corrected.
        meant: earlier editions, each with what this one counts by another definition.
    """

    groups: tuple[MovedGroup, ...]
    many: int
    digest: str
    guessed: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()


def beside_page(edition: Edition, beside: Beside, notes: Footnotes) -> BesidePage:
    """Return what is shown of the numbers that differ by few from what is public."""
    named = {one.key: _named(one) for one in told_by(beside)}
    in_order = sorted(beside.moved, key=lambda one: one.beside)
    groups = groupby(in_order, lambda one: one.beside)
    writer = _Writer(edition, notes)
    return BesidePage(
        tuple(
            MovedGroup(tuple(_names(beside.keys, at, named)), tuple(writer.chapters([*of])))
            for at, of in groups
        ),
        len(beside.moved),
        beside.digest,
        tuple(dict.fromkeys(place_in_words(one.frozen, one.place, notes) for one in beside.guessed)),
        tuple(
            said_of(named[key], comma().join(dict.fromkeys(one.name for one in of)))
            for key, of in zip(beside.keys, beside.meant, strict=False)
            if of and key in named
        ),
    )


def _names(keys: Sequence[UUID | None], at: Sequence[int], named: dict[UUID, str]) -> Iterator[str]:
    for number in at:
        key = keys[number]
        if key in named:
            yield named[key]


def _named(edition: Edition) -> str:
    """Return what an earlier edition is called, with its number and the day on which it was published."""
    published = standing(edition).published
    if published is None:
        return title_of(edition_line(edition))
    on = day_in_words(published.at)
    words = _("edition %(number)s, published on %(day)s") % {"number": edition.number, "day": on}
    return said_of(title_of(edition_line(edition)), words)


class _Writer:
    """Says numbers of an edition in the language of the reader."""

    def __init__(self, edition: Edition, notes: Footnotes) -> None:
        self.frozen = edition.frozen
        self.layout = edition.frozen.definition
        self.library = revive(edition.snapshot)[1]
        self.namer = Namer(language(), edition.last, notes, self.library)

    def chapters(self, moved: Sequence[Little]) -> Iterator[MovedOfChapter]:
        for code, chapter in self.layout.chapters.items():
            here = [one for one in moved if one.place[0] == code]
            if here:
                yield MovedOfChapter(str(chapter.name), tuple(map(self._line, here)))

    def _line(self, one: Little) -> MovedLine:
        chapter, name, when, parts = one.place
        table = self.layout.shown_in(chapter).tables[name]
        figure = figures(self.library)[table.figure]
        say = self.namer.amount if figure.counts == "amount" else self.namer.number
        words = [self.namer.part(by, part) for by, part in zip(table.by, parts, strict=False)]
        sign = "+" if one.by > 0 else "\N{MINUS SIGN}"
        return MovedLine(
            table_in_words(self.layout, chapter, name, self.library) if parts else str(figure.name),
            ", ".join(words),
            days(self.frozen.days(when)),
            sign + say(abs(one.by)),
        )
