"""The only writers of expenditure: recorded, corrected, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.queries import acting_user
from onward.kernel import past
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, Refused
from onward.kernel.text import clean, day_in_words
from onward.records.projects import events, problems, queries
from onward.records.projects.changes import changes_of
from onward.records.projects.definition import Project
from onward.records.projects.models import Expenditure
from onward.records.projects.policy import SPEND
from onward.reference.choices import check, correcting, taking_back
from onward.reference.currencies import currencies_in_use

MOST: Final = Decimal(10_000_000)
"""No single expenditure of an office reaches this, in whatever currency: a slip of the keyboard does."""
REASONS: Final = "expenditure-corrections"
"""The list of `choices.yaml` with why an expenditure was told wrongly."""
NO_VOUCHER = _("Write the number by which the voucher is found in the books.")


@dataclass(frozen=True)
class Given:
    """What is told of an expenditure.

    Attributes:
        line: code of the budget line.
        amount: above nought, with two digits behind the point at most.
        currency: ISO 4217. An amount in another currency than the project's is kept, and added to nothing.
        spent_on: the day; today where it is left out.
        voucher: the number of the evidence in the books.
        note: for colleagues of the office; no other office and no report has it.
    """

    line: str
    amount: Decimal
    currency: str
    voucher: str
    spent_on: date | None = None
    note: str = ""


TOLD: Final = ("line", "amount", "currency", "spent_on", "voucher", "note")
"""The fields of an expenditure that somebody tells."""


@action(SPEND)
def record_expenditure(
    act: Act, project: str, given: Given, *, key: UUID | None = None, once: UUID | None = None
) -> Expenditure:
    """Charge an expenditure to a budget line of a project.

    Raises:
        Missing: there is no such project.
        NotOfThisOffice, NotWithinProject, AmountOutOfBounds, VoucherKnown: see `problems`.
    """
    act.once(once)
    user = _user(act)
    if user.office is None:
        raise Refused(reason="expenditure-is-an-office's")
    row = Expenditure(project=project, office=user.office, made_by=user, made_at=act.at)
    if key:
        row.key = key
    fact = _fill(act, row, given)
    _keep(row, lambda: row.save(force_insert=True))
    act.record(fact, office=user.office.code, about=row, occurred_on=row.spent_on)
    return row


@action(SPEND)
def correct_expenditure(
    act: Act,
    row: Expenditure,
    given: Given,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> Expenditure:
    """Tell an expenditure anew; what was told before stays in the log, and in editions that were frozen.

    What stands and is not told otherwise is not asked after: a line or a currency that is no longer offered,
    a day outside the project's dates of today, an office that its file names no more.

    Args:
        act: the action under way.
        row: what was told.
        given: what is right.
        reason: why it was wrong, of `expenditure-corrections`.
        version: that of the row which the actor has seen.
        once: the token of the form.

    Raises:
        TakenBack, NothingChanged: see `problems`; otherwise as `record_expenditure`.
        NoSuchChoice: the reason says that it was not spent, or not here.
    """
    act.once(once)
    row = _held(act, row, version)
    check("reason", reason, dict(correcting(REASONS)))
    before = {name: getattr(row, name) for name in TOLD}
    fact = _fill(act, row, given)
    if before == {name: getattr(row, name) for name in TOLD}:
        raise problems.NothingChanged()
    _keep(row, lambda: act.save(row, *TOLD))
    act.correct(_event(row), fact.model_copy(update={"corrected": reason}), occurred_on=row.spent_on)
    return row


@action(SPEND)
def take_back_expenditure(
    act: Act, row: Expenditure, reason: str, *, version: int | None = None, once: UUID | None = None
) -> Expenditure:
    """Say that an expenditure never was one.

    Raises:
        TakenBack: it was taken back before.
        NoSuchChoice: the reason says that it was spent otherwise.
    """
    act.once(once)
    row = _held(act, row, version)
    check("reason", reason, dict(taking_back(REASONS)))
    row.taken_back_on = act.today
    act.save(row, "taken_back_on")
    act.retract(_event(row), reason)
    return row


def _fill(act: Act, row: Expenditure, given: Given) -> events.Spent:
    """Put what was told into a row, and return it as the event says it; what stands in the row may stay."""
    project = queries.known(row.project)
    if project is None:
        raise Missing()
    anew = row.pk is None
    if anew and row.office.code not in project.offices:
        raise problems.NotOfThisOffice(office=row.office.called)
    if anew or given.line != row.line:
        row.line = check("line", given.line, [one.code for one in project.budget])
    if not given.amount.is_finite() or not 0 < given.amount < MOST or given.amount != round(given.amount, 2):
        most = number_format(MOST, 0, use_l10n=True, force_grouping=True)
        raise problems.AmountOutOfBounds("amount", most=most)
    row.amount = round(given.amount, 2)
    if anew or given.currency != row.currency:
        row.currency = check("currency", given.currency, currencies_in_use())
    if anew or given.spent_on != row.spent_on:
        row.spent_on = _day_within(act, project, given.spent_on)
    row.voucher = clean(given.voucher, 60, field="voucher")
    if not row.voucher:
        raise Invalid("voucher", message=NO_VOUCHER)
    row.note = clean(given.note, 300, field="note")
    return events.Spent(project=row.project, budget_line=row.line, amount=row.amount, currency=row.currency)


def _day_within(act: Act, project: Project, given: date | None) -> date:
    """Return the day of an expenditure, which is not to come and on which the project runs."""
    day = day_of(act, "spent_on", given)
    if not project.runs_on(day):
        dates = {"first": day_in_words(project.starts), "last": day_in_words(project.ends)}
        raise problems.NotWithinProject("spent_on", **dates)
    return day


def _keep(row: Expenditure, save: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as clash:
        raise problems.VoucherKnown("voucher", voucher=row.voucher) from clash


def _held(act: Act, row: Expenditure, version: int | None) -> Expenditure:
    """Return an expenditure held, if it stands, as the actor has seen it.

    Raises:
        TakenBack: it was taken back, whatever the actor has seen.
        ChangedMeanwhile: a colleague corrected it.
    """
    row = act.lock(row)
    if row.taken_back_on:
        raise problems.TakenBack(on=row.taken_back_on)
    if version is not None and version != row.version:
        raise ChangedMeanwhile(changes_of(row, version), now=row.version)
    return row


def _event(row: Expenditure) -> Event:
    """Return the event that stands for an expenditure."""
    return Event.objects.standing().get(type=events.Spent.type, about_key=row.key)


def _user(act: Act) -> User:
    user = acting_user(act)
    if user is None:
        raise Refused(reason="expenditure-is-recorded-by-persons")
    return user


def note_past_spending(act: Act, event: Event) -> None:
    """Follow an event: figures of money change on the day of an expenditure, and on the one that it had."""
    if event.type == events.Spent.type and past.tells_otherwise(event):
        past.told_anew(event.days())
