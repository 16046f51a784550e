"""Pure decisions about journeys: whether legs fit together, which stage comes next, what is counted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from re import compile
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.models import Restriction
from onward.casework.cases.models import Traveller
from onward.casework.cases.rules import Readers, certainly_adult
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.requirements import EventView, Evidence, Parameters
from onward.casework.programmes.vocabulary import ADULT, age
from onward.delivery.movements.models import Passenger
from onward.kernel.clock import OFFICE_ZONE
from onward.reference.airports import airport
from onward.reference.choices import beside_a_child, label, listed, restricted_once, restricting

MOST_LEGS = 8
PARTICULARS, NEEDS, COMPANY, CHANNEL = "particulars", "needs", "company", "channel"
"""Why a departure is told anew: the person was mended, what they needed that day was recorded later, nobody
knows any more who left with a child, or the channel of the case was put right."""
RECORDED_AGAIN = "recorded-again"
"""Why a departure stands that no gate let through: it had been recorded, and was taken back."""
OWN_REASONS = (PARTICULARS, NEEDS, COMPANY, CHANNEL, RECORDED_AGAIN)
"""The house's own reasons, which nobody chooses."""
OF_A_COUNTRY, OF_A_DAY = ("wrong-country",), ("wrong-day", "wrong-outcome")
OF_AN_ESCORT = ("wrong-escort",)
"""Reasons for correcting a country alone, a day or what happened alone, and who travelled along alone."""
NO_ESCORT = "no-escort"
"""Why an escort is taken away before the departure (`event-words`)."""
VULNERABILITIES = "vulnerabilities"
"""The list of `choices.yaml` that a traveller's categories come from."""
ESCORTS = "escort-kinds"
"""The list of `choices.yaml` that kinds of escort come from."""
CHILD = Restriction.Category.CHILD
AIR = "air"
FLIGHT = compile(r"^[A-Z0-9]{2}[A-Z]?\d{1,4}[A-Z]?$")
"""IATA Standard Schedules Information Manual: designator of the carrier, one to four digits, a suffix."""

NO_LEGS = _("Give at least one leg.")
TOO_MANY_LEGS = _("A journey has at most eight legs.")
NO_SUCH_AIRPORT = _("There is no airport with this code.")
SAME_PLACE = _("A leg ends where it began.")
DOES_NOT_JOIN = _("This leg does not begin where the one before it ends.")
NO_FLIGHT_NUMBER = _("A flight number looks like SN 3721.")
ARRIVES_BEFORE = _("Seen on the clocks of both places, this arrival lies before the departure.")
LEAVES_BEFORE = _("Seen on the clock of this place, this leaves before the leg before it has arrived.")
OTHER_DAY = _("The first leg leaves on another day than the journey.")
NO_SUCH_HOUR = _("The clock of this place leaves this hour out in that night.")
STOPS_ELSEWHERE = _("The last leg ends in another country. Say how they travel on to the last stop.")


@dataclass(frozen=True)
class LegPlan:
    """One leg as it is planned; times are those on the wall clock of each place, without a zone."""

    origin: str
    destination: str
    mode: str = AIR
    flight: str = ""
    departs: datetime | None = None
    arrives: datetime | None = None

    def neat(self) -> "LegPlan":
        """Return it with codes in capitals and without blanks."""
        flight = "".join(self.flight.split()).upper()
        return LegPlan(
            self.origin.strip().upper(),
            self.destination.strip().upper(),
            self.mode,
            flight,
            self.departs,
            self.arrives,
        )

    def departs_at(self) -> datetime | None:
        """Return the moment of departure, in the zone of the origin."""
        return moment(self.departs, self.origin)

    def arrives_at(self) -> datetime | None:
        """Return the moment of arrival, in the zone of the destination."""
        return moment(self.arrives, self.destination)


@dataclass(frozen=True)
class LegFault:
    """What is wrong with a leg: its number from 0, the field, and what would be right."""

    leg: int
    field: str
    message: str | Promise


def moment(local: datetime | None, place: str) -> datetime | None:
    """Return a time on the wall clock of a place as a moment; None where either is not known."""
    at = airport(place)
    return local.replace(tzinfo=ZoneInfo(at.tz)) if local and at else None


