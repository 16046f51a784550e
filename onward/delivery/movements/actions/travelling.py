"""What became of each traveller: departed, did not come, turned back, refused entry, arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.household import household_of
from onward.casework.cases.actions.needs import needs_on
from onward.casework.cases.models import Traveller
from onward.casework.cases.queries import first_opened_on
from onward.casework.programmes.gates import Verdict
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.booking import state_of
from onward.delivery.movements.actions.company import (
    check_company,
    forget_if_all_left,
    forget_left_behind,
)
from onward.delivery.movements.actions.left_alone import asked_who_goes_along, children_asked_about
from onward.delivery.movements.actions.steps import (
    held_back,
    lock_passengers,
    not_there_by,
    on_the_way,
    programme_of,
    record,
    set_travel_day,
    step,
    step_again,
    step_back,
    still_held,
    try_step,
)
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid, Problem
from onward.reference.countries import said_country

BEFORE_DEPARTURE = _("This day lies before the departure.")


@action("movements.depart")
def depart(
    act: Act,
    movement: Movement,
    passengers: Sequence[Passenger] | None = None,
    *,
    departed_on: date | None = None,
    despite: bool = False,
    alone: bool = False,
    again: bool = False,
    once: UUID | None = None,
) -> list[Passenger]:
    """Record that passengers left: all who are booked, or those given.

    Every gate before the departure is asked, on the day of departure and with the age on that day; so are
    once more those that let the journey be booked, as something may have been learnt since. All leave, or
    none. Recorded for a day that is over, it asks whether they left on that day `despite` what was not there
    by then, and is by today. A child recorded as accompanied leaves with an adult, or after one of that day.
    Where the last adult leaves children behind, nobody takes it for granted any more that somebody goes along
    with them; `alone` says that those who are still booked on this journey stay with nobody of age, too.
    Whose departure was taken back leave again, on a day that is over, for the country for which they had.
    With `again` no gate is asked of them, on the very booking: the departure says why it stands.

    Raises:
        NotThereYet, HeldBack, HeldSince, ChildWithoutAdult, NoLongerTravels, LeadsElsewhere: see `problems`.
        OnHold, AlreadyDeparted, NotBooked, TooEarly: see `problems`.
    """
    movement = act.lock(movement)
    chosen = lock_passengers(act, movement, passengers)
    booked = [one for one in chosen if one.state == Passenger.State.BOOKED]
    if not booked:
        raise _not_waiting(chosen)
    if withdrawn := [one.traveller.person.name for one in booked if rules.seat_to_cancel(one)]:
        raise problems.NoLongerTravels("passengers", who=", ".join(withdrawn))
    act.once(once)
    day = day_of(act, "departed_on", departed_on)
    country = _had_left_for(act, movement, booked, day)
    if not country:
        _check_leads_there(movement)
    if day < movement.departs_on:
        raise problems.TooEarly("departed_on", departs_on=movement.departs_on)
    _let_leave(act, movement, booked, Leaving(day, country, despite=despite, again=again and bool(country)))
    check_company(act, booked, queries.left_with_them(movement, booked, day), day)
    forget_left_behind(act, movement, [one.traveller for one in booked], day, alone=alone)
    return booked


@dataclass(frozen=True)
class Leaving:
    """How some leave: on which day; for which country, where they had left for it before; `despite` what."""

    day: date
    country: str = ""
    despite: bool = False
    again: bool = False


def _had_left_for(act: Act, movement: Movement, booked: Sequence[Passenger], day: date) -> str:
    """Return for which country they leave again on a day that is over, or on which they had left."""
    past = day < act.today or queries.had_left_on(movement, booked) == {day}
    return queries.had_left_for(movement, booked) if past else ""


def _let_leave(act: Act, movement: Movement, booked: Sequence[Passenger], how: Leaving) -> None:
    """Let all of some passengers leave, or none."""
    held: list[tuple[Traveller, Sequence[Verdict]]] = []
    later: list[tuple[Traveller, Sequence[Verdict]]] = []
    size = household_of(movement.case).told_on(how.day)
    asked_by_then = how.day < act.today and not how.despite and not how.again
    for passenger in booked:
        traveller = set_travel_day(act, passenger.traveller, how.day)
        if asked_by_then and (gone := not_there_by(traveller, how.day, act.today, how.country)):
            later.append((traveller, gone))
        if verdicts := _leave(act, traveller, how):
            held.append((traveller, verdicts))
            continue
        _move(act, passenger, Passenger.State.DEPARTED, how.day)
        fact = departed_fact(movement, traveller, how.day, how.country, size)
        if how.again:
            fact = fact.model_copy(update={"corrected": rules.RECORDED_AGAIN})
        record(act, passenger, fact, how.day)
    if held:
        problem = held_back(act, held)
        raise problems.HeldSince(problem.verdicts, **problem.params) if how.country else problem
    if later:
        missing = held_back(act, later).params["missing"]
        raise problems.NotThereYet("departed_on", on=how.day, missing=missing)


def _check_leads_there(movement: Movement) -> None:
    """Refuse that anybody leaves on a journey that does not lead to where the case returns to by now."""
    last, case = movement.legs.order_by("number").last(), movement.case
    there = (
        rules.ends_elsewhere(last.destination, case.destination, movement.onward_transport) if last else ""
    )
    if there:
        raise problems.LeadsElsewhere(there=said_country(there), to=said_country(case.destination))


def _not_waiting(chosen: Sequence[Passenger]) -> Problem:
    """Return why nobody of the chosen can depart: mostly, because they have."""
    gone = [one for one in chosen if one.state in (Passenger.State.DEPARTED, Passenger.State.ARRIVED)]
    if gone:
        departed = min(one.traveller.travels_on or one.state_on for one in gone)
        return problems.AlreadyDeparted(on=departed)
    return problems.NotBooked(state=state_of(chosen))


def _leave(act: Act, traveller: Traveller, how: Leaving) -> Sequence[Verdict]:
    """Take a traveller to the stage of departure; return what holds them, if anything does."""
    programme = programme_of(traveller.case)
    stage = programme.at("departure")
    if stage is None:
        raise problems.NoJourneyHere()
    if on_the_way(traveller):
        return ()
    if how.again:
        step_again(act, traveller, stage, how.day)
        return ()
    booking = programme.booking()
    held = still_held(act, traveller, booking, how.day, how.country) if booking else []
    return [*held, *try_step(act, traveller, stage, how.day, how.country)]


def departed_fact(
    movement: Movement, traveller: Traveller, day: date, country: str = "", household_size: int | None = None
) -> events.Departed:
    """Return the coded circumstances of a departure as they are on that day: figures count them.

    It leads to the `country`, where that is not the one to which the case returns by now. `household_size` is
    that of the day (`household_of`), told where the case was opened for more or fewer.
    """
    person, case = traveller.person, traveller.case
    needed = needs_on(traveller, day)
    return told_departure(
        movement.told_under,
        day,
        born_from=person.born_from,
        born_to=person.born_to,
        opened_on=first_opened_on(case),
        accompanied=traveller.accompanied,
        categories=needed.categories,
        household_size=household_size,
        programme=case.programme,
        departure_country=case.departure_country,
        destination=country or case.destination,
        channel=case.channel,
        sex=person.sex,
        nationality=person.nationalities[0] if person.nationalities else None,
        medical=needed.medical or None,
    )


def told_departure(
    movement: UUID,
    day: date,
    *,
    born_from: date | None,
    born_to: date | None,
    opened_on: date,
    accompanied: bool | None,
    categories: tuple[str, ...],
    household_size: int | None = None,
    **told: str | None,
) -> events.Departed:
    """Return what is told of a departure, whoever tells it: a desk, a history, the loader of bulk data.

    Args:
        movement: key under which the journey is told.
        day: of the departure.
        born_from: first day on which the person may have been born.
        born_to: the last one.
        opened_on: day on which the case was opened, or the first one from which it parted.
        accompanied: whether a child travelled with parent or guardian.
        categories: vulnerabilities that stood on that day.
        household_size: of how many the household was, where its case was opened for more or fewer.
        told: fields of the event that are told as they are.
    """
    return events.Departed(
        movement=movement,
        **rules.age_on_departure(born_from, born_to, day),
        child=rules.child_status(
            born_from=born_from,
            born_to=born_to,
            on=day,
            opened_on=opened_on,
            accompanied=accompanied,
            categories=categories,
        ),
        vulnerabilities=tuple(sorted(categories)),
        household_size=household_size,
        **told,
    )


@action("movements.depart")
def no_show(act: Act, passenger: Passenger, *, on: date | None = None, once: UUID | None = None) -> Passenger:
    """Record that a booked traveller did not come to the departure."""
    return _did_not_depart(act, passenger, Passenger.State.NO_SHOW, on, once)


@action("movements.depart")
def turned_back(
    act: Act, passenger: Passenger, *, on: date | None = None, once: UUID | None = None
) -> Passenger:
    """Record that a booked traveller was turned back before boarding."""
    return _did_not_depart(act, passenger, Passenger.State.TURNED_BACK, on, once)


def _did_not_depart(
    act: Act, passenger: Passenger, state: Passenger.State, on: date | None, once: UUID | None
) -> Passenger:
    movement = act.lock(passenger.movement)
    [passenger] = lock_passengers(act, movement, [passenger])
    if passenger.state != Passenger.State.BOOKED:
        raise problems.NotBooked(state=str(passenger.get_state_display()))
    act.once(once)
    day = day_of(act, "on", on)
    if day < movement.departs_on:
        raise problems.TooEarly("on", departs_on=movement.departs_on)
    with asked_who_goes_along(act, movement, [passenger]):
        _move(act, passenger, state, day)
        record(act, passenger, events.DidNotDepart(movement=movement.told_under, outcome=state.value), day)
        step_back(act, set_travel_day(act, passenger.traveller, None), state.value, day)
    forget_if_all_left(act, movement, day)
    return passenger


@action("movements.arrive")
def refuse_entry(
    act: Act,
    passenger: Passenger,
    at: str,
    *,
    on: date | None = None,
    along: Sequence[Passenger] = (),
    became: str = "",
    once: UUID | None = None,
) -> Passenger:
    """Record that a traveller who had departed was refused entry at a stop, and came back.

    Args:
        act: the action.
        passenger: who was refused.
        at: the stop.
        on: the day.
        along: others of the journey who were refused with them.
        became: what becomes of a child who stays with nobody of age, where that is asked.
        once: the token of the form.

    Raises:
        NotUnderWay, NotAStop, ChildStaysAlone: see `problems`.
    """
    movement = act.lock(passenger.movement)
    wanted = [passenger, *along]
    chosen = lock_passengers(act, movement, wanted)
    if passenger.pk not in {one.pk for one in chosen}:
        raise problems.NobodyTravels("passengers")
    if elsewhere := [one for one in chosen if one.state != Passenger.State.DEPARTED]:
        raise problems.NotUnderWay(state=state_of(elsewhere))
    act.once(once)
    if at not in movement.legs.values_list("destination", flat=True):
        raise problems.NotAStop("at", at=at)
    with children_asked_about(act, movement, chosen, became):
        for one in chosen:
            _turn_away(act, movement, one, at, on)
    return next(one for one in chosen if one.pk == passenger.pk)


def _turn_away(act: Act, movement: Movement, passenger: Passenger, at: str, on: date | None) -> None:
    day = _after_departure(act, passenger, on)
    _move(act, passenger, Passenger.State.REFUSED_ENTRY, day)
    record(act, passenger, events.EntryRefused(movement=movement.told_under, at=at), day)
    traveller = set_travel_day(act, passenger.traveller, None)
    step_back(act, traveller, Passenger.State.REFUSED_ENTRY.value, day)


@action("movements.arrive")
def arrive(
    act: Act,
    movement: Movement,
    passengers: Sequence[Passenger] | None = None,
    *,
    arrived_on: date | None = None,
    became: str = "",
    once: UUID | None = None,
) -> list[Passenger]:
    """Record that passengers reached the last stop: all who are under way, or those given.

    Where a child arrives whom nobody of age is with, or stays on the way without those of age who arrive, it
    asks what `became` of the child.

    Raises:
        NotUnderWay, HeldBack, ChildStaysAlone: see `problems`.
    """
    movement = act.lock(movement)
    chosen = lock_passengers(act, movement, passengers)
    under_way = [one for one in chosen if one.state == Passenger.State.DEPARTED]
    if not under_way:
        raise problems.NotUnderWay(state=state_of(chosen))
    act.once(once)
    with children_asked_about(act, movement, under_way, became):
        for passenger in under_way:
            traveller = passenger.traveller
            day = _after_departure(act, passenger, arrived_on)
            _move(act, passenger, Passenger.State.ARRIVED, day)
            there = queries.led_to(passenger) or traveller.case.destination
            fact = events.Arrived(movement=movement.told_under, destination=there)
            record(act, passenger, fact, day)
            stage = programme_of(traveller.case).at("arrival")
            if stage:
                step(act, traveller, stage, day)
    return under_way


def _after_departure(act: Act, passenger: Passenger, on: date | None) -> date:
    """Return the day of something that follows the departure."""
    day = day_of(act, "on", on)
    if day < passenger.state_on:
        raise Invalid("on", message=BEFORE_DEPARTURE)
    return day


def _move(act: Act, passenger: Passenger, state: Passenger.State, day: date) -> None:
    passenger.state, passenger.state_on = state, day
    act.save(passenger, "state", "state_on")
