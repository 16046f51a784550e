"""What the pages of projects show: their budget, what was recorded as spent, and each expenditure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.policy import may
from onward.access.queries import names_of_users
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.kernel.written import true_minus
from onward.records.projects import queries
from onward.records.projects.actions import REASONS
from onward.records.projects.definition import Project
from onward.records.projects.hooks import Counted
from onward.records.projects.models import Expenditure
from onward.records.projects.policy import SPEND
from onward.reference.choices import said


@dataclass(frozen=True)
class BudgetRow:
    """A line of the budget, all of it, or what stands in no line of it: amounts in the project's currency."""

    name: str
    budget: str
    spent: str
    left: str = ""
    percent: str = ""
    over: bool = False


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
        made_of: what is counted as spent, in a sentence; empty where nothing but vouchers is.
        vouchers, elsewhere: how much of it stands here with its vouchers, and how much in other files; empty
            where everything stands here.
        known: the day at whose end, or earlier, the reader is told what stands in other files; None for who
            is told it as it is now.
        closed: whether the reader is told nothing of these.
    """

    project: Project
    donor: str
    currency: str
    rows: tuple[BudgetRow, ...]
    whole: BudgetRow
    others: tuple[str, ...]
    made_of: str = ""
    vouchers: str = ""
    elsewhere: str = ""
    known: date | None = None
    closed: bool = False


@dataclass(frozen=True)
class SpentRow:
    """An expenditure in a list; `note` is empty for who is of another office than wrote it."""

    one: Expenditure
    line: str
    amount: str
    note: str


@dataclass(frozen=True)
class Told:
    """What was recorded of an expenditure at a moment; `amount` is empty where it was taken back.

    `by` is the name of whoever recorded it, and `why` the reason of what was told anew or taken back.
    """

    on: date
    by: str
    why: str
    amount: str
    line: str
    spent_on: date


def project_page(project: Project, counted: Counted) -> ProjectPage:
    """Return a project with what was spent on it."""
    money = project.currency
    own = {line: n for (line, currency), n in counted.sums.items() if currency == money}
    known = {one.code for one in project.budget}
    rows = [_row(str(one.name), one.amount, own.get(one.code, Decimal(0))) for one in project.budget]
    rows += [_unlisted(code, n) for code, n in sorted(own.items()) if code not in known]
    spent = sum(own.values(), Decimal(0))
    others: dict[str, Decimal] = {}
    for (_line_of, currency), amount in sorted(counted.sums.items()):
        if currency != money:
            others[currency] = others.get(currency, Decimal(0)) + amount
    split = (spent - counted.elsewhere, counted.elsewhere) if counted.elsewhere else ()
    vouchers, elsewhere = (written(n, money) for n in split) if split else ("", "")
    return ProjectPage(
        project, queries.donor_of(project), money, tuple(rows),
        _row("", sum((one.amount for one in project.budget), Decimal(0)), spent),
        tuple(written(amount, currency) for currency, amount in others.items()),
        counted.made_of, vouchers, elsewhere, counted.known, counted.closed,
    )  # fmt: skip


def _row(name: str, budget: Decimal, spent: Decimal) -> BudgetRow:
    percent = format_percent(
        (spent / budget).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), locale=get_language() or "en"
    )
    return BudgetRow(name, _plain(budget), _plain(spent), _plain(budget - spent), percent, spent > budget)


def _unlisted(line: str, spent: Decimal) -> BudgetRow:
    return BudgetRow(line or _("Without a budget line"), "–", _plain(spent), "–", "–")


def _plain(amount: Decimal) -> str:
    return true_minus(format_decimal(amount, format="#,##0.00", locale=get_language() or "en"))


def written(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency, as the reader writes it."""
    return true_minus(format_currency(amount, currency, locale=get_language() or "en"))


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
    told = queries.told_before(one)
    names = names_of_users(event.actor_key for event in told)
    return [
        Told(
            event.recorded_at.astimezone(OFFICE_ZONE).date(),
            names.get(event.actor_key, "") if event.actor_key else "",
            _why(event),
            "" if event.retracts else written(Decimal(event.payload["amount"]), event.payload["currency"]),
            "" if event.retracts else _line(project, event.payload["budget_line"]),
            event.occurred_on,
        )
        for event in told
    ]


def _why(event: Event) -> str:
    """Return, in words, why an event tells something anew or takes it back; empty where nobody said."""
    why = event.payload.get("reason" if event.retracts else "corrected")
    return said(REASONS, why) if why else ""


def every_project(user: User) -> list[ProjectPage]:
    """Return every project with what was spent on it."""
    projects = queries.all_of_them()
    spent = queries.spent_of_each(user, projects)
    return [project_page(one, spent[one.code]) for one in projects]