def check_legs(
    legs: Sequence[LegPlan], departs_on: date, *, to_country: str, onward_transport: str = ""
) -> list[LegFault]:
    """Return all that is wrong with an itinerary; nothing where every leg leads on to the last stop.

    Args:
        legs: in order, `neat`.
        departs_on: the day of departure, at the place of departure.
        to_country: where the household returns to.
        onward_transport: how they travel on from the last leg, where that ends short of it.
    """
    if not legs:
        return [LegFault(0, "origin", NO_LEGS)]
    if len(legs) > MOST_LEGS:
        return [LegFault(MOST_LEGS, "origin", TOO_MANY_LEGS)]
    faults = [fault for number, leg in enumerate(legs) for fault in _faults_of(number, leg)]
    for number, (before, leg) in enumerate(pairwise(legs), start=1):
        if before.destination != leg.origin:
            faults.append(LegFault(number, "origin", DOES_NOT_JOIN))
        arrived, leaves = before.arrives_at(), leg.departs_at()
        if arrived and leaves and leaves < arrived:
            faults.append(LegFault(number, "departs", LEAVES_BEFORE))
    if legs[0].departs and legs[0].departs.date() != departs_on:
        faults.append(LegFault(0, "departs", OTHER_DAY))
    if ends_elsewhere(legs[-1].destination, to_country, onward_transport):
        faults.append(LegFault(len(legs) - 1, "destination", STOPS_ELSEWHERE))
    return sorted(faults, key=lambda fault: fault.leg)


def ends_elsewhere(last_stop: str, to_country: str, onward_transport: str) -> str:
    """Return the country in which a journey ends that does not lead to where the household returns to.

    Args:
        last_stop: of the last leg.
        to_country: where the household returns to.
        onward_transport: how they travel on from there, where it ends short of it.
    """
    last = airport(last_stop)
    return last.country if last and last.country != to_country and not onward_transport.strip() else ""


def _faults_of(number: int, leg: LegPlan) -> Iterable[LegFault]:
    """Give what is wrong with a leg by itself."""
    for name, place in (("origin", leg.origin), ("destination", leg.destination)):
        if airport(place) is None:
            yield LegFault(number, name, NO_SUCH_AIRPORT)
    if leg.origin == leg.destination:
        yield LegFault(number, "destination", SAME_PLACE)
    if leg.mode == AIR and leg.flight and not FLIGHT.match(leg.flight):
        yield LegFault(number, "flight", NO_FLIGHT_NUMBER)
    leaves, arrives = leg.departs_at(), leg.arrives_at()
    for name, at in (("departs", leaves), ("arrives", arrives)):
        if at and at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != at.replace(tzinfo=None):
            yield LegFault(number, name, NO_SUCH_HOUR)
    if leaves and arrives and arrives <= leaves:
        yield LegFault(number, "arrives", ARRIVES_BEFORE)


def goes_on(departs_on: date, states: Collection[str], left: Iterable[date]) -> date:
    """Return the day under which a journey is told.

    Args:
        departs_on: the day that was booked; it stands while somebody waits to depart, or where nobody left.
        states: those of the passengers.
        left: the days on which some of them left, as they are known now: the first counts.
    """
    return departs_on if "booked" in states else min(left, default=departs_on)


def far_off(day: date, others: Mapping[str, date], most: int) -> tuple[str, date] | None:
    """Return which of some other days lies furthest from a day, where that is more than `most` days.

    Args:
        day: on which something is said to have happened.
        others: the days that go along with it, by what each is.
        most: the days between them that raise no question.
    """
    what, other = max(others.items(), key=lambda one: abs(one[1] - day), default=("", day))
    return (what, other) if abs(other - day).days > most else None


def route_of(legs: Sequence[LegPlan]) -> tuple[str, ...]:
    """Return each stop in order, the first and the last included."""
    return (legs[0].origin, *(leg.destination for leg in legs))


def stage_to_go_back_to(programme: Programme, outcome: str) -> str | None:
    """Return the stage at which a traveller stands after an outcome that is no departure.

    The programme's exit of that name says where; where it has none, it is the stage before the booking.
    """
    for way in programme.exits:
        if way.code == outcome and way.back_to:
            return way.back_to
    booked = programme.booking()
    before = programme.entered_from(booked) if booked else ()
    return before[-1] if before else None


class AgeOnDeparture(TypedDict):
    """What a departure tells of an age: it in whole years, or else between which years it lies.

    `minor` is whether somebody without a single age is below 18 for certain, or of age for certain; None
    where the birth date leaves that open too.
    """

    age: int | None
    age_least: int | None
    age_most: int | None
    minor: bool | None


