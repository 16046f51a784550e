"""The forms of journeys. They work without script: another leg is another sending of the form."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms import ask_became, became_field, day_field, offer, show_tick, tick_if_asked
from onward.casework.cases.models import Traveller
from onward.casework.protection.forms import spoken
from onward.delivery.movements.actions import Seat
from onward.delivery.movements.models import FitnessCheck, Leg, Movement, Passenger
from onward.delivery.movements.pages import LeftBehind, local, unlikely
from onward.delivery.movements.problems import HeldSince, NotThereYet
from onward.delivery.movements.rules import MOST_LEGS, LegFault, LegPlan, seat_to_cancel
from onward.kernel import clock
from onward.kernel.forms import ActionForm, PrefilledForm, to_choose
from onward.kernel.problems import Problem
from onward.kernel.sealing import told_as
from onward.kernel.text import day_in_words
from onward.reference.airports import meant_by
from onward.reference.choices import options, options_with
from onward.reference.countries import said_country

FIRST_LEGS = 2
SEND_AGAIN = _("If that is right, send it once more.")
LEFT_BEHIND = _(
    "Once this journey has departed, nobody of age is on record beside them: %(names)s. Let somebody of age"
    " stay with them or take them along, or tick that it is so. With the departure it is no longer known"
    " whether a parent or guardian travels along, and the checks for a child without parents ask it anew."
)
NO_SUCH_PLACE = _("No airport fits. Write its three letters, such as BRU, or its town.")
WHICH_PLACE = _("Several airports fit: %(codes)s. Write the three letters of one.")


class PlaceField(forms.CharField):
    """An airport: its three letters, or a town that has only one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=60,
            required=False,
            widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off", "spellcheck": "false"}),
            **kwargs,
        )

    country = ""
    """The country whose airport is meant where several go by one name: that of the destination."""

    def clean(self, value: Any) -> str:
        """Return the three letters of the place that was typed; empty where nothing was.

        Raises:
            ValidationError: no airport fits, or several do.
        """
        typed = str(super().clean(value))
        if not typed:
            return ""
        found = meant_by(typed, self.country)[:4]
        if len(found) == 1:
            return found[0].iata
        if not found:
            raise forms.ValidationError(NO_SUCH_PLACE)
        codes = ", ".join(f"{one.iata} ({one.name}, {said_country(one.country)})" for one in found)
        raise forms.ValidationError(WHICH_PLACE, params={"codes": codes})


class WallClockField(forms.DateTimeField):
    """A day and a time on the wall clock of some place: which one, and so which moment, is known later."""

    def to_python(self, value: Any) -> datetime | None:
        """Return what was typed, without a zone.

        Read in a zone whose clock never changes: that of the office leaves an hour out in one night, and has
        one twice in another, and no other place need do so in that night.
        """
        with timezone.override(UTC):
            found = super().to_python(value)
        return found.replace(tzinfo=None) if found else None


