"""Turns the numbers of an edition into a document: what stands on it, in which words, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from onward.evidence.counting import breaks_of, derived, figures
from onward.evidence.documents.annex import annex
from onward.evidence.documents.blocks import Block, Document, Entry, Headline, Paragraph, Section, Sheet
from onward.evidence.documents.imprint import Another, DefinedBefore, Imprint, PrintedBefore
from onward.evidence.documents.marked import DAGGER, with_marks
from onward.evidence.documents.naming import Namer, break_in_words, caption
from onward.evidence.documents.projects import beyond_words, sheet
from onward.evidence.documents.tables import Setter
from onward.evidence.documents.texts import SOME, Number, Ref, Run, Sentences, sentences
from onward.evidence.documents.values import Numbers, Shown, sentence_values
from onward.evidence.editions import DonorLayout, Element, Frozen, ReportDefinition
from onward.evidence.editions.definition import Chapter, Contents
from onward.evidence.editions.freezing import BEFORE
from onward.evidence.rules import Period
from onward.kernel.definitions import Library
from onward.kernel.definitions.library import revive
from onward.kernel.written import day_in_words
from onward.reference.countries import Footnotes


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
        # Numerals lead to the annex; what stands behind a name is told from them.
        kept = Footnotes("asterisks") if notes is None else notes
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
        sections = with_marks([*self._sections()], self.imprint)
        entries_of, entries = self._annex()
        return Document(
            self.language,
            self.title,
            self._subtitle(),
            self._stamp(),
            sections,
            [*self._method()],
            entries_of,
            entries,
            [(self.notes.raised(note), note.text) for _mark, note in self.notes],
            self.imprint.internal,
            self.imprint.warning,
            self._notice(),
            self.imprint.published or self.imprint.known,
        )

    @property
    def _compares(self) -> bool:
        """Whether numbers stand beside those of the year before."""
        return BEFORE in self.frozen.told_of

    def _compares_in(self, chapter: str) -> bool:
        return BEFORE in self.frozen.told_in(chapter)

    def _subtitle(self) -> str:
        return self._say_period("cover", self.frozen.period)

    def _for_whom(self) -> str:
        return _("Exact, for the office alone") if self.imprint.internal else _("For the public")

    def _stamp(self) -> str:
        told = {"number": self.imprint.number, "day": self._known()}
        draft, edition = _("Draft, as known on %(day)s"), _("Edition %(number)s, as known on %(day)s")
        which = draft if self.imprint.state == "draft" else edition
        gone = (
            [pgettext("an edition", "withdrawn on %(day)s") % {"day": day_in_words(self.imprint.withdrawn)}]
            if self.imprint.withdrawn
            else []
        )
        return " · ".join((which % told, self._for_whom(), *gone))

    def _known(self) -> str:
        at = self.imprint.at
        if at is None:
            return day_in_words(self.imprint.known)
        return day_in_words(at, pgettext("a moment in a report, in Django’s codes", "j F Y, H:i"))

    def _notice(self) -> str:
        """Return what the cover says of an edition that no longer speaks for its period; empty of others."""
        said, after = [], self.imprint.replaced
        if self.imprint.withdrawn:
            told = {"day": day_in_words(self.imprint.withdrawn), "reason": self.imprint.reason}
            gone = _(
                "This edition was withdrawn on %(day)s and no longer stands. The reason given: %(reason)s"
            )
            said.append(gone % told)
        if after:
            said.append(taken_over(after))
        return " ".join(said)

    def _say_period(self, way: str, period: Period) -> str:
        covers = cast(ReportDefinition, self.report).covers
        return self._plain(f"{way}-{covers}", period_values(period))

    def _when_of(self, period: Period) -> str:
        """Return the period of an edition of this report as a reader calls it."""
        return self._say_period("cover", period)

    def _plain(self, name: str, values: Mapping[str, object]) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.sentences.runs(name, values))

    def _sections(self) -> Iterator[Section]:
        now, before = (self._say_period("period", period) for period in self.periods)
        for code, chapter in self.report.chapters.items():
            if not self.frozen.is_recorded(code):
                yield Section(code, str(chapter.name), (), (self._nothing_on_record(now),))
                continue
            shown = self.report.shown_in(code)
            numbers = Numbers(self.frozen, code, shown, self.library, self.shown)
            values = sentence_values(numbers, self.namer)
            values |= {"place": str(chapter.place), "period": now, "period-before": before}
            setter = Setter(numbers, self.namer, self.periods[0], self._headings(), now)
            page = [*self._withheld(setter), *self._page(setter, shown, values)]
            blocks = _each_once(page)
            heads = [head for table in shown.headlines if (head := self._headline(numbers, table))]
            sheets = [sheet for project in chapter.projects for sheet in self._sheet(project)]
            breaks = tuple(self._breaks(code, chapter, shown))
            yield Section(code, str(chapter.name), tuple(heads), (*blocks, *sheets), breaks)

    def _nothing_on_record(self, period: str) -> Paragraph:
        """Return what stands for a chapter of which nothing is on record: its noughts would say something."""
        return Paragraph(tuple(self.sentences.runs("chapter-not-recorded", {"period": period})))

    def _headings(self) -> tuple[str, str]:
        now, before = (self._say_period("cover", period) for period in self.periods)
        return now, before

    def _breaks(self, code: str, chapter: Chapter, shown: Contents) -> Iterator[str]:
        """Give what must be known to compare the two periods, each once."""
        first = self.periods[1].first if self._compares_in(code) else self.periods[0].first
        told = [
            one
            for table in shown.tables.values()
            for one in breaks_of(figures(self.library)[table.figure], self.library)
            if first < one.on <= self.periods[0].last and one.is_of(chapter.only)
        ]
        for one in dict.fromkeys((one.on, str(one.says)) for one in told):
            yield break_in_words(*one)

    def _page(self, setter: Setter, shown: Contents, values: Mapping[str, object]) -> list[Block]:
        """Return what stands on the pages of a chapter; what goes on stands in the paragraph before."""
        page: list[Block] = []
        for element in shown.page:
            for block in self._blocks(setter, element, values):
                before = page[-1] if page else None
                if element.joined and isinstance(block, Paragraph) and isinstance(before, Paragraph):
                    page[-1] = Paragraph((*before.runs, " ", *block.runs))
                else:
                    page.append(block)
        return page

    def _blocks(self, setter: Setter, element: Element, values: Mapping[str, object]) -> Iterator[Block]:
        numbers = setter.numbers
        if element.text:
            said = (self.sentences.runs(one, values) for one in (element.text, element.otherwise) if one)
            if runs := next((one for one in said if one), None):
                yield Paragraph(tuple(_held_together(runs)))
        elif (code := element.table or element.chart) and numbers.parts(code):
            if instead := self._instead(setter, code):
                yield instead
            elif not setter.empty(code):
                yield setter.table(code) if element.table else setter.drawing(code)

    def _instead(self, setter: Setter, code: str) -> Paragraph | None:
        """Return the sentence that stands for a split of which nothing, or hardly anything, can be shown.

        Where nothing of a chapter was counted at all, what it says first says so already.
        """
        numbers = setter.numbers
        table = numbers.contents.tables[code]
        told = {"what": caption(table, self.library), "period": setter.within}
        if setter.bare(code):
            some = table.top and any(numbers.part(code, part) for part in numbers.parts(code))
            few = "split-of-part" if some and numbers.total(code) is not None else "split-hidden"
            told["as"] = "map" if table.chart == "map" else "chart" if table.chart else "table"
            return Paragraph(tuple(self.sentences.runs(few, told)))
        counted = (one for one, table in numbers.contents.tables.items() if not table.exact)
        if setter.empty(code) and any(numbers.total(one) != 0 for one in counted):
            return Paragraph(tuple(self.sentences.runs("split-of-none", told)))
        return None

    def _withheld(self, setter: Setter) -> Iterator[Paragraph]:
        """Say that the first number of a chapter is not shown, of which all others are parts."""
        numbers = setter.numbers
        first = next(iter(numbers.contents.headlines), None)
        if first is None or self.shown(Ref(numbers.chapter, first)):
            return
        chapter = self.report.chapters[numbers.chapter]
        told = {"what": str(setter.figure(numbers.contents.tables[first]).name), "place": str(chapter.place)}
        yield Paragraph(tuple(self.sentences.runs("total-hidden", {**told, "period": setter.within})))

    def _headline(self, numbers: Numbers, table: str) -> Headline | None:
        compares = BEFORE in numbers.periods
        now, before = numbers.total(table), numbers.total(table, BEFORE) if compares else None
        if now is None or numbers.base_is_hidden(table):
            return None
        figure = figures(self.library)[numbers.contents.tables[table].figure]
        beside = ""
        if before is not None:
            beside = _("%(number)s in %(period)s") % {
                "number": self.namer.number(before),
                "period": self._say_period("period", self.periods[1]),
            }
        number = Number(self.namer.number(now), Ref(numbers.chapter, table))
        return Headline(
            number, str(figure.name), beside, Ref(numbers.chapter, table, BEFORE) if beside else None
        )

    def _sheet(self, code: str) -> Iterator[Sheet]:
        if found := sheet(code, self.namer, self.library, self.frozen.period):
            yield found

    def _method(self) -> Iterator[str]:
        first, last = self.frozen.period.first, self.frozen.period.last
        days = {"first": day_in_words(first), "last": day_in_words(last)}
        yield self._plain("method-events", days)
        yield self._plain("method-known", {"known": self._known(), "state": self.imprint.state})
        yield from self._beyond()
        yield self._plain("method-units", {})
        ways = derived(self.library)
        shares = [ways[code].share for shown in self.report.contents.values() for code in shown.derived]
        yield self._plain("method-shares", {"digits": max((one.digits for one in shares if one), default=0)})
        if self.report.compared:
            yield from self._on_the_year_before()
        yield self._of_small_numbers()
        yield from self._on_the_edition()
        if self.imprint.offices:
            offices = [*self.imprint.offices]
            yield self._plain(
                "method-imprint", {"offices": self.namer.several(offices), "many": len(offices)}
            )

    def _beyond(self) -> Iterator[str]:
        """Name the programmes that are no part of it; the public is not told whether anybody left."""
        if names := beyond_words(self.frozen, self.library):
            told = "counted" if self.imprint.internal else SOME
            yield self._plain("method-beyond", {"programmes": self.namer.several(names), "events": told})

    def _on_the_year_before(self) -> Iterator[str]:
        then = {"period-before": self._say_period("period", self.periods[1])}
        if not self._compares:
            yield self._plain("method-nothing-before", then)
            return
        told = [code for code in self.report.chapters if self.frozen.is_recorded(code)]
        if alone := [code for code in told if not self._compares_in(code)]:
            names = self.namer.several([str(self.report.chapters[code].name) for code in alone])
            yield self._plain("method-nothing-before-of", {**then, "chapters": names, "many": len(alone)})
        if len(alone) < len(told):
            yield self._plain("method-changes", {**then, "from": self.report.percent_from})

    def _on_the_edition(self) -> Iterator[str]:
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
        if before := self.imprint.replaces:
            told = {"number": str(before.number), "published": day_in_words(before.published)}
            said = "method-replaces-redefined" if before.redefined else "method-replaces"
            yield self._plain(said, {**told, "many": before.moved})
        if other := self.imprint.otherwise:
            yield self._defined_otherwise(other)
        if self.imprint.before:
            named = [self._printed_before(one) for one in self.imprint.before]
            both: dict[str, object] = {"editions": self.namer.several(named), "mark": DAGGER}
            yield self._plain("method-printed-before", both)

    def _printed_before(self, one: PrintedBefore) -> str:
        told = {
            "report": one.report,
            "period": self._plain(f"cover-{one.covers}", period_values(one.period)),
            "number": str(one.number),
            "published": day_in_words(one.published),
        }
        return self._plain("edition-before", told)

    def _defined_otherwise(self, before: DefinedBefore) -> str:
        told = {
            "number": str(before.number),
            "period": self._when_of(before.period),
            "published": day_in_words(before.published),
            "names": self.namer.several([*before.names]),
        }
        return self._plain("method-defined-otherwise", told)

    def _annex(self) -> tuple[list[Entry], dict[tuple[str, str], int]]:
        """Return what lies behind its numbers, and which entry stands behind which table."""
        return annex(self.report, self.namer, self.imprint.internal)

    def _of_small_numbers(self) -> str:
        if self.imprint.internal:
            return self._plain("method-exact", {})
        known = figures(self.library)
        tables = [table for shown in self.report.contents.values() for table in shown.tables.values()]
        most = {known[table.figure].threshold - 1 for table in tables} - {0}
        told = {"most": min(most), "up-to": max(most) if len(most) > 1 else 0} if most else {"most": 0}
        return self._plain("method-hidden", {"up-to": 0, **told, "many": self.imprint.hidden})


def taken_over(by: Another) -> str:
    """Say that another edition took the place of this one, in the language that is on."""
    told = {"number": by.number, "day": day_in_words(by.published)}
    return _("Edition %(number)s, published on %(day)s, took the place of this one.") % told


def _each_once(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks without a sentence that was said before, such as one in the place of map and table."""
    kept: list[Block] = []
    for one in blocks:
        if not isinstance(one, Paragraph) or one not in kept:
            kept.append(one)
    return kept


def _held_together(runs: Sequence[Run]) -> Iterator[Run]:
    """Give the runs of a sentence with each number on the line of the word that follows it."""
    behind_number = False
    for run in runs:
        if isinstance(run, str) and behind_number and run.startswith(" "):
            run = f"\N{NO-BREAK SPACE}{run[1:]}"
        yield run
        behind_number = isinstance(run, Number)


def period_values(period: Period) -> dict[str, object]:
    """Return what sentences may name of a period."""
    month = period.first.month
    return {
        "year": str(period.first.year),
        "half": 1 if month == 1 else 2,
        "quarter": (month + 2) // 3,
        "month": day_in_words(period.first, "F Y"),
    }
