"""The form that takes a workbook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.kernel import clock
from onward.kernel.forms import ActionForm, day_field
from onward.kernel.problems import Problem


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
