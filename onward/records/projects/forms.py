"""The form of an expenditure."""

from collections.abc import Sequence
from typing import Any, cast

from babel.numbers import get_currency_name
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.kernel.forms import ActionForm, PrefilledForm, day_field, to_choose
from onward.records.projects.actions import REASONS, TOLD, Given
from onward.records.projects.definition import Project
from onward.records.projects.models import Expenditure
from onward.records.projects.rules import amount_typed
from onward.reference.choices import correcting, no_longer_offered, taking_back
from onward.reference.currencies import currencies_in_use


class AmountField(forms.DecimalField):
    """An amount to the cent, as the reader's language writes it: 1.234,56 in French and Dutch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=2, localize=True, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        """Return the amount that was typed.

        Raises:
            ValidationError: it is none.
        """
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        number = amount_typed(value, get_language() or "en")
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class ExpenditureForm(PrefilledForm):
    """What was spent, on which line, and where its voucher is.

    Of one that stands, its line and currency are offered too where they are no longer: a browser would send
    another one in their place.
    """

    stands = TOLD

    line = forms.ChoiceField(label=_("Budget line"))
    amount = AmountField(label=_("Amount"))
    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("As on the voucher. What is in another currency than the project’s is not added to it."),
    )
    spent_on = day_field(_("Spent on"), required=True, today=True, past=True)
    voucher = forms.CharField(
        label=_("Voucher"), max_length=60, help_text=_("The number by which it is found in the books.")
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("For colleagues of your office: no other office reads it, nor who writes the reports."),
    )

    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, project: Project, standing: Expenditure | None = None, **kwargs: Any
    ) -> None:
        if standing is not None:
            kwargs["initial"] = {name: getattr(standing, name) for name in (*TOLD, "version")}
        super().__init__(*args, **kwargs)
        lines = [(one.code, str(one.name)) for one in project.budget]
        self._offer("line", to_choose(lines) if standing is None else lines)
        self._offer("currency", _currencies(project.currency))
        if standing is None:
            self.initial.setdefault("currency", project.currency)
            del self.fields["reason"]
        else:
            cast(forms.ChoiceField, self.fields["reason"]).choices = correcting(REASONS)

    def _offer(self, field: str, offered: Sequence[tuple[str, str]]) -> None:
        """Offer choices, and what stands, or stood on the page, where it is none of them any more."""
        stood = (self.initial.get(field), self.data.get(self.add_initial_prefix(field)))
        gone = [one for one in dict.fromkeys(stood) if one and one not in dict(offered)]
        more = [(code, no_longer_offered(_called(code) if field == "currency" else code)) for code in gone]
        cast(forms.ChoiceField, self.fields[field]).choices = [*offered, *more]

    def given(self) -> Given:
        """Return what was typed, once it is valid."""
        data = self.cleaned_data
        return Given(
            data["line"], data["amount"], data["currency"], data["voucher"], data["spent_on"], data["note"]
        )


def _currencies(first: str) -> list[tuple[str, str]]:
    """Return every currency in use with its name in the reader's language, that of the project first."""
    others = sorted(currencies_in_use() - {first})
    return [(code, _called(code)) for code in (first, *others)]


def _called(currency: str) -> str:
    return f"{currency} · {get_currency_name(currency, locale=get_language() or 'en')}"


class TakeBackForm(ActionForm):
    """That an expenditure never was one."""

    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, standing: Expenditure, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": standing.version}, prefix="back", **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = taking_back(REASONS)
