"""The country to which somebody departed, told rightly: the departure stands and counts for it."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.casework.cases import choices
from onward.casework.cases.actions.where_they_went import follow_where_they_went
from onward.delivery.movements import problems, rules
from onward.delivery.movements.actions.correcting import ARRIVED, DEPARTED, hold_told
from onward.delivery.movements.events import Arrived, Departed
from onward.delivery.movements.models import Passenger
from onward.kernel.actions import Act, action
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.reference.choices import check

SAME_COUNTRY = _("This country stands already.")


@action("movements.depart")
def correct_destination(
    act: Act,
    passenger: Passenger,
    destination: str,
    reason: str,
    *,
    place: str = "",
    along: Sequence[Passenger] = (),
    version: int | None = None,
    once: UUID | None = None,
) -> Passenger:
    """Tell rightly to which country somebody departed, and those who go `along`: all of them, or nobody.

    No gate is asked, and nothing of the journey is moved. The case returns there too where all of its
    household in sight went there; the `place` is the town or state that it has then.

    Raises:
        NothingToCorrect: somebody of them has not departed.
        NobodyTravels: they are not on one journey.
        Invalid: that country stands.
        CaseIsClosed, WentOnApart: see those of the cases.
        ChangedMeanwhile: a colleague recorded or corrected something after `version`.
    """
    act.once(once)
    check("reason", reason, rules.reasons_to_correct(rules.OF_A_COUNTRY))
    choices.country("destination", destination)
    place = clean(place, 120, field="destination_place")
    movement, told = act.lock(passenger.movement), []
    if any(one.movement_id != movement.pk for one in along):
        raise problems.NobodyTravels("passengers")
    for one in (passenger, *along):
        told.append(_tell_anew(act, one, destination, reason, version if one is passenger else one.version))
    for former in sorted({was for _key, was in told}):
        keys = [key for key, was in told if was == former]
        follow_where_they_went(act, movement.case, keys, former, destination, place)
    passenger.refresh_from_db()
    return passenger


def _tell_anew(
    act: Act, passenger: Passenger, destination: str, reason: str, version: int | None
) -> tuple[UUID, str]:
    """Correct a departure and the arrival after it; return whose it is, and the country that it had told."""
    told = hold_told(act, passenger, version)
    departed, arrived = told.events.get(DEPARTED), told.events.get(ARRIVED)
    fact = departed.fact() if departed else None
    if departed is None or not isinstance(fact, Departed):
        raise problems.NothingToCorrect(state=str(told.passenger.get_state_display()))
    if fact.destination == destination:
        raise Invalid("destination", message=SAME_COUNTRY)
    right = {"destination": destination, "corrected": reason}
    act.correct(departed, fact.model_copy(update=right))
    there = arrived.fact() if arrived else None
    if arrived and isinstance(there, Arrived):
        act.correct(arrived, there.model_copy(update=right))
    act.save(told.passenger)
    return told.traveller.person.key, fact.destination
