"""What is asked before an edition is prepared, or withdrawn."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.evidence.editions import reports
from onward.kernel.forms import ActionForm, day_input
from onward.kernel.problems import Problem

GroupedChoice = tuple[str, list[tuple[str, str]]]
"""Words of a group, and the values in it with their words."""


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

    def __init__(self, *args: Any, offered: Sequence[GroupedChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["told"]).choices = offered

    @property
    def chosen(self) -> tuple[str, str]:
        """The codes of the project and of the period, once it is valid."""
        project, _slash, period = self.cleaned_data["told"].partition("/")
        return project, period


class PublishForm(ActionForm):
    """That it is known which numbers of an edition differ by few from what is public, where any do.

    `moved` is the digest of those that the page showed (`Beside.digest`).
    """

    moved = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have read what this edition tells beside what is public, and publish it all the same."),
        required=False,
    )

    @property
    def known(self) -> str:
        """The digest of what is confirmed; empty where nothing is."""
        given = self.cleaned_data if self.is_valid() else {}
        return str(given["moved"]) if given.get("confirmed") else ""

    def ask_anew(self, problem: Problem, moved: str) -> None:
        """Say why it was refused, beside what is to be confirmed by now."""
        self.refuse(problem)
        self._keep(moved=moved, confirmed="")


class WithdrawForm(ActionForm):
    """Why an edition no longer stands."""

    reason = forms.CharField(
        label=_("Why it no longer stands"),
        max_length=300,
        help_text=_("Whoever reads the edition reads this."),
    )
