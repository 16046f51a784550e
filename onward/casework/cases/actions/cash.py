"""Departure cash against a signed receipt: handed over, told rightly, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy

from onward.access.models import User
from onward.access.queries import acting_user
from onward.casework.cases import choices, events, problems, rules
from onward.casework.cases.actions.apart import on_their_way, where_they_travel
from onward.casework.cases.actions.locking import check_travels, lock_traveller, told_by_or_instead
from onward.casework.cases.actions.since import day_since_opening
from onward.casework.cases.changes import cash_in_words
from onward.casework.cases.models import Case, CashHandover, Document, Traveller
from onward.casework.programmes import queries as programmes
from onward.kernel import past
from onward.kernel.actions import Act, action
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing, what_differs
from onward.kernel.text import after_one_another, day_in_words
from onward.records.projects import queries as projects

REASONS = "cash-corrections"
"""The list of `choices.yaml` with why cash was recorded wrongly."""
MOST_TIMES = 10
"""How many times what a project plans for one person is given without a question."""
SAME_CASH = gettext_lazy("This is what stands already.")


@action("cases.decide")
def give_cash(
    act: Act,
    traveller: Traveller,
    amount: Decimal,
    currency: str,
    project: str,
    receipt: Document | None,
    *,
    given_on: date | None = None,
    sure: bool = False,
    once: UUID | None = None,
) -> CashHandover:
    """Record departure cash, against the signed receipt among the documents of the case.

    A second one on the same day, and one far beyond what the project usually gives, with `sure` alone.

    Raises:
        NoCash, CashOutOfBounds, NoReceipt, ReceiptUsed, UnlikelyCash: see `problems`.
        Invalid: the day lies before the household's first case was opened.
    """
    traveller = lock_traveller(act, traveller)
    act.once(once)
    case = traveller.case
    _check_payer(traveller, project)
    if receipt is None or receipt.case_id != case.pk or receipt.kind != "receipt":
        raise problems.NoReceipt("receipt")
    _check_unused(act, receipt)
    given = CashHandover(
        traveller=traveller,
        amount=amount,
        currency=currency,
        project=project,
        given_on=day_since_opening(act, case, "given_on", given_on),
        given_by=acting_user(act),
        receipt=receipt,
    )
    _check(given, sure=sure)
    given.save()
    _record(act, given)
    return given


@dataclass(frozen=True)
class RightCash:
    """What is right of cash: to whom it was given, how much, charged to which project, on which day.

    The traveller is one of the case in which it was recorded, also where they went on apart since.
    """

    traveller: Traveller
    amount: Decimal
    currency: str
    project: str
    given_on: date


@action("cases.decide")
def correct_cash(
    act: Act,
    given: CashHandover,
    right: RightCash,
    reason: str,
    *,
    sure: bool = False,
    version: int | None = None,
    once: UUID | None = None,
) -> CashHandover:
    """Tell rightly what was handed over; the receipt stays. Figures of money count what is right.

    Where it was given to another traveller of the case, it is taken back of the one and told of the other.
    Of somebody who went on apart since, it is done in the case where they travel by now.

    Args:
        act: the action under way.
        given: what was recorded.
        right: what is right.
        reason: why it was wrong, of `cash-corrections`.
        sure: as in `give_cash`.
        version: place in the log of the event that the actor has seen.
        once: the token of the form.

    Raises:
        NoCash, CashOutOfBounds, UnlikelyCash: see `problems`.
        Invalid: that is what stands, or another day lies before the household's first case was opened.
        NoSuchChoice: the reason says that it was not handed over.
        CaseIsClosed: nothing can be changed any more in the case where one of them travels.
        WentOnApart: they go on in a case that the actor does not see.
        ChangedMeanwhile: a colleague corrected it, or took it back.
    """
    act.once(once)
    given, told, to = _held(act, given, version, right.traveller)
    choices.check("reason", reason, dict(choices.correcting(REASONS)))
    whose = given.traveller
    if to.case_id != whose.case_id:
        raise Missing()
    if right.project != given.project:
        _check_payer(to, right.project)
    day = day_since_opening(act, whose.case, "given_on", right.given_on, stands=given.given_on)
    before = (whose.pk, given.amount, given.currency, given.project, given.given_on)
    if before == (to.pk, right.amount, right.currency, right.project, day):
        raise Invalid("right", message=SAME_CASH)
    given.traveller, given.amount, given.currency = to, right.amount, right.currency
    given.project, given.given_on = right.project, day
    _check(given, sure=sure, was=before[1:3])
    given.save()
    if to.pk == whose.pk:
        act.correct(told, _fact(given, reason), occurred_on=day)
    else:
        act.retract(told, reason)
        _record(act, given, reason)
    return given


@action("cases.decide")
def take_back_cash(
    act: Act, given: CashHandover, reason: str, *, version: int | None = None, once: UUID | None = None
) -> CashHandover:
    """Say that cash was not handed over: no row is left, and its receipt may stand for another one.

    Raises:
        NoSuchChoice: the reason says that it was handed over otherwise.
        CaseIsClosed, WentOnApart, ChangedMeanwhile: as `correct_cash`.
    """
    act.once(once)
    given, told, _whose = _held(act, given, version, given.traveller)
    choices.check("reason", reason, dict(choices.taking_back(REASONS)))
    key = given.pk
    given.delete()
    given.pk = key
    act.retract(told, reason)
    return given


def given_to(user: User, travellers: Iterable[Traveller]) -> QuerySet[CashHandover]:
    """Return what was handed over to some travellers in the reader's sight, by day.

    Also before they went on apart, where the reader sees the case in which it was.
    """
    rows = CashHandover.objects.filter(traveller__in=on_their_way(user, travellers))
    return rows.select_related("traveller__person", "traveller__case").order_by("given_on", "pk")


def told_of(given: CashHandover) -> Event | None:
    """Return the event that tells of a hand-over of cash; of two that say the very same, the first.

    Args:
        given: with its traveller, their person and case.
    """
    rows = Event.objects.filter(
        type=events.CashGiven.type,
        case_key=given.traveller.case.key,
        person_key=given.traveller.person.key,
        occurred_on=given.given_on,
        payload__currency=given.currency,
        payload__project=given.project,
    )
    same = (one for one in rows.standing().order_by("position"))
    return next((one for one in same if Decimal(one.payload["amount"]) == given.amount), None)


def _held(
    act: Act, given: CashHandover, version: int | None, to: Traveller
) -> tuple[CashHandover, Event, Traveller]:
    """Return what was handed over, held after its case, the event that tells of it, and to whom it was.

    Who went on apart is held too where they travel by now: there it is mended.
    """
    by_now = [where_they_travel(act, one) for one in (given.traveller, to)]
    traveller, to, *by_now = act.lock_all([given.traveller, to, *by_now])
    for one in by_now:
        check_travels(one)
    rows = CashHandover.objects.filter(pk=given.pk, traveller=traveller).select_for_update(of=("self",))
    held = rows.select_related("traveller__person", "traveller__case__office").first()
    told = told_of(held) if held else None
    if held is None or told is None:
        raise ChangedMeanwhile()
    if version is not None and told.position > version:
        raise ChangedMeanwhile(_changes(act, held.traveller.case, told, version), now=told.position)
    return held, told, to


def _changes(act: Act, case: Case, told: Event, version: int) -> list[tuple[str, str, str]]:
    """Return what differs in what is told of cash by now, with names as far as the actor sees them."""

    def name(key: UUID | None) -> str:
        seen = Traveller.objects.visible_to(act.actor).filter(case=case, person__key__in=[key])
        one = seen.select_related("person").first()
        return one.person.name if one else ""

    before = told_by_or_instead(told, version)
    return what_differs(cash_in_words(before, name), cash_in_words(told, name))


def _check_payer(traveller: Traveller, project: str) -> None:
    case = traveller.case
    service, _cash = rules.cash_of(programmes.rules_of(case.version_of_programme).definition)
    choices.check("project", project, projects.codes_for(case.programme, service))


def _check(given: CashHandover, *, sure: bool, was: tuple[Decimal, str] | None = None) -> None:
    """Refuse what the programme does not allow; ask about what is unlikely, unless whoever acts is `sure`.

    What is recorded stands, also what it allows no more: the amount and currency that `was`, and the latter
    alone where the amount is another one.
    """
    case = given.traveller.case
    service, cash = rules.cash_of(programmes.rules_of(case.version_of_programme).definition)
    if was != (given.amount, given.currency):
        rules.check_cash(cash, given.amount, given.currency, stands=was[1] if was else "")
    if sure:
        return
    same_day = CashHandover.objects.filter(traveller=given.traveller, given_on=given.given_on)
    usual = projects.usual_for_one(given.project, case.programme, service, given.currency)
    _check_likely(
        given.amount,
        given.currency,
        usual=usual,
        before=[one.amount for one in same_day.exclude(pk=given.pk)],
    )


def _check_likely(
    amount: Decimal, currency: str, *, usual: Decimal | None, before: Sequence[Decimal]
) -> None:
    """Ask about cash that was given once more on one day, or far more than is usual.

    Args:
        amount: how much, in the `currency`.
        currency: by its code.
        usual: what the project plans for one person, in that currency; None where it says nothing.
        before: what the same traveller was given on that day already, each.
    """
    asked = []
    if before:
        given = after_one_another([_money(one, currency) for one in before])
        asked.append(gettext("on this day they were given cash already (%(given)s)") % {"given": given})
    if usual and amount > MOST_TIMES * usual:
        words = gettext("it is more than %(times)s times what the project plans for one person (%(usual)s)")
        asked.append(words % {"times": MOST_TIMES, "usual": _money(usual, currency)})
    if asked:
        raise problems.UnlikelyCash("amount", why=after_one_another(asked))


def _money(amount: Decimal, currency: str) -> str:
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)} {currency}"


def _record(act: Act, given: CashHandover, corrected: str | None = None) -> None:
    case = given.traveller.case
    fact = _fact(given, corrected)
    act.record(
        fact, office=case.office.code, case=case, person=given.traveller.person, occurred_on=given.given_on
    )


def _fact(given: CashHandover, corrected: str | None = None) -> events.CashGiven:
    case = given.traveller.case
    service, _cash = rules.cash_of(programmes.rules_of(case.version_of_programme).definition)
    return events.CashGiven(
        amount=given.amount,
        currency=given.currency,
        project=given.project,
        budget_line=projects.project(given.project).charged_to(case.programme, service),
        corrected=corrected,
    )


def note_past_cash(act: Act, event: Event) -> None:
    """Follow an event: figures of money change on the day of cash, and on the one that it had before."""
    if event.type == events.CashGiven.type:
        past.told_anew(event.days())


def _check_unused(act: Act, receipt: Document) -> None:
    """Refuse a receipt against which cash is recorded; how much and when, where its traveller is in sight."""
    first = CashHandover.objects.filter(receipt=receipt).order_by("pk").first()
    if first is None:
        return
    told = ""
    if Traveller.objects.visible_to(act.actor).filter(pk=first.traveller_id).exists():
        money = _money(first.amount, first.currency)
        told = f" ({money}, {day_in_words(first.given_on, 'j F Y')})"
    raise problems.ReceiptUsed("receipt", what=told)
