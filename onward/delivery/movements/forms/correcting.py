"""The form that tells rightly what was recorded wrongly of a journey."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.forms import CorrectingForm, ask_became, became_field, day_field, offer
from onward.casework.cases.hooks import came_in
from onward.casework.cases.models import Case, Traveller
from onward.casework.protection.forms import spoken
from onward.delivery.movements.actions.opening import possible_openings
from onward.delivery.movements.events import left_in
from onward.delivery.movements.forms.journeys import (
    ask_despite,
    despite_field,
)
from onward.delivery.movements.forms.several import OfSeveralForm
from onward.delivery.movements.models import Passenger
from onward.delivery.movements.pages import (
    Consequence,
    beside,
    consequence,
    may_move_figures,
    unlikely,
    unlikely_opening,
)
from onward.delivery.movements.queries import outcomes_of
from onward.delivery.movements.rules import OF_A_DAY, reasons_to_correct
from onward.kernel import clock
from onward.kernel.forms import ActionForm
from onward.kernel.models import Event
from onward.kernel.problems import Problem
from onward.kernel.text import day_in_words
from onward.reference.choices import options

RECORDED = _(
    "Recorded: %(what)s, %(day)s. What did not happen is taken back with the step on the line; cash that was"
    " given stays on record. The timeline keeps both."
)
ALONG = _("The later steps that rest on it are taken back with it: %(stages)s.")
COMPANY = _(
    "It made it unknown who goes along with %(names)s: if it did not happen, what was recorded before stands"
    " again, that a parent or guardian travels along."
)
FIGURES = _(
    "Figures asked for from today count what is right: a return on its right day, by the age of that day."
    " As known on an earlier day, they stay what they were."
)
"""What a correction does to figures, where it concerns a departure that counts."""
OPENED = _(
    "Recorded: opened on %(day)s. Whoever was in the case from its beginning joined it on that day, and a"
    " departure lies no earlier."
)
OPENS_WITH = _(
    "No day came with it from the files of before: it opens with its first departure, and goes along where"
    " that is corrected."
)
NO_FIGURES = _("No figure counts this: none changes.")


def why_wrong(of: Collection[str] = OF_A_DAY) -> list[tuple[str, str]]:
    """Return the reasons for which what happened is corrected, with their names (`reasons_to_correct`)."""
    asked = reasons_to_correct(of)
    return [one for one in options("correction-reasons") if one[0] in asked]


class CorrectionForm(OfSeveralForm, CorrectingForm):
    """What is right in the place of what was recorded: another day, or that it did not happen.

    `seen_for` is the right day for which whoever sends it was shown what `asks_first` asks.
    `passengers` are those of the journey of whom the same was recorded for the same day; ticked is the one
    whose correction it is.
    """

    ANOTHER_DAY = "another-day"
    rights, of = ("on",), "passengers"

    right = forms.ChoiceField(
        label=_("What is right"),
        choices=spoken(
            [(ANOTHER_DAY, _("It happened on another day")), (CorrectingForm.NOT_SO, _("It did not happen"))]
        ),
        widget=forms.RadioSelect,
    )
    on = day_field(_("The right day"), required=False, today=False)
    despite = despite_field()
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)
    became = became_field()
    seen_for = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        event: Event | None,
        told: Mapping[str, Event],
        possible: tuple[date, date] = (date.min, date.max),
        alike: Sequence[Passenger] = (),
        besides: Sequence[Passenger] = (),
        along: Sequence[str] = (),
        company: Sequence[Traveller] = (),
        **kwargs: Any,
    ) -> None:
        """Say what stands: `event` is what is to be corrected, None where a colleague was quicker.

        `told` is all that stands of the passenger's journey, by type; `possible` the days between which the
        right one lies; `alike` and `besides` as of `offer_who`; `along` the later stages that are taken back
        with it where it did not happen; `company` the children of whom it is known again then who goes along.
        """
        super().__init__(*args, **kwargs)
        self.event, self.told, self.possible = event, told, possible
        self.offer_who(alike, besides)
        # Asked for with another day, and not otherwise: it does not call itself optional.
        self.fields["on"].depends = True  # type: ignore[attr-defined]  # read by forms/field.html
        ask_despite(self)
        ask_became(self)
        offer(self, "reason", why_wrong())
        if event:
            state = Passenger.State(left_in(event.type, event.payload))
            day = day_in_words(event.occurred_on, "j F Y")
            figures = FIGURES if may_move_figures(event, told) else NO_FIGURES
            recorded = RECORDED % {"what": state.label, "day": day}
            steps = [ALONG % {"stages": ", ".join(along)}] if along else []
            if company:
                steps.append(COMPANY % {"names": ", ".join(one.person.name for one in company)})
            self.fields["right"].help_text = " ".join([recorded, *steps, str(figures)])
            self.initial.setdefault("on", event.occurred_on)
            # Sent along as it was shown: the day that stands is not one that somebody typed.
            self.fields["on"].show_hidden_initial = True

    def stands_of(self, one: Passenger) -> str:
        """Return the outcome of which it is, with its day, where that stands of them too."""
        event = outcomes_of(one).get(self.event.type) if self.event else None
        if event is None:
            return super().stands_of(one)
        state = Passenger.State(left_in(event.type, event.payload))
        return f"{state.label}, {day_in_words(event.occurred_on, 'j F Y')}"

    def clean(self) -> dict[str, Any]:
        """Ask for the day where it is the day that was wrong."""
        data = super().clean() or {}
        if data.get("right") == self.ANOTHER_DAY and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _("Give the day on which it happened."))
        return data

    def says_otherwise(self, data: dict[str, Any]) -> bool:
        """Say whether a day is typed that neither was shown nor stands."""
        stands = self.event and data.get("on") == self.event.occurred_on
        return super().says_otherwise(data) and not stands and "on" in self.changed_data

    def refuse(self, problem: Problem) -> None:
        """Ask whether the day is right that lies before something, and what becomes of a child."""
        super().refuse(problem)
        ask_despite(self, problem)
        ask_became(self, problem)

    def right_day(self) -> date | None:
        """Return the right day; None where it did not happen."""
        found: date | None = self.cleaned_data["on"]
        return found if self.cleaned_data["right"] == self.ANOTHER_DAY else None

    def of_several(self, words: str) -> str:
        """Return what is said of a return, where it is said of several with their names."""
        names = [one.traveller.person.name for one in self.chosen()]
        return words if len(names) < 2 else f"{words} ({', '.join(names)})"

    def follows(self) -> Consequence | None:
        """Return what figures make of what was typed, where it is complete and something comes of it."""
        if not self.is_bound or not self.is_valid() or self.event is None:
            return None
        return consequence(self.event, self.told, self.right_day(), len(self.chosen()))

    def asks_first(self, booked_for: date) -> list[str]:
        """Return what is to be shown before anything is done; then the next sending does it.

        A return that moves to another year of the figures, and a day that lies implausibly far from what goes
        with it, are asked about in one go.

        Args:
            booked_for: the day for which the journey was booked.
        """
        if not self.is_bound or not self.is_valid() or self.event is None:
            return []
        day, (first, last) = self.right_day(), self.possible
        if day is None or day == self.event.occurred_on or not first <= day <= last:
            return []  # a day that cannot be is refused at once
        follows = self.follows()
        asked = [unlikely(day, beside(self.told, self.event.type, booked_for))]
        if follows and follows.asked_first:
            asked.append(self.of_several(follows.before))
        return _asked_once(self, day, asked)


class OpeningForm(ActionForm):
    """The day on which the case was really opened; `seen_for` as in `CorrectionForm`."""

    on = day_field(_("The right day"), today=False)
    reason = forms.ChoiceField(label=_("Why it was wrong"), widget=forms.RadioSelect)
    seen_for = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Say which day stands, and what comes of another one."""
        super().__init__(*args, **kwargs)
        self.case = case
        offer(self, "reason", why_wrong())
        words = OPENED % {"day": day_in_words(case.opened_on, "j F Y")}
        past = came_in([case.key]).get(case.key) if case.brought_in else None
        untold = past is not None and not past.opening_told
        self.fields["on"].help_text = f"{words} {OPENS_WITH}" if untold else words
        self.initial.setdefault("on", case.opened_on)

    def asks_first(self) -> list[str]:
        """Return what is to be shown before anything is done: that the day is hardly the right one.

        Then the next sending does it.
        """
        if not self.is_bound or not self.is_valid():
            return []
        day = self.cleaned_data["on"]
        first, last = possible_openings(self.case, clock.today())
        if day == self.case.opened_on or not first <= day <= last:
            return []  # what stands, or cannot be, is refused at once
        return _asked_once(self, day, [unlikely_opening(day, self.case)])


def _asked_once(form: ActionForm, day: date, asked: Sequence[str]) -> list[str]:
    """Return what is asked of a day, once: the form keeps for which day it was shown."""
    if not any(asked) or form.cleaned_data["seen_for"] == day:
        return []
    kept = QueryDict(mutable=True)
    kept.update(form.data)
    kept[form.add_prefix("seen_for")] = day.isoformat()
    form.data = kept
    return [words for words in asked if words]
