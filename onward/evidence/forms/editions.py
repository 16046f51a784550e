"""What is asked before an edition is prepared, or withdrawn."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.evidence.editions import reports
from onward.evidence.pages.shapes import days
from onward.evidence.queries.editions import DonorOffer
from onward.evidence.rules import Period
from onward.kernel.forms import ActionForm, day_input
from onward.records.projects.definition import Project
from onward.records.projects.reporting import DonorPeriod


class PrepareForm(ActionForm):
    """Which report is prepared, from which first day of its period on."""

    report = forms.ChoiceField(label=_("Report"))
    first = forms.DateField(label=_("First day of its period"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, str(one.name)) for code, one in reports().items()]
        cast(forms.ChoiceField, self.fields["report"]).choices = known


class PrepareDonorForm(ActionForm):
    """Of which project, and of which of its donor's periods, a report is prepared."""

    told = forms.ChoiceField(label=_("Project and period"))

    def __init__(self, *args: Any, offers: Sequence[DonorOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["told"]).choices = [
            (
                str(one.project.name),
                [(f"{one.project.code}/{of.code}", _of_donor(one.project, of)) for of in one.periods],
            )
            for one in offers
        ]

    @property
    def chosen(self) -> tuple[str, str]:
        """The codes of the project and of the period, once it is valid."""
        project, _slash, period = self.cleaned_data["told"].partition("/")
        return project, period


def _of_donor(project: Project, period: DonorPeriod) -> str:
    """Return the words of a period; a list that is closed shows nothing else of its project."""
    return f"{project.name} · {period.code} · {days(Period(period.first, period.last))}"


class WithdrawForm(ActionForm):
    """Why an edition no longer stands."""

    reason = forms.CharField(
        label=_("Why it no longer stands"),
        max_length=300,
        help_text=_("Whoever reads the edition reads this."),
    )
