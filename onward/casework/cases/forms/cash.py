"""Departure cash: handed over against a receipt, and told rightly."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.cash import REASONS, RightCash, given_to
from onward.casework.cases.actions.locking import last_told
from onward.casework.cases.bringing import Way
from onward.casework.cases.choices import added_in_words, told_apart
from onward.casework.cases.events import CashGiven
from onward.casework.cases.forms.apart import (
    WHERE_THEY_TRAVEL,
    correct_there,
    told_there,
    where_they_go_on,
)
from onward.casework.cases.forms.base import CaseForm, First, TravellerForm
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.fields import (
    AS_RECORDED,
    WHICH_FILES,
    day_field,
    offer,
    show_tick,
    tick_if_asked,
)
from onward.casework.cases.forms.papers import paying
from onward.casework.cases.models import CashHandover, Document, Traveller
from onward.casework.cases.problems import SameFile, UnlikelyCash
from onward.casework.cases.rules import cash_of, check_cash
from onward.casework.programmes import queries as programmes
from onward.kernel.files import FileProblem
from onward.kernel.forms import SealedField, to_choose
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma
from onward.records.projects import queries as projects

NEW_RECEIPT = "new"
"""Stands among the receipts of a case for one that is handed in with the form."""
SURE = _("It is so: record it all the same")
CHOOSE_THE_SCAN_AGAIN = _("Choose the scan again: no page keeps a file that was not saved.")
NOT_IN_ITS_CASE = _("They did not travel in the case in which this was recorded.")


class CashForm(TravellerForm):
    """Departure cash, with the receipt that was signed for it: one of the case, or its scan."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=9, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"))
    project = forms.ChoiceField(label=_("Charged to"))
    receipt = forms.ChoiceField(label=_("Signed receipt"))
    file = forms.FileField(label=_("Scan of the signed receipt"), help_text=WHICH_FILES)
    again = tick_if_asked(_("Add it a second time"))
    sure = tick_if_asked(SURE)
    given_on = day_field(_("Given on"), past=True)

    def prepare(self) -> None:
        """Offer what the programme allows, who pays, and the receipts among the documents in sight."""
        super().prepare()
        show_tick(self, "again")
        show_tick(self, "sure")
        service, self.cash = cash_of(programmes.remembered(self.case.version_of_programme_id).definition)
        offer(self, "currency", to_choose([(code, code) for code in self.cash.currencies]))
        offer(self, "project", to_choose(paying(self.case, service)))

        seen = Document.objects.visible_to(self.user).filter(case=self.case, kind="receipt")
        self.receipts = {str(one.key): one for one in seen.select_related("added_by").order_by("-pk")}
        if self.receipts:
            sizes = told_apart((pk, one.name, one.size, one.sha256) for pk, one in self.receipts.items())
            known = [
                (pk, f"{one.name} ({sizes[pk]}, {added_in_words(one)})") for pk, one in self.receipts.items()
            ]
            offer(
                self,
                "receipt",
                [("", _("Choose…")), *known, (NEW_RECEIPT, _("Another one: its scan is below"))],
            )
            self.fields["file"].required = False
        else:
            del self.fields["receipt"]

    def clean(self) -> dict[str, Any]:
        """Refuse a new receipt without its scan, and cash beyond its bounds before any file is kept."""
        data = self.cleaned_data
        if data.get("receipt") == NEW_RECEIPT and not data.get("file") and "file" not in self.errors:
            self.add_error("file", self.fields["file"].error_messages["required"])
        try:
            if "amount" in data and "currency" in data:
                check_cash(self.cash, data["amount"], data["currency"])
        except Problem as problem:
            self.refuse(problem)
        return data

    def known_receipt(self) -> Document | None:
        """Return the receipt of the case that was chosen; None where its scan is handed in."""
        return self.receipts.get(self.cleaned_data.get("receipt", ""))

    def refuse(self, problem: Problem) -> None:
        """Say what is wrong with the scan where it was chosen."""
        if isinstance(problem, FileProblem):
            problem.field = "file"
        super().refuse(problem)
        if isinstance(problem, UnlikelyCash) and self.files:
            self.add_error("file", CHOOSE_THE_SCAN_AGAIN)
        show_tick(self, "again", asked=isinstance(problem, SameFile))
        show_tick(self, "sure", asked=isinstance(problem, UnlikelyCash))


