"""Holding departures, and letting a case go."""

from collections.abc import Callable, Container, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms.base import CaseForm
from onward.casework.cases.forms.fields import day_field, offer, programme_choices
from onward.casework.cases.gates import holds_on, released_elsewhere
from onward.casework.cases.models import Traveller
from onward.casework.cases.problems import PrecautionsMissing
from onward.kernel.forms import ActionForm
from onward.kernel.text import day_in_words
from onward.reference.airports import airport
from onward.reference.choices import options, usual
from onward.reference.countries import offered_countries, said_country


class ReasonSelect(forms.RadioSelect):
    """Why departures stop; under the reason that is chosen stand the precautions usual for it."""

    option_template_name = "cases/reason_option.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add to an option the precautions usual for it, in words."""
        words = dict(options("precautions"))
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"usual": [words[one] for one in usual("precautions", str(value))]}


class HoldForm(ActionForm):
    """Departures stop."""

    from_on = day_field(_("From"))
    reason = forms.ChoiceField(label=_("Why"), widget=ReasonSelect)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    destination = forms.ChoiceField(label=_("Destination"), required=False)
    route = forms.CharField(
        label=_("Route"),
        required=False,
        max_length=3,
        help_text=_("An airport on the way, by its three letters."),
    )
    route_country = forms.ChoiceField(
        label=_("Or a country on the way"), required=False, help_text=_("Journeys that stop there.")
    )
    usual = forms.BooleanField(
        label=_("Demand the precautions usual for this reason"),
        required=False,
        initial=True,
    )
    precautions = forms.MultipleChoiceField(
        label=_("Demand as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = forms.CharField(
        label=_("Explanation for colleagues"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    everything = forms.BooleanField(
        label=_("Yes: stop every departure of the office"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, office: str, concerned: Callable[[], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.concerned = concerned
        offer(self, "reason", options("hold-reasons"))
        any_programme = [("", _("Any")), *programme_choices(office)]
        offer(self, "programme", any_programme)
        offer(self, "destination", [("", _("Any")), *offered_countries()])
        offer(self, "route_country", [("", _("Any")), *offered_countries()])
        offer(self, "precautions", options("precautions"))

    def clean_route(self) -> str:
        """Return the airport in capitals, if there is such an airport."""
        code = str(self.cleaned_data["route"]).upper()
        if code and airport(code) is None:
            raise forms.ValidationError(_("There is no airport with these letters."))
        return code

    def clean_route_country(self) -> str:
        """Return the country, unless an airport was named too; then which of the two is meant is open."""
        country = str(self.cleaned_data["route_country"])
        if country and self.cleaned_data.get("route"):
            raise forms.ValidationError(_("Name an airport or a country, not both."))
        return country

    def clean(self) -> dict[str, Any]:
        """Put the country in the place of the airport where that is what was named.

        A hold that names nothing stops everything: it is asked once more, with how many cases it concerns.
        """
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given |= {"route": given.get("route") or given.get("route_country", "")}
        wanted = set(given.get("precautions") or ())
        if given.get("usual"):
            wanted |= set(usual("precautions", given.get("reason", "")))
        given["precautions"] = [code for code, _words in options("precautions") if code in wanted]
        narrows = any(given.get(name) for name in ("programme", "destination", "route"))
        if not (narrows or self.errors or given.get("everything")):
            self.fields["everything"].widget = forms.CheckboxInput()
            words = _(
                "This hold names no programme, destination or route: it stops every departure of the office,"
                " with %(count)s open cases in your sight. Tick this if you mean that, or name what it is"
                " for."
            )
            self.add_error("everything", forms.ValidationError(words, params={"count": self.concerned()}))
        return given


class ReleaseForm(CaseForm):
    """Release from a hold, with precautions ticked; each hold names whom it keeps from departing.

    Of several it lets all go, or those who are ticked.
    """

    hold = forms.ChoiceField(
        label=_("Hold"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _(
                "This hold keeps nobody in this case from departing any more: the release is recorded "
                "already, or the hold was lifted. The page of the case says which."
            )
        },
    )
    travellers = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The others stay on hold until somebody releases them."),
        error_messages={
            "required": _("Tick at least one traveller."),
            "invalid_choice": _("Somebody whom you ticked is not on hold any more: look again who is."),
        },
    )
    precautions = forms.MultipleChoiceField(
        label=_("Precautions taken"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The hold demands every one of these: without it the case stays on hold."),
        error_messages={"required": _("Tick what was taken care of: the hold demands every one of these.")},
    )
    reasons = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    beforehand_heading = _("Released for another country")

    def prepare(self) -> None:
        """Offer the holds that concern the case, and their precautions."""
        kept = holds_on([self.case], self.by_key.values())[self.case.pk]
        self.holds = {str(one.key): one for one in kept}
        self.kept = {str(one.key): keys for one, keys in kept.items()}
        self._offer_travellers()
        reasons = dict(options("hold-reasons"))
        named = [
            (pk, f"{reasons.get(one.reason, one.reason)}, {day_in_words(one.from_on)} ({self._names(keys)})")
            for (pk, one), keys in zip(self.holds.items(), kept.values(), strict=True)
        ]
        offer(self, "hold", named)
        if len(named) == 1:
            self.initial.setdefault("hold", named[0][0])
        self.beforehand = self._released_elsewhere(dict(named))
        wanted = {code for one in kept for code in one.precautions}
        ticks = [(code, words) for code, words in options("precautions") if code in wanted]
        if not kept:
            self.fields["hold"].help_text = _("No hold concerns this case.")
        if not ticks:
            del self.fields["precautions"]
            return
        offer(self, "precautions", ticks)
        field = self.fields["precautions"]
        # Of several holds only the chosen one may ask for nothing; the action looks at that one.
        field.required = all(one.precautions for one in kept)
        if len(kept) == 1:
            everything = ", ".join(words for _code, words in ticks)
            missing = PrecautionsMissing(missing=everything)
            field.error_messages["required"] = f"{missing.say()} {missing.say_way_out()}"
        else:
            field.help_text = _("Every one that the chosen hold demands: without it the case stays on hold.")

    def _released_elsewhere(self, named: Mapping[str, str]) -> list[str]:
        """Say from which of the holds somebody in sight was released for another country of return."""
        words = gettext(
            "%(hold)s: the release was for a return to %(country)s. For the country of today it is given"
            " anew."
        )
        found = {pk: released_elsewhere(one, self.case, self.kept[pk]) for pk, one in self.holds.items()}
        return [
            words % {"hold": named[pk], "country": said_country(country)}
            for pk, country in found.items()
            if country
        ]

    def _offer_travellers(self) -> None:
        """Offer whoever is on hold, all of them ticked; of a single one nothing is asked.

        Who was ticked while there were several is looked at all the same: nobody else goes in their place.
        """
        on_hold = frozenset().union(*self.kept.values())
        people = [(pk, one.person.name) for pk, one in self.by_key.items() if one.person.key in on_hold]
        if len(people) < 2 and self.add_prefix("travellers") not in self.data:
            del self.fields["travellers"]
            return
        offer(self, "travellers", people)
        self.initial.setdefault("travellers", [pk for pk, _name in people])

    def released(self) -> list[Traveller]:
        """Return who was ticked; nobody where nothing was asked."""
        return [self.by_key[pk] for pk in self.cleaned_data.get("travellers", ())]

    def afterwards(self) -> str:
        """Name those in sight whom the same hold still keeps from departing."""
        released = {one.person.key for one in self.released()}
        stay = self.kept[self.cleaned_data["hold"]] - released if released else ()
        return gettext("Still on hold: %(names)s.") % {"names": self._names(stay)} if stay else ""

    def _names(self, keys: Container[UUID]) -> str:
        return ", ".join(one.person.name for one in self.by_key.values() if one.person.key in keys)
