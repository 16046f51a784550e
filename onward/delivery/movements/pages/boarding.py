"""What the page of a case says of its journeys: by the same checks as their own pages and the booking."""

from collections.abc import Collection, Sequence

from onward.access.models import User
from onward.access.policy import scopes_of
from onward.casework.cases.hooks import Boarding
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.policy.scopes import MOVING
from onward.casework.cases.rules import still_to_depart
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.definition import Programme
from onward.delivery.movements import queries
from onward.delivery.movements.pages.company import (
    BOOKED,
    alone_by_journey,
    alone_to_be_booked,
    day_to_come,
    has_a_seat,
    would_leave_behind,
)
from onward.delivery.movements.pages.to_book import alone_of
from onward.kernel import clock


def boarding_of(
    user: User, case: Case, travellers: Sequence[Traveller], stopped: Collection[int]
) -> Boarding:
    """Return what the pages of its journeys say of a case, for its own page: both run the same checks.

    `stopped` are the primary keys of those whom a gate keeps from being booked.
    """
    programme = programmes.remembered(case.version_of_programme_id).definition
    waiting = [one for one in travellers if not one.exit and still_to_depart(programme, one.stage)]
    booked = [one.pk for one in waiting if one.stage == programme.booking() and has_a_seat(one)]
    left_out = 0
    if waiting and not case.closed_on and MOVING in scopes_of(user, queries.PLAN):
        left_out = queries.kept_back(user, [case], travellers).get(case.pk, 0)
    beside = queries.beside_them(user, booked) if booked else []
    leaves: dict[int, str] = {}
    if any(one.accompanied and one.left_case_on is None for one in waiting):
        for movement in {one.movement_id: one.movement for one in beside}.values():
            together = [one for one in beside if one.movement_id == movement.pk]
            behind = would_leave_behind(user, case, together, day_to_come(movement))
            names = ", ".join(one.person.name for one in behind)
            leaves |= {one.traveller_id: names for one in together if names and one.state == BOOKED}
    unbooked = _alone_to_be_booked(user, case, _to_be_booked(programme, waiting), stopped, left_out)
    to_cancel = queries.seats_to_cancel(user, travellers)
    return Boarding(alone_by_journey(beside), unbooked, leaves, to_cancel, left_out)


def _to_be_booked(programme: Programme, waiting: Sequence[Traveller]) -> list[Traveller]:
    """Return who of those still to depart stands where a booking begins and has no seat."""
    booking = programme.booking()
    stages = {*programme.entered_from(booking), booking} if booking else set()
    return [
        one for one in waiting if one.stage in stages and one.left_case_on is None and one.travels_on is None
    ]


def _alone_to_be_booked(
    user: User, case: Case, waiting: Sequence[Traveller], stopped: Collection[int], left_out: int
) -> frozenset[int]:
    """Return beside which children nobody of age can be booked whom the reader sees.

    Whoever moves more of the household than the page tells of is asked about as where journeys are booked:
    of those the page has not read which gates stop them.
    """
    if not any(one.accompanied for one in waiting):
        return frozenset()
    if left_out:
        return alone_of(user, case)
    return frozenset(alone_to_be_booked(waiting, stopped, clock.today(), frozenset()))
