"""What a report prints: its chapters, and in each the figures and how they are split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar, Final, Literal, Self, cast

from babel.lists import format_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from onward.evidence.counting import MOST_DIMENSIONS, derived, dimensions, figures
from onward.evidence.counting.soundness import condition_is_sound, drawn_by, may_be_misspelt
from onward.evidence.editions.tangled import Printed, splits_are_apart
from onward.evidence.facts.columns import ColumnName, columns, values_of
from onward.evidence.problems import NoPeriodOfThisReport
from onward.evidence.rules import Period
from onward.kernel.definitions import (
    Code,
    ConditionText,
    Definition,
    Flag,
    Item,
    Library,
    Report,
    Text,
    current_library,
    register_kind,
)
from onward.kernel.text import day_in_words
from onward.records.projects.definition import Project

NOW: Final = "now"
BEFORE: Final = "before"
MONTHS: Final = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
"""What a report may cover → how many calendar months that is."""


class ReportTable(Definition):
    """One figure as a report shows it.

    Attributes:
        figure: what is counted.
        by: how it is split; none for a number alone.
        among: populations to which it is limited besides its own.
        when: a further condition over the columns of a fact.
        top: so many of the greatest parts stand by name, with whatever ties with the last, and the others
            together as the remainder.
        chart: how it is drawn, if at all.
        exact: whether only the exact copy tells it. No public copy has it, whatever it is, so the audit of
            small numbers need not weigh it; no table or drawing shows it, only sentences.
    """

    figure: Code
    by: tuple[Code, ...] = Field(default=(), max_length=MOST_DIMENSIONS)
    among: tuple[Code, ...] = ()
    when: ConditionText | None = None
    top: int | None = Field(default=None, ge=1, le=50)
    chart: Literal["bars", "months", "map"] | None = None
    exact: Flag = False

    @model_validator(mode="after")
    def _exact_is_one_number(self) -> Self:
        if self.exact and self.by:
            raise ValueError(_("what only the exact copy tells is one number | Take “by” or “exact” out"))
        return self


class Element(Definition):
    """One thing on the pages of a chapter.

    Attributes:
        text: a sentence of `reports/`.
        otherwise: the sentence in its place where a number of it is not shown.
        joined: whether the sentence goes on with the paragraph that stands before it.
        table: one of the tables, with its numbers.
        chart: one of the tables, drawn.
    """

    text: Code | None = None
    otherwise: Code | None = None
    joined: Flag = False
    table: Code | None = None
    chart: Code | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(one is not None for one in (self.text, self.table, self.chart)) != 1:
            raise ValueError(_("it is a text, a table or a chart | Write one of the three"))
        if self.otherwise and not self.text:
            raise ValueError(_("“otherwise” stands in the place of a text | Write the text as well"))
        if self.joined and not self.text:
            raise ValueError(_("only a text goes on with a paragraph | Take “joined” out"))
        return self


class Contents(Definition):
    """What a chapter shows; several chapters may show the same, each of its own programme.

    Attributes:
        tables: code → figure; texts name its numbers by this code.
        derived: shares and sums.
        headlines: tables whose numbers in all stand large at the beginning.
        page: what stands on it, in this order.
    """

    tables: dict[Code, ReportTable] = Field(min_length=1)
    derived: tuple[Code, ...] = ()
    headlines: tuple[Code, ...] = ()
    page: tuple[Element, ...] = ()


class Chapter(Definition):
    """One chapter.

    Attributes:
        name: its heading.
        place: "from Belgium", as sentences say it.
        only: column of facts → the value to which everything in it is limited, such as one programme.
        shows: which contents.
        projects: those whose sheets stand in it.
    """

    name: Text
    place: Text
    only: dict[ColumnName, Code] = {}
    shows: Code
    projects: tuple[Code, ...] = ()


class Layout(Definition):
    """What a document prints, whoever laid it out.

    Attributes:
        name: its title.
        compared: whether each number stands beside that of the year before.
        percent_from: the least number before of which a change is told in percent; below it, tables tell the
            difference.
        public: whether it has a copy for the public; a report without one may tell amounts.
        contents: code → what chapters show.
        chapters: code → chapter, in their order.
    """

    one_record: ClassVar[bool] = False
    """Whether its chapters have one record in common: they tell of one thing, in several ways."""

    code: Code
    name: Text
    compared: Flag = True
    percent_from: int = Field(default=1, ge=1)
    public: Flag = True
    contents: dict[Code, Contents] = Field(min_length=1)
    chapters: dict[Code, Chapter] = Field(min_length=1)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods of which it has numbers, its own first."""
        return (NOW, BEFORE) if self.compared else (NOW,)

    def days(self, name: str, period: Period) -> Period:
        """Return the days of one of its periods, for an edition of a period."""
        return period if name == NOW else period.year_before()

    def target(self, table: str, name: str, part: tuple[str, ...], period: Period) -> Decimal | None:
        """Return what was promised where a number stands; nothing was in a report of the office.

        Args:
            table: in which the number stands.
            name: of its period.
            part: of which part it is; empty for the number in all.
            period: of the edition.
        """
        return None

    def shown_in(self, chapter: str) -> Contents:
        """Return what a chapter shows.

        Raises:
            KeyError: there is no such chapter.
        """
        return self.contents[self.chapters[chapter].shows]

    def records(self, chapter: str) -> tuple[Mapping[str, str], ...]:
        """Return limits, column of facts → value: nothing is on record of a chapter where nothing is of any.

        Raises:
            KeyError: there is no such chapter.
        """
        return (self.chapters[chapter].only,)

    def is_exact(self, chapter: str, table: str) -> bool:
        """Say whether only the exact copy tells of a table."""
        found = self.shown_in(chapter).tables.get(table)
        return found is not None and found.exact


