"""The tables and drawings of a chapter: the same numbers in rows and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from onward.evidence.counting import FigureDefinition, dimensions, figures
from onward.evidence.documents import charts
from onward.evidence.documents.blocks import Drawing, Row, Table
from onward.evidence.documents.maps import NARROW, Told, world_map
from onward.evidence.documents.naming import Namer, by_another_day, caption, overlaps, several_rows
from onward.evidence.documents.texts import Number, Ref
from onward.evidence.documents.values import Numbers, written
from onward.evidence.editions import ReportTable
from onward.evidence.editions.freezing import BEFORE, NOW
from onward.evidence.rules import Period, percent
from onward.kernel.written import after_one_another, day_in_words, said_of
from onward.reference.countries.names import sort_key

_MOST_IN_WORDS: Final = 12
"""So many parts are read out of a drawing; its table has all."""


@dataclass(frozen=True)
class Place:
    """A row of a table or a bar of a drawing.

    Attributes:
        words: of its part.
        parts: period → the code that the part bears there: a month has another one in the year before.
    """

    words: str
    parts: Mapping[str, tuple[str, ...]]
    last: bool = False


@dataclass(frozen=True)
class Setter:
    """Sets the numbers of one chapter in rows and drawings.

    Attributes:
        numbers: those of the chapter.
        namer: says them.
        period: of the report.
        headings: words of its period and of the one that it is compared with.
        within: its period as it stands in a sentence.
    """

    numbers: Numbers
    namer: Namer
    period: Period
    headings: tuple[str, str]
    within: str

    @property
    def _compared(self) -> bool:
        return BEFORE in self.numbers.periods

    def figure(self, table: ReportTable) -> FigureDefinition:
        """Return what a table counts."""
        return figures(self.numbers.library)[table.figure]

    def table(self, code: str) -> Table:
        """Return a table with its remainder and its whole."""
        table = self.numbers.contents.tables[code]
        apart = not overlaps(table, self.numbers.library)
        places = [*self._places(code), *self._remainder(code)]
        places.append(Place(_("In all"), dict.fromkeys(self.numbers.periods, ()), True))
        rows = tuple(self._row(code, place, apart) for place in places)
        return Table(
            caption(table, self.numbers.library),
            str(dimensions(self.numbers.library)[table.by[0]].name),
            tuple(self._columns(apart)),
            rows,
            tuple(self._notes(code, any(cell is None for row in rows for cell in row.numbers))),
            Ref(self.numbers.chapter, code),
        )

    def drawing(self, code: str) -> Drawing:
        """Return a table drawn, with its numbers in rows for who wants to open one."""
        table = self.numbers.contents.tables[code]
        places = [*self._places(code)] + ([] if table.chart == "map" else [*self._remainder(code)])
        bars = [self._bar(code, place) for place in places]
        pairs = self.headings if self._compared else None
        on_map = self._on_map(code) if table.chart == "map" else None
        spec, narrow = self._drawn(code, bars, pairs, on_map)
        figure = str(self.figure(table).name)
        return Drawing(
            pgettext("above a map", "%(what)s by country") % {"what": figure}
            if on_map
            else caption(table, self.numbers.library),
            self._in_words(bars[:_MOST_IN_WORDS], None if on_map else pairs),
            spec,
            tuple(self._notes_on_drawing(code, not on_map and _any_hidden(bars, pairs))),
            Ref(self.numbers.chapter, code),
            wide=table.chart in ("map", "months"),
            table=self.table(code),
            narrow=narrow,
            marked=tuple(self.namer.part(table.by[0], one) for one in on_map.marks) if on_map else (),
            on_map=bool(on_map),
        )

    def _drawn(
        self, code: str, bars: Sequence[charts.Bar], pairs: tuple[str, str] | None, on_map: Told | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the drawing of a table, and the same for a telephone."""
        if on_map:
            return world_map(on_map), world_map(on_map, NARROW)
        match self.numbers.contents.tables[code].chart:
            case "months":
                months = zip(self.period.months(), bars, strict=True)
                short = [replace(one, words=self.namer.month(month)) for month, one in months]
                return charts.columns(short, periods=pairs), charts.bars(bars, periods=pairs, narrow=True)
            case _:
                return charts.bars(bars, periods=pairs), charts.bars(bars, periods=pairs, narrow=True)

    def _in_words(self, bars: Sequence[charts.Bar], pairs: tuple[str, str] | None) -> str:
        """Say what a drawing shows, period by period."""
        nothing = pgettext("numbers on a map", "not shown")
        now = after_one_another(f"{one.words} {nothing if one.now is None else one.written}" for one in bars)
        if pairs is None:
            return now
        before = after_one_another(
            f"{one.words} {nothing if one.before is None else one.written_before}" for one in bars
        )
        return " ".join(f"{said_of(head, told)}." for head, told in zip(pairs, (now, before), strict=True))

    def empty(self, code: str) -> bool:
        """Say whether there is nothing to set or to draw of the period: the number in all is nought."""
        return self.numbers.total(code) == 0

    def bare(self, code: str) -> bool:
        """Say whether hardly any number of a split may be shown: there would be signs, and no picture.

        A ranking tells the truth where what it shows is half of all at least; any other split where there is
        a number above nought for every two signs at least.
        """
        table = self.numbers.contents.tables[code]
        told = {part: self.numbers.part(code, part) for part in self.numbers.parts(code)}
        if table.top:
            shown = sum((number for number in told.values() if number is not None), Decimal(0))
            whole = self.numbers.total(code)
            hidden = sum(number is None for number in told.values())
            return bool(hidden) and (len(told) < 2 * hidden if whole is None else 2 * shown < whole)
        cells = [
            self._number(code, place, period)
            for place in self._places(code)
            for period in self.numbers.periods
        ]
        return cells.count(None) > 2 * sum(bool(cell) for cell in cells)

    def _places(self, code: str) -> Iterator[Place]:
        """Give the rows of a split in their order: months as the year has them, hidden ones among them."""
        table = self.numbers.contents.tables[code]
        if dimensions(self.numbers.library)[table.by[0]].each == "month":
            for month in self.period.months():
                then = month.replace(year=month.year - 1)
                parts = {NOW: (f"{month:%Y-%m}",), BEFORE: (f"{then:%Y-%m}",)}
                yield Place(day_in_words(month, "F"), parts)
            return
        for part in self.numbers.ranked(code)[0] if table.top else self._in_order(code):
            yield Place(self.namer.part(table.by[0], part), dict.fromkeys(self.numbers.periods, (part,)))

    def _remainder(self, code: str) -> Iterator[Place]:
        """Give what a ranking leaves out, as one."""
        if self.numbers.contents.tables[code].top and self.numbers.ranked(code)[1]:
            yield Place(self._others(code), dict.fromkeys(self.numbers.periods, ("others",)), True)

    def _in_order(self, code: str) -> list[str]:
        """Return the parts that have a row: those that are not shown after the others, by name."""
        table, parts = self.numbers.contents.tables[code], self.numbers.parts(code)
        if self.numbers.always(table):
            return parts
        hidden = [part for part in parts if self.numbers.part(code, part) is None]
        named = sorted(hidden, key=lambda part: sort_key(self.namer.part(table.by[0], part)))
        return [part for part in parts if part not in hidden] + named

    def _others(self, code: str) -> str:
        many = self.numbers.others(code)
        if many is None:
            return _("Others")
        if not self._compared:
            return _("Others (%(many)s)") % {"many": many}
        # The year before had others than these: how many they are is said of this period alone.
        return _("Others (%(many)s in %(period)s)") % {"many": many, "period": self.within}

    def _row(self, code: str, place: Place, apart: bool) -> Row:
        told = {period: self._number(code, place, period) for period in self.numbers.periods}
        whole, now = self.numbers.total(code), told[NOW]
        cells: list[Number | str | None] = [self._written(code, place, NOW, now)]
        if apart:
            share = None if now is None or whole is None else percent(now, whole)
            cells.append(self.namer.percent(share))
        if self._compared:
            before = told[BEFORE]
            cells.append(self._written(code, place, BEFORE, before))
            cells.append(self.namer.moved(now, before, self.numbers.frozen.definition.percent_from))
        return Row(place.words, tuple(cells), place.last)

    def _number(self, code: str, place: Place, period: str) -> Decimal | None:
        part = place.parts[period]
        if not part:
            return self.numbers.total(code, period)
        if part == ("others",):
            return self.numbers.rest(code, period)
        return self.numbers.part(code, part[0], period)

    def _written(self, code: str, place: Place, period: str, number: Decimal | None) -> Number | None:
        return written(number, Ref(self.numbers.chapter, code, period, place.parts[period]), self.namer)

    def _bar(self, code: str, place: Place) -> charts.Bar:
        now = self._number(code, place, NOW)
        before = self._number(code, place, BEFORE) if self._compared else None
        written = ["" if one is None else self.namer.number(one) for one in (now, before)]
        return charts.Bar(place.words, _int(now), _int(before), written[0], written_before=written[1])

    def _columns(self, apart: bool) -> list[str]:
        words = [self.headings[0], *([_("Share")] if apart else [])]
        return [*words, self.headings[1], pgettext("of a number", "Change")] if self._compared else words

    def _notes(self, code: str, hidden: bool) -> Iterator[str]:
        table = self.numbers.contents.tables[code]
        if table.top and self.numbers.hides(code):
            yield _("Not all are shown: some that are left out may be greater than some that are shown.")
        yield from self._notes_on_parts(table, hidden, code)

    def _notes_on_parts(self, table: ReportTable, hidden: bool, code: str) -> Iterator[str]:
        if another := by_another_day(self.figure(table)):
            yield another
        if overlaps(table, self.numbers.library):
            yield several_rows()
        if hidden:
            yield _("× Not shown: a small number, or one from which a small number could be computed.")
        if (hidden or (table.top and self.numbers.hides(code))) and self._maybe_nought(code, before=True):
            yield maybe_nought()

    def _notes_on_drawing(self, code: str, hidden: bool) -> Iterator[str]:
        table = self.numbers.contents.tables[code]
        ranked = table.top and self.numbers.hides(code)
        if table.chart == "map":
            if ranked:
                yield _("A country with × may have a greater number than some whose number is shown.")
            if ranked and self._maybe_nought(code, before=False):
                yield maybe_nought()
            yield _(
                "Boundaries and names on this map imply no opinion on the status of any country or territory."
            )
            yield _("A dotted line is a boundary that is not agreed on.")
            return
        if ranked:
            yield _("Not all have a bar: those that are not shown may be greater than some that are.")
        yield from self._notes_on_parts(table, hidden, code)

    def _maybe_nought(self, code: str, *, before: bool) -> bool:
        """Say whether a number that is not shown may be nought, as far as the report tells.

        Where it says to how many destinations somebody returned, and as many have a row that is shown or
        hidden, somebody returned to each of them. With `before` the numbers of the year before are meant too.
        """
        table = self.numbers.contents.tables[code]
        known = figures(self.numbers.library)
        if table.by != ("destination",) or table.among or table.when:
            return True
        counted = [
            self.numbers.total(name)
            for name, one in self.numbers.contents.tables.items()
            if known[one.figure].counts == "destinations" and not (one.by or one.among or one.when)
        ]
        rows = self.numbers.parts(code)
        then = BEFORE in self.numbers.periods and before
        if then and any(self.numbers.part(code, part, BEFORE) is None for part in rows):
            return True
        return len(rows) not in counted

    def _on_map(self, code: str) -> Told:
        told = {part: self.numbers.part(code, part) for part in self.numbers.parts(code)}
        words = {
            "between": pgettext("numbers on a map", "%(first)s to %(last)s"),
            "more": pgettext("numbers on a map", "%(first)s and more"),
            "hidden": pgettext("numbers on a map", "not shown"),
        }
        numbers = {part: int(number) for part, number in told.items() if number}
        hidden = [part for part, number in told.items() if number is None]
        marks = {part: mark for part in (*numbers, *hidden) if (mark := self.namer.mark(part))}
        return Told(numbers, hidden, lambda number: self.namer.number(Decimal(number)), words, marks)


def maybe_nought() -> str:
    """Say that what is not shown need not be there at all, in the language that is on."""
    return _("A number that is not shown may also be nought.")


def _any_hidden(bars: list[charts.Bar], pairs: tuple[str, str] | None) -> bool:
    return any(one.now is None or (pairs is not None and one.before is None) for one in bars)


def _int(number: Decimal | None) -> int | None:
    return None if number is None else int(number)
