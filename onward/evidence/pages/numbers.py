"""The page of one number: what it is, how it is asked for, how it was over the years, what it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.evidence.counting import breaks_of, derived
from onward.evidence.counting.definition import Break
from onward.evidence.documents import charts
from onward.evidence.documents.annex import UNITS, limited_to, only_where
from onward.evidence.documents.drawn import both
from onward.evidence.documents.naming import Namer
from onward.evidence.editions.donor import TO_DATE
from onward.evidence.facts import Facts
from onward.evidence.models import Edition
from onward.evidence.pages.defining import (
    break_lines,
    condition_lines,
    definition_lines,
    others_line,
    part_lines,
)
from onward.evidence.pages.lines import Cases, cases
from onward.evidence.pages.shapes import CasesOf, days
from onward.evidence.queries.behind import OTHERS, Behind, Point
from onward.evidence.queries.defined import published_otherwise
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.text import after_one_another, day_in_words, said_of
from onward.kernel.written import comma
from onward.reference.countries import Footnotes


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
    namer = namer_of(edition, behind, notes)
    words = _Words(behind, namer)
    points = [*behind.series(facts)]
    today = points[-1].today
    return NumberPage(
        words.title(),
        str(behind.report.name),
        str(behind.report.chapters[behind.ref.chapter].name),
        words.written(behind.value),
        "" if behind.base is None else words.base(behind.base),
        "" if behind.part is None else namer.number(behind.part),
        words.unit(),
        days(behind.period),
        day_in_words(edition.prepared_at, "j F Y, H:i"),
        "" if (today or 0) == (behind.value or 0) else words.written(today),
        tuple(words.lines()),
        tuple(words.conditions()),
        words.drawn(points),
        tuple((days(one.period), words.written(one.number)) for one in points),
        (*words.breaks(points), *words.later(points[:-1]), *_published_otherwise(edition, behind)),
        cases(behind.events(facts), user, behind.counted[0], namer),
    )


def _published_otherwise(edition: Edition, behind: Behind) -> Iterator[str]:
    """Say of which periods of the series another number was published, by another definition."""
    place = (behind.ref.chapter, behind.ref.table)
    for other, found in published_otherwise(edition, place, behind.ends):
        names = [one.name for one in found.definitions if (one.kind, one.code) in found.places[place]]
        words = _(
            "Break: of %(period)s, edition %(number)s was published by another definition (%(names)s). Here "
            "this period is counted as this edition counts, so what was printed of it may be another number."
        )
        told = {"period": days(other.period), "number": other.number}
        yield words % {**told, "names": comma().join(dict.fromkeys(names))}


def namer_of(edition: Edition, behind: Behind, notes: Footnotes) -> Namer:
    """Return who says the parts of an edition's number, in the language of the reader."""
    return Namer(get_language() or "en", edition.last, notes, behind.library)