class ReportDefinition(Layout):
    """A report that the office publishes again and again.

    Attributes:
        owner: the role that answers for it.
        covers: the length of its period.
    """

    owner: Code
    covers: Literal["year", "half-year", "quarter", "month"]


def reports(library: Library | None = None) -> dict[str, ReportDefinition]:
    """Return the reports of the definitions by code."""
    known = library or current_library()
    return {code: cast(ReportDefinition, item.body) for code, item in known.of("reports").items()}


def period_of(report: ReportDefinition, first: date) -> Period:
    """Return the period of a report that begins on a day.

    Raises:
        NoPeriodOfThisReport: no period of the report begins on it.
    """
    months = MONTHS[report.covers]
    if first.day != 1 or (first.month - 1) % months:
        raise no_period(report)
    year, month = divmod(first.month - 1 + months, 12)
    return Period(first, date(first.year + year, month + 1, 1) - timedelta(days=1))


def no_period(report: ReportDefinition) -> NoPeriodOfThisReport:
    """Return the refusal of days that are no period of a report; it names the days on which one begins."""
    months = range(1, 13, MONTHS[report.covers])
    days = [day_in_words(date(2000, month, 1), "j F") for month in months]
    every = _("the first day of a month") if len(days) == 12 else ""
    return NoPeriodOfThisReport(
        "first", begins=every or format_list(days, style="or", locale=get_language() or "en")
    )


def _is_sound(item: Item, library: Library, report: Report) -> None:
    one = cast(ReportDefinition, item.body)
    if not library.knows("roles", one.owner):
        report.unknown(item, ("owner",), _("role"), one.owner, library.codes("roles"))
    for code, chapter in one.chapters.items():
        where = ("chapters", code)
        _limits_are_known(item, where, chapter, library, report)
        if chapter.shows not in one.contents:
            report.unknown(item, (*where, "shows"), _("contents"), chapter.shows, one.contents)
        for number, name in enumerate(chapter.projects):
            if not library.knows("projects", name):
                report.unknown(
                    item, (*where, "projects", number), _("project"), name, library.codes("projects")
                )
    for code, shown in one.contents.items():
        for number, name in enumerate(shown.derived):
            if not library.knows("derived", name):
                at = ("contents", code, "derived", number)
                report.unknown(item, at, _("share or sum"), name, library.codes("derived"))
        for name, table in shown.tables.items():
            _table_is_sound(item, ("contents", code, "tables", name), table, library, report)
        _page_is_sound(item, ("contents", code), shown, report)


