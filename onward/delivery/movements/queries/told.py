"""What the log tells of each passenger's journey: its days as they are known now, and what was told anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from onward.access.models import User
from onward.delivery.movements.events import (
    Arrived,
    Departed,
    DidNotDepart,
    EntryRefused,
    JourneyBooked,
    left_in,
)
from onward.delivery.movements.models import Passenger
from onward.kernel.models import Event

OUTCOMES = tuple(one.type for one in (Departed, Arrived, DidNotDepart, EntryRefused))


@dataclass(frozen=True)
class Mended:
    """An outcome whose day was corrected, or that was taken back.

    Attributes:
        state: in which it had left the passenger, a value of `Passenger.State`.
        was_on: the day that stood before.
        is_on: the right day; None where it did not happen.
        at: when that was recorded, `by` by whom (empty where no user is known), `reason` why, coded.
    """

    state: str
    was_on: date
    is_on: date | None
    at: datetime
    by: str
    reason: str


@dataclass
class Told:
    """What stands of one passenger's journey, and what was told anew, in the order in which it was.

    `days` has the day of each outcome that stands, by the state in which it left the passenger.
    """

    days: dict[str, date] = field(default_factory=dict)
    mended: list[Mended] = field(default_factory=list)

    @property
    def left_on(self) -> date | None:
        """The day of departure as it is known now; None of who did not leave."""
        return self.days.get(Passenger.State.DEPARTED)


def outcomes_of(passenger: Passenger) -> dict[str, Event]:
    """Return what stands of a passenger's journey, by type of event: of several bookings the first."""
    rows = Event.objects.filter(
        about_key=passenger.movement.key,
        person_key=passenger.traveller.person.key,
        type__in=[JourneyBooked.type, *OUTCOMES],
    )
    return {event.type: event for event in rows.standing().order_by("-position")}


def told_of(passengers: Sequence[Passenger]) -> dict[int, Told]:
    """Return what the log tells of passengers in the reader's sight, by their primary key; one query."""
    of = {(one.movement.key, one.traveller.person.key): one.pk for one in passengers}
    found: dict[int, Told] = defaultdict(Told)
    before: dict[int, Event] = {}
    for event in _outcomes(of):
        number = of.get((event.about_key, event.person_key))  # type: ignore[arg-type]  # both are asked for
        if number is None:
            continue
        before[event.position] = event
        former = before.get(event.supersedes_id) if event.supersedes_id else None
        told = found[number]
        if former:
            _tell_anew(told, former, event)
        if not event.retracts:
            told.days[left_in(event.type, event.payload)] = event.occurred_on
    return found


def _outcomes(of: Iterable[tuple[UUID, UUID]]) -> QuerySet[Event]:
    pairs = list(of)
    rows = Event.objects.filter(
        about_key__in={movement for movement, _person in pairs},
        person_key__in={person for _movement, person in pairs},
        type__in=OUTCOMES,
    )
    by = User.objects.filter(key=OuterRef("actor_key")).values("name")[:1]
    return rows.annotate(by=Subquery(by)).order_by("position")


def _tell_anew(told: Told, former: Event, event: Event) -> None:
    """Put a correction, or a retraction, in the place of what it is about."""
    state = left_in(former.type, former.payload)
    if not event.retracts and event.occurred_on == former.occurred_on:
        return
    if event.retracts:
        told.days.pop(state, None)
    reason = event.payload.get("reason" if event.retracts else "corrected") or ""
    right = None if event.retracts else event.occurred_on
    by: str = event.by or ""  # type: ignore[attr-defined]  # annotated above
    told.mended.append(Mended(state, former.occurred_on, right, event.recorded_at, by, reason))