class CorrectCashForm(CorrectingForm, CaseForm):
    """What was handed over, told rightly; or that it was not. What is left empty stays as it is recorded."""

    rights, of = ("traveller", "amount", "currency", "project", "given_on"), "cash"
    told_by = (CashGiven,)

    version = SealedField(Event)
    cash = forms.ChoiceField(label=_("Departure cash"), widget=forms.RadioSelect)
    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (CorrectingForm.ANOTHER, _("It was handed over otherwise: say below what is right")),
            (CorrectingForm.NOT_SO, _("It was not handed over: take it back")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "What is left empty below stays as recorded, and so does the receipt. Figures count it anew."
        ),
    )
    traveller = forms.ChoiceField(label=_("Traveller"), required=False)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    project = forms.ChoiceField(label=_("Charged to"), required=False)
    given_on = day_field(_("Given on"), past=True, required=False, today=False)
    sure = tick_if_asked(SURE)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer what was handed over to travellers in sight, and what can be right of it."""
        show_tick(self, "sure")
        self.given = {told_as(one): one for one in given_to(self.user, self.by_key.values())}
        offer(self, "cash", [(key, self._called(one)) for key, one in self.given.items()])
        self._offer_what_can_be_right()
        self.offer_reasons(REASONS)
        seen = [one.person.key for one in self.by_key.values()]
        self.initial.setdefault("version", last_told(self.case, CashGiven, about=seen))
        if len(self.given) == 1:
            self.initial.setdefault("cash", next(iter(self.given)))
        self._lead_on()

    def _lead_on(self) -> None:
        """Lead to where cash is corrected of who went on apart, or else to where it is recorded."""
        gone = given_to(self.user, (one for one in self.everybody if one.left_case_on))
        there = where_they_go_on(self.user, self.case, [one.traveller for one in gone])
        title = "" if self.given else gettext("What was given here was given to who went on apart")
        self.lead_on(correct_there(there, "correct-cash"), WHERE_THEY_TRAVEL, title)
        if not self.given and not self.first:
            self.first = First(
                gettext("No departure cash is on record"),
                gettext("There is nothing of it to correct in this case."),
                Way(_("Record departure cash"), self.address("cash")),
            )

    def _offer_what_can_be_right(self) -> None:
        service, cash = cash_of(programmes.remembered(self.case.version_of_programme_id).definition)
        beside = self._beside()
        self.others = [one.person.key for one in beside]
        self.whom = {str(one.key): one for one in [*self.everybody, *beside]}
        offer(self, "traveller", [AS_RECORDED, *((key, one.person.name) for key, one in self.whom.items())])
        offer(self, "currency", [AS_RECORDED, *((code, code) for code in cash.currencies)])
        offer(self, "project", [AS_RECORDED, *paying(self.case, service)])

    def _beside(self) -> list[Traveller]:
        """Return who else in sight was in the cases in which it was recorded: it may be theirs."""
        here = {one.person_id for one in self.everybody}
        cases = {one.traveller.case_id for one in self.given.values()} - {self.case.pk}
        rows = Traveller.objects.visible_to(self.user).filter(case__in=cases).exclude(person__in=here)
        found = rows.select_related("person").order_by("case_id", "pk")
        return list({one.person_id: one for one in found}.values())

    def afterwards(self) -> str:
        """Say whose timeline tells it, where it was given before they went on apart."""
        return told_there(self.case, self.the_cash().traveller.case.reference)

    def _called(self, one: CashHandover) -> str:
        amount = number_format(one.amount, 2, use_l10n=True, force_grouping=True)
        told = (f"{amount} {one.currency}", projects.name(one.project), day_in_words(one.given_on))
        return said_of(one.traveller.person.name, comma().join(told))

    def clean(self) -> dict[str, Any]:
        """Refuse to whom it was given who did not travel in the case in which it was recorded."""
        data = super().clean() or {}
        if "cash" not in data:
            return data
        if data.get("traveller") and self._to_whom() is None:
            self.add_error("traveller", NOT_IN_ITS_CASE)
        if data.get("right") == self.ANOTHER:
            one = self.the_cash()
            self.check_opened("given_on", one.traveller.case, one.given_on)
            self._check_bounds(one)
        return data

    def _check_bounds(self, one: CashHandover) -> None:
        """Refuse an amount beyond what the programme allows with all else that is wrong."""
        data, case = self.cleaned_data, one.traveller.case
        amount, currency = data.get("amount"), data.get("currency") or one.currency
        if amount is None or (amount, currency) == (one.amount, one.currency):
            return
        _service, cash = cash_of(programmes.remembered(case.version_of_programme_id).definition)
        try:
            check_cash(cash, amount, currency, one.currency)
        except Problem as problem:
            self.refuse(problem)

    def _to_whom(self) -> Traveller | None:
        """Return to whom it was given, in the case in which it was recorded; None of who was not in that."""
        whose = self.the_cash().traveller
        if not (chosen := self.cleaned_data["traveller"]):
            return whose
        rows = Traveller.objects.visible_to(self.user).filter(person=self.whom[chosen].person_id)
        return rows.filter(case=whose.case_id).select_related("person", "case").first()

    def the_cash(self) -> CashHandover:
        """Return what was chosen."""
        return self.given[self.cleaned_data["cash"]]

    def what_is_right(self) -> RightCash:
        """Return what was typed, with what is recorded where nothing was."""
        data, one = self.cleaned_data, self.the_cash()
        amount: Decimal | None = data["amount"]
        to = self._to_whom()
        assert to is not None
        return RightCash(
            traveller=to,
            amount=one.amount if amount is None else amount,
            currency=data["currency"] or one.currency,
            project=data["project"] or one.project,
            given_on=data["given_on"] or one.given_on,
        )

    def refuse(self, problem: Problem) -> None:
        """Ask about what is hardly right."""
        super().refuse(problem)
        show_tick(self, "sure", asked=isinstance(problem, UnlikelyCash))
