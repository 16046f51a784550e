"""Turns counted numbers into what the page shows: words, shares with their base, and what is not shown."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from babel.dates import format_date
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from onward.access.models import Office
from onward.evidence.counting import breaks_of, populations
from onward.evidence.documents.naming import break_in_words
from onward.evidence.pages.guarding import named_beside, shown_together
from onward.evidence.pages.shapes import Chapter, Guarded, Number, Row, Table, Words
from onward.evidence.queries import BEFORE, NOW, Question
from onward.evidence.queries.left_out import left_out_of_days
from onward.evidence.queries.of_each import OfEach
from onward.evidence.queries.shown import UNITS, Figure, parts_of, shown_figures
from onward.evidence.rules import (
    Period,
    Shown,
    Split,
    Step,
    change,
    columns,
    exact,
    is_few,
    leading,
    percent,
    whole,
)
from onward.kernel import clock
from onward.kernel.definitions import current_library
from onward.kernel.text import said_of
from onward.reference.choices import label
from onward.reference.countries import Footnotes, UnknownCountry, country_name

NUMBERS = ("returns", "persons", "cases", "destinations", "children")
SPLITS = ("by-destination", "by-sex", "by-channel")
BY_SEX = ("umc", "company-unknown", "age-unknown", "aged-out", "trafficking")
WHERE_ANY = frozenset({"company-unknown", "age-unknown"})
"""Protected figures that have a row only where there is somebody to count."""
TOLD_TO_ALL = ("returns", "persons", "children", "by-sex")
"""What is shown beside protected figures, and could tell of them."""
MOST_MONTHS = 24
"""Columns by month up to here; by year beyond."""
NOT_WHOLE: dict[str, Words] = {"": "", "running": gettext_lazy("not over"), "part": gettext_lazy("in part")}
"""Why a month or a year is not whole, in words."""
NOTHING, NOT_THEN = gettext_lazy("nothing on record"), gettext_lazy("not recorded then")
NOT_ALL = gettext_lazy("not all on record")
"""Why a nought is none: nothing is known of it, or nothing was on the day as which
the page speaks, or nothing is of some of its months."""
UNTOLD = (NOTHING, NOT_THEN, NOT_ALL)


def may_be_told(question: Question) -> bool:
    """Say whether protected figures may be shown, protected, to whoever may not see small numbers."""
    known = last_day_over(question)
    over = all(one.is_year and one.last <= known for one in (question.period, question.against))
    return over and not question.destination and not question.group


def last_day_over(question: Question) -> date:
    """Return the last day that was over when the question's knowledge ends: today is not."""
    yesterday = clock.today() - timedelta(days=1)
    return min(question.known_on or yesterday, yesterday)


def begins_within(period: Period, first_month: date | None) -> bool:
    """Say whether returns are on record of the later months of a period alone."""
    return first_month is not None and period.first.replace(day=1) < first_month <= period.last


def is_running(question: Question) -> bool:
    """Say whether the period was not over when the question's knowledge ends."""
    return question.cut or question.period.last > last_day_over(question)


