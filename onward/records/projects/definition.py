"""What `definitions/projects/*.yaml` say: whose money, from when until when, for what, and how much.

Beside them, initiatives: work of which nobody keeps a file.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self, cast

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from onward.kernel.definitions import (
    Code,
    Definition,
    Item,
    Library,
    Report,
    Text,
    current_library,
    register_kind,
)
from onward.records.projects.reporting import (
    DonorPeriod,
    Indicator,
    OwnPeriod,
    Reporting,
    Spending,
    periods_between,
)

Amount = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]


class Target(Definition):
    """What the project promised: a number, of what."""

    count: Annotated[int, Field(gt=0)]
    unit: Literal["persons", "cases", "families"]


class BudgetLine(Definition):
    """One line of the budget; `per_person` caps what one person may draw from it."""

    code: Code
    name: Text
    amount: Amount
    per_person: Amount | None = None


class Project(Definition):
    """Money with a donor, dates and a target.

    Attributes:
        donor: code of the donor, in `definitions/donors.yaml`.
        reference: the donor's own number for the grant.
        starts, ends: first and last day; both count.
        offices: codes of the offices that charge it: nobody else records what was spent of it.
        pays_for: programme → service → budget line that it is charged to.
        months: how many months it runs, where its papers say so; its dates must agree.
        coverage: where it works, in words.
        partners: who works on it besides.
        contact: whom to ask about it: an address of the office, never a person's.
        reporting: the periods of which the donor is told; without it there are no donor reports.
        indicators: what the donor measures it by, in the donor's order.
        spending: what tells what was spent.
    """

    code: Code
    name: Text
    donor: Code
    reference: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    starts: date
    ends: date
    target: Target
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    budget: tuple[BudgetLine, ...] = Field(min_length=1)
    offices: tuple[Code, ...] = Field(min_length=1)
    pays_for: dict[Code, dict[Code, Code]]
    months: Annotated[int, Field(gt=0)] | None = None
    coverage: Text | None = None
    partners: tuple[Text, ...] = ()
    contact: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None
    reporting: Reporting | None = None
    indicators: tuple[Indicator, ...] = ()
    spending: Spending | None = None

    @model_validator(mode="after")
    def _what_is_reported_is_told(self) -> Self:
        if self.reporting and (not self.spending or not self.indicators):
            raise ValueError(_("a donor report tells results and spending | Add “indicators” and “spending”"))
        return self

    @property
    def periods(self) -> tuple[DonorPeriod, ...]:
        """The periods of which the donor is told, in order; none where it is told nothing."""
        return periods_between(self.reporting, self.starts, self.ends) if self.reporting else ()

    def period(self, code: str) -> DonorPeriod | None:
        """Return the period of a code, in capitals or not; None where there is none."""
        return next((one for one in self.periods if one.code.lower() == code.lower()), None)

    def line(self, code: str) -> BudgetLine | None:
        """Return the budget line of a code; None where there is none."""
        return next((one for one in self.budget if one.code == code), None)

    def charged_to(self, programme: str, service: str) -> str | None:
        """Return the budget line that a service of a programme is charged to; None where nothing pays."""
        return self.pays_for.get(programme, {}).get(service)

    @property
    def whole_months(self) -> int:
        """How many months it runs, where it runs whole ones; nought where it does not."""
        until = self.ends + timedelta(days=1)
        months = (until.year - self.starts.year) * 12 + until.month - self.starts.month
        return months if until.day == self.starts.day else 0

    def runs_on(self, day: date) -> bool:
        """Tell whether the project runs on a day."""
        return self.starts <= day <= self.ends


class Donor(Definition):
    """Who gives money."""

    code: Code
    name: Text


class Initiative(Definition):
    """What an office does without keeping files: a campaign, trainings for others, a study.

    It has no pathway, so it is no programme; what comes of it is reported in quantities.

    Attributes:
        office: code of the office whose work it is.
    """

    code: Code
    name: Text
    office: Code


def _is_no_programme(item: Item, library: Library, report: Report) -> None:
    """Report an initiative that is called as a programme: a row of a history names either of them."""
    if library.knows("programmes", item.code):
        report(item, (), _("a programme has this code already"), _("Give the initiative another one"))


def _dates_are_in_order(item: Item, library: Library, report: Report) -> None:
    project = cast(Project, item.body)
    if project.ends < project.starts:
        wrong = _("the project ends before it starts")
        report(item, ("ends",), wrong, _("Give a day from %(day)s on") % {"day": project.starts.isoformat()})


def _duration_agrees(item: Item, library: Library, report: Report) -> None:
    project = cast(Project, item.body)
    if project.months is not None and project.months != project.whole_months:
        wrong = _("from %(first)s to %(last)s it does not run %(months)s months") % {
            "first": project.starts.isoformat(),
            "last": project.ends.isoformat(),
            "months": project.months,
        }
        report(item, ("months",), wrong, _("Mend the dates or the months"))


def _donor_is_known(item: Item, library: Library, report: Report) -> None:
    project = cast(Project, item.body)
    if not library.knows("donors", project.donor):
        report.unknown(item, ("donor",), _("donor"), project.donor, library.codes("donors"))


def _lines_are_sound(item: Item, library: Library, report: Report) -> None:
    """Report budget lines that stand twice, and services charged to a line that does not exist."""
    project = cast(Project, item.body)
    codes: list[str] = []
    for number, line in enumerate(project.budget):
        if line.code in codes:
            wrong = _("the budget line “%(code)s” stands twice") % {"code": line.code}
            report(item, ("budget", number, "code"), wrong, _("Give each line a code of its own"))
        codes.append(line.code)
    for programme, services in project.pays_for.items():
        for service, line_code in services.items():
            if line_code not in codes:
                path = ("pays_for", programme, service)
                report.unknown(item, path, _("budget line"), line_code, codes)


def _periods_lie_within(item: Item, library: Library, report: Report) -> None:
    """Report periods of the donor that leave the project's dates, overlap, or bear one code."""
    project = cast(Project, item.body)
    if project.reporting is None or project.ends < project.starts:
        return
    dates = {"first": project.starts.isoformat(), "last": project.ends.isoformat()}
    before: OwnPeriod | None = None
    for number, one in enumerate(project.reporting.periods):
        path = ("reporting", "periods", number)
        if one.last < one.first:
            right = _("Give a day from %(day)s on") % {"day": one.first.isoformat()}
            report(item, (*path, "last"), _("the period ends before it begins"), right)
        elif one.first < project.starts or one.last > project.ends:
            wrong = _("the period “%(code)s” lies outside the project") % {"code": one.code}
            right = _("It runs from %(first)s to %(last)s") % dates
            report(item, (*path, "first" if one.first < project.starts else "last"), wrong, right)
        elif before is not None and one.first <= before.last:
            wrong = _("the period “%(code)s” begins before the one above it ends") % {"code": one.code}
            right = _("Give a day after %(day)s") % {"day": before.last.isoformat()}
            report(item, (*path, "first"), wrong, right)
        if any(other.code.lower() == one.code.lower() for other in project.reporting.periods[:number]):
            wrong = _("two periods have the code “%(code)s”") % {"code": one.code}
            report(item, (*path, "code"), wrong, _("Give each period a code of its own"))
        before = one


