"""Of what was given in a case, what is for another country of return than whom it concerns returns to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from onward.casework.cases.gates.elsewhere import TELL_WHERE_TO, countries_of_return, until_they_left
from onward.casework.cases.gates.gathering import TOLD_UNTIL, went_elsewhere
from onward.casework.cases.models import Case, Traveller
from onward.casework.programmes.vocabulary import ReturnsTo
from onward.kernel.models import Event


def for_another_country(
    case: Case,
    type: str,
    field: str,
    keys: Collection[UUID],
    destinations: Mapping[UUID, Sequence[ReturnsTo]] | None = None,
    travellers: Iterable[Traveller] | None = None,
) -> dict[UUID, str]:
    """Return, for what was last given for another country of return, for which.

    For another one than the case's; of who has departed, than the one to which they did, as gates have it.

    Args:
        case: of which the country of return is on record.
        type: the type of event by which it is given.
        field: of that event, that names what is given.
        keys: of what is asked about.
        destinations: the countries of return of the case, where they were read already (`CaseFacts`).
        travellers: those of the case, where they were read already, whom it may concern.
    """
    chain = [*(case.came_from or ()), case.key]
    if destinations is None and keys:
        told = Event.objects.filter(case_key__in=chain, type__in=TELL_WHERE_TO).standing()
        until = getattr(case, TOLD_UNTIL, None)
        destinations = countries_of_return(told.filter(position__lte=until) if until else told)
    if not keys or not destinations or _all_one_country(case, destinations):
        return {}
    if travellers is None:
        travellers = case.travellers.select_related("person")
    went = went_elsewhere(case, travellers)
    named = {f"payload__{field}__in": [str(key) for key in keys]}
    given = Event.objects.filter(case_key__in=chain, type=type, **named).standing().order_by("position")
    found: dict[UUID, str] = {}
    for event in given:
        there = went.get(event.person_key, "") if event.person_key else ""
        country = _at(event, destinations, there)
        found[UUID(event.payload[field])] = "" if country == (there or case.destination) else country
    return {key: country for key, country in found.items() if country}


def _all_one_country(case: Case, destinations: Mapping[UUID, Sequence[ReturnsTo]]) -> bool:
    return {one.country for history in destinations.values() for one in history} <= {case.destination}


def _at(event: Event, destinations: Mapping[UUID, Sequence[ReturnsTo]], went_to: str) -> str:
    """Return the country for which an event was recorded; empty where that is not known."""
    history = destinations.get(event.case_key, ()) if event.case_key else ()
    if went_to:
        history = until_they_left(history, went_to)
    return next((one.country for one in reversed(history) if one.position <= event.position), "")
