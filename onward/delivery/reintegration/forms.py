"""The forms of help after return."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from onward.casework.cases.forms import day_field, offer
from onward.casework.cases.queries import first_opened_on
from onward.casework.cases.rules import BEFORE_IT_WAS_OPENED
from onward.delivery.reintegration.actions import AFTER_THE_ANSWER, CORRECTIONS, REASONS, RightHelp
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.forms import ActionForm, PrefilledForm
from onward.kernel.text import NOTE_LIMIT
from onward.reference.choices import options, options_with
from onward.reference.countries import said_country

RIGHT = ("kind", "plan", "asked_on", "destination")
"""What can be told rightly of a request."""


def plan_field() -> forms.CharField:
    """Return the field for what somebody wants to do with the help."""
    return forms.CharField(
        label=_("Plan"),
        help_text=_("What they want to do with it, in their words."),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class AskForm(ActionForm):
    """Asking for help in the name of a traveller; only what they qualify for is offered."""

    service = forms.ChoiceField(label=_("Help"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    plan = plan_field()
    asked_on = day_field(_("Asked on"), past=True)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", services)
        offer(self, "kind", options("reintegration-kinds"))
        if len(services) == 1:
            self.initial.setdefault("service", services[0][0])


class AnswerForm(ActionForm):
    """Granting help, charged to a project, or declining it."""

    granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("1", pgettext_lazy("help", "granted")), ("0", pgettext_lazy("help", "declined"))],
        coerce=lambda typed: typed == "1",
        widget=forms.RadioSelect,
    )
    project = forms.ChoiceField(
        label=_("Charged to"), help_text=_("Only where it is granted."), required=False
    )
    answered_on = day_field(_("Answered on"), past=True)

    def __init__(self, *args: Any, projects: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", [("", "—"), *projects])
        if not projects:
            self.fields["project"].help_text = _("No project pays for this help on the day it was asked for.")
        if len(projects) == 1:
            self.initial.setdefault("project", projects[0][0])


class TakeBackForm(ActionForm):
    """What was recorded last of a request did not happen."""

    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", options(REASONS))


class CorrectForm(PrefilledForm):
    """What was really asked for; what stands is filled in."""

    stands = RIGHT

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    plan = plan_field()
    asked_on = day_field(_("Asked on"), past=True, today=False)
    destination = forms.ChoiceField(label=_("Country"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, one: ReintegrationRequest, country: str, **kwargs: Any) -> None:
        """Offer what can be right of a request: also the `country` to which whoever asked returns today."""
        stands = {name: getattr(one, name) for name in (*RIGHT, "version")}
        super().__init__(*args, initial=stands, **kwargs)
        offer(self, "kind", options_with("reintegration-kinds", [one.kind]))
        offer(self, "reason", options(CORRECTIONS))
        countries = dict.fromkeys([one.destination, country or one.destination])
        if len(countries) > 1 and not one.answered_on:
            offer(self, "destination", [(code, said_country(code) if code else "—") for code in countries])
        else:
            del self.fields["destination"]
        self.one = one

    def clean(self) -> dict[str, Any]:
        """Refuse a day before the opening, or after the answer, with all else that is wrong."""
        data = super().clean() or {}
        day, answered = data.get("asked_on"), self.one.answered_on
        if day and answered and day > answered:
            self.add_error("asked_on", AFTER_THE_ANSWER)
        elif day and day != self.one.asked_on and day < first_opened_on(self.one.case):
            self.add_error("asked_on", BEFORE_IT_WAS_OPENED)
        return data

    def what_is_right(self) -> RightHelp:
        """Return what was typed; the country as it stands where it was not asked for."""
        data = self.cleaned_data
        destination = data.get("destination", self.one.destination)
        return RightHelp(data["kind"], data["asked_on"], data["plan"], destination)


class DrawForm(ActionForm):
    """The help was drawn for the first time."""

    drawn_on = day_field(_("Drawn on"), past=True)