def cases_of(edition: Edition, behind: Behind, notes: Footnotes) -> CasesOf:
    """Say behind which number of an edition cases stand; `notes` has those that its lines need."""
    namer = namer_of(edition, behind, notes)
    known = edition.prepared_at.astimezone(OFFICE_ZONE)
    code = behind.made.code if behind.made else behind.counted[0].code
    chapter = str(behind.report.chapters[behind.ref.chapter].name)
    report = "-".join(one for one in (edition.report, edition.project, str(edition.number)) if one)
    title = _Words(behind, namer).title()
    return CasesOf(code, title, chapter, behind.period, known, report, tuple(notes.lines()))


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
        figure = self.behind.counted[0]
        return _("percent") if made and made.share else figure.currency or UNITS[figure.counts]()

    def written(self, number: object) -> str:
        if number is None:
            return "–"
        made = self.behind.made
        say = self.namer.percent if made and made.share else self.namer.number
        if self.behind.counted[0].counts == "amount":
            say = self.namer.amount
        return say(number)  # type: ignore[arg-type]

    def base(self, number: Decimal) -> str:
        """Return of how many it is a part: in the unit of a figure even where it is a share itself."""
        return self.written(number) if self.behind.made is None else self.namer.number(number)

    def lines(self) -> Iterator[tuple[str, str, str]]:
        yield from definition_lines(self.behind.counted, self.behind.made, self.namer)
        for column, value in self.behind.report.chapters[self.behind.ref.chapter].only.items():
            yield limited_to(column, value, self.namer)

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        behind = self.behind
        asked = list(behind.asked(behind.period).among)
        if behind.made and behind.made.share and behind.made.share.among:
            asked.append(behind.made.share.among)
        yield from condition_lines(behind.counted, asked, self.namer)
        if behind.table and behind.table.when:
            yield only_where(behind.table.when, self.namer, behind.counted[0].of)
        yield from self._of_part()

    def _of_part(self) -> Iterator[tuple[str, str, str]]:
        """Give the condition of the part, or the parts that are not among the others."""
        table, ref = self.behind.table, self.behind.ref
        if table is None or not ref.part:
            return
        if ref.part == (OTHERS,):
            yield others_line(table.by[0], self.behind.named, self.namer)
            return
        yield from part_lines(zip(table.by, ref.part, strict=True), self.namer)

    def _breaks(self) -> list[Break]:
        only = self.behind.report.chapters[self.behind.ref.chapter].only
        told = [one for figure in self.behind.counted for one in breaks_of(figure, self.behind.library)]
        return [one for one in told if one.is_of(only)]

    def drawn(self, points: Sequence[Point]) -> SafeString:
        to_date = self._to_date()
        bars = [
            charts.Bar(
                _short(one, to_date),
                None if one.number is None else int(one.number),
                written=self.written(one.number),
            )
            for one in points
        ]
        words = (_("as counted now"), _("counted otherwise, in all or in part"))
        spec, small = (
            charts.series(bars, self._otherwise(points), words, narrow=one) for one in (False, True)
        )
        said = said_of(self.title(), after_one_another(f"{one.words} {one.written}" for one in bars))
        return SafeString(both(spec, small, "series", said))  # nosec B703 - drawn by ourselves

    def _otherwise(self, points: Sequence[Point]) -> int:
        """Return how many of the periods hold days before the last break that lies among them."""
        days = [one.on for one in self._breaks() if points[0].period.first < one.on <= points[-1].period.last]
        return sum(one.period.first < max(days) for one in points) if days else 0

    def _to_date(self) -> bool:
        return self.behind.ref.period == TO_DATE

    def breaks(self, points: Sequence[Point]) -> Iterator[str]:
        only = self.behind.report.chapters[self.behind.ref.chapter].only
        behind, ends = self.behind, (points[0].period, points[-1].period)
        yield from break_lines(behind.counted, behind.library, *ends, only)
        if any(one.number is None for one in points):
            yield _("A period without a column: nothing at all was on record of it.")

    def later(self, points: Sequence[Point]) -> Iterator[str]:
        """Give the periods of which another number is known today than was when the edition was prepared."""
        told = [one for one in points if (one.today or 0) != (one.number or 0)]
        if told:
            each = (f"{days(one.period)} {self.written(one.today)}" for one in told)
            words = _("Since this edition more, or other, was recorded. As known today: %(periods)s.")
            yield words % {"periods": after_one_another(each)}


def _short(point: Point, to_date: bool = False) -> str:
    """Return the words of a period in short; of a project to date, of its end, since all begin on one day."""
    period = point.period
    if to_date:
        return day_in_words(period.last, "N Y")
    if period.is_year:
        return str(period.first.year)
    first, last = (day_in_words(one, "N Y") for one in (period.first, period.last))
    # Of half a year, the name of its first month alone would be read as that month.
    return first if first == last else f"{day_in_words(period.first, 'N')}\N{EN DASH}{last}"
