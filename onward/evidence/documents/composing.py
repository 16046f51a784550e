"""Turns the numbers of an edition into a document: what stands on it, in which words, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from onward.evidence.counting import FigureDefinition, derived, dimensions, figures, populations
from onward.evidence.documents import charts
from onward.evidence.documents.blocks import (
    Block,
    Document,
    Drawing,
    Entry,
    Headline,
    Paragraph,
    Row,
    Section,
    Sheet,
    Table,
)
from onward.evidence.documents.naming import Namer
from onward.evidence.documents.texts import Number, Ref, Run, Sentences, sentences
from onward.evidence.documents.values import Numbers, Shown, sentence_values, written
from onward.evidence.editions import DonorLayout, Element, Frozen, ReportDefinition, ReportTable
from onward.evidence.editions.freezing import BEFORE, NOW
from onward.evidence.rules import Period, change
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive
from onward.kernel.written import after_one_another, day_in_words, said_of
from onward.reference.countries import Footnotes

UNITS = {
    "returns": lambda: _("returns"),
    "events": lambda: _("times"),
    "persons": lambda: _("persons"),
    "cases": lambda: _("cases"),
    "families": lambda: _("families"),
    "organisations": lambda: _("organisations"),
    "destinations": lambda: _("destinations"),
    "quantity": lambda: _("in number"),
    "amount": lambda: _("amount"),
    "mean": lambda: _("on average"),
}


@dataclass(frozen=True)
class Imprint:
    """What a document says of its edition.

    Attributes:
        number: of the edition.
        known: the day on which its numbers were frozen.
        state: `draft` of no edition at all, `prepared`, `published` or `withdrawn`.
        published: the day on which it was, if it was.
        internal: whether it is exact.
        hidden: how many numbers are left out.
        digest: of the values as they are shown; that of the exact ones would tell whether a guess is right.
        warning: what must be said of all of it.
    """

    number: int
    known: date
    state: str = "prepared"
    published: date | None = None
    internal: bool = True
    hidden: int = 0
    digest: str = ""
    warning: str = ""


def compose(
    frozen: Frozen,
    language: str,
    imprint: Imprint,
    shown: Shown | None = None,
    notes: Footnotes | None = None,
) -> Document:
    """Return an edition as a document.

    Args:
        frozen: its numbers.
        language: of the document.
        imprint: what it says of itself.
        shown: which numbers may be shown; all of them where it is left out.
        notes: takes in what names need; those of the page that the document stands in.
    """
    with translation.override(language):
        kept = Footnotes() if notes is None else notes
        return _composer_of(frozen)(frozen, language, imprint, shown or everything, kept).document()


def _composer_of(frozen: Frozen) -> type[Composer]:
    from onward.evidence.documents.donors import DonorComposer

    return DonorComposer if isinstance(frozen.definition, DonorLayout) else Composer


def everything(_ref: Ref) -> bool:
    """Say that a number may be shown, whichever it is: an exact copy."""
    return True


@dataclass
class Composer:
    """Turns numbers into blocks: a document of chapters, each with its sentences, tables and drawings."""

    frozen: Frozen
    language: str
    imprint: Imprint
    shown: Shown
    notes: Footnotes
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        _item, self.library = revive(self.frozen.snapshot)
        self.report = self.frozen.definition
        self.sentences: Sentences = sentences(self.language)
        self.namer = Namer(self.language, self.frozen.period.last, self.notes, self.library)
        self.periods = (self.frozen.period, self.frozen.period.year_before())
        self.title = str(self.report.name)

    def document(self) -> Document:
        """Return all of it."""
        sections = [*self._sections()]
        annex, entries = self._annex()
        return Document(
            self.language,
            self.title,
            self._subtitle(),
            self._stamp(),
            sections,
            [*self._method()],
            annex,
            entries,
            [(mark, note.text) for mark, note in self.notes],
            self.imprint.internal,
            self.imprint.warning,
        )

    def _subtitle(self) -> str:
        return self._say_period("cover", self.frozen.period)

    def _for_whom(self) -> str:
        return _("Exact, for the office alone") if self.imprint.internal else _("For the public")

    def _stamp(self) -> str:
        told = {"number": self.imprint.number, "day": day_in_words(self.imprint.known)}
        draft, edition = _("Draft, as known on %(day)s"), _("Edition %(number)s, as known on %(day)s")
        which = draft if self.imprint.state == "draft" else edition
        return f"{which % told} · {self._for_whom()}"

    def _say_period(self, way: str, period: Period) -> str:
        covers = cast(ReportDefinition, self.report).covers
        return self._plain(f"{way}-{covers}", _period_values(period))

    def _plain(self, name: str, values: Mapping[str, object]) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.sentences.runs(name, values))

    def _sections(self) -> Iterator[Section]:
        now, before = (self._say_period("period", period) for period in self.periods)
        for code, chapter in self.report.chapters.items():
            shown = self.report.shown_in(code)
            numbers = Numbers(self.frozen, code, shown, self.library, self.shown)
            values = sentence_values(numbers, self.namer)
            values |= {"place": str(chapter.place), "period": now, "period-before": before}
            blocks = [block for element in shown.page for block in self._blocks(numbers, element, values)]
            heads = [head for table in shown.headlines if (head := self._headline(numbers, table))]
            sheets = [self._sheet(project) for project in chapter.projects]
            yield Section(code, str(chapter.name), tuple(heads), (*blocks, *sheets))

    def _blocks(self, numbers: Numbers, element: Element, values: Mapping[str, object]) -> Iterator[Block]:
        if element.text:
            runs = self.sentences.runs(element.text, values)
            if runs:
                yield Paragraph(tuple(_held_together(runs)))
        elif element.table and numbers.parts(element.table):
            yield self._table(numbers, element.table)
        elif element.chart and numbers.parts(element.chart):
            yield self._drawing(numbers, element.chart)

    def _headline(self, numbers: Numbers, table: str) -> Headline | None:
        now, before = numbers.total(table), numbers.total(table, BEFORE) if self.report.compared else None
        if now is None:
            return None
        figure = self._figure(numbers.contents.tables[table])
        beside = ""
        if before is not None:
            beside = _("%(number)s in %(period)s") % {
                "number": self.namer.number(before),
                "period": self._say_period("cover", self.periods[1]),
            }
        number = Number(self.namer.number(now), Ref(numbers.chapter, table))
        return Headline(number, str(figure.name), beside)

    def _figure(self, table: ReportTable) -> FigureDefinition:
        return figures(self.library)[table.figure]

    def _overlaps(self, table: ReportTable) -> bool:
        return any(dimensions(self.library)[one].overlaps(self.library) for one in table.by)

    def _caption(self, table: ReportTable) -> str:
        figure, dimension = self._figure(table), dimensions(self.library)[table.by[0]]
        if self._overlaps(table):
            return str(figure.name)
        name, heading = str(figure.name), str(dimension.heading)
        return heading if heading.startswith(name) else said_of(name, heading)

    def _columns(self, overlaps: bool) -> list[str]:
        words = [self._say_period("cover", self.periods[0])]
        words += [] if overlaps else [_("Share")]
        if self.report.compared:
            words += [self._say_period("cover", self.periods[1]), pgettext("of a number", "Change")]
        return words

    def _table(self, numbers: Numbers, code: str) -> Table:
        table = numbers.contents.tables[code]
        overlaps = self._overlaps(table)
        named, rest = numbers.ranked(code) if table.top else (numbers.parts(code), [])
        rows = [
            self._row(numbers, code, self.namer.part(table.by[0], part), (part,), overlaps) for part in named
        ]
        if rest:
            words = _("Others (%(many)s)") % {"many": len(rest)}
            rows.append(self._row(numbers, code, words, ("others",), overlaps, last=True))
        rows.append(self._row(numbers, code, _("In all"), (), overlaps, last=True))
        return Table(
            self._caption(table),
            str(dimensions(self.library)[table.by[0]].name),
            tuple(self._columns(overlaps)),
            tuple(rows),
            tuple(self._notes(table, overlaps)),
            Ref(numbers.chapter, code),
        )

    def _row(
        self,
        numbers: Numbers,
        code: str,
        words: str,
        part: tuple[str, ...],
        overlaps: bool,
        *,
        last: bool = False,
    ) -> Row:
        told = {period: _number_of(numbers, code, part, period) for period in numbers.periods}
        whole = numbers.total(code)
        now = told[NOW]
        cells: list[Number | str | None] = [written(now, Ref(numbers.chapter, code, NOW, part), self.namer)]
        if not overlaps:
            share = None if now is None or not whole else Decimal(round(100 * now / whole))
            cells.append(self.namer.percent(share))
        if self.report.compared:
            before = told[BEFORE]
            cells.append(written(before, Ref(numbers.chapter, code, BEFORE, part), self.namer))
            moved = None if now is None or before is None else change(int(now), int(before))
            cells.append(self.namer.change(moved))
        return Row(words, tuple(cells), last)

    def _notes(self, table: ReportTable, overlaps: bool) -> Iterator[str]:
        if overlaps:
            yield _("One may stand in several rows: they are not added up.")
        for one in self._figure(table).breaks:
            if self.periods[1].first < one.on <= self.periods[0].last:
                yield _("From %(day)s on: %(says)s") % {"day": day_in_words(one.on), "says": str(one.says)}

    def _drawing(self, numbers: Numbers, code: str) -> Drawing:
        table = numbers.contents.tables[code]
        named = numbers.ranked(code)[0] if table.top else numbers.parts(code)
        words = [self.namer.part(table.by[0], part) for part in named]
        told = [
            charts.Bar(name, _int(numbers.part(code, part)), self._before(numbers, code, part),
                       self._written(numbers.part(code, part)))
            for name, part in zip(words, named, strict=True)
        ]  # fmt: skip
        pairs = (
            (self._say_period("cover", self.periods[0]), self._say_period("cover", self.periods[1]))
            if self.report.compared
            else None
        )
        match table.chart:
            case "map":
                spec = self._map(numbers, code)
            case "months":
                spec = charts.columns(self._months(numbers, code), periods=pairs)
            case _:
                spec = charts.bars(told, periods=pairs)
        said = after_one_another(f"{one.words} {one.written or '–'}" for one in told[:12])
        return Drawing(
            self._caption(table),
            said,
            spec,
            (*self._notes(table, self._overlaps(table)), *(_map_notes() if table.chart == "map" else ())),
            Ref(numbers.chapter, code),
            wide=table.chart in ("map", "months"),
        )

    def _written(self, number: Decimal | None) -> str:
        return "" if number is None else self.namer.number(number)

    def _before(self, numbers: Numbers, code: str, part: str) -> int | None:
        return _int(numbers.part(code, part, BEFORE)) if self.report.compared else None

    def _months(self, numbers: Numbers, code: str) -> list[charts.Bar]:
        """Return a column for each month, beside the same month of the year before."""
        found = []
        for now in self.periods[0].months():
            then = now.replace(year=now.year - 1)
            number = numbers.part(code, f"{now:%Y-%m}")
            before = _int(numbers.part(code, f"{then:%Y-%m}", BEFORE)) if self.report.compared else None
            found.append(charts.Bar(self.namer.month(now), _int(number), before, self._written(number)))
        return found

    def _map(self, numbers: Numbers, code: str) -> Mapping[str, object]:
        told = {part: numbers.part(code, part) for part in numbers.parts(code)}
        words = {
            "between": pgettext("numbers on a map", "%(first)s to %(last)s"),
            "more": pgettext("numbers on a map", "%(first)s and more"),
            "hidden": pgettext("numbers on a map", "not shown"),
        }
        return charts.world_map(
            {part: int(number) for part, number in told.items() if number},
            [part for part, number in told.items() if number is None],
            words,
        )

    def _sheet(self, code: str) -> Sheet:
        from onward.evidence.documents.projects import sheet

        return sheet(code, self.namer, self.library)

    def _method(self) -> Iterator[str]:
        first, last = self.frozen.period.first, self.frozen.period.last
        days = {"first": day_in_words(first), "last": day_in_words(last)}
        yield self._plain("method-events", days)
        yield self._plain("method-known", {"known": day_in_words(self.imprint.known)})
        yield self._plain("method-units", {})
        yield self._plain("method-shares", {})
        yield self._of_small_numbers()
        if self.imprint.state == "draft":
            yield self._plain("method-draft", {})
            return
        yield self._plain(
            "method-edition",
            {
                "number": str(self.imprint.number),
                "state": self.imprint.state,
                "published": day_in_words(self.imprint.published) if self.imprint.published else "",
                "digest": (self.imprint.digest or self.frozen.digest)[:12],
            },
        )

    def _of_small_numbers(self) -> str:
        if self.imprint.internal:
            return self._plain("method-exact", {})
        return self._plain("method-hidden", {"many": self.imprint.hidden})

    def _annex(self) -> tuple[list[Entry], dict[tuple[str, str], int]]:
        """Return an entry for each figure and each share, and which of them stands behind which table."""
        names: dict[str, Entry] = {}
        behind: dict[tuple[str, str], str] = {}
        for code in self.report.chapters:
            shown = self.report.shown_in(code)
            for name, table in shown.tables.items():
                figure = self._figure(table)
                names.setdefault(figure.code, self._entry_of_figure(figure))
                behind[code, name] = figure.code
            for name in shown.derived:
                names.setdefault(name, self._entry_of_share(name))
                behind[code, name] = name
        places = {name: place for place, name in enumerate(names, 1)}
        return list(names.values()), {table: places[name] for table, name in behind.items()}

    def _entry_of_figure(self, figure: FigureDefinition) -> Entry:
        group = populations(self.library)[figure.among] if figure.among else None
        lines = [
            (_("What is counted"), str(figure.about)),
            (_("Unit"), UNITS[figure.counts]()),
            (_("Of events"), ", ".join(figure.of)),
            (_("Not if"), ", ".join(one.event for one in figure.unless)),
            (_("Of whom"), said_of(group.name, group.when) if group else ""),
            (_("Definition"), f"{figure.code} {self.library.get('figures', figure.code).version}"),
        ]
        return Entry(str(figure.name), tuple((what, words) for what, words in lines if words))

    def _entry_of_share(self, code: str) -> Entry:
        one = derived(self.library)[code]
        lines = [(_("What is counted"), str(one.about))]
        if one.share:
            known = figures(self.library)
            lines.append((_("Part"), str(known[one.share.part].name)))
            lines.append((_("Base"), str(known[one.share.of].name)))
        lines.append((_("Definition"), f"{code} {self.library.get('derived', code).version}"))
        return Entry(str(one.name), tuple(lines))


def _held_together(runs: Sequence[Run]) -> Iterator[Run]:
    """Give the runs of a sentence with each number on the line of the word that follows it."""
    behind_number = False
    for run in runs:
        if isinstance(run, str) and behind_number and run.startswith(" "):
            run = f"\N{NO-BREAK SPACE}{run[1:]}"
        yield run
        behind_number = isinstance(run, Number)


def _map_notes() -> tuple[str, ...]:
    return (
        _("Boundaries and names on this map imply no opinion on the status of any country or territory."),
    )


def _number_of(numbers: Numbers, code: str, part: tuple[str, ...], period: str) -> Decimal | None:
    if not part:
        return numbers.total(code, period)
    return numbers.rest(code, period) if part == ("others",) else numbers.part(code, part[0], period)


def _int(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _period_values(period: Period) -> dict[str, object]:
    month = period.first.month
    return {
        "year": str(period.first.year),
        "half": 1 if month == 1 else 2,
        "quarter": (month + 2) // 3,
        "month": day_in_words(period.first, "F Y"),
    }
