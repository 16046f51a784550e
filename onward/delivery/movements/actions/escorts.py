"""Who travels along on a seat: what the seat says, and the log tells, before the departure and after it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.delivery.movements import events, queries, rules
from onward.delivery.movements.actions.steps import record
from onward.delivery.movements.models import Passenger
from onward.kernel.actions import Act
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.reference.choices import SAY_WHAT, check, listed

SAME_ESCORT = _("This is what stands already.")


def name_escort(
    act: Act,
    passenger: Passenger,
    kind: str,
    name: str,
    *,
    reason: str | None = None,
    day: date | None = None,
) -> None:
    """Let this escort of a held passenger stand in the place of who stood; without kind and name, nobody.

    None stands beside it, save where the files of before told of several: these stay.

    Args:
        act: the action under way.
        passenger: who travels.
        kind: of the escort, coded.
        name: of the escort.
        reason: why what stood before was wrong, or that nobody did, where that is told.
        day: on which it happened where nothing stood before; today where it is left out.

    Raises:
        NoSuchChoice: nobody knows such a kind; also where there is no escort to be taken away.
        Invalid: that is what stands, or an escort has no name.
    """
    name = clean(name, 160, field="escort_name")
    told = queries.escorts_told(passenger)
    before = next((one for one in told if one.payload["kind"] == passenger.escort_kind), None)
    before = before or (told[-1] if told else None)
    beside = [one for one in told if one != before]
    stay = beside if passenger.movement.case.brought_in else []
    if before and beside == stay and _stands(passenger, before, kind, name):
        raise Invalid("escort_kind", message=SAME_ESCORT)
    nobody = before is not None and not (kind or name)
    left = stay[0].payload["kind"] if stay else ""
    offered = [*listed("escort-kinds"), *([before.payload["kind"]] if before else [])]
    passenger.escort_kind = left if nobody else check("escort_kind", kind, offered)
    passenger.escort_name = name
    if not nobody and not passenger.escort_name:
        raise Invalid("escort_name", message=SAY_WHAT)
    act.save(passenger, "escort_kind", "escort_name")
    journey = passenger.movement.told_under
    if nobody and before:
        act.retract(before, reason or rules.NO_ESCORT)
    else:
        fact = events.EscortAssigned(movement=journey, kind=kind, corrected=reason)
        if before:
            act.correct(before, fact)
        else:
            record(act, passenger, fact, day)
    for one in beside:
        if one not in stay:
            act.retract(one)


def _stands(passenger: Passenger, told: Event, kind: str, name: str) -> bool:
    """Say whether an escort is the one of whom the seat says, and the log tells, already."""
    on_seat = (passenger.escort_kind, passenger.escort_name)
    return told.payload["kind"] == kind and on_seat == (kind, name)
