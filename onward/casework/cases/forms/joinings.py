"""That somebody joined a case, told rightly: on another day, or as not so."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.joinings import REASONS, joinings_of
from onward.casework.cases.actions.locking import last_told
from onward.casework.cases.bringing import Way
from onward.casework.cases.events import TravellerAdded
from onward.casework.cases.forms.base import CaseForm, First
from onward.casework.cases.forms.correcting import CorrectingForm
from onward.casework.cases.forms.fields import day_field, offer
from onward.casework.cases.models import Traveller
from onward.kernel.forms import SealedField
from onward.kernel.models import Event
from onward.kernel.text import day_in_words, said_of
from onward.kernel.written import comma


class CorrectJoiningForm(CorrectingForm, CaseForm):
    """Since when somebody has been in a case who joined it after its opening; or that they did not join."""

    rights, of = ("joined_on",), "traveller"
    told_by = (TravellerAdded,)

    version = SealedField(Event)
    traveller = forms.ChoiceField(label=_("Who joined"), widget=forms.RadioSelect)
    right = forms.ChoiceField(
        label=_("What is right"),
        choices=[
            (CorrectingForm.ANOTHER, _("They joined on another day: say below on which")),
            (CorrectingForm.NOT_SO, _("They did not join: take it back")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Figures count each departure by how many the household was on its day. Whoever did not join is "
            "no traveller of the case any more."
        ),
    )
    joined_on = day_field(_("In the case since"), past=True, required=False, today=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        """Offer who joined of those in sight, also who went on apart since, and what can be right of it."""
        told = joinings_of(self.case)
        self.joined = {str(one.key): one for one in self.everybody if one.person.key in told}
        called = [(key, _called(one, told[one.person.key].occurred_on)) for key, one in self.joined.items()]
        offer(self, "traveller", called)
        # Not asked where they did not join, and else it is: not optional.
        self.fields["joined_on"].depends = True  # type: ignore[attr-defined]  # read by forms/field.html
        self.offer_reasons(REASONS)
        seen = [one.person.key for one in self.joined.values()]
        self.initial.setdefault("version", last_told(self.case, TravellerAdded, about=seen))
        if len(self.joined) == 1:
            self.initial.setdefault("traveller", next(iter(self.joined)))
        if not self.joined:
            self.first = First(
                gettext("Nobody joined this case after its opening"),
                gettext("There is nothing of it to correct in this case."),
                Way(_("Let somebody travel along"), self.address("add-traveller")),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the day, save where they did not join; of who went on apart the day alone can be right."""
        data = super().clean() or {}
        missing = not data.get("joined_on") and "joined_on" not in self.errors
        if missing and data.get("right") == self.ANOTHER:
            self.add_error("joined_on", gettext("Give the day since which they have been in the case."))
        one = self.joined.get(data.get("traveller") or "")
        if one and one.left_case_on and data.get("right") == self.NOT_SO:
            self.add_error("right", gettext("They went on apart since: the day alone can be put right."))
        return data

    def who_joined(self) -> Traveller:
        """Return who was chosen."""
        return self.joined[self.cleaned_data["traveller"]]


def _called(one: Traveller, joined_on: date) -> str:
    """Return who joined, on which day, and on which they went on apart, where they did."""
    told = [day_in_words(joined_on, "j F Y")]
    if one.left_case_on:
        told.append(gettext("went on apart on %(day)s") % {"day": day_in_words(one.left_case_on, "j F Y")})
    return said_of(one.person.name, comma().join(told))
