"""The form that tells rightly who travelled along with somebody who has departed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms import ask_became, became_field, offer
from onward.delivery.movements.forms.correcting import why_wrong
from onward.delivery.movements.forms.journeys import EscortForm
from onward.delivery.movements.rules import OF_AN_ESCORT
from onward.kernel.problems import Problem


class CorrectEscortForm(EscortForm):
    """Who really travelled along, or that nobody did, and why it was recorded otherwise."""

    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)
    became = became_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", why_wrong(OF_AN_ESCORT))
        self.fields["escort_kind"].help_text = _(
            "Figures asked for from today count who really travelled along. As known on an earlier day, they"
            " stay what they were."
        )
        ask_became(self)

    def said_of_nobody(self) -> Any:
        """Return, in words, that there was no escort."""
        return _("Nobody travelled along")

    def refuse(self, problem: Problem) -> None:
        """Ask what becomes of a child who departed with nobody of age by this."""
        super().refuse(problem)
        ask_became(self, problem)
