"""What the public is not shown of an edition: before anybody publishes it, and once somebody has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from onward.evidence.counting import dimensions
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents.naming import Namer, place_in_words, table_in_words
from onward.evidence.editions.definition import Contents
from onward.evidence.editions.numbers import Place
from onward.evidence.editions.protecting import Known, LeftOut, Published
from onward.evidence.models import Edition
from onward.evidence.pages.beside import BesidePage, beside_page
from onward.evidence.pages.editions import language
from onward.evidence.pages.shapes import days
from onward.evidence.queries.beside import beside_public
from onward.evidence.queries.editions import left_out_of, standing
from onward.kernel.definitions.library import revive
from onward.kernel.text import said_of
from onward.reference.countries import Footnotes
from onward.reference.countries.names import sort_key


@dataclass(frozen=True)
class HiddenTable:
    """A table, with the numbers of it that are left out.

    Attributes:
        name: what stands above it, or of what it is the share or sum.
        where: how the document shows it, in words; empty where the document has one table of all.
        places: part and period of each number.
    """

    name: str
    where: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class HiddenChapter:
    """A chapter, with the tables of which it does not show all."""

    name: str
    tables: tuple[HiddenTable, ...]


@dataclass(frozen=True)
class KnownBefore:
    """Numbers that could be found out before, and the edition with which they could, in words."""

    edition: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What an edition leaves out.

    Attributes:
        chapters: where the numbers stand that are left out.
        many: how many.
        in_the_way: numbers that could be found out all the same, in words: the public cannot be told.
        known: numbers that could be found out before: they stand in nobody's way any more.
        hurried: the tables that are left out for want of time to decide which of their numbers must be, in
            words.
        state: `shown` to the public, if it were published now; `in-the-way`; `contradicts` itself;
            `decided`, when it was published.
        has_donor: whether it is a donor report.
        beside: numbers that differ by few from what is public; None where none does, or it is decided.
        confirmed: whether who published it confirmed that some do.
    """

    chapters: tuple[HiddenChapter, ...] = ()
    many: int = 0
    in_the_way: tuple[str, ...] = ()
    known: tuple[KnownBefore, ...] = ()
    hurried: tuple[str, ...] = ()
    state: str = "shown"
    has_donor: bool = False
    beside: BesidePage | None = None
    confirmed: bool = False

    @property
    def can_be_published(self) -> bool:
        """Whether publishing goes through: for the public too, or for the donor alone."""
        return self.state == "shown" or (self.has_donor and self.state in ("in-the-way", "contradicts"))


def decided_look(edition: Edition, notes: Footnotes) -> Look:
    """Return what a published edition leaves out, as it was decided then.

    Raises:
        Missing: it was published, and not for the public.
    """
    places, donor = left_out_of(edition), bool(edition.project)
    decision = standing(edition).published
    confirmed = bool(decision and decision.confirmed)
    chapters = tuple(_chapters(edition, places, notes))
    return Look(chapters, len(places), state="decided", has_donor=donor, confirmed=confirmed)


def look_of(edition: Edition, found: LeftOut, before: Sequence[Published], notes: Footnotes) -> Look:
    """Return what an edition would leave out if it were published now, and tell beside all that was before.

    Args:
        edition: which one.
        found: what was decided of it.
        before: the editions that were published before.
        notes: takes in what names need.
    """
    donor = bool(edition.project)
    if not found.can_be_published:
        named = tuple(dict.fromkeys(place_in_words(one.frozen, one.place, notes) for one in found.bare))
        return Look(in_the_way=named, state="in-the-way" if named else "contradicts", has_donor=donor)
    chapters, known = _chapters(edition, found.places, notes), _known(found.known, notes)
    beside = beside_public(edition, found, before)
    return Look(
        tuple(chapters),
        len(found.places),
        known=tuple(known),
        hurried=tuple(place_in_words(edition.frozen, (*one, ()), notes) for one in sorted(found.hurried)),
        has_donor=donor,
        beside=beside_page(edition, beside, notes) if beside.many else None,
    )


def _known(found: Iterable[Known], notes: Footnotes) -> Iterator[KnownBefore]:
    by_edition: dict[str, dict[str, None]] = {}
    for one in found:
        name = said_of(one.since.definition.name, days(one.since.period))
        stands = place_in_words(one.stands.frozen, one.stands.place, notes)
        by_edition.setdefault(name, {})[stands] = None
    for name, places in by_edition.items():
        yield KnownBefore(name, tuple(places))


def _chapters(edition: Edition, places: Collection[Place], notes: Footnotes) -> Iterator[HiddenChapter]:
    layout = edition.frozen.definition
    teller = _Teller(edition, notes)
    for code, chapter in layout.chapters.items():
        shown = layout.shown_in(code)
        order = {table: at for at, table in enumerate((*shown.tables, *shown.derived))}
        here = sorted((one for one in places if one[0] == code), key=lambda one: order[one[1]])
        tables = [teller.table(shown, name, tuple(of)) for name, of in groupby(here, lambda one: one[1])]
        if tables:
            yield HiddenChapter(str(chapter.name), tuple(tables))


class _Teller:
    """Says tables and their numbers in the language of the reader."""

    def __init__(self, edition: Edition, notes: Footnotes) -> None:
        self.frozen = edition.frozen
        self.layout = edition.frozen.definition
        self.library = revive(edition.snapshot)[1]
        self.namer = Namer(language(), edition.last, notes, self.library)

    def table(self, shown: Contents, code: str, places: tuple[Place, ...]) -> HiddenTable:
        table = shown.tables.get(code)
        by = table.by if table else ()
        in_order = sorted(
            places, key=lambda one: (self._ranks(by, one[3]), self.layout.periods.index(one[2]))
        )
        return HiddenTable(
            table_in_words(self.layout, places[0][0], code, self.library),
            self._where(shown, code),
            tuple(self._number(by, one) for one in in_order),
        )

    def _where(self, shown: Contents, code: str) -> str:
        if not shown.page:
            return ""
        ways = [_("as a large number at the beginning")] if code in shown.headlines else []
        for one in shown.page:
            if one.table == code:
                ways.append(pgettext("how a report shows numbers", "table"))
            elif one.chart == code:
                of_map = shown.tables[code].chart == "map"
                ways.append(
                    pgettext("how a report shows numbers", "map")
                    if of_map
                    else pgettext("how a report shows numbers", "chart")
                )
        return self.namer.several(ways or [_("in sentences and files of numbers")])

    def _number(self, by: tuple[str, ...], place: Place) -> str:
        words = [self.namer.part(one, part) for one, part in zip(by, place[3], strict=False)]
        return ", ".join([*(words or [_("In all")]), days(self.frozen.days(place[2]))])

    def _ranks(self, by: tuple[str, ...], parts: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
        """Return the place among the parts: that of the definition, of time or of the alphabet."""
        return tuple(self._rank(one, part) for one, part in zip(by, parts, strict=False))

    def _rank(self, by: str, part: str) -> tuple[int, int, str]:
        one = dimensions(self.library)[by]
        known = [*one.parts, *one.groups]
        if part in known:
            return 0, known.index(part), ""
        if part == UNKNOWN:
            return 2, 0, ""
        return 1, 0, part if one.each else sort_key(self.namer.part(by, part))