def age_on_departure(born_from: date | None, born_to: date | None, on: date) -> AgeOnDeparture:
    """Return what is known of the age on a day of somebody born between two days; all None: nothing."""
    if born_from is None or born_to is None:
        return AgeOnDeparture(age=None, age_least=None, age_most=None, minor=None)
    least, most = age(born_to, on), age(born_from, on)
    if least == most:
        return AgeOnDeparture(age=least, age_least=None, age_most=None, minor=None)
    minor = None if least < ADULT <= most else most < ADULT
    return AgeOnDeparture(age=None, age_least=least, age_most=most, minor=minor)


def is_adult(traveller: Traveller, day: date) -> bool:
    """Say whether a traveller is of age for certain on a day, and still travels in the case."""
    gone = traveller.exit or traveller.left_case_on
    return not gone and certainly_adult(traveller.person.born_to, day)


def company_not_known(passenger: Passenger, on: date) -> bool:
    """Say whether a child is on the way or arrived, and nobody knows who is with it (`cases.rules`).

    Asked of the journey of an open case: what stands on the pathway says the same.
    """
    one = passenger.traveller
    gone = passenger.state in (Passenger.State.DEPARTED, Passenger.State.ARRIVED)
    here = one.left_case_on is None
    return gone and here and one.accompanied is None and not certainly_adult(one.person.born_to, on)


def seat_to_cancel(passenger: Passenger) -> bool:
    """Say whether somebody left the pathway, or went on apart, whose seat is still booked."""
    gone = passenger.traveller.exit or passenger.traveller.left_case_on
    return passenger.state == Passenger.State.BOOKED and bool(gone)


def left_on_the_way(passenger: Passenger) -> bool:
    """Say whether somebody left the pathway while they were under way: nobody waits for their arrival."""
    return passenger.state == Passenger.State.DEPARTED and bool(passenger.traveller.exit)


def goes_no_further(passenger: Passenger) -> bool:
    """Say whether somebody is not drawn on the line: they left, with a seat still booked or on the way."""
    return seat_to_cancel(passenger) or left_on_the_way(passenger)


def without_adult(going: Iterable[Passenger], beside: Iterable[Passenger], day: date) -> list[Passenger]:
    """Return the children recorded as accompanied who have no adult beside them.

    Args:
        going: who goes on a journey; whoever is not of age for certain is a child.
        beside: who goes along with them; read only where there are such children.
        day: of the departure.
    """
    children = [
        one
        for one in going
        if one.traveller.accompanied
        and not certainly_adult(one.traveller.person.born_to, day)
        and not has_escort(one)
    ]
    return [] if children and any(is_adult(one.traveller, day) for one in beside) else children


def gone_alone(
    gone: Sequence[Passenger],
    beside: Iterable[Passenger] | None = None,
    readers: Mapping[int, Readers] | None = None,
) -> list[Passenger]:
    """Return the children recorded as accompanied who left, or arrived, with nobody of age beside them.

    Beside a child is who is of age for certain, left on the same day and is as far: on the way, where they
    have not left the pathway since, or arrived.

    Args:
        gone: who has departed or arrived on one journey.
        beside: of these, who counts beside a child; all of them unless said otherwise.
        readers: by primary key of the traveller, who reads of each. Beside a child counts whom all see who
            read of the child (as in `cases.rules.left_without_adult`). Without it, everybody counts.
    """
    children = [one for one in gone if one.traveller.accompanied]
    return _by_themselves(children, gone if beside is None else beside, readers, same_outcome=False)


def outcome_alone(
    told: Sequence[Passenger],
    beside: Iterable[Passenger] | None = None,
    readers: Mapping[int, Readers] | None = None,
) -> list[Passenger]:
    """Return the children of whom it is not known who is with them, and who have their outcome alone.

    Beside a child is who is of age for certain and left, arrived or was refused entry as it did, on the very
    day. The rest as in `gone_alone`; `told` are those refused entry too.
    """
    children = [one for one in told if one.traveller.accompanied is None]
    return _by_themselves(children, told if beside is None else beside, readers, same_outcome=True)


def outcome_of(passenger: Passenger) -> tuple[str, date, date]:
    """Return what became of somebody who left: the state, its day, and the day on which they left."""
    return passenger.state, passenger.state_on, left_on(passenger)


def _by_themselves(
    children: Sequence[Passenger],
    beside: Iterable[Passenger],
    readers: Mapping[int, Readers] | None,
    *,
    same_outcome: bool,
) -> list[Passenger]:
    """Return who of these, of age for certain or not, is a child with none of age of those `beside`."""
    grown = [one for one in beside if _was_of_age(one) and not left_on_the_way(one)] if children else []
    read = readers or {}

    def together(child: Passenger, other: Passenger) -> bool:
        of_child, of_other = (read.get(one.traveller_id, Readers()) for one in (child, other))
        as_far = child.state == other.state and left_on(child) == left_on(other)
        same_day = not same_outcome or child.state_on == other.state_on
        return as_far and same_day and of_child.all_see(of_other)

    return [
        one
        for one in children
        if not left_on_the_way(one)
        and not _was_of_age(one)
        and not has_escort(one)
        and not any(together(one, other) for other in grown)
    ]


