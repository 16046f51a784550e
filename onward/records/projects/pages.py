"""What the pages of projects show: their budget, what was recorded as spent, and each expenditure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import get_language

from onward.access.models import User
from onward.access.policy import may
from onward.kernel.clock import OFFICE_ZONE
from onward.records.projects import queries
from onward.records.projects.definition import Project
from onward.records.projects.models import Expenditure
from onward.records.projects.policy import SPEND

Sums = Mapping[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class BudgetRow:
    """A line of the budget, or all of it: its words, and amounts in the project's currency as written."""

    name: str
    budget: str
    spent: str
    left: str
    percent: str
    over: bool


@dataclass(frozen=True)
class ProjectPage:
    """A project in a list, or on its page.

    Attributes:
        project: its definition.
        donor: who gives the money.
        currency: that of its amounts.
        rows: each budget line.
        whole: all of them.
        others: what was spent in other currencies, which is in none of the sums.
    """

    project: Project
    donor: str
    currency: str
    rows: tuple[BudgetRow, ...]
    whole: BudgetRow
    others: tuple[str, ...]


@dataclass(frozen=True)
class SpentRow:
    """An expenditure in a list; `note` is empty for who is of another office than wrote it."""

    one: Expenditure
    line: str
    amount: str
    note: str


@dataclass(frozen=True)
class Told:
    """What was recorded of an expenditure at a moment; `amount` is empty where it was taken back."""

    on: date
    amount: str
    line: str
    spent_on: date


def project_page(project: Project, sums: Sums) -> ProjectPage:
    """Return a project with what was spent on it.

    Args:
        project: which.
        sums: project, budget line and currency → amount.
    """
    mine = {(line, money): n for (code, line, money), n in sums.items() if code == project.code}
    own = {
        line: n
        for (code, line, money), n in sums.items()
        if (code, money) == (project.code, project.currency)
    }
    rows = [_row(str(one.name), one.amount, own.get(one.code, Decimal(0))) for one in project.budget]
    whole = _row("", sum((one.amount for one in project.budget), Decimal(0)), sum(own.values(), Decimal(0)))
    others: dict[str, Decimal] = {}
    for (_on, money), amount in sorted(mine.items()):
        if money != project.currency:
            others[money] = others.get(money, Decimal(0)) + amount
    return ProjectPage(
        project, queries.donor_of(project), project.currency, tuple(rows), whole,
        tuple(written(amount, money) for money, amount in others.items()),
    )  # fmt: skip


def _row(name: str, budget: Decimal, spent: Decimal) -> BudgetRow:
    percent = format_percent(
        (spent / budget).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), locale=get_language() or "en"
    )
    return BudgetRow(name, _plain(budget), _plain(spent), _plain(budget - spent), percent, spent > budget)


def _plain(amount: Decimal) -> str:
    return str(format_decimal(amount, format="#,##0.00", locale=get_language() or "en"))


def written(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency, as the reader writes it."""
    return str(format_currency(amount, currency, locale=get_language() or "en"))


def spent_row(project: Project, one: Expenditure, user: User) -> SpentRow:
    """Return an expenditure with its words, as a user may read them.

    The note may name somebody: it is for the office that wrote it, and not for who reports on it.
    """
    note = one.note if one.office_id == user.office_id and may(user, SPEND) else ""
    return SpentRow(one, _line(project, one.line), written(one.amount, one.currency), note)


def _line(project: Project, code: str) -> str:
    line = project.line(code)
    return str(line.name) if line else code


def story(project: Project, one: Expenditure) -> list[Told]:
    """Return what was recorded of an expenditure, one after the other."""
    return [
        Told(
            event.recorded_at.astimezone(OFFICE_ZONE).date(),
            "" if event.retracts else written(Decimal(event.payload["amount"]), event.payload["currency"]),
            "" if event.retracts else _line(project, event.payload["budget_line"]),
            event.occurred_on,
        )
        for event in queries.told_before(one)
    ]


def every_project(user: User) -> list[ProjectPage]:
    """Return every project with what was spent on it."""
    sums = queries.spent(user)
    return [project_page(one, sums) for one in queries.all_of_them()]
