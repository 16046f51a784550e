"""A child recorded as accompanied travels with somebody of age: asked by whatever books or moves one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from onward.casework.cases.models import Traveller
from onward.delivery.movements import problems, rules
from onward.delivery.movements.actions.steps import held_back
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel.actions import Act

State = Passenger.State


def check_company(act: Act, going: Sequence[Passenger], beside: Iterable[Passenger], day: date) -> None:
    """Refuse that children recorded as accompanied go without an adult beside them.

    Beside a child is somebody of the case who is of age for certain on the day and goes on the same journey,
    hidden from the actor or not; or an escort named for the child, of a kind that takes care of one.

    Args:
        act: the action that lets them go.
        going: who goes, the children among them.
        beside: who goes with them, the same ones included.
        day: of the departure.

    Raises:
        ChildWithoutAdult: a child in the sight of the actor would go alone.
        HeldBack: one out of sight would; why is told to nobody.
    """
    alone = rules.without_adult(going, beside, day)
    if not alone:
        return
    seen = set(_in_sight(act, alone))
    told = [one.traveller for one in alone if one.traveller_id in seen]
    if not told:
        raise held_back(act, [(one.traveller, ()) for one in alone])
    raise problems.ChildWithoutAdult(
        who=", ".join(one.person.name for one in told), escorts=rules.escorts_beside_a_child()
    )


def with_them(movement: Movement, states: Collection[Passenger.State]) -> QuerySet[Passenger]:
    """Return all passengers of a journey who stand at one of the states, hidden ones included."""
    return Passenger.objects.filter(movement=movement, state__in=states).select_related("traveller__person")


def left_with_them(movement: Movement, leaving: Sequence[Passenger], day: date) -> Iterator[Passenger]:
    """Give who travels with those who leave on a day: themselves, and whoever left on that day before."""
    yield from leaving
    yield from with_them(movement, [State.DEPARTED, State.ARRIVED]).filter(traveller__travels_on=day)


def check_left_behind(act: Act, movement: Movement, cancelled: Sequence[Passenger]) -> None:
    """Refuse that an adult's booking is cancelled while a child in sight stays booked without any.

    Of a child out of sight nothing is said: it is asked about when it is to depart.

    Raises:
        ChildWithoutAdult: see `check_company`.
    """
    day = movement.departs_on
    if not any(rules.is_adult(one.traveller, day) for one in cancelled):
        return
    waiting = list(with_them(movement, [State.BOOKED]))
    alone = rules.without_adult(waiting, waiting, day)
    seen = set(_in_sight(act, alone)) if alone else set()
    told = [one for one in alone if one.traveller_id in seen]
    check_company(act, told, [one for one in waiting if one not in told], day)


def _in_sight(act: Act, passengers: Sequence[Passenger]) -> Iterable[int]:
    """Return the primary keys of those travellers whom the actor may see."""
    rows = Traveller.objects.visible_to(act.actor).filter(pk__in=[one.traveller_id for one in passengers])
    return rows.values_list("pk", flat=True)
