"""The forms of the past: one that takes a workbook, and those that tell rightly what came in by it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from babel.numbers import get_decimal_symbol
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import version_in_sight
from onward.history.actions import RightQuantity
from onward.history.actions.quantities import REASONS
from onward.history.models import ImportedRow
from onward.history.pages.quantities import Sayer
from onward.history.problems import CaseTakenBack, RecordedSince
from onward.history.queries import cases
from onward.history.queries.cases import CaseTold
from onward.history.workbook.columns import works_of
from onward.history.workbook.rows import Reported
from onward.kernel import clock
from onward.kernel.forms import ActionForm, PrefilledForm, SealedField, day_field
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.reference.choices import correcting, options, taking_back
from onward.reference.countries import offered_countries, said_country


class UploadForm(ActionForm):
    """A workbook, and since when all of it has been known."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("Excel (.xlsx), or CSV in UTF-8; at most 20 MB and 100,000 rows. Nothing comes in yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={"empty": _("This file is empty. Choose the workbook that you filled in.")},
    )
    known_on = day_field(
        _("Known to the office on"),
        help_text=_(
            "The day on which your office knew all of it, where rows do not say it. Empty: today; figures as"
            " of an earlier day then say “not recorded then”."
        ),
    )

    def clean_known_on(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["known_on"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day lies in the future. Choose today or a day before."))
        return day

    def refuse(self, problem: Problem) -> None:
        """Say what is wrong with the file at its field."""
        problem.field = "file"
        super().refuse(problem)


class CorrectQuantityForm(PrefilledForm):
    """What is right of a quantity that came in; what stands is in it already."""

    stands = ("programme", "what", "place", "day", "quantity")

    programme = forms.ChoiceField(label=_("Programme or initiative"))
    what = forms.ChoiceField(label=_("What"))
    place = forms.ChoiceField(label=_("Place"), required=False)
    day = day_field(_("Day"), required=True)
    quantity = forms.CharField(
        label=_("Quantity"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: ImportedRow, stands: Reported, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "programme": stands.programme,
            "what": stands.what,
            "place": stands.place,
            "day": stands.day,
            "quantity": as_typed(stands.quantity),
            "version": row.version,
        }
        super().__init__(*args, **kwargs)
        sayer = Sayer()
        nowhere = ("", _("Nowhere in particular"))
        self._offer("programme", [*works_of(row.office.code).items()], stands.programme, stands.programme)
        self._offer("what", sayer.kinds(), stands.what, stands.what)
        self._offer("place", [nowhere, *offered_countries()], stands.place, said_country(stands.place))
        self._offer("reason", correcting(REASONS))

    def _offer(
        self, field: str, offered: Sequence[tuple[str, Any]], stands: str = "", name: str = ""
    ) -> None:
        """Offer choices, and what stands where it is none of them any more."""
        known = {code for code, _name in offered}
        more = [(stands, name)] if stands and stands not in known else []
        cast(forms.ChoiceField, self.fields[field]).choices = [*offered, *more]

    def right(self) -> RightQuantity:
        """Return what was typed, once it is valid."""
        data = self.cleaned_data
        return RightQuantity(data["programme"], data["what"], data["place"], data["day"], data["quantity"])


class TakeBackQuantityForm(ActionForm):
    """That a quantity which came in was none."""

    reason = forms.ChoiceField(label=_("Why it was wrong"))

    def __init__(self, *args: Any, row: ImportedRow, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": row.version}, prefix="back", **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = [("", "—"), *taking_back(REASONS)]


class TakeBackCaseForm(ActionForm):
    """That a case which came in is none as it stands.

    `listed` is the place in the log up to which its page tells what goes with the case.
    """

    listed = SealedField(Event)
    reason = forms.ChoiceField(label=_("Why it came in wrongly"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, travellers: Sequence[Traveller], **kwargs: Any) -> None:
        here = [one.key for one in travellers if one.left_case_on is None]
        super().__init__(*args, initial={"version": version_in_sight(case.version, here)}, **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = options(cases.REASONS)
        self.unread_after: int | None = None
        self.gone: CaseTakenBack | None = None

    def lists(self, told: CaseTold) -> None:
        """Take note up to where the page tells what goes that is drawn with this form."""
        self.initial.setdefault("listed", told.last)

    def refuse(self, problem: Problem) -> None:
        """Take note of what its reader has not read, or that a colleague was quicker."""
        super().refuse(problem)
        if isinstance(problem, RecordedSince):
            self.unread_after = self.cleaned_data["listed"]
            self._keep(listed=self.fields["listed"].prepare_value(problem.now))
        elif isinstance(problem, CaseTakenBack):
            self.gone = problem


def as_typed(number: Decimal) -> str:
    """Return a quantity as somebody types it, and as a cell is read: with nothing between thousands.

    Three digits behind the point could be thousands: there a nought follows them.
    """
    whole, _point, parts = format(number.normalize(), "f").partition(".")
    if not parts:
        return whole
    return f"{whole}{get_decimal_symbol(get_language() or 'en')}{parts}{'0' if len(parts) == 3 else ''}"
