"""What the departure of who is booked waits for: asked for one journey, or for a page of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from onward.casework.cases.gates import Gathered, begun, gather, kept_by, verdicts_of
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import what_is_missing
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.pages.company import (
    ONLY_FOCAL_POINTS,
    alone_on_board,
    day_to_come,
    together,
)
from onward.kernel import clock
from onward.kernel.text import after_one_another

Journeys = Sequence[tuple[Movement, Sequence[Passenger]]]


def waits_for(
    journeys: Journeys, seen: frozenset[int], *, on_paper: bool = False
) -> tuple[dict[int, str], dict[int, str]]:
    """Return what the departure of each booked passenger waits for, and what of it is company.

    By their primary key, with the same number of queries for one journey as for twenty-five.

    Args:
        journeys: each with its passengers in the reader's sight.
        seen: of which travellers the reader knows more than the travel card.
        on_paper: in words for the family.
    """
    booked = {movement: _booked(passengers) for movement, passengers in journeys}
    cases = list({one.case_id: one.case for one, members in booked.items() if members}.values())
    if not cases:
        return {}, {}
    everybody = queries.whom_gates_ask_about(cases)
    going = [one.traveller for members in booked.values() for one in members]
    gathered = gather(cases, [one for each in everybody.values() for one in each], clock.today(), going=going)
    waits: dict[int, str] = {}
    company: dict[int, str] = {}
    for movement, passengers in journeys:
        case, on, members = movement.case, day_to_come(movement), booked[movement]
        if not members:
            continue
        programme = programmes.remembered(case.version_of_programme_id).definition
        stages = {programme.at("departure"), programme.booking()}
        leaving = [one.traveller for one in members]
        gates = what_stops(case, everybody[case.pk], leaving, gathered, on, stages, seen)
        alone = alone_on_board(passengers, on, seen, on_paper=on_paper)
        found = together(gates, alone, _leading_elsewhere(movement, members))
        waits |= {one.pk: found[one.traveller_id] for one in members if one.traveller_id in found}
        company |= {one.pk: alone[one.traveller_id] for one in members if one.traveller_id in alone}
    return waits, company


def _booked(passengers: Iterable[Passenger]) -> list[Passenger]:
    waiting = Passenger.State.BOOKED
    return [one for one in passengers if one.state == waiting and not rules.seat_to_cancel(one)]


def _leading_elsewhere(movement: Movement, booked: Iterable[Passenger]) -> dict[int, str]:
    """Return that a journey does not lead to where the case returns to by now, for each who is booked."""
    legs, to = list(movement.legs.all()), movement.case.destination
    if not legs or not rules.ends_elsewhere(legs[-1].destination, to, movement.onward_transport):
        return {}
    return {one.traveller_id: _("the journey ends in another country") for one in booked}


def what_stops(
    case: Case,
    everybody: Sequence[Traveller],
    going: Sequence[Traveller],
    gathered: Gathered,
    on: date,
    stages: Collection[str | None],
    seen: frozenset[int],
) -> dict[int, str]:
    """Return, in a phrase, what keeps each of those who are `going` from entering the stages on a day.

    The same gates that the step will ask. Of whom the reader may not know more than the travel card, only
    that something is missing. By primary key; who may go is not in it.
    """
    verdicts = [one for one in verdicts_of(case, everybody, gathered, on) if one.stage in stages]
    leaving = programmes.remembered(case.version_of_programme_id).definition.at("departure") in stages
    # A hold stops who departs, and nobody from being booked for a later day.
    kept = kept_by(begun(gathered.holds.get(case.pk, {}), on)) if leaving else frozenset()
    found: dict[int, str] = {}
    for one in going:
        held = [each for each in verdicts if each.holds(one.person.key)]
        if held and one.pk in seen:
            found[one.pk] = what_is_missing(held)
        elif held:
            found[one.pk] = str(ONLY_FOCAL_POINTS)
        if one.person.key in kept:
            found[one.pk] = after_one_another([found.get(one.pk, ""), _("departures are on hold")])
    return found
