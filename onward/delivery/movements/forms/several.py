"""What the forms share that tell something rightly of some passengers of a journey."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms import offer
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.queries import last_told_of, told_otherwise
from onward.kernel.forms import ActionForm, SealedField
from onward.kernel.models import Event
from onward.kernel.problems import ChangedMeanwhile
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words, said_of

ALIKE = _("The same is recorded of each of them: tick the others of whom it was wrong too.")


class OfSeveralForm(ActionForm):
    """A form that corrects what was told of one passenger, and of others of whom the same was.

    `seen` is the place in the log of what was told last of them when the form was drawn: what came after that
    of whoever is ticked is shown first, and the next sending goes through. `passengers` are those of whom the
    same stands; without it where there is one only, and no other was ticked.
    """

    seen = SealedField(Event)
    passengers = forms.MultipleChoiceField(
        label=_("Who"), widget=forms.CheckboxSelectMultiple, help_text=ALIKE
    )

    def offer_who(self, alike: Sequence[Passenger], besides: Sequence[Passenger]) -> None:
        """Offer of whom it can be corrected.

        Args:
            alike: of whom the same stands, with whose correction it began first.
            besides: who was ticked, and of whom something else stands by now.
        """
        self.alike = {told_as(one): one for one in (*alike, *besides)}
        if len(self.alike) > 1:
            names = {key: one.traveller.person.name for key, one in self.alike.items()}
            for one in besides:
                names[told_as(one)] += f" ({self.stands_of(one)})"
            offer(self, "passengers", list(names.items()))
            if besides:
                self.fields["passengers"].help_text = ""  # that the same is recorded of each
            self.initial.setdefault("passengers", list(self.alike)[:1])
        else:
            del self.fields["passengers"]
        self.initial.setdefault("seen", last_told_of(list(self.alike.values())))

    def stands_of(self, one: Passenger) -> str:
        """Return, in words, what stands by now of one who was ticked."""
        return f"{one.get_state_display()}, {day_in_words(one.state_on, 'j F Y')}"

    def clean(self) -> dict[str, Any]:
        """Show first what was told of them since the form was drawn."""
        data = super().clean() or {}
        seen, ticked = data.get("seen"), data.get("passengers", self.alike)
        if seen is None:
            return data
        found = [(self.alike[key], told_otherwise(self.alike[key], seen)) for key in ticked]
        rows = [
            (said_of(one.traveller.person.name, label), was, now)
            for one, changed in found
            for label, was, now in changed
        ]
        if rows:
            first = next(iter(self.alike.values()))
            self.show_changes(ChangedMeanwhile(rows, now=first.version))
            now = last_told_of(list(self.alike.values()))
            self._keep(seen=self.fields["seen"].prepare_value(now))
        return data

    def chosen(self) -> list[Passenger]:
        """Return whom it is corrected for."""
        return [self.alike[pk] for pk in self.cleaned_data.get("passengers", self.alike)]