def _indicators_are_sound(item: Item, library: Library, report: Report) -> None:
    """Report indicators of one code, and targets of periods that the project does not have."""
    project = cast(Project, item.body)
    slugs: list[str] = []
    for number, one in enumerate(project.indicators):
        path = ("indicators", number)
        if one.slug in slugs:
            wrong = _("two indicators have the code “%(code)s”") % {"code": one.code}
            report(item, (*path, "code"), wrong, _("Give each indicator a code of its own"))
        slugs.append(one.slug)
        known = {period.code for period in project.periods}
        for code in one.targets:
            if code not in known:
                report.unknown(
                    item, (*path, "targets", code), _("period of the donor"), code, known, key=True
                )


def register_kinds() -> None:
    """Register the kinds of this room; called when the house starts."""
    checks = [_dates_are_in_order, _duration_agrees, _donor_is_known, _lines_are_sound]
    checks += [_periods_lie_within, _indicators_are_sound]
    register_kind("projects", Project, checks)
    register_kind("donors", Donor, one_file=True)
    register_kind("initiatives", Initiative, [_is_no_programme], one_file=True)


def names() -> dict[str, Text]:
    """Return what each project is called, by its code."""
    projects = current_library().of("projects")
    return {code: cast(Project, item.body).name for code, item in projects.items()}
