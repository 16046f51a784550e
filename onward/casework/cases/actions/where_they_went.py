"""A case follows those who departed: it returns to where they all went, once that is told rightly."""

from collections.abc import Collection, Sequence
from uuid import UUID

from onward.casework.cases import events
from onward.casework.cases.actions.by_rule import tell_of_another_country
from onward.casework.cases.actions.handing import end_hand_overs, end_hand_overs_of
from onward.casework.cases.actions.locking import in_sight
from onward.casework.cases.gates import went_to
from onward.casework.cases.models import Case, Traveller
from onward.kernel.actions import Act


def follow_where_they_went(
    act: Act, case: Case, people: Collection[UUID], former: str, country: str, place: str = ""
) -> None:
    """Let a case follow the departures of some persons that were told anew.

    It returns to that country where all of its household in the actor's sight went there. Missions of the
    country to which they had been told to go read of them no longer.

    Args:
        act: the action that told the departures anew.
        case: the case, held.
        people: keys of the persons.
        former: the country to which they had been told to have gone, by its code.
        country: the one to which they went.
        place: the town or state there; kept only where the case follows.
    """
    end_hand_overs_of(act, case, former, people)
    if country == case.destination or not _all_went(case, _household(act, case), country):
        return
    left = case.destination
    case.destination, case.destination_place = country, place
    act.save(case, "destination", "destination_place")
    end_hand_overs(act, case, left)
    changed = act.record(events.DestinationChanged(destination=country), office=case.office.code, case=case)
    tell_of_another_country(act, case, changed)


def _household(act: Act, case: Case) -> Sequence[Traveller]:
    """Return who of a household counts: those in sight, or where all are hidden those whom one moves."""
    found = in_sight(act, case).filter(exit="") or in_sight(act, case, "cases.advance").filter(exit="")
    return list(found.select_related("person"))


def _all_went(case: Case, household: Sequence[Traveller], country: str) -> bool:
    went = went_to(case, household)
    return bool(household) and all(went.get(one.person.key) == country for one in household)