def moment_field(label: Any, *, required: bool = False) -> WallClockField:
    """Return a field for a day and a time on the wall clock of a place."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    return WallClockField(label=label, required=required, widget=widget, input_formats=formats)


class LegForm(forms.Form):
    """One leg; empty ones are left out."""

    mode = forms.ChoiceField(
        label=pgettext_lazy("means", "By"), choices=spoken(Leg.Mode.choices), initial=Leg.Mode.AIR
    )
    origin = PlaceField(label=pgettext_lazy("place", "From"))
    destination = PlaceField(
        label=pgettext_lazy("place", "To"), help_text=_("Three letters, such as BRU, or the town.")
    )
    flight = forms.CharField(
        label=_("Flight"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    departs = moment_field(_("Leaves, local time"))
    arrives = moment_field(_("Arrives, local time"))

    def __init__(self, *args: Any, needed: bool = False, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("origin", "destination"):
            place = self.fields[name]
            assert isinstance(place, PlaceField)
            place.required, place.country = needed, country

    def plan(self) -> LegPlan:
        """Return the leg as it was typed; call it on a valid form only."""
        data = self.cleaned_data
        times = {name: data[name] for name in ("departs", "arrives")}
        return LegPlan(
            data["origin"], data["destination"], data["mode"] or Leg.Mode.AIR, data["flight"], **times
        )

    def is_empty(self) -> bool:
        """Say whether nothing was typed for this leg."""
        return not any(self.data.get(self.add_prefix(name)) for name in ("origin", "destination", "flight"))


class SeatForm(forms.Form):
    """Whether a traveller goes along, and what they need on the way."""

    travels = forms.BooleanField(label=_("Travels"), required=False, initial=True)
    assistance = forms.MultipleChoiceField(
        label=_("Assistance"), required=False, widget=forms.CheckboxSelectMultiple
    )
    escort_kind = forms.ChoiceField(label=_("Escort"), required=False)
    escort_name = forms.CharField(label=_("Name of the escort"), required=False, max_length=160)

    def __init__(
        self, *args: Any, traveller: Traveller, restricted: bool = False, not_yet: str = "", **kwargs: Any
    ) -> None:
        self.traveller, self.restricted, self.not_yet = traveller, restricted, not_yet
        super().__init__(*args, **kwargs)
        self.initial.setdefault("travels", not not_yet)
        offer(self, "assistance", options("assistance"))
        offer(self, "escort_kind", [("", _("None")), *options("escort-kinds")])

    def seat(self) -> Seat:
        """Return the seat as it was chosen."""
        data = self.cleaned_data
        return Seat(self.traveller, data["assistance"], data["escort_kind"], data["escort_name"])


def alone_field() -> forms.BooleanField:
    """Return the tick that children stay behind with nobody of age; hidden until it is asked for."""
    return tick_if_asked(_("It is so: they stay behind, and who goes along with them is asked anew"))


def ask_alone(form: forms.Form, left: Sequence[Traveller]) -> None:
    """Ask about the children whom a journey leaves behind, until it is answered; keep the answer in sight."""
    if left and not form.data.get(form.add_prefix("alone")):
        form.add_error("alone", LEFT_BEHIND % {"names": ", ".join(one.person.name for one in left)})
    show_tick(form, "alone", asked=bool(left))


class JourneyForm(ActionForm):
    """A journey with its legs, and with a seat for each traveller where it is a new one."""

    departs_on = day_field(_("Day of departure"), today=False)
    onward_transport = forms.CharField(
        label=_("Onward transport"),
        help_text=_("How they travel on from the last leg to their last stop, where that is needed."),
        max_length=300,
        required=False,
    )
    alone = alone_field()
    legs_shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        travellers: Sequence[Traveller] = (),
        sealed: frozenset[int] = frozenset(),
        movement: Movement | None = None,
        not_yet: Mapping[int, str] | None = None,
        left_behind: LeftBehind | None = None,
    ) -> None:
        self.left_behind = left_behind
        given = list(movement.legs.order_by("number")) if movement else []
        initial: dict[str, Any] = {}
        if movement:
            initial = {
                "departs_on": movement.departs_on,
                "onward_transport": movement.onward_transport,
                "version": movement.version,
            }
        super().__init__(data, initial=initial)
        case = movement.case if movement else travellers[0].case if travellers else None
        count = self._legs_wanted(data, len(given))
        self.initial["legs_shown"] = count
        self.legs = [
            LegForm(
                data,
                prefix=f"leg-{number}",
                needed=number == 0,
                country=case.destination if case else "",
                initial=_as_typed(given[number : number + 1]),
            )
            for number in range(count)
        ]
        self.seats = [
            SeatForm(
                data,
                prefix=f"seat-{one.key}",
                traveller=one,
                restricted=one.pk in sealed,
                not_yet=(not_yet or {}).get(one.pk, ""),
            )
            for one in travellers
        ]

    def _legs_wanted(self, data: Mapping[str, Any] | None, given: int) -> int:
        """Return how many legs the form shows: one more where that was asked for."""
        shown = str(data.get("legs_shown") or "") if data else ""
        count = int(shown) if shown.isdecimal() and len(shown) < 3 else max(FIRST_LEGS, given)
        return max(1, min(MOST_LEGS, count + (1 if data and "another" in data else 0)))

    def is_valid(self) -> bool:
        """Say whether all of it is."""
        parts = [part.is_valid() for part in (*self.legs, *self.seats)]
        return super().is_valid() and all(parts)

    def clean(self) -> dict[str, Any]:
        """Ask once about the children whom those who are ticked would leave behind."""
        data = super().clean() or {}
        complete = data.get("departs_on") and all(seat.is_valid() for seat in self.seats)
        if self.left_behind and complete and "another" not in self.data:
            going = [seat.traveller for seat in self.seats if seat.cleaned_data["travels"]]
            ask_alone(self, self.left_behind(going, data["departs_on"]))
        return data

    def plans(self) -> list[LegPlan]:
        """Return the legs that were typed."""
        return [leg.plan() for leg in self.legs if not leg.is_empty()]

    def chosen(self) -> list[Seat]:
        """Return the seats of those who travel."""
        return [seat.seat() for seat in self.seats if seat.cleaned_data["travels"]]

    def tell_faults(self, faults: Sequence[LegFault]) -> None:
        """Say what is wrong with the legs, each at its field."""
        filled = [leg for leg in self.legs if not leg.is_empty()] or self.legs
        for fault in faults:
            form = filled[min(fault.leg, len(filled) - 1)]
            form.add_error(fault.field if fault.field in form.fields else None, str(fault.message))


def _as_typed(legs: Sequence[Leg]) -> dict[str, Any]:
    """Return what a form for an existing leg starts from: times on the wall clock of each place."""
    if not legs:
        return {}
    [leg] = legs
    return {
        "mode": leg.mode,
        "origin": leg.origin,
        "destination": leg.destination,
        "flight": leg.flight,
        "departs": local(leg.departs_at, leg.origin),
        "arrives": local(leg.arrives_at, leg.destination),
    }


def leave_day_open(form: forms.Form, planned: date | None) -> None:
    """Offer no day where the planned one is over: today is none that anybody meant, and figures count it."""
    if planned and planned < clock.today():
        form.initial["on"] = None
        words = _("Planned for %(day)s, which is over: give the day on which it happened.")
        form.fields["on"].help_text = words % {"day": day_in_words(planned, "j F Y")}


def despite_field() -> forms.BooleanField:
    """Return the tick that they left though something was not there yet; hidden until it is asked for."""
    return tick_if_asked(_("They left on that day all the same"))


def ask_despite(form: forms.Form, problem: Problem | None = None) -> None:
    """Show that tick where the problem asks for it, or where it was given."""
    show_tick(form, "despite", asked=isinstance(problem, NotThereYet))


class DepartForm(ActionForm):
    """Who left or arrived, and when.

    `sure_of` is the day that lies implausibly far from what goes with it, and was shown as such.
    """

    passengers = forms.MultipleChoiceField(label=_("Who"), widget=forms.CheckboxSelectMultiple)
    on = day_field(_("Day"))
    despite = despite_field()
    again = tick_if_asked(_("They did depart: it had been recorded and was taken back"))
    alone = alone_field()
    became = became_field()
    sure_of = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        passengers: Sequence[Passenger],
        booked_for: date | None = None,
        lands_on: date | None = None,
        left_behind: LeftBehind | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer passengers: who wait to depart (`booked_for` a day), or who are under way since their own.

        These land on a day by the plan; `left_behind` is asked of the children who stay behind a departure.
        """
        super().__init__(*args, **kwargs)
        leave_day_open(self, booked_for or lands_on)
        self.left_behind = left_behind
        ask_despite(self)
        show_tick(self, "again")
        ask_became(self)
        self.booked_for = booked_for
        self.by_key = {told_as(one): one for one in passengers}
        offer(self, "passengers", [(key, one.traveller.person.name) for key, one in self.by_key.items()])
        self.initial.setdefault("passengers", list(self.by_key))

    def leave_unticked(self, why: Mapping[int, str]) -> None:
        """Leave some to be ticked by hand, by primary key of the passenger, and say why beside each."""
        self.initial["passengers"] = [key for key, one in self.by_key.items() if one.pk not in why]
        offered: list[tuple[str, str]] = []
        for key, one in self.by_key.items():
            name = one.traveller.person.name
            if one.pk in why:
                words = gettext("Not ticked beforehand: %(why)s.") % {"why": why[one.pk]}
                name = format_html('<span class="whole">{}</span><small>{}</small>', name, words)
            offered.append((key, name))
        offer(self, "passengers", offered)

    def chosen(self) -> list[Passenger]:
        """Return the passengers who were ticked."""
        return [self.by_key[key] for key in self.cleaned_data["passengers"]]

    def clean(self) -> dict[str, Any]:
        """Ask once about a day implausibly far from the booking, or of an arrival from its departure."""
        data = super().clean() or {}
        day = data.get("on") or clock.today()
        left = [self.by_key[one].state_on for one in data.get("passengers", ()) if not self.booked_for]
        others = {"booked": self.booked_for} if self.booked_for else {"left": min(left)} if left else {}
        words = unlikely(day, others)
        after = day >= max(others.values(), default=day)  # before that it is refused anyway
        if words and after and day <= clock.today() and data.get("sure_of") != day:
            kept = QueryDict(mutable=True)
            kept.update(self.data)
            self.data = kept
            kept[self.add_prefix("sure_of")] = day.isoformat()
            self.add_error("on", f"{words} {SEND_AGAIN}")
        if self.left_behind:
            going = [self.by_key[one].traveller for one in data.get("passengers", ())]
            ask_alone(self, self.left_behind(going, day))
        return data

    def refuse(self, problem: Problem) -> None:
        """Ask whether the day is right that lies before something, and what becomes of a child."""
        super().refuse(problem)
        ask_despite(self, problem)
        show_tick(self, "again", asked=isinstance(problem, HeldSince))
        ask_became(self, problem)


