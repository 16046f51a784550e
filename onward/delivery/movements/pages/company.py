"""Whom a journey leaves behind, or lets go, with nobody of age: what pages say before an action would."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.access.models import User
from onward.casework.cases.actions.going import company_forgotten, left_without_company
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import certainly_adult, left_without_adult
from onward.delivery.movements import queries, rules
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel import clock
from onward.kernel.text import after_one_another

ONLY_FOCAL_POINTS = gettext_lazy("a check of which only the focal points know")
"""All that is said of what holds somebody of whom the reader knows the travel card alone."""

BOOKED = Passenger.State.BOOKED
GONE = (Passenger.State.DEPARTED, Passenger.State.ARRIVED)
LeftBehind = Callable[[Sequence[Traveller], date], list[Traveller]]
"""Given who goes and on which day: the children who stay with nobody of age on record."""


def left_behind(user: User, case: Case, *, booking: bool) -> LeftBehind:
    """Return the question which children in sight a journey leaves behind with nobody of age on record.

    The ones of whom the departure makes it unknown whether somebody goes along: forms ask it beforehand. At
    the `booking`, who has a seat on some journey stays with nobody and is left by nobody.
    """
    return partial(_left_behind, user, case, booking)


def _left_behind(
    user: User, case: Case, booking: bool, going: Sequence[Traveller], day: date
) -> list[Traveller]:
    if not any(certainly_adult(one.person.born_to, day) for one in going):
        return []
    return left_without_company(queries.staying(user, case, going, unbooked=booking), day)


def alone_on_board(
    passengers: Sequence[Passenger], day: date, seen: frozenset[int], *, on_paper: bool = False
) -> dict[int, str]:
    """Return what holds the children who would depart with nobody of age if all who are booked did, in words.

    As the departure itself asks it (`actions.company.check_company`), of those in the reader's sight: who
    moves people sees everybody on a journey, and for whoever does not, nothing changes when somebody hidden
    comes or goes. Why a hidden child is held is not told. By primary key of the traveller.

    Args:
        passengers: of one journey, all who are in sight.
        day: of the departure.
        seen: of whom the reader knows more than the travel card.
        on_paper: the family reads it.
    """
    alone = [one.traveller for one in _alone(passengers, day)]
    if on_paper:
        return {one.pk: _("somebody of age has to travel along") for one in alone if one.pk in seen} | {
            one.pk: str(ONLY_FOCAL_POINTS) for one in alone if one.pk not in seen
        }
    return _said(alone, seen)


def _alone(passengers: Sequence[Passenger], day: date) -> list[Passenger]:
    booked = [one for one in passengers if one.state == BOOKED and not rules.seat_to_cancel(one)]
    left = [one for one in passengers if one.state in GONE and one.traveller.travels_on == day]
    return rules.without_adult(booked, [*booked, *left], day)


def would_leave_behind(user: User, case: Case, passengers: Sequence[Passenger], day: date) -> list[Traveller]:
    """Return the children whom a journey leaves behind if all in sight depart who may, in company.

    What the form of the departure asks, whose ticks are these (`not_ticked`).
    """
    alone = {one.pk for one in _alone(passengers, day)}
    booked = [one for one in passengers if one.state == BOOKED and not rules.seat_to_cancel(one)]
    going = [one.traveller for one in booked if one.pk not in alone]
    return left_behind(user, case, booking=False)(going, day) if going else []


def alone_with_seats(user: User, travellers: Sequence[Traveller]) -> frozenset[int]:
    """Return which of some travellers in sight may not depart as they are booked for want of company.

    As the page of their journey says it; one query, where a child recorded as accompanied has a seat.
    """
    children = [one.pk for one in travellers if one.accompanied and has_a_seat(one)]
    return alone_by_journey(queries.beside_them(user, children)) if children else frozenset()


def has_a_seat(one: Traveller) -> bool:
    """Say whether somebody who is on the pathway has a journey."""
    return one.travels_on is not None and not one.exit and one.left_case_on is None


def alone_by_journey(passengers: Sequence[Passenger]) -> frozenset[int]:
    """Return who of some passengers may not depart for want of company, each journey by itself."""
    journeys: dict[int, list[Passenger]] = {}
    for one in passengers:
        journeys.setdefault(one.movement_id, []).append(one)
    return frozenset(
        one.traveller_id
        for together in journeys.values()
        for one in _alone(together, day_to_come(together[0].movement))
    )


def day_to_come(movement: Movement) -> date:
    """Return the day on which somebody who is booked leaves at the earliest."""
    return max(movement.departs_on, clock.today())


def company_back(user: User, movement: Movement, back: Sequence[Passenger]) -> list[Traveller]:
    """Return the children in sight of whom it is known again who goes along if some did not depart."""
    goings = queries.goings_of(movement)
    found = [one for one, _event in company_forgotten(movement.case, goings, [one.traveller for one in back])]
    seen = queries.seen_travellers(user, found) if found else frozenset()
    return [one for one in found if one.pk in seen]


def not_ticked(
    passengers: Sequence[Passenger], alone: Mapping[int, str], waits: Mapping[int, str], seen: frozenset[int]
) -> dict[int, str]:
    """Return whom the form of a departure does not tick beforehand, and why, by their primary key.

    A child who would go with nobody of age. Of whom the reader knows the travel card alone, whoever is held
    by what only focal points know: left unticked for their company only, they would be told by it why.
    """
    secret, found = str(ONLY_FOCAL_POINTS), dict(alone)
    for one in passengers:
        if one.traveller_id not in seen and secret in waits.get(one.pk, ""):
            found[one.pk] = secret
    return found


def alone_to_be_booked(
    waiting: Sequence[Traveller], stopped: Iterable[int], day: date, seen: frozenset[int]
) -> dict[int, str]:
    """Return what holds the children beside whom nobody of age can be booked, of those who wait in a case.

    An adult who is `stopped` by a gate goes along with nobody. Of a child who is stopped too, company is what
    is missing only where nobody of age waits at all. An escort may still be named for the child.
    """
    stopped = set(stopped)
    held = [one for one in waiting if one.pk in stopped and certainly_adult(one.person.born_to, day)]
    alone = left_without_adult([one for one in waiting if one not in held], day)
    nobody_waits = left_without_adult(waiting, day)
    words = _(
        "nobody of age whom you see travels along, nor an escort who takes care of a child (%(escorts)s);"
        " where those of age have seats already, cancel these and book all together"
    )
    return _said([one for one in alone if one.pk not in stopped or one in nobody_waits], seen, words)


def _said(alone: Iterable[Traveller], seen: frozenset[int], words: str = "") -> dict[int, str]:
    words = words or _(
        "nobody of age whom you see travels along, nor an escort who takes care of a child (%(escorts)s)"
    )
    told = words % {"escorts": rules.escorts_beside_a_child()}
    return {one.pk: told if one.pk in seen else str(ONLY_FOCAL_POINTS) for one in alone}


def together(*found: dict[int, str]) -> dict[int, str]:
    """Return what several things hold travellers for, in one phrase for each."""
    keys = dict.fromkeys(pk for each in found for pk in each)
    return {pk: after_one_another(dict.fromkeys(each[pk] for each in found if pk in each)) for pk in keys}