UNGUARDED: Final = ("amount", "mean")
"""Units of which a report of the office keeps nothing that says whether few persons stand behind a number, or
one for most of it."""


def _public_numbers_are_guarded(item: Item, library: Library, report: Report) -> None:
    """Refuse in a public report what disclosure control cannot judge: amounts, means, and sums of figures."""
    one, known, ways = cast(ReportDefinition, item.body), figures(library), derived(library)
    if not one.public:
        return
    right = _("Take it out, or write “public: false” if nobody outside gets this report")
    for code, shown in one.contents.items():
        for name, table in shown.tables.items():
            figure = known.get(table.figure)
            if figure and figure.counts in UNGUARDED:
                wrong = _("“%(name)s” is an amount or a mean, and a public report cannot hide whose it is")
                report(
                    item, ("contents", code, "tables", name, "figure"), wrong % {"name": table.figure}, right
                )
        for number, name in enumerate(shown.derived):
            at = ("contents", code, "derived", number)
            if name in ways and ways[name].share is None:
                wrong = _("“%(name)s” is a sum, and a public report cannot hide its terms with it")
                report(item, at, wrong % {"name": name}, right)
            elif name in ways and any(
                one in known and known[one].counts in UNGUARDED for one in ways[name].terms
            ):
                wrong = _("“%(name)s” is a share of amounts, and a public report cannot hide whose they are")
                report(item, at, wrong % {"name": name}, right)


def _public_splits_are_apart(item: Item, library: Library, report: Report) -> None:
    """Refuse in a public report two splits of which one would tell what the other hides."""
    one = cast(ReportDefinition, item.body)
    if one.public:
        splits_are_apart(item, printed_by(one), public_tables(library, besides=one.code), library, report)


def public_tables(library: Library, besides: str = "") -> list[Printed]:
    """Return the tables of the public reports of the office, save for one report."""
    public = [one for one in reports(library).values() if one.public and one.code != besides]
    return [table for one in public for table in printed_by(one)]


def printed_by(one: Layout) -> Iterator[Printed]:
    """Go through the tables of a document as its chapters print them."""
    for chapter in one.chapters.values():
        shown = one.contents.get(chapter.shows)
        for name, table in shown.tables.items() if shown else ():
            yield Printed(("contents", chapter.shows, "tables", name), table, frozenset(chapter.only))


def _page_is_sound(item: Item, where: tuple[str, ...], shown: Contents, report: Report) -> None:
    for number, table in enumerate(shown.headlines):
        if table not in shown.tables:
            report.unknown(item, (*where, "headlines", number), _("table"), table, shown.tables)
    for number, element in enumerate(shown.page):
        at: tuple[str | int, ...] = (*where, "page", number)
        for kind, name in (("table", element.table), ("chart", element.chart)):
            if name is None:
                continue
            if name not in shown.tables:
                report.unknown(item, (*at, kind), _("table"), name, shown.tables)
            elif len(shown.tables[name].by) != 1:
                wrong = _("“%(name)s” is not split in one way, so there are no rows") % {"name": name}
                report(item, (*at, kind), wrong, _("Name a table with one dimension under “by”"))
            elif kind == "chart" and shown.tables[name].chart is None:
                wrong = _("nobody says how “%(name)s” is drawn") % {"name": name}
                report(item, (*at, kind), wrong, _("Add “chart” to this table"))