class CancelForm(ActionForm):
    """Whose booking is cancelled, and why: ticked are those who left the pathway, or else everybody."""

    passengers = forms.MultipleChoiceField(label=_("Who"), widget=forms.CheckboxSelectMultiple)
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, passengers: Sequence[Passenger], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {told_as(one): one for one in passengers}
        offer(self, "passengers", [(key, one.traveller.person.name) for key, one in self.by_key.items()])
        offer(self, "reason", options("cancel-reasons"))
        gone = [key for key, one in self.by_key.items() if seat_to_cancel(one)]
        self.initial.setdefault("passengers", gone or list(self.by_key))

    def chosen(self) -> list[Passenger]:
        """Return the passengers who were ticked."""
        return [self.by_key[key] for key in self.cleaned_data["passengers"]]


class EscortForm(PrefilledForm):
    """Who travels along; where somebody does, also that nobody is to."""

    NOBODY = "nobody"
    stands = ("escort_kind", "escort_name")

    escort_kind = forms.ChoiceField(label=_("Kind of escort"), widget=forms.RadioSelect)
    escort_name = forms.CharField(label=_("Name"), max_length=160, required=False)

    def __init__(self, *args: Any, passenger: Passenger, name: str, **kwargs: Any) -> None:
        """Say what stands: with the escort's `name` as far as the reader may know it."""
        stands = {"escort_kind": passenger.escort_kind, "escort_name": name, "version": passenger.version}
        super().__init__(*args, initial=stands, **kwargs)
        nobody = [(self.NOBODY, self.said_of_nobody())] if passenger.escort_kind else []
        offer(self, "escort_kind", [*options_with("escort-kinds", [passenger.escort_kind]), *nobody])
        # Asked for with an escort, and not otherwise: it does not call itself optional.
        self.fields["escort_name"].depends = True  # type: ignore[attr-defined]  # read by forms/field.html

    def said_of_nobody(self) -> Any:
        """Return, in words, that there is no escort."""
        return _("Nobody travels along")

    def clean(self) -> dict[str, Any]:
        """Ask for the name of an escort; of nobody it is not kept."""
        data = super().clean() or {}
        if data.get("escort_kind") == self.NOBODY:
            return data | {"escort_kind": "", "escort_name": ""}
        if data.get("escort_kind") and not data.get("escort_name") and "escort_name" not in self.errors:
            self.add_error("escort_name", _("Write who travels along."))
        return data


