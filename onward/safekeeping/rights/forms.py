"""Forms of requests about what is held."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.kernel.forms import ActionForm, day_field
from onward.reference.choices import options
from onward.safekeeping.rights.actions import MOST
from onward.safekeeping.rights.choices import ASKED_BY, REFUSALS, WAYS
from onward.safekeeping.rights.definition import rights


class TakeDownForm(ActionForm):
    """What a person asks."""

    right = forms.ChoiceField(label=_("What is asked"))
    asked_on = day_field(_("Asked on"), required=True, today=True)
    asked_by = forms.ChoiceField(label=_("Who asks"))
    way = forms.ChoiceField(label=_("How it was asked"))
    words = forms.CharField(
        label=_("In their words"),
        max_length=MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer rights, askers and ways, none of them chosen."""
        super().__init__(*args, **kwargs)
        offered = {
            "right": [(code, str(one.name)) for code, one in rights().items()],
            "asked_by": options(ASKED_BY),
            "way": options(WAYS),
        }
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "—"), *choices]


class LongerForm(ActionForm):
    """Why an answer takes longer."""

    why = forms.CharField(
        label=_("Why it takes longer"), max_length=400, help_text=_("The person is told the same.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep its names apart from those of the answer beside it."""
        super().__init__(*args, prefix="longer", **kwargs)


class AnswerForm(ActionForm):
    """What was done, or why nothing is."""

    ground = forms.ChoiceField(label=_("Done, or refused"), required=False)
    words = forms.CharField(
        label=_("What the person was answered"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    answered_on = day_field(_("Answered on"), required=True, today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the grounds of a refusal after “done”."""
        super().__init__(*args, prefix="answer", **kwargs)
        refused = [(code, _("Refused: %(ground)s") % {"ground": words}) for code, words in options(REFUSALS)]
        cast(forms.ChoiceField, self.fields["ground"]).choices = [("", _("Done")), *refused]
