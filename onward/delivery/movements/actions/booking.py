"""Booking a journey, moving it, cancelling it; who travels along and what is needed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from onward.access.queries import acting_user
from onward.casework.cases.actions.locking import check_open, lock_travellers
from onward.casework.cases.models import Case, Traveller
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.company import check_company, check_left_behind, forget_if_all_left
from onward.delivery.movements.actions.escorts import name_escort
from onward.delivery.movements.actions.steps import (
    held_back,
    lock_passengers,
    on_the_way,
    programme_of,
    record,
    set_travel_day,
    stands_there,
    step,
    step_back,
    still_held,
)
from onward.delivery.movements.models import Leg, Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.reference.choices import check, check_all, listed

DAY_HAS_PASSED = _("This day has passed. A journey is booked for today or later.")
STANDING = (Passenger.State.BOOKED, Passenger.State.DEPARTED)


@dataclass(frozen=True)
class Seat:
    """A traveller on a journey, with what they need on the way and who travels along."""

    traveller: Traveller
    assistance: Sequence[str] = ()
    escort_kind: str = ""
    escort_name: str = ""


@action("movements.plan")
def book(
    act: Act,
    case: Case,
    seats: Sequence[Seat],
    legs: Sequence[LegPlan],
    *,
    departs_on: date,
    onward_transport: str = "",
    booked_on: date | None = None,
    once: UUID | None = None,
) -> Movement:
    """Book a journey for travellers of a case and take each to the stage that the booking leads to.

    Raises:
        BrokenItinerary: the legs do not lead from one to the next, or not to the last stop.
        HeldBack: a gate before that stage is not met on the day of departure.
        AlreadyBooked, HasTravelled, ChildWithoutAdult, NobodyTravels, NotOneCase: see `problems`.
        NoJourneyHere: see `problems`.
    """
    act.once(once)
    travellers = _hold_travellers(act, case, seats)
    case = travellers[0].case  # as it is now that it is held
    legs = [leg.neat() for leg in legs]
    transport = clean(onward_transport, 300, field="onward_transport")
    _check_plan(act, case, legs, departs_on, transport)
    stage = programme_of(case).booking()
    if stage is None:
        raise problems.NoJourneyHere()
    day = day_of(act, "booked_on", booked_on)
    movement = Movement.objects.create(
        office=case.office,
        case=case,
        departs_on=departs_on,
        onward_transport=transport,
        booked_by=acting_user(act),
        booked_at=act.at,
    )
    _write_legs(movement, legs)
    seated = []
    for seat, traveller in zip(seats, travellers, strict=True):
        seated.append(_seat(act, movement, legs, seat, traveller, day))
        _enter(act, set_travel_day(act, traveller, departs_on), stage, day)
    check_company(act, seated, seated, departs_on)
    return movement


def _enter(act: Act, traveller: Traveller, stage: str, day: date) -> None:
    """Take a traveller to the stage of the booking; who stands there from an earlier one passes it anew."""
    if not stands_there(traveller, stage):
        step(act, traveller, stage, day)
    elif verdicts := still_held(act, traveller, stage, day):
        raise held_back(act, [(traveller, verdicts)])


def _hold_travellers(act: Act, case: Case, seats: Sequence[Seat]) -> list[Traveller]:
    """Return the travellers of the seats, held in one order for everybody, and free to be booked."""
    if not seats:
        raise problems.NobodyTravels("travellers")
    wanted = [seat.traveller for seat in seats]
    if len({one.pk for one in wanted}) != len(wanted) or any(one.case_id != case.pk for one in wanted):
        raise problems.NotOneCase("travellers")
    held = lock_travellers(act, wanted)
    if Passenger.objects.filter(traveller__in=held, state__in=STANDING).exists():
        raise problems.AlreadyBooked("travellers")
    if gone := [one.person.name for one in held if on_the_way(one)]:
        raise problems.HasTravelled("travellers", who=", ".join(gone))
    return held


def _check_plan(
    act: Act,
    case: Case,
    legs: Sequence[LegPlan],
    departs_on: date,
    transport: str,
    *,
    kept: date | None = None,
) -> None:
    """Refuse a day that has passed, save one that is `kept`, and legs that make no journey."""
    if departs_on < act.today and departs_on != kept:
        raise Invalid("departs_on", message=DAY_HAS_PASSED)
    for leg in legs:
        check("mode", leg.mode, Leg.Mode.values)
    faults = rules.check_legs(legs, departs_on, to_country=case.destination, onward_transport=transport)
    if faults:
        raise problems.BrokenItinerary(faults, first=faults[0].message)


def _write_legs(movement: Movement, legs: Sequence[LegPlan]) -> None:
    Leg.objects.bulk_create(
        Leg(
            movement=movement,
            number=number,
            mode=leg.mode,
            origin=leg.origin,
            destination=leg.destination,
            flight=leg.flight,
            departs_at=leg.departs_at(),
            arrives_at=leg.arrives_at(),
        )
        for number, leg in enumerate(legs, start=1)
    )


def _seat(
    act: Act, movement: Movement, legs: Sequence[LegPlan], seat: Seat, traveller: Traveller, day: date
) -> Passenger:
    """Make the traveller a passenger, with the escort where one is named already."""
    passenger = Passenger.objects.create(
        movement=movement,
        traveller=traveller,
        state_on=day,
        assistance=check_all("assistance", seat.assistance, listed("assistance")),
    )
    record(act, passenger, booked_fact(movement, legs), day)
    if seat.escort_kind or seat.escort_name:
        name_escort(act, passenger, seat.escort_kind, seat.escort_name)
    return passenger


def booked_fact(
    movement: Movement, legs: Sequence[LegPlan], *, rebooked: bool = False
) -> events.JourneyBooked:
    """Return what the log keeps of a booking; the loader of bulk data shares it."""
    return events.JourneyBooked(
        movement=movement.told_under,
        departs_on=movement.departs_on,
        route=rules.route_of(legs),
        flights=tuple(leg.flight for leg in legs if leg.flight),
        departs_at=legs[0].departs_at(),
        rebooked=rebooked,
        journey=movement.key if rebooked else None,
        moved_from=movement.former_keys[-1] if rebooked and movement.former_keys else None,
    )


@action("movements.plan")
def rebook(
    act: Act,
    movement: Movement,
    legs: Sequence[LegPlan],
    *,
    departs_on: date,
    onward_transport: str = "",
    version: int | None = None,
) -> Movement:
    """Move a booking to other days or flights; the gates that let it be booked are asked for the new day.

    A plan belongs to who travels by it: whoever has left, was cancelled or did not come keeps theirs, and
    those who are moved get a journey of their own. Its key is a new one in any case, so that whoever does not
    see the others is not told by it that there are any. A day that is over stays theirs where all of them
    wait again since their departure was taken back: they did leave on it, by other legs or to elsewhere.

    Raises:
        BrokenItinerary, ChildWithoutAdult, HeldBack, NotBooked: see `problems`.
    """
    movement = act.lock(movement, version=version)
    seated = lock_passengers(act, movement)
    passengers = [one for one in seated if one.state == Passenger.State.BOOKED]
    if not passengers:
        raise problems.NotBooked(state=state_of(seated))
    legs = [leg.neat() for leg in legs]
    transport = clean(onward_transport, 300, field="onward_transport")
    kept = movement.departs_on if queries.wait_again(movement, passengers) else None
    _check_plan(act, movement.case, legs, departs_on, transport, kept=kept)
    movement = _moved(act, movement, passengers, departs_on, transport)
    _write_legs(movement, legs)
    stage = programme_of(movement.case).booking()
    asked_for = min(departs_on, act.today)  # of a day that is over: whether they were free to leave on it
    held = []
    for passenger in passengers:
        passenger.traveller = set_travel_day(act, passenger.traveller, departs_on)
        record(act, passenger, booked_fact(movement, legs, rebooked=True))
        if stage and (verdicts := still_held(act, passenger.traveller, stage, asked_for)):
            held.append((passenger.traveller, verdicts))
    if held:
        raise held_back(act, held)
    check_company(act, passengers, queries.with_them(movement, [Passenger.State.BOOKED]), departs_on)
    return movement


def _moved(
    act: Act, movement: Movement, passengers: Sequence[Passenger], departs_on: date, transport: str
) -> Movement:
    """Return the journey, still without legs, of those who are moved: what it was is left to whoever stays.

    Not even the version of the former one counts up: who sees those on it alone reads what they read before.
    """
    stays = movement.passengers.exclude(pk__in=[one.pk for one in passengers]).exists()
    plan = {"departs_on": departs_on, "onward_transport": transport}
    plan |= {"key": uuid4(), "former_keys": [*(movement.former_keys or ()), movement.key]}
    if not stays:
        for name, value in plan.items():
            setattr(movement, name, value)
        act.save(movement, *plan)
        movement.legs.all().delete()
        return movement
    kept = {name: getattr(movement, name) for name in ("office", "case", "booked_by", "booked_at")}
    own = Movement.objects.create(**kept, **plan, version=movement.version + 1)
    for passenger in passengers:
        passenger.movement = own
        act.save(passenger, "movement")
    return own


def state_of(passengers: Sequence[Passenger]) -> str:
    """Return, in words, the state in which most of some passengers are: those in reach of whoever asks."""
    states = sorted(one.state for one in passengers)
    return str(Passenger.State(max(states, key=states.count)).label) if states else ""


@action("movements.plan")
def cancel(
    act: Act,
    movement: Movement,
    reason: str,
    *,
    passengers: Sequence[Passenger] | None = None,
    once: UUID | None = None,
) -> Movement:
    """Cancel a booking, for all or for some; who was booked stands again where a booking begins.

    Raises:
        NotBooked: nobody of them is waiting to depart.
        ChildWithoutAdult: a child stays booked whose last adult this is.
    """
    movement = act.lock(movement)
    act.once(once)
    check("reason", reason, listed("cancel-reasons"))
    chosen = lock_passengers(act, movement, passengers)
    booked = [one for one in chosen if one.state == Passenger.State.BOOKED]
    if not booked:
        raise problems.NotBooked(state=state_of(chosen))
    for passenger in booked:
        passenger.state, passenger.state_on = Passenger.State.CANCELLED, act.today
        act.save(passenger, "state", "state_on")
        record(act, passenger, events.JourneyCancelled(movement=movement.told_under, reason=reason))
        step_back(act, set_travel_day(act, passenger.traveller, None), "cancelled", act.today)
    check_left_behind(act, movement, booked)
    forget_if_all_left(act, movement, act.today)
    return movement


@action("movements.plan")
def assign_escort(
    act: Act, passenger: Passenger, kind: str, name: str, *, version: int | None = None
) -> Passenger:
    """Name who travels along with a traveller: a medical, a social or an operational escort.

    Named again, it stands in the place of who was named before; without kind and name nobody travels along.

    Raises:
        NotBooked: the traveller is not waiting to depart.
        NoSuchChoice: nobody knows such a kind; also where there is no escort to be taken away.
        Invalid: that is what stands, or an escort has no name.
        ChildWithoutAdult: the escort was all that a child had beside it.
    """
    passenger = _hold_booked(act, passenger, version)
    minded = rules.has_escort(passenger)
    name_escort(act, passenger, kind, name)
    if minded and not rules.has_escort(passenger):
        movement = passenger.movement
        check_company(
            act,
            [passenger],
            queries.with_them(movement, [Passenger.State.BOOKED]),
            max(movement.departs_on, act.today),
        )
    return passenger


def _hold_booked(act: Act, passenger: Passenger, version: int | None) -> Passenger:
    passenger = act.lock(passenger, version=version)
    check_open(passenger.movement.case)
    if passenger.state != Passenger.State.BOOKED:
        raise problems.NotBooked(state=str(passenger.get_state_display()))
    return passenger


@action("movements.plan")
def change_assistance(
    act: Act, passenger: Passenger, assistance: Sequence[str], *, version: int | None = None
) -> Passenger:
    """Change what a traveller needs on the way, until they depart.

    Raises:
        NotBooked: the traveller is not waiting to depart.
    """
    passenger = _hold_booked(act, passenger, version)
    offered = [*listed("assistance"), *passenger.assistance]
    passenger.assistance = check_all("assistance", assistance, offered)
    act.save(passenger, "assistance")
    journey, codes = passenger.movement.told_under, tuple(passenger.assistance)
    record(act, passenger, events.AssistanceChanged(movement=journey, assistance=codes))
    return passenger