class AssistanceForm(ActionForm):
    """What somebody needs on the way."""

    assistance = forms.MultipleChoiceField(
        label=_("Assistance"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recorded = self.initial.get("assistance", ())
        offer(self, "assistance", options_with("assistance", recorded))


class OutcomeForm(ActionForm):
    """What became of one traveller who did not depart, or was refused entry, alone or with others."""

    outcome = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    at = forms.ChoiceField(label=_("Where"))
    along = forms.MultipleChoiceField(
        label=_("Who else"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick whoever was refused entry with them, children first of all."),
    )
    on = day_field(_("Day"))
    became = became_field()

    def __init__(
        self,
        *args: Any,
        passenger: Passenger,
        stops: Sequence[tuple[str, str]],
        planned: date | None = None,
        others: Sequence[Passenger] = (),
        **kwargs: Any,
    ) -> None:
        """Ask what became of a passenger at one of the `stops`, on the day for which that was `planned`.

        And of which of the `others` on the way, if they were refused entry.
        """
        super().__init__(*args, **kwargs)
        leave_day_open(self, planned)
        ask_became(self)
        State = Passenger.State
        self.by_key = {told_as(one): one for one in others if passenger.state == State.DEPARTED}
        offer(self, "along", [(key, one.traveller.person.name) for key, one in self.by_key.items()])
        if not self.by_key:
            del self.fields["along"]
        if passenger.state == State.DEPARTED:
            offer(self, "outcome", [(State.REFUSED_ENTRY.value, State.REFUSED_ENTRY.label)])
            offer(self, "at", to_choose(stops))
            self.initial.setdefault("outcome", State.REFUSED_ENTRY.value)
        else:
            offer(self, "outcome", [(one.value, one.label) for one in (State.NO_SHOW, State.TURNED_BACK)])
            del self.fields["at"], self.fields["became"]

    def others(self) -> list[Passenger]:
        """Return who else was ticked."""
        return [self.by_key[key] for key in self.cleaned_data.get("along", ())]

    def refuse(self, problem: Problem) -> None:
        """Ask what becomes of a child who stays on the way alone."""
        super().refuse(problem)
        ask_became(self, problem)


class FitnessForm(ActionForm):
    """What a doctor said."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=spoken(FitnessCheck.Outcome.choices), widget=forms.RadioSelect
    )
    conditions = forms.CharField(
        label=_("Conditions"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    doctor = forms.CharField(label=_("Doctor"), max_length=160)
    checked_at = moment_field(_("Day and time of the check"), required=True)
    review_on = day_field(_("To be looked at again on"), required=False, today=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("checked_at", clock.now().astimezone(clock.OFFICE_ZONE).replace(tzinfo=None))
