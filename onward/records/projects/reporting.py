"""When a donor wants to be told, and of what: its own periods and its indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from onward.kernel.definitions import Code, ConditionText, Definition, Flag, Text

PeriodCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=30)]
IndicatorCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=20)]
Number = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
MONTHS: Final = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How often a donor is told → in how many months once."""


@dataclass(frozen=True)
class DonorPeriod:
    """One period of a donor: its code, and its days from `first` to before `until`."""

    code: str
    first: date
    until: date

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)


class OwnPeriod(Definition):
    """A period that a donor has set by itself: first and last day, which both count."""

    code: PeriodCode
    first: date
    last: date


class Reporting(Definition):
    """The periods of which a donor is told: in a steady step, or each with its own days.

    Attributes:
        every: the step.
        year_begins: the month in which the donor's year begins; periods are then named by year: `2020-H1`, or
            `2020-21-H1` where it is not January. Left out, they are counted from the first day: `P1`.
        periods: those that follow no step.
        public: whether a report has a copy for the public beside that of the donor. Few projects count enough
            in each of their periods: numbers to date, one beside the other, tell what a period hides.
    """

    every: Literal["month", "quarter", "half-year", "year"] | None = None
    year_begins: Annotated[int, Field(ge=1, le=12)] | None = None
    periods: tuple[OwnPeriod, ...] = ()
    public: Flag = False

    @model_validator(mode="after")
    def _a_step_or_days(self) -> Self:
        if (self.every is None) != bool(self.periods):
            raise ValueError(_("a donor is told in steps or of its own periods | Write “every” or “periods”"))
        if self.periods and self.year_begins:
            raise ValueError(_("periods with days of their own follow no year | Take “year_begins” out"))
        return self


class Indicator(Definition):
    """What a donor measures the project by.

    Attributes:
        code: the donor's own.
        name: its wording.
        figure: what counts it.
        among: populations to which it is limited besides.
        when: a further condition over the columns of facts.
        by: by what it is told apart. No other split stands in the report.
        limited_to: whether what happened under the project's programmes counts, or what names the project.
        unit: of what it is a number: that of the figure.
        target: what was promised of the whole project.
        targets: what was promised of a period, by its code.
    """

    code: IndicatorCode
    name: Text
    figure: Code
    among: tuple[Code, ...] = ()
    when: ConditionText | None = None
    by: Code | None = None
    limited_to: Literal["programmes", "project"] = "programmes"
    unit: Code
    target: Number | None = None
    targets: dict[PeriodCode, Number] = {}

    @property
    def slug(self) -> str:
        """Its code as it stands in addresses and among the tables of a report."""
        return "i-" + self.code.lower().replace(".", "-")

    @model_validator(mode="after")
    def _something_is_promised(self) -> Self:
        if self.target is None and not self.targets:
            raise ValueError(_("nothing is promised | Write “target”, “targets” by period, or both"))
        return self


class Spending(Definition):
    """What tells what was spent: the figure of amounts, and the one that counts expenditures by currency."""

    amount: Code
    number: Code


def periods_between(reporting: Reporting, starts: date, ends: date) -> tuple[DonorPeriod, ...]:
    """Return the periods of a project in order, the first and the last cut to its dates.

    Args:
        reporting: what the donor wants.
        starts: the project's first day.
        ends: its last day.
    """
    if reporting.every is None:
        return tuple(
            DonorPeriod(one.code, one.first, one.last + timedelta(days=1)) for one in reporting.periods
        )
    step, until = MONTHS[reporting.every], ends + timedelta(days=1)
    begins = reporting.year_begins
    found = _of_years(step, begins, starts, until) if begins else _counted(step, starts, until)
    return tuple(DonorPeriod(code, max(first, starts), min(end, until)) for code, first, end in found)


def _of_years(step: int, begins: int, starts: date, until: date) -> Iterator[tuple[str, date, date]]:
    first = starts.replace(day=1)
    first = months_later(first, -((first.month - begins) % step))
    while first < until:
        yield _named(step, begins, first), first, months_later(first, step)
        first = months_later(first, step)


def _named(step: int, begins: int, first: date) -> str:
    into = (first.month - begins) % 12
    year = first.year - (first.month < begins)
    name = f"{year}" if begins == 1 else f"{year}-{(year + 1) % 100:02}"
    if step == 1:
        return f"{first:%Y-%m}"
    return name if step == 12 else f"{name}-{'H' if step == 6 else 'Q'}{into // step + 1}"


def _counted(step: int, starts: date, until: date) -> Iterator[tuple[str, date, date]]:
    number = 0
    while (first := months_later(starts, number * step)) < until:
        number += 1
        yield f"P{number}", first, months_later(starts, number * step)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month (of an earlier one below nought), or the last day it has."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
