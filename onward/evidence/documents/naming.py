"""Parts of a split in words, as a document of a date and a language says them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_name
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from onward.evidence.counting import FigureDefinition, derived, dimensions, figures
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.editions import DonorLayout, Frozen, Layout, ReportTable
from onward.evidence.facts.columns import columns
from onward.evidence.rules import change
from onward.kernel.definitions import Library, current_library
from onward.kernel.definitions.library import revive
from onward.kernel.events import event_types
from onward.kernel.written import after_one_another, day_in_words, said_of, true_minus
from onward.records.projects.definition import Project
from onward.reference.choices import label
from onward.reference.countries import Footnotes, UnknownCountry, country_name

_QUARTER: Final = "QQQQ yyyy"
_BUDGET_LINE: Final = "budget_line"
"""The column of budget lines: each project names its own, so no list has them all."""
_LISTS: Final = {"en": "en_GB"}
"""Language → whose way of stringing a list together it follows: the house sets no comma before “and”."""
_PLACES: Final = re.compile(r"[\s:,]*%\(\w+\)s.*", re.DOTALL)
"""What follows in the wording of an event from where it first names a field of its own."""


def event_words(code: str) -> str:
    """Return the words for a type of event: 'Departed'; its code where nobody declares it any more."""
    known = event_types().get(code)
    return (str(known.in_general) or _PLACES.sub("", str(known.wording))) if known else code


def by_another_day(figure: FigureDefinition) -> str:
    """Say that a figure goes by another day than that of the event without which it counts nothing.

    Empty where there is no such event, or where its day is the one that counts.
    """
    if not figure.provided or figure.dated_by:
        return ""
    told = {
        "counted": after_one_another(event_words(one) for one in figure.of),
        "needed": after_one_another(event_words(one.event) for one in figure.provided),
    }
    return _("By the day of “%(counted)s”: “%(needed)s” may be of another day, also after the period.") % told


def break_in_words(on: date, says: str) -> str:
    """Say from which day on a series counts something else than before."""
    return _("From %(day)s on: %(says)s") % {"day": day_in_words(on), "says": says}


@dataclass(frozen=True)
class Namer:
    """Says parts and numbers in the language of a document.

    Attributes:
        language: of the document.
        on: its date: countries bear the names that they had then.
        notes: takes in the notes that names need, and gives their marks.
        library: definitions that the numbers go by.
    """

    language: str
    on: date
    notes: Footnotes
    library: Library

    def part(self, dimension: str, code: str) -> str:
        """Return the words for a part; a code that nobody knows stands for itself."""
        one = dimensions(self.library)[dimension]
        for words in (one.parts.get(code), one.groups[code].name if code in one.groups else None):
            if words is not None:
                return str(words)
        if one.each == "month":
            return day_in_words(date.fromisoformat(f"{code}-01"), "F Y")
        if one.each == "quarter":
            return quarter_words(code, self.language)
        if code == UNKNOWN:
            return pgettext("a row of a table", "Not known")
        return self.value(one.column or "", code)

    def part_within(self, dimension: str, code: str) -> str:
        """Return the words for a part as they stand within a sentence: 'return desk', 'Red Cross'."""
        column = columns(self.library).get(dimensions(self.library)[dimension].column or "")
        item = current_library().of(str(column.values)).get(code) if column else None
        return str(getattr(item and item.body, "within", None) or self.part(dimension, code))

    def value(self, column: str, code: str) -> str:
        """Return the words for what stands in a column; a code that nobody knows stands for itself."""
        match columns(self.library)[column].values if column in columns(self.library) else None:
            case "countries" | "nationalities":
                try:
                    return country_name(code, self.language, self.on).marked(self.notes)
                except UnknownCountry:
                    return code
            case str(kind) if current_library().of(kind).get(code):
                body: Any = current_library().get(kind, code).body
                return str(body.name)
            case str(kind):
                return label(kind, code)
            case _ if column == _BUDGET_LINE:
                return self._line(code)
            case _:
                return code

    def mark(self, country: str) -> str:
        """Return the mark of the note on a country's name, where only its number is drawn; empty without."""
        try:
            of = country_name(country, self.language, self.on).footnote
        except UnknownCountry:
            return ""
        return self.notes.raised(of) if of else ""

    def _line(self, code: str) -> str:
        """Return what a budget line is called; where projects call one code otherwise, each name once."""
        projects = self.library.of("projects") or current_library().of("projects")
        lines = [cast(Project, item.body).line(code) for item in projects.values()]
        names = dict.fromkeys(str(one.name) for one in lines if one)
        return " / ".join(names) or code

    def number(self, value: Decimal) -> str:
        """Return a number as the language writes it."""
        return true_minus(format_decimal(value, locale=self.language))

    def amount(self, value: Decimal) -> str:
        """Return an amount to the cent as the language writes it, without its currency."""
        return true_minus(format_decimal(value, format="#,##0.00", locale=self.language))

    def currency(self, code: str) -> str:
        """Return what amounts of a currency are in: 'euros'; its code where there is no word for it."""
        return get_currency_name(code, count=2, locale=self.language)

    def money(self, value: Decimal, code: str) -> str:
        """Return an amount with its currency, without cents where it is a whole number of it."""
        pattern = Locale.parse(self.language).currency_formats["standard"].pattern
        if value == value.to_integral_value():
            pattern = pattern.replace(".00", "")
        return true_minus(format_currency(value, code, pattern, locale=self.language, currency_digits=False))

    def percent(self, value: Decimal | None) -> str:
        """Return a share in percent as the language writes it; a dash where there is none."""
        if value is None:
            return "–"
        digits = max(0, -int(value.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        written = true_minus(format_decimal(value, format=pattern, locale=self.language))
        # How the sign stands is the language's business: '12%', '12 %'.
        return format_percent(0, locale=self.language).replace("0", written)

    def moved(self, now: Decimal | None, before: Decimal | None, percent_from: int) -> str:
        """Return by how much a number rose or fell, with its sign; a dash where one of the two is not shown.

        In percent, or as the difference where the number before is below `percent_from`.
        """
        if now is None or before is None:
            return "–"
        percent = change(int(now), int(before)) if before >= percent_from else None
        by = int(now - before) if percent is None else percent
        sign = "+" if by > 0 else "−" if by < 0 else "±"
        return sign + (self.number(Decimal(abs(by))) if percent is None else self.percent(Decimal(abs(by))))

    def month(self, day: date) -> str:
        """Return the month of a day in short, each month otherwise than any other."""
        return format_date(day, "LLL", locale=self.language)

    def several(self, words: list[str]) -> str:
        """Return words as the language strings them together: 'a, b and c'."""
        return format_list(words, locale=_LISTS.get(self.language, self.language)) if words else ""


def quarter_words(code: str, language: str) -> str:
    """Return a quarter, such as `2020-q3`, as a language says it: '3rd quarter 2020'."""
    return format_date(date(int(code[:4]), 3 * int(code[-1]), 1), _QUARTER, locale=language)


def caption(table: ReportTable, library: Library) -> str:
    """Return what stands above a table: its figure, and by what it is split where it says more than that."""
    name = str(figures(library)[table.figure].name)
    if not table.by or overlaps(table, library):
        return name
    one = dimensions(library)[table.by[0]]
    if one.within:
        return f"{name} {one.within}"
    heading = str(one.heading)
    return heading if heading.startswith(name) else said_of(name, heading)


def overlaps(table: ReportTable, library: Library) -> bool:
    """Say whether one that is counted may stand in several rows of a table."""
    return any(dimensions(library)[one].overlaps(library) for one in table.by)


def several_rows() -> str:
    """Say of a table that its rows overlap."""
    return _("The same person may stand in several rows, so the rows do not add up to the total.")


def table_in_words(layout: Layout, chapter: str, code: str, library: Library) -> str:
    """Return what a table is called: its indicator, what stands above it, or the share or sum that it is."""
    if isinstance(layout, DonorLayout):
        for one in layout.project.indicators:
            if layout.place_of(one) == (chapter, code):
                return f"{one.code} {one.name}"
    table = layout.shown_in(chapter).tables.get(code)
    return caption(table, library) if table else str(derived(library)[code].name)


def place_in_words(
    frozen: Frozen, place: tuple[str, str, str, tuple[str, ...]], notes: Footnotes | None = None
) -> str:
    """Return where a number of an edition stands: chapter, table, part and period, in the reader's language.

    Args:
        frozen: the edition.
        place: chapter, table, period and parts.
        notes: takes in what names need, on a page that prints it.
    """
    chapter, table, period, parts = place
    library, report = revive(frozen.snapshot)[1], frozen.definition
    shown = report.shown_in(chapter).tables.get(table)
    kept = Footnotes() if notes is None else notes
    namer = Namer((get_language() or "en")[:2], frozen.period.last, kept, library)
    words = [namer.part(by, part) for by, part in zip(shown.by if shown else (), parts, strict=False)]
    when = frozen.days(period)
    days = f"{day_in_words(when.first)} – {day_in_words(when.last)}"
    return ", ".join(
        [str(report.chapters[chapter].name), table_in_words(report, chapter, table, library), *words, days]
    )