def _limits_are_known(
    item: Item, where: tuple[str, ...], chapter: Chapter, library: Library, report: Report
) -> None:
    known = columns(library)
    for column, value in chapter.only.items():
        if column not in known:
            report.unknown(item, (*where, "only", column), _("column"), column, known, key=True)
        elif (values := values_of(known[column], library)) and value not in values:
            report.unknown(item, (*where, "only", column), str(known[column].name), value, values)


def _table_is_sound(
    item: Item, where: tuple[str, ...], table: ReportTable, library: Library, report: Report
) -> None:
    for number, code in enumerate(table.among):
        if not library.knows("populations", code):
            report.unknown(
                item, (*where, "among", number), _("population"), code, library.codes("populations")
            )
    if not library.knows("figures", table.figure):
        report.unknown(item, (*where, "figure"), _("figure"), table.figure, library.codes("figures"))
        return
    if table.when is not None:
        condition_is_sound(item, (*where, "when"), table.when, library, report)
    figure = figures(library).get(table.figure)
    if figure is None:
        return
    for number, code in enumerate(table.by):
        if code not in figure.by and not may_be_misspelt(figure.by, code, library):
            report.unknown(item, (*where, "by", number), _("dimension of this figure"), code, figure.by)
    _chart_fits(item, where, table, library, report)
    if table.top is not None and len(table.by) != 1:
        report(item, (*where, "top"), _("a ranking has one dimension"), _("Write one under “by”"))
    known = dimensions(library)
    if table.top is not None and any(known[one].overlaps(library) for one in table.by if one in known):
        wrong = _("overlapping parts have no remainder")
        report(item, (*where, "top"), wrong, _("Take “top” out: all parts stand in the table"))


def _chart_fits(
    item: Item, where: tuple[str, ...], table: ReportTable, library: Library, report: Report
) -> None:
    """Report a drawing of months that has none, and a map of anything but countries."""
    splits = [dimensions(library).get(code) for code in table.by]
    if None in splits:
        return  # told above
    by_month = [one and one.each == "month" for one in splits]
    known = columns(library)
    places = [one and one.column in known and known[one.column].values == "countries" for one in splits]
    if table.chart == "months" and by_month != [True]:
        wrong, right = _("only what is split by month is drawn so"), _("Split it by month, or draw bars")
        report(item, (*where, "chart"), wrong, right)
    if table.chart == "map" and places != [True]:
        wrong = _("only what is split by a column of countries is drawn on a map")
        report(item, (*where, "chart"), wrong, _("Split it by country of destination, or draw bars"))


def _draws_on(item: Item, library: Library) -> Iterator[Item]:
    """Give everything that decides a number of the report: its version covers them."""
    one = cast(ReportDefinition, item.body)
    named = {table.figure for shown in one.contents.values() for table in shown.tables.values()}
    known = derived(library)
    ways = [known[code] for shown in one.contents.values() for code in shown.derived if code in known]
    for way in ways:
        yield library.get("derived", way.code)
        named |= {*(way.sum or ())} | ({way.share.part, way.share.of} if way.share else set())
    for code in sorted(named & library.of("figures").keys()):
        yield library.get("figures", code)
        yield from drawn_by(library.get("figures", code), library)
    yield from library.of("populations").values()
    yield from library.of("dimensions").values()


def sheet_items(projects: Iterable[str], library: Library) -> Iterator[Item]:
    """Give what the sheets of projects say, for an edition to keep: the projects, donors and programmes."""
    for code in projects:
        item = library.of("projects").get(code)
        if item is None:
            continue
        project = cast(Project, item.body)
        yield item
        yield library.get("donors", project.donor)
        yield from (library.get("programmes", one) for one in project.pays_for)


def register_reports() -> None:
    """Register the kind of definition file; called when the house starts."""
    register_kind(
        "reports",
        ReportDefinition,
        [_is_sound, _public_numbers_are_guarded, _public_splits_are_apart],
        draws_on=_draws_on,
        ordered=True,
    )
