"""A child recorded as accompanied travels with somebody of age: asked by whatever books or moves one."""

from collections.abc import Iterable, Sequence
from datetime import date

from onward.casework.cases.actions.going import forget_company, remember_company
from onward.casework.cases.models import Traveller
from onward.delivery.movements import problems, queries, rules
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
    seen = set(in_sight(act, alone))
    told = [one.traveller for one in alone if one.traveller_id in seen]
    if not told:
        raise held_back(act, [(one.traveller, ()) for one in alone])
    raise problems.ChildWithoutAdult(
        who=", ".join(one.person.name for one in told), escorts=rules.escorts_beside_a_child()
    )


def check_left_behind(act: Act, movement: Movement, cancelled: Sequence[Passenger]) -> None:
    """Refuse that an adult's booking is cancelled while a child in sight stays booked without any.

    Of a child out of sight nothing is said: it is asked about when it is to depart.

    Raises:
        ChildWithoutAdult: see `check_company`.
    """
    day = movement.departs_on
    if not any(rules.is_adult(one.traveller, day) for one in cancelled):
        return
    waiting = list(queries.with_them(movement, [State.BOOKED]))
    alone = rules.without_adult(waiting, waiting, day)
    seen = set(in_sight(act, alone)) if alone else set()
    told = [one for one in alone if one.traveller_id in seen]
    check_company(act, told, [one for one in waiting if one not in told], day)


def forget_left_behind(
    act: Act, movement: Movement, leaving: Sequence[Traveller], day: date, *, alone: bool = False
) -> None:
    """Take it for granted no longer that somebody goes along with children whom the last adult leaves behind.

    Of a child who still has a seat on this journey it is not known yet: they may have left on the same day.
    That is looked at again when they turn out not to (`forget_if_all_left`).

    Args:
        act: the action that lets them go.
        movement: their journey.
        leaving: who departed.
        day: of the departure.
        alone: whoever records it says that children who stay are with nobody of age, those with a seat too.
    """
    waiting = queries.with_them(movement, [State.BOOKED]).values_list("traveller", flat=True)
    spared = queries.escorted(movement.case) | (set() if alone else set(waiting))
    forget_company(act, movement.case, leaving, day, spared)


def forget_if_all_left(act: Act, movement: Movement, day: date) -> None:
    """Do so (`forget_left_behind`) once somebody turned out to stay behind those who left on a journey."""
    left = queries.with_them_at_first(movement, [State.DEPARTED, State.ARRIVED])
    forget_left_behind(act, movement, [one.traveller for one in left], day)


def bring_company_back(act: Act, movement: Movement) -> None:
    """Let the word of before stand of children whose company only a departure made unknown that was none."""
    remember_company(act, movement.case, queries.goings_of(movement))


def in_sight(act: Act, passengers: Sequence[Passenger]) -> Iterable[int]:
    """Return the primary keys of those travellers whom the actor may see."""
    rows = Traveller.objects.visible_to(act.actor).filter(pk__in=[one.traveller_id for one in passengers])
    return rows.values_list("pk", flat=True)
