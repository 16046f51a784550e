"""What a colleague changed of a passenger while a form stood open, in words: for `ChangedMeanwhile`."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from onward.access.changes import changes_since
from onward.delivery.movements.models import Passenger
from onward.kernel.problems import what_differs
from onward.kernel.text import day_in_words
from onward.kernel.written import comma
from onward.reference.choices import label


def changes_of(passenger: Passenger, version: int) -> list[tuple[str, str, str]]:
    """Return what changed after `version` of the row: (label, what it was, what it is now).

    Nobody is told the name of an escort: that may be somebody hidden.
    """
    found = changes_since(passenger, version, case=passenger.traveller.case.key)

    def side(place: int) -> dict[str, str]:
        """Return what stood before these changes, or stands after them, by label."""
        state, day, kind, assistance = (
            found[column][place] if column in found else getattr(passenger, column)
            for column in ("state", "state_on", "escort_kind", "assistance")
        )
        return {
            _("State"): _state(state, day),
            _("Kind of escort"): label("escort-kinds", kind) if kind else "",
            _("Assistance"): _assistance(assistance),
        }

    return what_differs(side(0), side(1))


def _state(state: str, day: date | str) -> str:
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{Passenger.State(state).label}, {day_in_words(on, 'j F Y')}"


def _assistance(codes: Sequence[str]) -> str:
    return comma().join(label("assistance", code) for code in codes)
