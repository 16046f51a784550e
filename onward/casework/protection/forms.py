"""The forms of protection."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from onward.access.models import Office, Restriction
from onward.casework.cases.forms import day_field, offer
from onward.casework.protection.actions import Paper
from onward.casework.protection.models import Assessment
from onward.casework.protection.problems import NotHandedOver
from onward.kernel.forms import ActionForm
from onward.kernel.text import NOTE_LIMIT


def prose(label: Any, *, rows: int = 5, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a field for some lines of prose."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, required=required, max_length=NOTE_LIMIT, widget=widget, help_text=hint
    )


def spoken(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return choices as a form says them, each beginning with a capital."""
    begin = lazy(capfirst, str)
    return [(code, begin(words)) for code, words in choices]


class PaperForm(ActionForm):
    """A form with which a paper may come."""

    paper = forms.FileField(label=_("Paper"), required=False)

    def paper_given(self) -> Paper | None:
        """Return the file that was sent along, if any."""
        file = self.cleaned_data.get("paper")
        return Paper(file.file, file.name) if file else None


class AskForm(ActionForm):
    """Asking for an assessment."""

    kind = forms.ChoiceField(
        label=_("What is to be assessed"), choices=spoken(Assessment.Kind.choices), widget=forms.RadioSelect
    )
    mission = forms.ChoiceField(label=_("Mission that is asked"), required=False)
    asked_of = forms.CharField(
        label=_("Or somebody else"),
        help_text=_("A service, a shelter, a person who makes the assessment."),
        required=False,
        max_length=160,
    )
    due_on = day_field(_("Needed by"), required=False, today=False)

    def __init__(self, *args: Any, missions: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missions = {str(one.key): one for one in missions}
        offer(self, "mission", [("", _("None")), *self.missions.items()])
        unseen = NotHandedOver()
        field = self.fields["mission"]
        field.error_messages["invalid_choice"] = f"{unseen.say()} {unseen.say_way_out()}"
        field.help_text = (
            _("Missions that have this person’s file.")
            if missions
            else _("No mission has this person’s file. To ask one, hand the case over to it first.")
        )

    def chosen(self) -> Office | None:
        """Return the mission that was chosen, if any."""
        return self.missions.get(self.cleaned_data["mission"])


class DecideForm(PaperForm):
    """The outcome of an assessment. Who decides follows from the programme; the form has it confirmed."""

    field_order = ("by", "outcome", "author", "decided_on", "reasons", "measures", "paper")

    by = forms.ChoiceField(label=_("Decided by"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=spoken(Assessment.Outcome.choices), widget=forms.RadioSelect
    )
    author = forms.CharField(label=_("Who wrote it"), max_length=160)
    decided_on = day_field(_("Decided on"))
    reasons = prose(
        _("Reasons"), hint=_("Only focal points and who decides read this. Say of others what is needed.")
    )
    measures = prose(
        _("Measures"), rows=3, required=False, hint=_("What must be in place on the way and after.")
    )

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "by", bodies)
        if len(bodies) == 1:
            self.initial.setdefault("by", bodies[0][0])


class GuardianForm(ActionForm):
    """Naming a guardian."""

    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs={"dir": "auto"}))
    organisation = forms.CharField(label=_("Organisation"), max_length=160, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    since = day_field(_("Guardian since"))


class AgreementForm(PaperForm):
    """The guardian agrees."""

    field_order = ("agreed_on", "paper")

    agreed_on = day_field(_("Agreed on"))


class WithdrawalForm(ActionForm):
    """The guardian no longer agrees."""

    withdrawn_on = day_field(_("Withdrawn on"))


class MarkForm(ActionForm):
    """A mark on a file; only those for which the user is a focal point."""

    category = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, categories: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [(code, CATEGORY_WORDS[code]) for code in categories])


class SealForm(ActionForm):
    """Why a sealed file must be opened."""

    reason = prose(
        _("Why must this file be opened now?"),
        rows=3,
        hint=_("The data-protection officer reads this at once, with your name."),
    )


CATEGORY_WORDS: dict[str, str | Promise] = {
    Restriction.Category.CHILD.value: _("Unaccompanied or separated child"),
    Restriction.Category.TRAFFICKING.value: _("Victim of trafficking"),
    Restriction.Category.MEDICAL.value: _("Medical case"),
}
"""The marks in words; only their focal points read them."""
