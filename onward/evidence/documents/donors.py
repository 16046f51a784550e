"""The report on a project for its donor: what was promised and reached, what was granted and spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from onward.evidence.counting import breaks_of, figures
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.documents import charts
from onward.evidence.documents.annex import UNITS, entry_of, in_words, limited_to, of_whom, only_where
from onward.evidence.documents.blocks import Block, Drawing, Entry, Row, Section, Sheet, Table
from onward.evidence.documents.composing import Composer, period_values
from onward.evidence.documents.naming import break_in_words, by_another_day, overlaps, several_rows
from onward.evidence.documents.projects import sheet_lines
from onward.evidence.documents.texts import Number, Ref
from onward.evidence.documents.values import Numbers
from onward.evidence.editions import DonorLayout, ReportTable
from onward.evidence.editions.definition import MONTHS, NOW
from onward.evidence.editions.donor import CURRENCIES, MONEY, SPENT, TO_DATE
from onward.evidence.rules import Period
from onward.kernel.written import after_one_another, day_in_words
from onward.records.projects.reporting import DonorPeriod, Indicator

Cell = Number | str | None
NOTHING = "–"


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """Return a part in whole percent of what it is measured by, half upwards."""
    return (100 * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)


class DonorComposer(Composer):
    """Makes the document of a donor."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.layout = cast(DonorLayout, self.report)
        self.project = self.layout.project
        self.title = _("Donor report")

    def _period(self) -> DonorPeriod | None:
        first = self.frozen.period.first
        return next((one for one in self.project.periods if one.first == first), None)

    def _subtitle(self) -> str:
        return f"{self.project.name} · {self._when()}"

    def _when(self) -> str:
        return self._when_of(self.frozen.period)

    def _when_of(self, period: Period) -> str:
        """Return a period as a reader calls it: a year, a half or a quarter of one; else its days."""
        first, months = period.first, period.whole_months
        covers = next((name for name, length in MONTHS.items() if length == months), None)
        if covers is None or (first.month - 1) % months:
            return self._days_of(period)
        return self._plain(f"cover-{covers}", period_values(period))

    def _days(self) -> str:
        return self._days_of(self.frozen.period)

    def _days_of(self, period: Period) -> str:
        ends = {"first": day_in_words(period.first), "last": day_in_words(period.last)}
        return _("%(first)s to %(last)s") % ends

    def _named(self) -> str:
        """Return the days of the period with the donor's own name of it, where it has one."""
        found = self._period()
        return f"{self._days()} ({found.code})" if found else self._days()

    def _for_whom(self) -> str:
        return _("Exact, for the donor and the office") if self.imprint.internal else _("For the public")

    def _sections(self) -> Iterator[Section]:
        head = Sheet(
            _("Project"),
            (
                *sheet_lines(self.project, self.library, self.namer),
                (_("Period of this report"), self._named()),
            ),
        )
        results = [*self._results()]
        yield Section("project", str(self.project.name), (), (head, *results))
        yield Section(MONEY, _("Finances"), (), tuple(self._money()))

    def _numbers(self, chapter: str) -> Numbers:
        return Numbers(self.frozen, chapter, self.layout.shown_in(chapter), self.library, self.shown)

    # --- indicators --------------------------------------------------------------------------------------

    def _results(self) -> Iterator[Block]:
        rows = [row for one in self.project.indicators for row in self._of_indicator(one)]
        first = self.layout.place_of(self.project.indicators[0])
        yield Table(
            _("Indicators"),
            _("Indicator"),
            (
                *(_("Target of the period"), _("Achieved in the period"), _("Share of target")),
                *(_("Target of the project"), _("Achieved to date"), _("Share of project target")),
            ),
            tuple(rows),
            tuple(self._notes_on_indicators()),
            Ref(*first),
        )
        measured = [row for one in self.project.indicators if (row := self._measured(one))]
        if measured:
            yield Drawing(
                _("Achieved to date, in percent of the target of the project"),
                after_one_another(f"{one.words} {one.written}" for one in measured),
                charts.against(measured, names := (_("achieved to date"), _("target of the project"))),
                (self._time_passed(),),
                None,
                wide=True,
                narrow=charts.against(measured, names, narrow=True),
            )

    def _of_indicator(self, one: Indicator) -> Iterator[Row]:
        chapter, table = self.layout.place_of(one)
        numbers = self._numbers(chapter)
        cells: list[Cell] = []
        for name in (NOW, TO_DATE):
            target = self.layout.target(table, name, (), self.frozen.period)
            reached = numbers.total(table, name)
            cells += [NOTHING if target is None else self._said(one, target)]
            cells += [self._cell(one, reached, Ref(chapter, table, name))]
            cells += [self._percent(reached, target) if numbers.is_recorded(name) else NOTHING]
        unit = self.namer.currency(self.project.currency) if one.unit == "amount" else UNITS[one.unit]()
        yield Row(f"{one.code} {one.name} ({unit})", tuple(cells))
        if one.by is not None:
            for part in numbers.parts(table):
                told = [
                    self._cell(one, numbers.part(table, part, name), Ref(chapter, table, name, (part,)))
                    for name in (NOW, TO_DATE)
                ]
                words = f"– {self.namer.part(one.by, part)}"
                yield Row(words, ("", told[0], "", "", told[1], ""))

    def _cell(self, one: Indicator, number: Decimal | None, ref: Ref) -> Cell:
        if not self.frozen.is_recorded(ref.chapter, ref.period):
            return NOTHING
        if number is None and one.unit == "mean" and self.shown(ref):
            return NOTHING
        return None if number is None else Number(self._said(one, number), ref)

    def _said(self, one: Indicator, number: Decimal) -> str:
        return self.namer.amount(number) if one.unit == "amount" else self.namer.number(number)

    def _percent(self, part: Decimal | None, whole: Decimal | None) -> Cell:
        if not whole:
            return NOTHING
        return None if part is None else self.namer.percent(percent_of(part, whole))

    def _measured(self, one: Indicator) -> charts.Measured | None:
        chapter, table = self.layout.place_of(one)
        if one.target is None:
            return None
        numbers = self._numbers(chapter)
        reached = numbers.total(table, TO_DATE)
        words = f"{one.code} {one.name}"
        if reached is None or not numbers.is_recorded(TO_DATE):
            return charts.Measured(words, None, 100, NOTHING)
        percent = percent_of(reached, one.target)
        return charts.Measured(words, float(percent), 100, self.namer.percent(percent))

    def _time_passed(self) -> str:
        passed = (self.frozen.period.until - self.project.starts).days
        whole = (self.project.ends - self.project.starts).days + 1
        share = self.namer.percent(percent_of(Decimal(passed), Decimal(whole)))
        return _("By the end of the period %(share)s of the project’s time had passed.") % {"share": share}

    def _notes_on_indicators(self) -> Iterator[str]:
        told: dict[str, list[str]] = {}
        for one in self.project.indicators:
            chapter = self.layout.place_of(one)[0]
            table = self.layout.shown_in(chapter).tables[one.slug]
            if another := by_another_day(figures(self.library)[table.figure]):
                told.setdefault(another, []).append(one.code)
            if overlaps(table, self.library):
                told.setdefault(several_rows(), [])
            for broken in breaks_of(figures(self.library)[table.figure], self.library):
                if self.project.starts < broken.on <= self.frozen.period.last and broken.is_of(
                    self.layout.chapters[chapter].only
                ):
                    told.setdefault(break_in_words(broken.on, str(broken.says)), []).append(one.code)
        yield from (
            f"{self.namer.several(codes)} – {note}" if codes else note for note, codes in told.items()
        )
        for name in (NOW, TO_DATE):
            untold = [
                one.code
                for one in self.project.indicators
                if not self.frozen.is_recorded(self.layout.place_of(one)[0], name)
            ]
            if untold:
                yield f"{self.namer.several(untold)} – {self._not_recorded(name)}"

    def _not_recorded(self, name: str) -> str:
        """Say why a dash stands for the numbers of one of the periods: their nought would say something."""
        said = _("Nothing at all of this is on record from %(days)s: a dash stands there, and no nought.")
        return said % {"days": self._days_of(self.frozen.days(name))}

    # --- money -------------------------------------------------------------------------------------------

    def _money(self) -> Iterator[Block]:
        numbers = self._numbers(MONEY)
        known = {one.code: one for one in self.project.budget}
        others = [part for part in numbers.parts(SPENT) if part not in known]
        rows = [self._of_line(numbers, (code,), str(one.name), one.amount) for code, one in known.items()]
        rows += [self._of_line(numbers, (code,), _line_words(code), None) for code in others]
        whole = sum((one.amount for one in self.project.budget), Decimal(0))
        rows.append(self._of_line(numbers, (), _("In all"), whole))
        yield Table(
            _("Budget and spending, in %(currency)s")
            % {"currency": self.namer.currency(self.project.currency)},
            _("Budget line"),
            (
                *(_("Budget"), _("Spent in the period"), _("Spent to date")),
                *(_("Left"), _("Share of budget")),
            ),
            tuple(rows),
            tuple(self._notes_on_money(numbers, others)),
            Ref(MONEY, SPENT),
        )
        drawn = [self._drawn(numbers, code, str(one.name), one.amount) for code, one in known.items()]
        yield Drawing(
            _("Spent to date, beside the budget of each line"),
            after_one_another(f"{one.words} {one.written}" for one in drawn),
            charts.against(drawn, names := (_("spent to date"), _("budget"))),
            (self._time_passed(),),
            Ref(MONEY, SPENT, TO_DATE),
            wide=True,
            narrow=charts.against(drawn, names, narrow=True),
        )

    def _of_line(self, numbers: Numbers, part: tuple[str, ...], words: str, budget: Decimal | None) -> Row:
        told = [self._spent(numbers, part, name) for name in (NOW, TO_DATE)]
        cells: list[Cell] = [NOTHING if budget is None else self._budgeted(budget)]
        for number, name in zip(told, (NOW, TO_DATE), strict=True):
            if not numbers.is_recorded(name):
                cells.append(NOTHING)
            else:
                ref = Ref(MONEY, SPENT, name, part)
                cells.append(None if number is None else Number(self.namer.amount(number), ref))
        if budget is None or not numbers.is_recorded(TO_DATE):
            cells += [NOTHING, NOTHING]
        else:
            left = None if told[1] is None else self.namer.amount(budget - told[1])
            cells += [left, self._percent(told[1], budget)]
        return Row(words, tuple(cells), last=not part)

    def _budgeted(self, amount: Decimal) -> str:
        """Return an amount of the budget, without cents where no line of it has any."""
        known = [one.amount for one in self.project.budget]
        whole = all(one == one.to_integral_value() for one in known)
        return self.namer.number(amount) if whole else self.namer.amount(amount)

    def _spent(self, numbers: Numbers, part: tuple[str, ...], name: str) -> Decimal | None:
        return numbers.part(SPENT, part[0], name) if part else numbers.total(SPENT, name)

    def _drawn(self, numbers: Numbers, code: str, words: str, budget: Decimal) -> charts.Measured:
        spent = self._spent(numbers, (code,), TO_DATE)
        if spent is None or not numbers.is_recorded(TO_DATE):
            return charts.Measured(words, None, float(budget), NOTHING)
        share = self.namer.percent(percent_of(spent, budget))
        return charts.Measured(words, float(spent), float(budget), share)

    def _notes_on_money(self, numbers: Numbers, others: list[str]) -> Iterator[str]:
        counted = self.layout.shown_in(MONEY).tables[SPENT].figure
        yield str(figures(self.library)[counted].about)
        if beyond := [*self._overspent(numbers)]:
            yield _("Spent beyond the budget of its line: %(lines)s.") % {"lines": after_one_another(beyond)}
        yield from (self._not_recorded(name) for name in (NOW, TO_DATE) if not numbers.is_recorded(name))
        if others:
            yield _("Amounts without a line of this budget are in the sum, and in no line.")
        for part in numbers.parts(CURRENCIES):
            many = numbers.part(CURRENCIES, part, TO_DATE)
            if part == self.project.currency or not many:
                continue
            yield ngettext(
                "To date, %(many)s expenditure is on record in %(currency)s: it is in no sum.",
                "To date, %(many)s expenditures are on record in %(currency)s: they are in no sum.",
                int(many),
            ) % {"many": self.namer.number(many), "currency": self.namer.currency(part)}

    def _overspent(self, numbers: Numbers) -> Iterator[str]:
        """Give the lines of which more is spent to date than their budget, each with how much more."""
        for one in self.project.budget:
            spent = self._spent(numbers, (one.code,), TO_DATE)
            if spent is not None and spent > one.amount:
                yield f"{one.name} (+{self.namer.money(spent - one.amount, self.project.currency)})"

    # --- method and annex --------------------------------------------------------------------------------

    def _method(self) -> Iterator[str]:
        said = [*super()._method()]
        more = [
            self._plain("donor-method-targets", {}),
            self._plain("donor-method-to-date", {}),
            self._plain("donor-method-amounts", {"currency": self.namer.currency(self.project.currency)}),
        ]
        yield from (*said[:3], *more, *said[4:])

    def _of_small_numbers(self) -> str:
        return self._plain("donor-method-exact", {}) if self.imprint.internal else super()._of_small_numbers()

    def _annex(self) -> tuple[list[Entry], dict[tuple[str, str], int]]:
        """Return an entry for each indicator, which may limit its figure, and one for what was spent."""
        entries: list[Entry] = []
        places: dict[tuple[str, str], int] = {}
        for one in self.project.indicators:
            place = self.layout.place_of(one)
            table = self.layout.shown_in(place[0]).tables[one.slug]
            entry = entry_of(figures(self.library)[table.figure], self.namer)
            limits = in_words(self._limits(table, self.layout.chapters[place[0]].only))
            lines = ((_("Figure"), entry.name), *entry.lines, *limits)
            entries.append(Entry(f"{one.code} {one.name}", lines))
            places[place] = len(entries)
        spent = self.layout.shown_in(MONEY).tables[SPENT]
        entries.append(entry_of(figures(self.library)[spent.figure], self.namer))
        places[MONEY, SPENT] = len(entries)
        return entries, places

    def _limits(self, table: ReportTable, only: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """Give what an indicator asks besides its figure, all of it."""
        events = figures(self.library)[table.figure].of
        for code in table.among:
            yield of_whom(code, self.namer, events)
        if table.when:
            yield only_where(table.when, self.namer, events)
        for column, value in only.items():
            yield limited_to(column, value, self.namer)


def _line_words(code: str) -> str:
    """Return the words for amounts that stand in no line of the budget."""
    return _("Without a budget line") if code == UNKNOWN else code
