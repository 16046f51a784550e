"""What happens on a journey. Each traveller's can end differently, so each has events of their own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType, corrected


class ToldAnew(EventType):
    """What may be told anew: `corrected` says why what had been told before, or not, was wrong."""

    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say that it was told anew, and why."""
        return corrected(self.wording) if self.corrected else self.wording


class Outcome(ToldAnew):
    """What became of a traveller on a journey."""


class JourneyBooked(EventType, type="movements.booked"):
    """A traveller has a seat; `route` names each stop in order.

    `movement` names the booking, here and in all that is told of it, by the key under which it was first
    made. `rebooked` says that it was moved to other days or flights; `journey` is the key of the journey that
    it is then, `moved_from` that of the former one, on which whoever is not moved stays.
    """

    wording = _("Booked to travel on %(departs_on)s")

    movement: UUID
    departs_on: date
    route: Codes
    flights: Codes = ()
    departs_at: datetime | None = None
    rebooked: bool = False
    journey: UUID | None = None
    moved_from: UUID | None = None


class JourneyCancelled(EventType, type="movements.cancelled"):
    """A booking was cancelled before departure."""

    wording = _("Booking cancelled: %(reason)s")
    coded = {"reason": "cancel-reasons"}

    movement: UUID
    reason: Code


class EscortAssigned(ToldAnew, type="movements.escort_assigned"):
    """Somebody travels along with the traveller: one event of each seat stands."""

    wording = _("Escort assigned: %(kind)s")
    coded = {"kind": "escort-kinds", "corrected": "correction-reasons"}

    movement: UUID
    kind: Code


class AssistanceChanged(EventType, type="movements.assistance_changed"):
    """What a traveller needs on the way was changed after booking."""

    wording = _("Assistance on the way changed")

    movement: UUID
    assistance: Codes = ()


class FitnessChecked(EventType, type="movements.fitness_checked"):
    """A doctor said whether the traveller is fit to travel."""

    wording = _("Fitness to travel: %(outcome)s")
    coded = {"outcome": "fitness-outcomes"}

    check: UUID
    outcome: Code
    checked_at: datetime


class Departed(Outcome, type="movements.departed"):
    """A traveller left. The coded circumstances stand here as they were on that day: figures count them.

    Where there is no single age, `age_least` and `age_most` tell between which it lies, and `minor` on which
    side of 18, if that is certain all the same. `household_size` is how many were of the case on that day,
    where that is not how many it was opened for: who had joined by it, and had not left before it.
    """

    wording = _("Departed to %(destination)s")
    in_general = _("Departure")
    coded = {"destination": "countries", "corrected": "correction-reasons"}
    personal = frozenset({"age", "age_least", "age_most", "minor", "nationality"})

    movement: UUID
    programme: Code
    departure_country: Code
    destination: Code
    channel: Code
    sex: Code
    age: int | None = None
    age_least: int | None = None
    age_most: int | None = None
    minor: bool | None = None
    nationality: Code | None = None
    child: Code | None = None
    vulnerabilities: Codes = ()
    medical: Code | None = None
    household_size: int | None = None


class Arrived(Outcome, type="movements.arrived"):
    """A traveller reached the last stop."""

    wording = _("Arrived")
    coded = {"corrected": "correction-reasons"}

    movement: UUID
    destination: Code


class DidNotDepart(Outcome, type="movements.did_not_depart"):
    """A booked traveller did not board: a no-show, or turned back at the border."""

    wording = _("Did not depart: %(outcome)s")
    coded = {"outcome": "journey-outcomes", "corrected": "correction-reasons"}

    movement: UUID
    outcome: Code


class EntryRefused(Outcome, type="movements.entry_refused"):
    """A traveller was refused entry, in transit or on arrival, and came back."""

    wording = _("Refused entry at %(at)s")
    in_general = _("Refused entry")
    coded = {"at": "airports", "corrected": "correction-reasons"}

    movement: UUID
    at: Code


LEFT_IN = {Departed.type: "departed", Arrived.type: "arrived", EntryRefused.type: "refused-entry"}
"""Type of an outcome → the state that it leaves a passenger in; `DidNotDepart` says it itself."""


def left_in(type: str, payload: Mapping[str, Any]) -> str:
    """Return the state in which an outcome leaves a passenger, as `Passenger.State` writes it."""
    return LEFT_IN.get(type) or str(payload["outcome"])
