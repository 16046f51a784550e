"""For which country of return something was given: what is for another one than today's does not count."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from onward.casework.cases.events import CaseOpened, DestinationChanged
from onward.casework.cases.models import Case
from onward.casework.programmes.vocabulary import ReturnsTo
from onward.kernel.events.log import first_told
from onward.kernel.models import Event

TELL_WHERE_TO = (CaseOpened.type, DestinationChanged.type)
"""Types of event that tell where a household returns to."""
BOOKED = "movements.booked"
"""The type of event by which somebody has a seat on a journey."""
DEPARTED = "movements.departed"
"""The type of event by which somebody has left for a country, as its `destination` says."""


class Told(Protocol):
    """What is read of such an event: the event itself, or some columns of it."""

    @property
    def position(self) -> int:
        """Its place in the log."""

    @property
    def type(self) -> str:
        """Name of its type."""

    @property
    def case_key(self) -> UUID | None:
        """Random key of the case."""

    @property
    def occurred_on(self) -> date:
        """The day on which it happened."""

    @property
    def supersedes_id(self) -> int | None:
        """The place of what it corrects."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """Its coded fields."""


class Left(Protocol):
    """What is read of a departure."""

    @property
    def person_key(self) -> UUID | None:
        """Random key of the person who left."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """Its coded fields."""


def countries_of_return(events: Iterable[Told]) -> dict[UUID, list[ReturnsTo]]:
    """Return the countries of return that events tell of, in their order, by the key of the case."""
    found: dict[UUID, list[ReturnsTo]] = defaultdict(list)
    told = [one for one in events if one.case_key and one.type in TELL_WHERE_TO]
    first = {place: one.position for place, one in first_told(told).items()}  # of an opening told anew, too
    for one in sorted(told, key=lambda each: first[each.position]):
        if one.case_key:
            to = ReturnsTo(first[one.position], one.payload["destination"], one.occurred_on)
            found[one.case_key].append(to)
    return {**found}


def last_left_for(events: Iterable[Left]) -> dict[UUID, str]:
    """Return for which country each person left last, by key, of departures in their order."""
    return {one.person_key: str(one.payload["destination"]) for one in events if one.person_key}


def for_another_country(
    case: Case,
    type: str,
    field: str,
    keys: Collection[UUID],
    destinations: Mapping[UUID, Sequence[ReturnsTo]] | None = None,
) -> dict[UUID, str]:
    """Return, for what was last given for another country of return than the case's, for which.

    Args:
        case: of which the country of return is on record.
        type: the type of event by which it is given.
        field: of that event, that names what is given.
        keys: of what is asked about.
        destinations: the countries of return of the case, where they were read already (`CaseFacts`).
    """
    chain = [*(case.came_from or ()), case.key]
    if destinations is None and keys:
        told = Event.objects.filter(case_key__in=chain, type__in=TELL_WHERE_TO).standing()
        destinations = countries_of_return(told)
    if not keys or not destinations:
        return {}
    named = {f"payload__{field}__in": [str(key) for key in keys]}
    given = Event.objects.filter(case_key__in=chain, type=type, **named).standing().order_by("position")
    last = {UUID(event.payload[field]): _at(event, destinations) for event in given}
    return {key: country for key, country in last.items() if country not in ("", case.destination)}


def _at(event: Event, destinations: Mapping[UUID, Sequence[ReturnsTo]]) -> str:
    history = destinations.get(event.case_key, ()) if event.case_key else ()
    return next((one.country for one in reversed(history) if one.position <= event.position), "")
