"""What is asked before an edition is prepared, or withdrawn."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.evidence.editions import reports
from onward.kernel.forms import ActionForm, day_input


class PrepareForm(ActionForm):
    """Which report is prepared, from which first day of its period on."""

    report = forms.ChoiceField(label=_("Report"))
    first = forms.DateField(label=_("First day of its period"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, str(one.name)) for code, one in reports().items()]
        cast(forms.ChoiceField, self.fields["report"]).choices = known


class WithdrawForm(ActionForm):
    """Why an edition no longer stands."""

    reason = forms.CharField(
        label=_("Why it no longer stands"),
        max_length=300,
        help_text=_("Whoever reads the edition reads this."),
    )
