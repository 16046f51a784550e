"""For which country of return something was given: what is for another one than today's does not count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from onward.casework.cases.events import CaseOpened, DestinationChanged
from onward.casework.programmes.vocabulary import ReturnsTo
from onward.kernel.events.log import first_told

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


def until_they_left(history: Sequence[ReturnsTo], country: str) -> Sequence[ReturnsTo]:
    """Return the countries of return of a case as they are for who departed to one of them.

    What came after that one is for those who stayed: what is asked or decided for who is there is for there.
    """
    places = [place for place, one in enumerate(history) if one.country == country]
    return history[: places[-1] + 1] if places else history
