"""The form that tells rightly to which country somebody departed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms import offer
from onward.delivery.movements.events import Departed
from onward.delivery.movements.forms.correcting import why_wrong
from onward.delivery.movements.forms.several import OfSeveralForm
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.pages import counts_for
from onward.delivery.movements.queries import outcomes_of
from onward.delivery.movements.rules import OF_A_COUNTRY
from onward.kernel.models import Event
from onward.reference.countries import offered_countries, said_country

RECORDED = _(
    "Recorded: departed to %(country)s. Days, steps and the legs of the journey stay as they are; the"
    " timeline keeps both. Where all of the household went to the right country, the case returns there too,"
    " and the mission of the wrong one reads of them no more. Figures asked for from today count the right"
    " one."
)


class CountryForm(OfSeveralForm):
    """To which country they departed; `passengers` are those who departed with them to the wrong one."""

    destination = forms.ChoiceField(label=_("Country"))
    destination_place = forms.CharField(label=_("Town or state"), max_length=120, required=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        event: Event | None,
        told: Mapping[str, Event],
        alike: Sequence[Passenger] = (),
        besides: Sequence[Passenger] = (),
        **kwargs: Any,
    ) -> None:
        """Say what stands: `event` is the departure, None where a colleague took it back meanwhile.

        `told` is all that stands of the passenger's journey, by type; `alike` those who departed with them to
        that country, and `besides` as of `offer_who`.
        """
        super().__init__(*args, **kwargs)
        self.offer_who(alike, besides)
        self.event, self.told = event, told
        offer(self, "destination", offered_countries())
        offer(self, "reason", why_wrong(OF_A_COUNTRY))
        if event:
            country = event.payload["destination"]
            self.initial.setdefault("destination", country)
            self.fields["destination"].help_text = RECORDED % {"country": said_country(country)}

    def stands_of(self, one: Passenger) -> str:
        """Return to which country they departed, where they did."""
        event = outcomes_of(one).get(Departed.type)
        return said_country(event.payload["destination"]) if event else super().stands_of(one)

    def said(self) -> str:
        """Return what figures make of it, once it is done."""
        if self.event is None:
            return ""
        return counts_for(self.event, self.told, self.cleaned_data["destination"], len(self.chosen()))
