"""What 'Key trends' shows: numbers with their words, shares with their base, and what is not shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import Office
from onward.evidence.figures import FIGURES, GROUPS, PARTS, TOLD_ELSEWHERE, UNITS, Figure
from onward.evidence.forms import programme_names
from onward.evidence.queries import BEFORE, NOW, Question, count
from onward.evidence.rules import (
    Period,
    Shown,
    Split,
    change,
    columns,
    exact,
    is_few,
    leading,
    percent,
    protect,
)
from onward.kernel import clock
from onward.kernel.components import Bar
from onward.kernel.definitions import current_library
from onward.reference.choices import label
from onward.reference.countries import Footnotes, UnknownCountry, country_name

Words = str | Promise
NUMBERS = ("returns", "persons", "cases", "destinations", "children")
SPLITS = ("by-destination", "by-sex", "by-channel")
BY_SEX = ("umc", "aged-out", "trafficking")
MOST_MONTHS = 24
"""Columns by month up to here; by year beyond."""
YEARS_OFFERED = 5


@dataclass(frozen=True)
class Number:
    """One number beside what it is compared with; None is one that is not shown, being small.

    `change` is in whole percent, None from nought and where one of the two is not shown.
    """

    code: str
    name: Words
    now: int | None
    before: int | None
    change: int | None
    share: int | None = None

    @property
    def change_size(self) -> int:
        """The change without its sign, for a sentence that says which way it went."""
        return abs(self.change or 0)

    @property
    def share_words(self) -> str:
        """The share, for a sentence: one that rounds to nought is not called none."""
        return share_words(self.now or 0, self.share)


@dataclass(frozen=True)
class Row:
    """One part of a split: its share of the base, and its length against the longest, in percent.

    `before` is None where it is told among the others alone.
    """

    code: str
    name: Words
    now: int
    before: int | None
    share: int | None
    length: str

    @property
    def share_words(self) -> str:
        """The share with its sign, held together; a share that rounds to nought is not called none."""
        words = share_words(self.now, self.share)
        return f"{words}\N{NO-BREAK SPACE}%" if words else ""


def share_words(number: int, share: int | None) -> str:
    """Return a share in whole percent as it is written, without its sign; empty where there is none."""
    if share is None:
        return ""
    return "<1" if number and not share else str(share)


@dataclass(frozen=True)
class Table:
    """A split for one programme. `base` is what shares are of; `remainder` is what a ranking leaves.

    `then` says whether the numbers of the period before are told.
    """

    code: str
    name: Words
    unit: Words
    base: int
    rows: tuple[Row, ...]
    remainder: Row | None = None
    others: int = 0
    then: bool = True


@dataclass(frozen=True)
class Guarded:
    """A protected figure as the reader may see it; None is a number that is not shown."""

    code: str
    name: Words
    now: Shown
    before: Shown
    rows: tuple[tuple[str, Words, int | None, int | None], ...]


@dataclass(frozen=True)
class Chapter:
    """One programme. `folded` says that months are left out, as some have few returns."""

    code: str
    name: str
    numbers: Mapping[str, Number]
    months: tuple[Row, ...]
    by_year: bool
    folded: bool
    tables: tuple[Table, ...]
    by_sex: tuple[Guarded, ...]
    medical: Guarded | None
    vulnerabilities: Guarded | None

    @property
    def columns(self) -> list[Bar]:
        """The months, or years, as columns that are drawn."""
        return [Bar(row.name, row.now) for row in self.months]


@dataclass(frozen=True)
class Trends:
    """The page.

    Attributes:
        question: what was asked.
        chapters: the programmes that have returns in either period.
        sexes: code and words of each sex, as protected tables head their columns.
        withheld: whether protected figures are left out altogether.
        exact: whether small numbers stand as they are.
        on: the day as which the page speaks: names of countries follow it.
        limits: what else was asked, in words: a number among some must not be read as one among all.
    """

    question: Question
    chapters: tuple[Chapter, ...]
    sexes: tuple[tuple[str, Words], ...]
    withheld: bool
    exact: bool
    on: date
    limits: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        """The period in words."""
        return days(self.question.period)

    @property
    def against(self) -> str:
        """The period that it is compared with, in words."""
        return days(self.question.against)


def trends(question: Question, *, small: bool, notes: Footnotes) -> Trends:
    """Return the page that answers a question.

    Args:
        question: what is asked.
        small: whether the reader may see small numbers of protected figures.
        notes: takes the notes on the names of countries.

    For whoever may not see small numbers, protected figures stand for whole calendar years that are over, for
    everybody, everywhere and as known now: other periods, places and days could be subtracted from these.
    """
    on = question.known_on or clock.today()
    if not small:
        question = replace(question, group="", destination="")
    open_to_all = may_be_told(question)
    told = [one for one in FIGURES.values() if small or open_to_all or not one.protected]
    counts = count(question, told)
    names = programme_names()
    order = sorted(counts, key=lambda code: (list(names).index(code) if code in names else len(names), code))
    writer = _Writer(question, notes, on, small=small)
    chapters = tuple(writer.chapter(code, names.get(code, code), counts[code]) for code in order)
    sexes = tuple(PARTS["sex"].items())
    limits = tuple(writer.limits(names))
    return Trends(question, chapters, sexes, not (small or open_to_all), small, on, limits)


def may_be_told(question: Question) -> bool:
    """Say whether protected figures may be shown, protected, to whoever may not see small numbers."""
    over = all(one.is_year and one.last < clock.today() for one in (question.period, question.against))
    return over and not question.destination and not question.known_on and not question.group


class _Writer:
    """Turns the numbers of one page into what it shows."""

    def __init__(self, question: Question, notes: Footnotes, on: date, *, small: bool) -> None:
        self.question = question
        self.notes = notes
        self.on = on
        self.small = small
        self.language = get_language() or "en"

    def chapter(self, code: str, name: str, counts: Mapping[str, Mapping[str, Split]]) -> Chapter:
        """Return what is shown of one programme."""
        now, before = counts.get(NOW, {}), counts.get(BEFORE, {})
        numbers = {one: self._number(one, now, before) for one in NUMBERS}
        guarded = {one: self._guarded(one, now, before) for one in FIGURES if FIGURES[one].protected}
        months, by_year = self._months(now.get("by-month", Split()).parts)
        folded = self._hidden(*(row.now for row in months))
        open_ones = self.small or may_be_told(self.question)
        few_now, few_before = (self._hidden(one.get("returns", Split()).total) for one in (now, before))
        if few_now:  # nothing of so few is told in parts
            return Chapter(code, name, numbers, (), by_year, True, (), (), None, None)
        then = {} if few_before else before
        tables = [
            replace(self._table(one, now, then), then=not few_before)
            for one in SPLITS
            if open_ones or not FIGURES[one].whole_years
        ]
        told = tuple(one for one in tables if self.small or any(row.code != "others" for row in one.rows))
        return Chapter(
            code=code,
            name=name,
            numbers=numbers,
            months=() if folded else months,
            by_year=by_year,
            folded=folded or len(told) < len(tables) or any(r.before is None for t in told for r in t.rows),
            tables=told,
            by_sex=tuple(guarded[one] for one in BY_SEX) if open_ones else (),
            medical=guarded["medical"] if open_ones else None,
            vulnerabilities=guarded["vulnerabilities"] if open_ones else None,
        )

    def _hidden(self, *numbers: int) -> bool:
        """Say whether one of some numbers of returns is too small for this reader."""
        return not self.small and any(is_few(number) for number in numbers)

    def limits(self, programmes: Mapping[str, str]) -> Iterator[str]:
        """Say to what the question limits every number beside its days, as the form calls it."""
        asked = self.question
        if asked.programme:
            yield _limit(_("Programme"), str(programmes.get(asked.programme, asked.programme)))
        if asked.destination:
            yield _limit(_("Destination"), str(self._words("destination", asked.destination)))
        if asked.office:
            yield _limit(_("Office"), str(Office.objects.get(code=asked.office)))
        if asked.group:
            yield _limit(_("Of whom"), str(GROUPS[asked.group][0]))

    def _number(self, code: str, now: Mapping[str, Split], before: Mapping[str, Split]) -> Number:
        told: list[int | None] = []
        for split in (now, before):
            number, returns = split.get(code, Split()).total, split.get("returns", Split()).total
            persons = returns if code == "destinations" else number
            told.append(None if self._hidden(persons, returns) else number)
        one, other = told
        share = percent(one, now.get("persons", Split()).total) if code == "children" and one else None
        moved = None if one is None or other is None or self.question.part_of_year else change(one, other)
        return Number(code, FIGURES[code].name, one, other, moved, share)

    def _table(self, code: str, now: Mapping[str, Split], before: Mapping[str, Split]) -> Table:
        figure, split, other = FIGURES[code], now.get(code, Split()), before.get(code, Split())
        found = columns(split, other, _order(figure, split, other), protected=not self.small)
        most = max([number for _part, number, _before in found.rows], default=0)
        rows = [
            self._row(part, self._words(figure.by, part), number, then, split.total, most)
            for part, number, then in found.rows
        ]
        if not any(found.rest):
            return Table(code, figure.name, UNITS[figure.counts], split.total, tuple(rows))
        left, left_before = found.rest
        rest = self._row("others", _("Others"), left, left_before, split.total, max(most, left))
        by_destination = figure.by == "destination"
        rows += [] if by_destination else [rest]
        remainder = rest if by_destination else None
        return Table(
            code, figure.name, UNITS[figure.counts], split.total, tuple(rows), remainder, found.others
        )

    def _row(self, code: str, name: Words, now: int, before: int | None, base: int, most: int) -> Row:
        length = 100 * now / most if most else 0.0
        return Row(code, name, now, before, percent(now, base), f"{length:.1f}%")

    def _months(self, parts: Mapping[str, int]) -> tuple[tuple[Row, ...], bool]:
        """Return the columns: a month each, or a year each where there are too many months."""
        months = self.question.period.months()
        by_year = len(months) > MOST_MONTHS
        columns: dict[str, tuple[str, int]] = {}
        for month in months:
            key = f"{month:%Y}" if by_year else f"{month:%Y-%m}"
            words = key if by_year else str(MONTHS_3[month.month])
            if months[0].year != months[-1].year and not by_year and (month.month == 1 or month == months[0]):
                words = f"{words} {month:%Y}"
            columns[key] = (words, columns.get(key, ("", 0))[1] + parts.get(f"{month:%Y-%m}", 0))
        most, base = max(number for _words, number in columns.values()), sum(parts.values())
        rows = tuple(self._row(key, words, n, 0, base, most) for key, (words, n) in columns.items())
        return rows, by_year

    def _guarded(self, code: str, now: Mapping[str, Split], before: Mapping[str, Split]) -> Guarded:
        figure = FIGURES[code]
        elsewhere = TOLD_ELSEWHERE if figure.overlaps else frozenset()
        shown = []
        for split in (now.get(code, Split()), before.get(code, Split())):
            whole = Split(split.total, {**dict.fromkeys(PARTS.get(figure.by, {}), 0), **split.parts})
            shown.append(exact(whole) if self.small else protect(whole, known_elsewhere=elsewhere))
        one, other = shown
        parts = list(dict.fromkeys([*one.parts, *other.parts]))
        if figure.overlaps:
            parts.sort(key=lambda part: (-(one.parts.get(part) or 0), str(self._words(figure.by, part))))
        rows = tuple(
            (part, self._words(figure.by, part), one.parts.get(part, 0), other.parts.get(part, 0))
            for part in parts
        )
        return Guarded(code, figure.name, one, other, rows)

    def _words(self, dimension: str, part: str) -> Words:
        """Return the words for a part; a code that nobody knows stands for itself."""
        if dimension in PARTS:
            return PARTS[dimension].get(part, part)
        if dimension == "channel":
            item = current_library().of("channels").get(part)
            return str(getattr(item.body, "name", part)) if item else part
        if dimension == "vulnerability":
            return label("vulnerabilities", part)
        try:
            return country_name(part, self.language, self.on).marked(self.notes)
        except UnknownCountry:
            return part


def _order(figure: Figure, now: Split, before: Split) -> list[str]:
    """Return the parts that may have a row, in their order; destinations: those that lead now."""
    if figure.by == "destination":
        return [part for part, _number in leading(now.parts)[0]]
    either = {*now.parts, *before.parts}
    if figure.by in PARTS:
        return [part for part in PARTS[figure.by] if part in either]
    return sorted(either, key=lambda part: (-now.parts.get(part, 0), -before.parts.get(part, 0), part))


def _limit(what: str, which: str) -> str:
    """Return a limit and its value, with the sign that the language puts between."""
    return _("%(what)s: %(which)s") % {"what": what, "which": which}


def years(found: Sequence[int], newest: int, asked: QueryDict) -> list[tuple[int, str, bool]]:
    """Return the years offered at a click: each with its address, and whether it is the present one.

    Args:
        found: the years in which somebody returned.
        newest: the year that is shown without a question.
        asked: the query of the address.
    """
    offered = []
    for year in found:
        address = asked.copy()
        address["first"], address["last"] = f"{year}-01-01", f"{year}-12-31"
        present = asked.get("first", f"{newest}-01-01") == address["first"]
        present = present and asked.get("last", f"{newest}-12-31") == address["last"]
        offered.append((year, f"?{address.urlencode()}", present))
    return offered


def days(period: Period) -> str:
    """Write a period: 'the year 2020', or its first and last day."""
    if period.is_year:
        return str(period.first.year)
    dates = {"first": date_format(period.first, "j F Y"), "last": date_format(period.last, "j F Y")}
    return _("%(first)s to %(last)s") % dates