class Writer:
    """Turns the numbers of one page into what it shows."""

    def __init__(
        self, question: Question, notes: Footnotes, on: date, of_each: OfEach, *, small: bool
    ) -> None:
        self.question = question
        self.of_each = of_each
        # Whoever reads small numbers reads the exact copies too.
        self.left_out = (
            {} if small else {when: left_out_of_days(when) for when in (question.period, question.against)}
        )
        self.notes = notes
        self.on = on
        self.small = small
        self.language = get_language() or "en"

    def chapter(self, code: str, name: str, counts: Mapping[str, Mapping[str, Split]]) -> Chapter:
        """Return what is shown of one programme, beside what is on record of it."""
        made = self._chapter(code, name, counts)
        there = made.numbers["returns"].before != 0 or self.of_each.tells_nought(code, self.question.against)
        later = not there and self.of_each.came_later(code, self.question.against)
        return replace(
            made,
            recorded_before=there,
            before_came_later=later,
            before_in_part=not there and not later and self.of_each.has(code, self.question.against),
            recorded_from=self._recorded_from(code),
        )

    def _chapter(self, code: str, name: str, counts: Mapping[str, Mapping[str, Split]]) -> Chapter:
        now, before = counts.get(NOW, {}), counts.get(BEFORE, {})
        numbers = {one: self._number(code, one, now, before) for one in NUMBERS}
        months, by_year = self._months(code, now.get("by-month", Split()).parts)
        folded = self._hidden(*(row.now for row in months)) or self._left_out(code, "by-month")
        open_ones = self.small or may_be_told(self.question)
        few_now, few_before = (self._hidden(one.get("returns", Split()).total) for one in (now, before))
        if few_now:  # nothing of so few is told in parts
            return Chapter(code, name, numbers, (), by_year, True, (), (), None, None)
        guarded = self._protected(code, now, before) if open_ones else {}
        shown = (
            {one: it.now for one, it in guarded.items()},
            {one: it.before for one, it in guarded.items()},
        )
        standing = {one for one in guarded if one not in WHERE_ANY or _any(one, now, before)}
        tables = [
            self._split(code, one, now, {} if few_before else before, then=not few_before, shown=shown)
            for one in SPLITS
            if (open_ones or not shown_figures()[one].whole_years) and not self._left_out(code, one)
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
            by_sex=tuple(guarded[one] for one in BY_SEX if one in standing),
            medical=guarded.get("medical"),
            vulnerabilities=guarded.get("vulnerabilities"),
            breaks=tuple(self._breaks(code)),
            withheld=any(one.programme in ("", code) for found in self.left_out.values() for one in found),
        )

    def _recorded_from(self, programme: str) -> date | None:
        """Return the month from which on returns of a programme are told, where others compared are not."""
        first = self.of_each.first_months.get(programme)
        return first if begins_within(self.question.against, first) else None

    def _split(
        self,
        programme: str,
        code: str,
        now: Mapping[str, Split],
        before: Mapping[str, Split],
        *,
        then: bool,
        shown: tuple[Mapping[str, Shown], Mapping[str, Shown]],
    ) -> Table:
        """Return a table, without what was before where that is not for this reader.

        What tells by its name of somebody protected (`shown`, now and before) stands among others, where
        these are not told.
        """
        then = then and not self._left_out(programme, code, before=True)
        by = shown_figures()[code].by
        one, other = (named_beside(by, told) for told in shown)
        return replace(self._table(code, now, before if then else {}, (one, other)), then=then)

    def _left_out(self, programme: str, code: str, *, before: bool = False) -> bool:
        """Say whether a published copy of these days, or of some of them, does not show all of a split.

        Beside that copy, what is not small here would tell what is left out there.
        """
        figure, when = shown_figures()[code], self.question.against if before else self.question.period
        by = (figure.by,) if figure.by else ()
        return any(
            one.programme in ("", programme) and (one.figure, one.by) == (figure.definition.code, by)
            for one in self.left_out.get(when, ())
        )

    def _breaks(self, programme: str) -> Iterator[str]:
        """Give from which days on the numbers of a programme count something else, of what is compared."""
        periods = self.question.period, self.question.against
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        library = current_library()
        told = [one for figure in shown_figures().values() for one in breaks_of(figure.definition, library)]
        here = [one for one in told if first < one.on <= last and one.is_of({"programme": programme})]
        for on, says in dict.fromkeys((one.on, str(one.says)) for one in here):
            yield break_in_words(on, says)

    def _hidden(self, *numbers: int) -> bool:
        """Say whether one of some numbers of returns is too small for this reader."""
        return not self.small and any(is_few(number) for number in numbers)

    def limits(self, programmes: Mapping[str, str]) -> Iterator[str]:
        """Say to what the question limits every number beside its days, as the form calls it."""
        asked = self.question
        if asked.programme:
            yield said_of(_("Programme"), programmes.get(asked.programme, asked.programme))
        if asked.destination:
            yield said_of(_("Destination"), self.words("destination", asked.destination))
        if asked.office:
            yield said_of(_("Office"), Office.objects.get(code=asked.office))
        if asked.group:
            yield said_of(_("Of whom"), populations()[asked.group].name)

    def _number(
        self, programme: str, code: str, now: Mapping[str, Split], before: Mapping[str, Split]
    ) -> Number:
        held = [self._left_out(programme, code, before=one) for one in (False, True)]
        told: list[int | None] = []
        for split, withheld in zip((now, before), held, strict=True):
            number, returns = split.get(code, Split()).total, split.get("returns", Split()).total
            persons = returns if code == "destinations" else number
            told.append(None if withheld or self._hidden(persons, returns) else number)
        one, other = told
        share = _share(one, now.get("persons", Split()).total) if code == "children" and one else None
        like = not (self.question.part_of_year or self._recorded_from(programme))
        moved = change(one, other) if like and one is not None and other is not None else None
        name = shown_figures()[code].name
        return Number(code, name, one, other, moved, share)

    def _table(
        self,
        code: str,
        now: Mapping[str, Split],
        before: Mapping[str, Split],
        beside: tuple[Collection[str], Collection[str]],
    ) -> Table:
        figure, split, other = shown_figures()[code], now.get(code, Split()), before.get(code, Split())
        order = _order(figure, split, other)
        found = columns(split, other, order, protected=not self.small, beside=beside)
        most = max([number for _part, number, _before in found.rows], default=0)
        rows = [
            self._row(part, self.words(figure.by, part), number, then, split.total, most)
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
        return Row(code, name, now, before, _share(now, base), f"{length:.1f}%")

    def _months(self, programme: str, parts: Mapping[str, int]) -> tuple[tuple[Row, ...], bool]:
        """Return the columns: a month each, or a year each where there are too many months."""
        months = self.question.period.months()
        by_year = len(months) > MOST_MONTHS
        columns: dict[str, tuple[str, int, Words]] = {}
        over = last_day_over(self.question)
        for month in months:
            key = f"{month:%Y}" if by_year else f"{month:%Y-%m}"
            words = key if by_year else format_date(month, "LLL", locale=self.language)
            if months[0].year != months[-1].year and not by_year and (month.month == 1 or month == months[0]):
                words = f"{words} {month:%Y}"
            spanned = _year_of(month) if by_year else _month_of(month)
            note = NOT_WHOLE[whole(spanned, self.question.period, over)]
            number = parts.get(f"{month:%Y-%m}", 0) + (columns[key][1] if key in columns else 0)
            columns[key] = (words, number, note)
        columns = self._told_of(programme, columns, "year" if by_year else "month")
        most, base = max(number for _words, number, _note in columns.values()), sum(parts.values())
        rows = tuple(
            replace(
                self._row(key, words, number, 0, base, most),
                note=note,
                untold=note in UNTOLD,
            )
            for key, (words, number, note) in columns.items()
        )
        return rows, by_year

    def _told_of(
        self, programme: str, columns: Mapping[str, tuple[str, int, Words]], each: Step
    ) -> dict[str, tuple[str, int, Words]]:
        """Return columns with a word at those of which nothing is on record of a programme.

        It stands in place of the one that says that a month is not whole: a nought of some of its days would
        be read as told all the same.
        """
        steps, asked = self.question.period.steps(each), self.question.period

        def told(key: str, number: int) -> Words:
            days = steps[key].within(asked)
            if number or self.of_each.tells_nought(programme, days):
                return ""
            if self.of_each.came_later(programme, days):
                return NOT_THEN
            return NOT_ALL if self.of_each.has(programme, days) else NOTHING

        return {
            key: (words, number, told(key, number) or note) for key, (words, number, note) in columns.items()
        }

    def _protected(self, programme: str, *periods: Mapping[str, Split]) -> dict[str, Guarded]:
        """Return the protected figures of a programme, as the reader may see them."""
        known, shown = shown_figures(), []
        for counts, when in zip(periods, (self.question.period, self.question.against), strict=True):
            splits = {code: _in_full(one, counts) for code, one in known.items() if one.protected}
            if self.small:
                shown.append({code: exact(split) for code, split in splits.items()})
                continue
            # With children in all and those alone, they would tell the others.
            apart = {
                code: Shown(None, {}) if splits[code].total else exact(splits[code]) for code in WHERE_ANY
            }
            others = {code: split for code, split in splits.items() if code not in WHERE_ANY}
            told = {code: counts.get(code, Split()) for code in TOLD_TO_ALL}
            if any(one.guarded and one.programme in ("", programme) for one in self.left_out[when]):
                shown.append(dict.fromkeys(splits, Shown(None, {})))
                continue
            named = {code: counts.get(code, Split()) for code in SPLITS}
            shown.append({**apart, **shown_together(programme, when, others, told, named)})
        now, before = shown
        return {
            code: self._guarded(known[code], now[code], before[code])
            for code in known
            if known[code].protected
        }

    def _guarded(self, figure: Figure, one: Shown, other: Shown) -> Guarded:
        parts = list(dict.fromkeys([*parts_of(figure.by), *one.parts, *other.parts]))
        if figure.overlaps:
            parts.sort(key=lambda part: (-(one.parts.get(part) or 0), str(self.words(figure.by, part))))
        rows = tuple((part, self.words(figure.by, part), one.part(part), other.part(part)) for part in parts)
        return Guarded(figure.code, figure.name, one, other, rows)

    def words(self, dimension: str, part: str) -> Words:
        """Return the words for a part; a code that nobody knows stands for itself."""
        known = parts_of(dimension)
        if known:
            return known.get(part, part)
        if dimension == "channel":
            item = current_library().of("channels").get(part)
            return str(getattr(item.body, "name", part)) if item else part
        if dimension == "month":
            return date_format(date.fromisoformat(f"{part}-01"), "F Y")
        if dimension == "vulnerability":
            return label("vulnerabilities", part)
        try:
            return country_name(part, self.language, self.on).marked(self.notes)
        except UnknownCountry:
            return part


def _in_full(figure: Figure, counts: Mapping[str, Split]) -> Split:
    """Return a split with the parts that always stand."""
    split = counts.get(figure.code, Split())
    return Split(split.total, {**dict.fromkeys(parts_of(figure.by), 0), **split.parts})


def _any(code: str, *periods: Mapping[str, Split]) -> bool:
    """Say whether a figure counts somebody in one of some periods."""
    return any(one.get(code, Split()).total for one in periods)


def _share(part: int, whole: int) -> int | None:
    found = percent(part, whole)
    return None if found is None else int(found)


def _month_of(day: date) -> Period:
    return Period(day, (day + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def _year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _order(figure: Figure, now: Split, before: Split) -> list[str]:
    """Return the parts that may have a row, in their order; destinations: those that lead now."""
    if figure.by == "destination":
        return [part for part, _number in leading(now.parts)[0]]
    either = {*now.parts, *before.parts}
    known = parts_of(figure.by)
    if known:
        return [part for part in known if part in either]
    return sorted(either, key=lambda part: (-now.parts.get(part, 0), -before.parts.get(part, 0), part))
