"""What a donor is told: the indicators of its project and its money, laid out like any other report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar, Final, cast

from django.utils import translation
from django.utils.translation import gettext as _

from onward.evidence.counting import figures
from onward.evidence.counting.soundness import condition_is_sound, drawn_by, may_be_misspelt
from onward.evidence.editions.definition import (
    NOW,
    Chapter,
    Contents,
    Layout,
    ReportTable,
    printed_by,
    public_tables,
    sheet_items,
)
from onward.evidence.editions.tangled import Printed, splits_are_apart
from onward.evidence.problems import UnknownDonorPeriod, UnknownProject
from onward.evidence.rules import Period
from onward.kernel.definitions import Item, Library, Report, Text, add_check
from onward.kernel.definitions.kinds import need
from onward.kernel.definitions.values import LANGUAGES
from onward.kernel.text import said_of
from onward.records.projects.definition import Project
from onward.records.projects.reporting import Indicator

DONOR_REPORT: Final = "donor-report"
TO_DATE: Final = "to-date"
"""From the first day of the project to the last day of the period."""
RESULTS: Final = "results"
"""The chapter of indicators that count what happened under the programmes of the project."""
CHARGED: Final = "charged"
"""The chapter of indicators that count what names the project."""
MONEY: Final = "money"
"""The chapter of amounts."""
SPENT: Final = "spent"
"""The table of amounts by budget line."""
CURRENCIES: Final = "currencies"
"""The table of expenditures by currency."""


class DonorLayout(Layout):
    """A donor report: the layout of one project, with numbers of the period and of the project to date."""

    one_record: ClassVar[bool] = True

    project: Project

    @property
    def periods(self) -> tuple[str, ...]:
        """The period, and the project to date."""
        return (NOW, TO_DATE)

    def days(self, name: str, period: Period) -> Period:
        """Return the days of one of them, for an edition of a period."""
        return period if name == NOW else Period(self.project.starts, period.last)

    def target(self, table: str, name: str, part: tuple[str, ...], period: Period) -> Decimal | None:
        """Return what an indicator promises of the period or the whole, or the budget of a line, to date."""
        if table == SPENT:
            line = self.project.line(part[0]) if part else None
            whole = sum((one.amount for one in self.project.budget), Decimal(0))
            found = whole if not part else line.amount if line else None
            return found if name == TO_DATE else None
        one = next((one for one in self.project.indicators if one.slug == table), None)
        if one is None or part:
            return None
        own = next((of.code for of in self.project.periods if of.first == period.first), "")
        return one.target if name == TO_DATE else one.targets.get(own)

    def records(self, chapter: str) -> tuple[Mapping[str, str], ...]:
        """Return the limits of a chapter; of what happened under several programmes, each of these."""
        if chapter != RESULTS:
            return super().records(chapter)
        return tuple({"programme": code} for code in sorted(self.project.pays_for))

    def place_of(self, indicator: Indicator) -> tuple[str, str]:
        """Return the chapter and the table in which an indicator is counted."""
        return CHARGED if indicator.limited_to == "project" else RESULTS, indicator.slug


def donor_layout(project: Project, library: Library) -> DonorLayout:
    """Return how the report on a project is laid out.

    Args:
        project: one with periods of its donor.
        library: whose figures are meant.
    """
    assert project.reporting, "its donor is told"
    assert project.spending, "a project with periods says what was spent"
    tables: dict[str, dict[str, ReportTable]] = {RESULTS: {}, CHARGED: {}, MONEY: {}}
    programmes = sorted(project.pays_for)
    for one in project.indicators:
        limits = [one.when] if one.when else []
        if one.limited_to == "programmes" and len(programmes) > 1:
            limits.append(f"fact.programme in [{', '.join(map(repr, programmes))}]")
        when = " && ".join(f"({limit})" for limit in limits) if len(limits) > 1 else "".join(limits) or None
        table = ReportTable(figure=one.figure, among=one.among, when=when, by=(one.by,) if one.by else ())
        tables[CHARGED if one.limited_to == "project" else RESULTS][one.slug] = table
    tables[MONEY][SPENT] = ReportTable(figure=project.spending.amount, by=(LINE,))
    tables[MONEY][CURRENCIES] = ReportTable(figure=project.spending.number, by=(CURRENCY,))
    under = {"programme": programmes[0]} if len(programmes) == 1 else {}
    named = {"project": project.code}
    names = {RESULTS: _results, CHARGED: _results, MONEY: _money}
    chapters = {
        code: Chapter(
            name=in_every_language(names[code]), place=project.name, shows=code,
            only=under if code == RESULTS else named,
        )
        for code, found in tables.items()
        if found
    }  # fmt: skip
    return DonorLayout(
        code=DONOR_REPORT,
        name=in_every_language(lambda: said_of(_("Donor report"), project.name)),
        compared=False,
        public=project.reporting.public,
        contents={code: Contents(tables=found) for code, found in tables.items() if found},
        chapters=chapters,
        project=project,
    )


def offices_of(layout: Layout, library: Library) -> tuple[str, ...]:
    """Return the codes of the offices of which a report tells, in the order of its chapters.

    They are those that charge the project of a donor; else those that run the programmes of the chapters.
    """
    if isinstance(layout, DonorLayout):
        return layout.project.offices
    wanted = (chapter.only.get("programme", "") for chapter in layout.chapters.values())
    programmes = (library.of("programmes").get(code) for code in wanted)
    return tuple(dict.fromkeys(str(getattr(one.body, "office", "")) for one in programmes if one))


def donor_period(library: Library, project: str, code: str) -> Period:
    """Return the days of a period of a donor.

    Raises:
        UnknownProject: there is none of this code, or its donor is told nothing.
        UnknownDonorPeriod: it has no such period.
    """
    told = {one: cast(Project, item.body) for one, item in library.of("projects").items()}
    told = {one: body for one, body in told.items() if body.reporting}
    if project not in told:
        raise UnknownProject("project", name=project, known=", ".join(sorted(told)))
    found = told[project].period(code)
    if found is None:
        known = [one.code for one in told[project].periods]
        raise UnknownDonorPeriod("period", name=code, known=", ".join(known))
    return Period(found.first, found.last)


LINE: Final = "budget-line"
"""The dimension of budget lines."""
CURRENCY: Final = "currency"
"""The dimension of currencies."""


def _results() -> str:
    return _("Results")


def _money() -> str:
    return _("Finances")


def in_every_language(say: Any) -> Text:
    """Return words of the catalogues as a text of all languages."""
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = str(say())
    return Text(**told)


def donor_draws_on(item: Item, library: Library) -> Iterator[Item]:
    """Give all that a donor report keeps beside the project: what decides its numbers, and its sheet."""
    layout = donor_layout(cast(Project, item.body), library)
    for contents in layout.contents.values():
        for table in contents.tables.values():
            figure = library.get("figures", table.figure)
            yield figure
            yield from drawn_by(figure, library)
    yield from library.of("populations").values()
    yield from library.of("dimensions").values()
    yield from sheet_items([item.code], library)


def _indicators_are_counted(item: Item, library: Library, report: Report) -> None:
    """Report indicators that no figure counts, with a target in another unit, or a condition of no sense."""
    project = cast(Project, item.body)
    known = figures(library)
    for number, one in enumerate(project.indicators):
        where = ("indicators", number)
        for place, code in enumerate(one.among):
            if not library.knows("populations", code):
                at = (*where, "among", place)
                report.unknown(item, at, _("population"), code, library.codes("populations"))
        if one.when is not None:
            condition_is_sound(item, (*where, "when"), one.when, library, report)
        if not library.knows("figures", one.figure):
            report.unknown(item, (*where, "figure"), _("figure"), one.figure, library.codes("figures"))
        elif one.figure in known:
            _fits(item, one, number, library, report)
    if project.spending:
        _spending_is_counted(item, library, report)


def _fits(item: Item, one: Indicator, number: int, library: Library, report: Report) -> None:
    """Report a target in another unit than the figure counts, and a split that the figure does not have."""
    figure, where = figures(library)[one.figure], ("indicators", number)
    if one.unit != figure.counts:
        wrong = _("the target is of “%(unit)s”, and “%(figure)s” counts “%(counts)s”") % {
            "unit": one.unit, "figure": one.figure, "counts": figure.counts}  # fmt: skip
        right = _("Write “unit: %(counts)s”, or name another figure") % {"counts": figure.counts}
        report(item, (*where, "unit"), wrong, right)
    if one.by is not None and one.by not in figure.by and not may_be_misspelt(figure.by, one.by, library):
        report.unknown(item, (*where, "by"), _("dimension of this figure"), one.by, figure.by)
    if figure.counts == "amount" and figure.currency != cast(Project, item.body).currency:
        _another_currency(item, (*where, "figure"), one.figure, library, report)


def _spending_is_counted(item: Item, library: Library, report: Report) -> None:
    project, known = cast(Project, item.body), figures(library)
    assert project.spending
    for name, code, by in (
        ("amount", project.spending.amount, LINE), ("number", project.spending.number, CURRENCY),
    ):  # fmt: skip
        path = ("spending", name)
        if not library.knows("figures", code):
            report.unknown(item, path, _("figure"), code, library.codes("figures"))
        elif code in known and by not in known[code].by and not may_be_misspelt(known[code].by, by, library):
            wrong = _("“%(figure)s” is not split by “%(by)s”") % {"figure": code, "by": by}
            report(item, path, wrong, _("Name a figure that has it under “by”"))
        elif code in known and (known[code].counts == "amount") != (name == "amount"):
            wrong = _("“%(figure)s” counts “%(counts)s”") % {"figure": code, "counts": known[code].counts}
            right = _("Name a figure of amounts") if name == "amount" else _("Name a figure of events")
            report(item, path, wrong, right)
        elif code in known and name == "amount" and known[code].currency != project.currency:
            _another_currency(item, path, code, library, report)


def _another_currency(
    item: Item, path: tuple[str | int, ...], code: str, library: Library, report: Report
) -> None:
    own, counted = cast(Project, item.body).currency, figures(library)[code].currency
    if counted is None:
        return  # told at the figure
    wrong = _("“%(figure)s” adds up %(counted)s, and the project has its money in %(own)s") % {
        "figure": code, "counted": counted, "own": own}  # fmt: skip
    report(item, path, wrong, _("Name a figure of %(own)s") % {"own": own})


def _public_numbers_are_guarded(item: Item, library: Library, report: Report) -> None:
    """Refuse in a public project what disclosure control cannot judge: means, and amounts told in all alone.

    Who stands behind an amount is kept where it is split (`freezing`), as its budget lines are.
    """
    project, known = cast(Project, item.body), figures(library)
    if not (project.reporting and project.reporting.public):
        return
    for number, one in enumerate(project.indicators):
        counts = known[one.figure].counts if one.figure in known else ""
        if counts == "mean" or (counts == "amount" and one.by is None):
            wrong = _("“%(name)s” is an amount or a mean, and a public report cannot hide whose it is")
            right = _("Take it out, or write “public: false” if nobody outside gets this report")
            report(item, ("indicators", number, "figure"), wrong % {"name": one.figure}, right)


def _public_splits_are_apart(item: Item, library: Library, report: Report) -> None:
    """Refuse in a public project a split that tells what another public document hides, or the reverse."""
    project = cast(Project, item.body)
    if not (project.reporting and project.reporting.public and project.spending):
        return
    public = (
        cast(Project, other.body) for code, other in library.of("projects").items() if code != item.code
    )
    others = [one for other in public if other.reporting and other.reporting.public
              for one in _printed_for(other, library)]  # fmt: skip
    own = [*_printed_for(project, library)]
    splits_are_apart(item, own, [*public_tables(library), *others], library, report)


def _printed_for(project: Project, library: Library) -> Iterator[Printed]:
    """Go through the tables of a donor's report, each where the file of its project asks for it."""
    indicators = {one.slug: number for number, one in enumerate(project.indicators)}
    for one in printed_by(donor_layout(project, library)):
        name = str(one.where[-1])
        at = ("indicators", indicators[name]) if name in indicators else ("spending",)
        yield replace(one, where=at)


def register_donor_reports() -> None:
    """Have indicators compared with the figures; called when the house starts."""
    need("dimensions", LINE, CURRENCY)
    add_check("projects", _indicators_are_counted)
    add_check("projects", _public_numbers_are_guarded)
    add_check("projects", _public_splits_are_apart)
