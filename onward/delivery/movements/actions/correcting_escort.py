"""Who travelled along with somebody who has departed, told rightly: somebody else, or nobody."""

from uuid import UUID

from onward.casework.cases.actions.going import remember_company_of
from onward.delivery.movements import events, problems, queries, rules
from onward.delivery.movements.actions.correcting import DEPARTED, Told, hold_told, retold
from onward.delivery.movements.actions.escorts import name_escort
from onward.delivery.movements.actions.left_alone import children_asked_about
from onward.delivery.movements.models import Passenger
from onward.kernel.actions import Act, action
from onward.reference.choices import check


@action("movements.plan")
def correct_escort(
    act: Act,
    passenger: Passenger,
    kind: str,
    name: str,
    reason: str,
    *,
    became: str = "",
    version: int | None = None,
    once: UUID | None = None,
) -> Passenger:
    """Tell rightly who travelled along with somebody who has departed; without kind and name, nobody did.

    No gate is asked. Where by that a child has departed with nobody of age beside them, it asks what `became`
    of the child. Where by that somebody was with a child after all, that is known of it again.

    Raises:
        NothingToCorrect: they have not departed.
        Invalid: that is what stands, or an escort has no name.
        NoSuchChoice: nobody knows such a kind or reason; also where there is no escort to be taken away.
        ChildStaysAlone: see `problems`.
        CaseIsClosed, WentOnApart: see those of the cases.
        ChangedMeanwhile: a colleague recorded or corrected something after `version`.
    """
    act.once(once)
    check("reason", reason, rules.reasons_to_correct(rules.OF_AN_ESCORT))
    movement = act.lock(passenger.movement)
    with children_asked_about(act, movement, [passenger], became, retold=True):
        told = hold_told(act, passenger, version)
        departed = told.events.get(DEPARTED)
        if departed is None:
            raise problems.NothingToCorrect(state=str(told.passenger.get_state_display()))
        name_escort(act, told.passenger, kind, name, reason=reason, day=departed.occurred_on)
        _bring_company_back(act, told, reason)
    return told.passenger


def _bring_company_back(act: Act, told: Told, reason: str) -> None:
    """Let the word of before stand of a child whose escort is on record, and count its departure by it.

    Only where it followed from what was told of the journey that nobody knew any more who was with it.
    """
    passenger, traveller = told.passenger, told.traveller
    if not rules.has_escort(passenger):
        return
    if not remember_company_of(act, traveller, queries.told_since_they_left(passenger)):
        return
    departed = queries.outcomes_of(passenger)[DEPARTED]
    fact = departed.fact()
    if isinstance(fact, events.Departed) and (right := retold(fact, traveller, departed.occurred_on)) != fact:
        act.correct(departed, right.model_copy(update={"corrected": reason}))
