"""The page of one number: what it is, how it is asked for, how it was over the years, what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.evidence.counting import Dimension, derived, dimensions, figures, populations
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.definition import Break
from onward.evidence.documents import charts
from onward.evidence.documents.annex import UNITS, events_of, share_part
from onward.evidence.documents.drawn import inline
from onward.evidence.documents.naming import Namer, break_in_words
from onward.evidence.facts import Facts
from onward.evidence.facts.columns import columns
from onward.evidence.hooks import File, files_seen, reads_files, references_of
from onward.evidence.models import Edition
from onward.evidence.pages.shapes import days
from onward.evidence.policy import READ_SMALL
from onward.evidence.queries.behind import OTHERS, Behind, Point, keys_of
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.text import after_one_another, day_in_words, said_of
from onward.reference.countries import Footnotes

MOST = 100
"""Cases listed on the page at most; the copy has all of them."""


@dataclass(frozen=True)
class Cases:
    """The cases behind a number, as a reader may know of them.

    Attributes:
        references: of all, for who counts small numbers and reads no file.
        files: those in the reader's sight, with nothing said of the others; None for the former.
        more: whether there are more than the page lists.
    """

    references: tuple[str, ...] = ()
    files: tuple[File, ...] | None = None
    more: bool = False


@dataclass(frozen=True)
class NumberPage:
    """One number.

    Attributes:
        title: the figure and its part.
        report: the report in which it is printed, and its chapter.
        value: as it is written.
        of: of how many it is a part, as it is written; empty where it is of none.
        part: of a share, how many of these, as it is written; else empty.
        period: whose events count.
        known: the moment as which it is known, in words.
        today: the number as it is known today, where that is another one; else empty.
        lines: definition and query: what, its words, and the code as the files write it.
        conditions: the same of what must hold.
        series: a drawing of the years.
        points: words of each period and its number, as they are drawn.
        notes: what must be known to compare the years.
        cases: those behind it; None for who may see none.
    """

    title: str
    report: str
    chapter: str
    value: str
    of: str
    part: str
    unit: str
    period: str
    known: str
    today: str
    lines: tuple[tuple[str, str, str], ...]
    conditions: tuple[tuple[str, str, str], ...]
    series: SafeString
    points: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    cases: Cases | None = field(default=None)


def number_page(edition: Edition, behind: Behind, facts: Facts, user: User, notes: Footnotes) -> NumberPage:
    """Return the page of a number of an edition, for a reader."""
    language = get_language() or "en"
    namer = Namer(language, edition.last, notes, behind.library)
    words = _Words(behind, namer)
    points = [*behind.series(facts)]
    today = behind.known_today(facts) or 0
    return NumberPage(
        words.title(),
        str(behind.report.name),
        str(behind.report.chapters[behind.ref.chapter].name),
        words.written(behind.value),
        "" if behind.base is None else namer.number(behind.base),
        "" if behind.part is None else namer.number(behind.part),
        words.unit(),
        days(behind.period),
        day_in_words(edition.prepared_at.astimezone(OFFICE_ZONE), "j F Y, H:i"),
        "" if today == (behind.value or 0) else words.written(today),
        tuple(words.lines()),
        tuple(words.conditions()),
        words.drawn(points),
        tuple((days(one.period), words.written(one.number)) for one in points),
        tuple(words.breaks(points)),
        cases(behind, facts, user),
    )


def cases(behind: Behind, facts: Facts, user: User, most: int = MOST) -> Cases | None:
    """Return the cases behind a number as a user may know of them; None where they may not."""
    small = may(user, READ_SMALL)
    if not small and not reads_files(user):
        return None
    keys = keys_of(behind.events(facts))
    if small:
        found = sorted(references_of({case for case, _person in keys if case}).values())
        return Cases(tuple(found[:most]), more=len(found) > most)
    seen = sorted(set(files_seen(user, keys).values()), key=lambda one: one.reference)
    return Cases(files=tuple(seen[:most]), more=len(seen) > most)


def rows_behind(behind: Behind, facts: Facts) -> list[tuple[str, date]]:
    """Return the reference of the case and the day of every event that a number counts: no name, no key."""
    events = behind.events(facts)
    named = references_of({UUID(bytes=one["case_key"]) for one in events if one["case_key"]})
    return [(_reference(one["case_key"], named), one["occurred_on"]) for one in events]


def _reference(key: bytes | None, named: dict[UUID, str]) -> str:
    return named.get(UUID(bytes=key), "") if key else ""


@dataclass(frozen=True)
class _Words:
    """Says what a number is."""

    behind: Behind
    namer: Namer

    def title(self) -> str:
        table = self.behind.table
        if table is None:
            return str(derived(self.behind.library)[self.behind.ref.table].name)
        name = str(self.behind.counted[0].name)
        return said_of(name, self.part()) if self.behind.ref.part else name

    def part(self) -> str:
        ref, table = self.behind.ref, self.behind.table
        if ref.part == (OTHERS,):
            return _("others")
        assert table
        named = [self.namer.part(code, part) for code, part in zip(table.by, ref.part, strict=True)]
        return ", ".join(named)

    def unit(self) -> str:
        made = self.behind.made
        return _("percent") if made and made.share else UNITS[self.behind.counted[0].counts]()

    def written(self, number: object) -> str:
        if number is None:
            return "–"
        made = self.behind.made
        say = self.namer.percent if made and made.share else self.namer.number
        return say(number)  # type: ignore[arg-type]

    def lines(self) -> Iterator[tuple[str, str, str]]:
        library, made = self.behind.library, self.behind.made
        if made:
            yield _("What is counted"), str(made.about), ""
            if made.share:
                yield _("Part"), *share_part(made.code, library)
                yield _("Base"), str(figures(library)[made.share.of].name), made.share.of
            yield _("Definition"), "", f"{made.code} {library.get('derived', made.code).version}"
        for figure in self.behind.counted:
            if not made:
                yield _("What is counted"), str(figure.about), ""
            yield from events_of(figure)
            yield _("Definition"), "", f"{figure.code} {library.get('figures', figure.code).version}"
        for column, value in self.behind.report.chapters[self.behind.ref.chapter].only.items():
            words = said_of(columns(library)[column].name, self.namer.value(column, value))
            yield _("Limited to"), words, f"{column} = {value}"

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        known, behind = populations(self.behind.library), self.behind
        asked = list(behind.asked(behind.period).among)
        if behind.made and behind.made.share and behind.made.share.among:
            asked.append(behind.made.share.among)
        for figure in behind.counted:
            for code in dict.fromkeys([*([figure.among] if figure.among else []), *asked]):
                yield _("Of whom"), str(known[code].name), known[code].when
            if figure.when:
                yield _("Only where"), "", figure.when
        yield from self._of_part()

    def _of_part(self) -> Iterator[tuple[str, str, str]]:
        """Give the condition of the part, with those that are tried before it."""
        table, ref = self.behind.table, self.behind.ref
        if table is None or not ref.part:
            return
        if ref.part == (OTHERS,):
            named = [self.namer.part(table.by[0], one) for one in self.behind.named]
            what = str(dimensions(self.behind.library)[table.by[0]].name)
            yield what, _("all but %(named)s") % {"named": self.namer.several(named)}, ""
            return
        for code, part in zip(table.by, ref.part, strict=True):
            yield self._of_one(dimensions(self.behind.library)[code], part)

    def _of_one(self, one: Dimension, part: str) -> tuple[str, str, str]:
        words = self.namer.part(one.code, part)
        if part in one.instead:
            return str(one.name), words, one.instead[part]
        if one.column:
            empty = part == UNKNOWN and part not in one.parts
            code = f"!has(fact.{one.column})" if empty else f"fact.{one.column}: {part}"
            return str(one.name), _("nothing is on record of it") if empty else words, code
        tried = [*one.groups] if part not in one.groups else [*one.groups][: [*one.groups].index(part)]
        earlier = after_one_another(str(one.groups[name].name) for name in tried)
        if part not in one.groups:
            codes = " || ".join(f"({one.groups[name].when})" for name in tried)
            what = _("what is on record does not say that one of these holds: %(groups)s")
            return str(one.name), what % {"groups": earlier}, f"!({codes})"
        also = _("%(part)s, and none of these that are tried before: %(groups)s")
        told = also % {"part": words, "groups": earlier} if earlier else words
        return str(one.name), told, one.groups[part].when

    def _breaks(self) -> list[Break]:
        only = self.behind.report.chapters[self.behind.ref.chapter].only
        return [one for one in self.behind.counted[0].breaks if one.is_of(only)]

    def drawn(self, points: Sequence[Point]) -> SafeString:
        bars = [
            charts.Bar(
                _short(one), None if one.number is None else int(one.number), written=self.written(one.number)
            )
            for one in points
        ]
        spec = charts.series(bars, self._since(points), (_("as counted now"), _("counted otherwise")))
        words = said_of(self.title(), after_one_another(f"{one.words} {one.written}" for one in bars))
        return SafeString(inline(spec, "series", words))  # nosec B703 - drawn by ourselves

    def _since(self, points: Sequence[Point]) -> str:
        """Return the words of the first period that is not before the last break."""
        last = max((one.on for one in self._breaks()), default=None)
        if last is None or not points[0].period.first < last <= points[-1].period.last:
            return ""
        return next(_short(one) for one in points if one.period.last >= last)

    def breaks(self, points: Sequence[Point]) -> Iterator[str]:
        for one in self._breaks():
            if points[0].period.first < one.on <= points[-1].period.last:
                yield break_in_words(one.on, str(one.says))
        if any(one.number is None for one in points):
            yield _("A period without a column: nothing at all is on record of it.")


def _short(point: Point) -> str:
    period = point.period
    return str(period.first.year) if period.is_year else day_in_words(period.first, "N Y")
