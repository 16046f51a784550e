"""What stands otherwise of a passenger's journey than when a form was drawn, by the log."""

from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.delivery.movements.events import (
    Arrived,
    Departed,
    DidNotDepart,
    EntryRefused,
    JourneyBooked,
    left_in,
)
from onward.delivery.movements.models import Passenger
from onward.kernel.models import Event, EventQuerySet
from onward.kernel.problems import what_differs
from onward.kernel.text import day_in_words
from onward.reference.countries import said_country

DAYS: dict[str, str | Promise] = {
    DidNotDepart.type: _("Did not depart on"),
    Departed.type: _("Departed on"),
    EntryRefused.type: _("Refused entry on"),
    Arrived.type: _("Arrived on"),
}
"""How the day of each outcome is called, in the order in which one follows another."""


def last_told_of(passengers: Sequence[Passenger]) -> int:
    """Return the place in the log of what was told last of some passengers; nought where nothing was."""
    return _told(*passengers).aggregate(last=Max("position"))["last"] or 0


def told_otherwise(passenger: Passenger, place: int) -> list[tuple[str, str, str]]:
    """Return what stands of a journey otherwise than when the log ended at `place`.

    Rows as of `ChangedMeanwhile`: (label, what it was, what it is now), of nothing that is as it was.
    """
    told = list(_told(passenger))
    before = _standing(one for one in told if one.position <= place)
    return what_differs(_in_words(before), _in_words(_standing(told)))


def _told(*passengers: Passenger) -> EventQuerySet:
    """Return all that was ever told of the outcomes of journeys of passengers, retractions included."""
    rows = Event.objects.filter(
        about_key__in={one.movement.told_under for one in passengers},
        person_key__in=[one.traveller.person.key for one in passengers],
        type__in=[JourneyBooked.type, *DAYS],
    )
    return rows.order_by("position")


def _standing(told: Iterable[Event]) -> dict[str, Event]:
    """Return what stands of it at its end, by type: of several bookings the first."""
    known = list(told)
    gone = {one.supersedes_id for one in known}
    standing = (one for one in reversed(known) if not one.retracts and one.position not in gone)
    return {one.type: one for one in standing}


def _in_words(standing: dict[str, Event]) -> dict[str, str]:
    """Return what stands, by label: the state, the day of each outcome, the country of a departure."""
    last = next((standing[type] for type in reversed(DAYS) if type in standing), None)
    state = Passenger.State(left_in(last.type, last.payload)) if last else Passenger.State.BOOKED
    days = {
        str(label): day_in_words(standing[type].occurred_on, "j F Y") if type in standing else ""
        for type, label in DAYS.items()
    }
    departed = standing.get(Departed.type)
    country = said_country(departed.payload["destination"]) if departed else ""
    return {gettext("State"): str(state.label), **days, gettext("Country"): country}
