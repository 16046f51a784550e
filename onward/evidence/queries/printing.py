"""What is printed of a report without a page: the edition of a period, or a draft where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from onward.evidence.documents.composing import everything
from onward.evidence.documents.imprint import Imprint
from onward.evidence.documents.values import Shown
from onward.evidence.editions import Frozen, each_once, freeze, freeze_for_donor, reports
from onward.evidence.editions.definition import MONTHS, ReportDefinition, no_period, period_of
from onward.evidence.editions.donor import DONOR_REPORT, donor_period
from onward.evidence.facts import known_now, open_facts
from onward.evidence.models import Edition
from onward.evidence.problems import (
    NotForThePublic,
    NothingOfItOnRecord,
    NothingOnRecord,
    OtherLength,
    PeriodIsOpen,
    UnknownReport,
)
from onward.evidence.queries.editions import (
    chapters_on_record,
    counted_by,
    frozen_of,
    imprint_of,
    offices_in,
    shown_to_public,
    standing,
    standing_edition,
    warning_in,
)
from onward.evidence.queries.key_trends import blank, on_record
from onward.evidence.queries.moved import moved_since
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.kernel.definitions import current_library


@dataclass(frozen=True)
class Printed:
    """Numbers that a document is made of.

    Attributes:
        frozen: the numbers.
        edition: whose they are; None of a draft.
    """

    frozen: Frozen
    edition: Edition | None

    @property
    def words(self) -> str:
        """Whose numbers they are, for the record of a command."""
        if self.edition is None:
            return "a draft: nobody has prepared an edition"
        return f"edition {self.edition.number} ({standing(self.edition).state}){self._otherwise}"

    @property
    def _otherwise(self) -> str:
        """Say how many of its numbers are known otherwise by now."""
        if self.edition is None:
            return ""
        many = len([*each_once(self.frozen.definition, moved_since(self.edition))])
        known = "number of it is" if many == 1 else "numbers of it are"
        return f"; {many} {known} known otherwise today" if many else ""

    def shown(self, *, public: bool = False) -> Shown:
        """Return what says of a number whether it is shown: all of them in an exact copy.

        Raises:
            NotForThePublic: no edition of these numbers is published, or not for the public.
        """
        if not public:
            return everything
        return shown_to_public(self._published())

    def numbers(self, *, public: bool = False) -> Frozen:
        """Return the numbers as the document prints them; raises as `shown`."""
        return frozen_of(self._published(), public=True) if public else self.frozen

    def _published(self) -> Edition:
        published = standing(self.edition).published if self.edition else None
        if self.edition is None or published is None or not published.for_public:
            raise NotForThePublic()
        return self.edition

    def imprint(self, language: str, *, public: bool = False) -> Imprint:
        """Return what the document says of them; raises as `shown`."""
        if public:
            return imprint_of(self._published(), language, public=True)
        if self.edition:
            return imprint_of(self.edition, language)
        offices = offices_in(self.frozen.definition, language)
        return Imprint(0, clock.today(), "draft", warning=warning_in(language), offices=offices)


_LENGTHS: Final = {
    "year": (_("a whole year"), _("--year alone")),
    "half-year": (_("half a year"), _("--year and --half 1 or 2")),
    "quarter": (_("a quarter of a year"), _("--year and --quarter 1, 2, 3 or 4")),
    "month": (_("a month"), _("--year and --month 1 to 12")),
}
"""What a report covers → its length in words, and how the command line asks for it."""


def first_day(
    report: str, year: int, *, half: int | None = None, quarter: int | None = None, month: int | None = None
) -> date:
    """Return the first day of a period of a report.

    Raises:
        UnknownReport: there is none of this code.
        OtherLength: it covers another part of a year.
        NoPeriodOfThisReport: the year is none.
    """
    definition = _report(report)
    given = {"year": 1, "half-year": half, "quarter": quarter, "month": month}
    number = given[definition.covers]
    others = [one for name, one in given.items() if name not in ("year", definition.covers) and one]
    if number is None or others:
        length, say = _LENGTHS[definition.covers]
        raise OtherLength(length=length, say=say)
    if not 1900 <= year <= 2200:
        raise no_period(definition)
    return date(year, (number - 1) * MONTHS[definition.covers] + 1, 1)


def must_be_over_and_on_record(
    period: Period, field: str, today: date, report: ReportDefinition | None = None
) -> None:
    """Refuse a report of days that are not over, or of which its noughts would be read as told.

    Args:
        period: whose events are counted.
        field: of the form, at which it is said.
        today: the day.
        report: of the office, which tells at length; a donor is told of one project, which may stand still.

    Raises:
        PeriodIsOpen: the period is not over.
        NothingOnRecord: nothing at all is on record from it, or nothing of any chapter of the report.
    """
    if period.last >= today:
        raise PeriodIsOpen(field, last=period.last)
    gaps = [] if on_record(period, None) else [period]
    gaps = gaps or (blank(period, counted_by(report), None) if report else [])
    if gaps:
        longest = max(gaps, key=lambda one: one.last - one.first)
        raise NothingOnRecord(field, first=longest.first, last=longest.last)
    if report and not chapters_on_record(report, [period])[0]:
        raise NothingOfItOnRecord(field, first=period.first, last=period.last)


def printed(report: str, first: date) -> Printed:
    """Return the numbers of a report for the period that begins on a day.

    Raises:
        UnknownReport: there is none of this code.
        PeriodIsOpen, NothingOnRecord: of these days there is none.
    """
    period = period_of(_report(report), first)
    must_be_over_and_on_record(period, "first", clock.today(), _report(report))
    edition = standing_edition(report, period)
    if edition:
        return Printed(edition.frozen, edition)
    as_of = known_now()  # before the facts are opened, so that all below it is among them
    return Printed(freeze(open_facts(), current_library(), report, period, as_of), None)


def printed_for_donor(project: str, period: str) -> Printed:
    """Return what the donor of a project is told of one of its periods.

    Raises:
        UnknownProject, UnknownDonorPeriod: there is none of this code.
        PeriodIsOpen, NothingOnRecord: of these days there is none.
    """
    days = donor_period(current_library(), project, period)
    must_be_over_and_on_record(days, "period", clock.today())
    edition = standing_edition(DONOR_REPORT, days, project)
    if edition:
        return Printed(edition.frozen, edition)
    as_of = known_now()  # before the facts are opened, as above
    return Printed(freeze_for_donor(open_facts(), current_library(), project, days, as_of), None)


def _report(code: str) -> ReportDefinition:
    known = reports()
    if code not in known:
        raise UnknownReport(name=code, known=", ".join(sorted({*known, DONOR_REPORT})))
    return known[code]
