"""The days of a journey as they are known now, and what was recorded otherwise before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from onward.delivery.movements import queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.queries import Mended, Told
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.text import day_in_words
from onward.reference.choices import label
from onward.reference.countries import said_country


@dataclass(frozen=True)
class Telling:
    """That something was told anew: what, in words; when it was, by whom and why, each where it is known."""

    words: str
    details: Sequence[str]


def day_of(movement: Movement, passengers: Iterable[Passenger], told: Mapping[int, Told]) -> date:
    """Return the day under which a reader is told of a journey, by the passengers in their sight."""
    everybody = list(passengers)
    left = [told[one.pk].left_on for one in everybody if one.pk in told]
    return rules.goes_on(
        movement.departs_on, [one.state for one in everybody], [day for day in left if day is not None]
    )


def days_apart(
    movement: Movement, passengers: Iterable[Passenger], told: Mapping[int, Told]
) -> list[tuple[date, str]]:
    """Return the days on which those in sight left, each with their names, where it was not one for all.

    Who waits still stands under the day that was booked.
    """
    of: dict[date, list[str]] = {}
    for one in passengers:
        left = told[one.pk].left_on if one.pk in told else None
        day = movement.departs_on if one.state == Passenger.State.BOOKED else left
        if day is not None:
            of.setdefault(day, []).append(one.traveller.person.name)
    return apart(of)


def apart(names: Mapping[date, Sequence[str]]) -> list[tuple[date, str]]:
    """Return days in their order, each with the names of whom it is; none where it is one for all."""
    return [(day, ", ".join(names[day])) for day in sorted(names)] if len(names) > 1 else []


def day_for(movement: Movement, passengers: Sequence[Passenger]) -> date:
    """Return the day under which a reader is told of one journey, by its passengers in their sight."""
    waiting = any(one.state == Passenger.State.BOOKED for one in passengers)
    return day_of(movement, passengers, {} if waiting else queries.told_of(passengers))


def leads_to(movement: Movement, passengers: Iterable[Passenger], told: Mapping[int, Told]) -> str:
    """Return the country to which a journey leads: where those in sight departed to, and else where it ends.

    Not always the one of its case, which may return to another by now.
    """
    led = {told[one.pk].led_to for one in passengers if one.pk in told} - {""}
    to, legs = movement.case.destination, list(movement.legs.all())
    if led:
        return to if to in led else min(led)
    ends = rules.ends_elsewhere(legs[-1].destination, to, movement.onward_transport) if legs else ""
    return ends or to


def days_of(passenger: Passenger, told: Told) -> list[tuple[str, date]]:
    """Return what happened to a passenger, in words, with the day of each."""
    days = dict(told.days)
    if passenger.state == Passenger.State.CANCELLED:
        days[passenger.state] = passenger.state_on
    return [(capfirst(str(Passenger.State(state).label)), day) for state, day in days.items()]


def tellings(told: Told) -> list[Telling]:
    """Return what was told anew of a passenger's journey, in words."""
    return [_telling(one) for one in told.mended]


def _telling(mended: Mended) -> Telling:
    said = {
        "state": Passenger.State(mended.state).label,
        "was": day_in_words(mended.was_on, "j F Y"),
        "day": day_in_words(mended.is_on, "j F Y") if mended.is_on else "",
    }
    if mended.is_to:
        words = _("Corrected: departed for another country: %(now)s, not %(was)s") % {
            "now": said_country(mended.is_to),
            "was": said_country(mended.was_to),
        }
    elif mended.is_on:
        words = _("Corrected: %(state)s on %(day)s, not on %(was)s") % said
    else:
        words = _("Taken back: %(state)s on %(was)s") % said
    on = _("recorded on %(day)s") % {"day": day_in_words(mended.at.astimezone(OFFICE_ZONE).date(), "j F Y")}
    why = label("correction-reasons", mended.reason) if mended.reason else ""
    return Telling(words, [part for part in (on, mended.by, why) if part])
