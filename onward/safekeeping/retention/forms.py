"""Forms of legal holds."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.kernel.forms import ActionForm, day_field
from onward.reference.choices import options
from onward.safekeeping.retention.choices import GROUNDS


class HoldForm(ActionForm):
    """Why what is held stays, and until when."""

    ground = forms.ChoiceField(label=_("Ground"))
    reason = forms.CharField(
        label=_("Which proceedings"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_(
            "Name the court, the number and who asked. What was told in the file does not belong here."
        ),
    )
    until = day_field(_("Until and including"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the grounds, none of them chosen."""
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["ground"]).choices = [("", "—"), *options(GROUNDS)]
        self.fields["until"].help_text = _("Left empty, it holds until somebody lifts it.")