def reasons_to_correct(of: Collection[str] = OF_A_DAY) -> list[str]:
    """Return, as codes, why what happened on a journey is corrected; `of` are those of its kind alone."""
    not_asked = {*OWN_REASONS, *OF_A_DAY, *OF_A_COUNTRY, *OF_AN_ESCORT} - {*of}
    return [one for one in listed("correction-reasons") if one not in not_asked]


def left_on(passenger: Passenger) -> date:
    """Return the day on which somebody left who has departed."""
    return passenger.traveller.travels_on or passenger.state_on


def _was_of_age(passenger: Passenger) -> bool:
    return certainly_adult(passenger.traveller.person.born_to, left_on(passenger))


def has_escort(passenger: Passenger) -> bool:
    """Say whether an escort is named for a passenger of a kind that takes care of a child."""
    return bool(passenger.escort_name) and passenger.escort_kind in beside_a_child(ESCORTS)


def escorts_beside_a_child() -> str:
    """Return, in words, the kinds of escort who count as an adult beside a child."""
    return ", ".join(label(ESCORTS, kind) for kind in beside_a_child(ESCORTS))


def child_status(
    *,
    born_from: date | None,
    born_to: date | None,
    on: date,
    opened_on: date,
    accompanied: bool | None,
    categories: Collection[str],
) -> str | None:
    """Return how a departure counts among children, or None.

    `umc`: below 18 on the day of departure, and without parent or guardian. `aged-out`: was that when the
    case was opened, or before, and is of age by now. `accompanied`: a child with parent or guardian. Which
    categories say that a child is alone, or was, their list in `choices.yaml` tells.
    """
    now, once = restricting(VULNERABILITIES), restricted_once(VULNERABILITIES)
    certainly_child = born_from is not None and age(born_from, on) < ADULT
    found_alone = any(now.get(one) == CHILD for one in categories)
    alone = accompanied is False or found_alone
    if certainly_child:
        return "umc" if alone else ("accompanied" if accompanied else None)
    if certainly_adult(born_to, on):
        was_child = born_from is not None and age(born_from, opened_on) < ADULT
        found_once = any(once.get(one) == CHILD for one in categories)
        if found_alone or found_once or (was_child and accompanied is False):
            return "aged-out"
    return None


def fit_to_travel(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Decide on fitness: the last word of a doctor counts, from the moment at which it was given."""
    said = [event for event in events if event.type == "movements.fitness_checked"]
    if not said:
        return Evidence("missing")
    last = max(said, key=lambda event: (_checked_at(event), event.position))
    deferred = last.payload["outcome"] == "deferred"
    return Evidence("failed" if deferred else "met", _checked_at(last), position=last.position)


def _checked_at(event: EventView) -> datetime:
    """Return the moment of a check, on the wall clock of the office."""
    return datetime.fromisoformat(str(event.payload["checked_at"])).astimezone(OFFICE_ZONE)


ENDED = ("movements.cancelled", "movements.did_not_depart", "movements.entry_refused")


def escort_assigned(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Decide whether somebody travels along on the present booking; an escort goes with the booking."""
    assigned = _not_ended(events, "movements.escort_assigned")
    return (
        Evidence("met", assigned[-1].occurred_on, position=assigned[-1].position)
        if assigned
        else Evidence("missing")
    )


def itinerary(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
    """Decide whether a journey is booked."""
    booked = _not_ended(events, "movements.booked")
    if booked:
        return Evidence("met", booked[-1].occurred_on, position=booked[-1].position)
    ended = sorted((event for event in events if event.type in ENDED), key=lambda one: one.position)
    if ended and ended[-1].type == "movements.cancelled":
        return Evidence("failed", ended[-1].occurred_on, position=ended[-1].position)
    return Evidence("missing")


def _not_ended(events: Sequence[EventView], type: str) -> list[EventView]:
    """Return the events of a type that speak of a journey which is not over, in their order.

    By the journey that each names, not by what came later: the day of an end may be corrected long after the
    next booking.
    """
    over = {event.payload.get("movement") for event in events if event.type in ENDED}
    found = [event for event in events if event.type == type and event.payload.get("movement") not in over]
    return sorted(found, key=lambda one: one.position)
