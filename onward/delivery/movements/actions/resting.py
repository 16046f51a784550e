"""What was done because somebody had arrived stands in the way of another arrival."""

from datetime import date

from django.utils.translation import gettext

from onward.casework.cases.hooks import rests_on_arrival
from onward.casework.cases.models import Traveller
from onward.delivery.movements import events, problems
from onward.delivery.movements.actions.steps import programme_of
from onward.kernel.actions import Act
from onward.kernel.models import Event
from onward.kernel.text import after_one_another


def check_nothing_rests(act: Act, traveller: Traveller, event: Event, day: date | None) -> None:
    """Refuse to move an arrival past what was done because of it, or to take it back from under that.

    Where the pathway ends with the departure, that rests on the departure.

    Args:
        act: the correction.
        traveller: of whom it is, held.
        event: what is corrected, of any type.
        day: the right one; None where it did not happen.

    Raises:
        SomethingRests: something was done in between, or at all; what, where the actor may read of it.
    """
    ends_with = events.Arrived if programme_of(traveller.case).at("arrival") else events.Departed
    if event.type != ends_with.type:
        return
    done = rests_on_arrival(act.actor, traveller)
    after = [one for one in done if day is None or event.occurred_on <= one.on < day]
    if after:
        words = dict.fromkeys(one.what or gettext("something was recorded of them since") for one in after)
        raise problems.SomethingRests(who=traveller.person.name, what=after_one_another(list(words)))
