"""What the log tells of each passenger's journey: its days as they are known now, and what was told anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from onward.access.models import User
from onward.casework.cases.actions.opened import first_happened_on
from onward.casework.cases.events import DestinationChanged, ExitTaken, SessionHeld
from onward.casework.cases.hooks import came_in
from onward.casework.cases.models import Case
from onward.casework.referrals.queries import sent_for
from onward.delivery.movements.events import (
    Arrived,
    Departed,
    DidNotDepart,
    EntryRefused,
    EscortAssigned,
    JourneyBooked,
    left_in,
)
from onward.delivery.movements.models import Movement, Passenger
from onward.kernel import clock
from onward.kernel.models import Event

OUTCOMES = tuple(one.type for one in (Departed, Arrived, DidNotDepart, EntryRefused))


@dataclass(frozen=True)
class Mended:
    """An outcome whose day, or country, was corrected, or that was taken back.

    Attributes:
        state: in which it had left the passenger, a value of `Passenger.State`.
        was_on: the day that stood before.
        is_on: the right day; None where it did not happen.
        at: when that was recorded, `by` by whom (empty where no user is known), `reason` why, coded.
        was_to: the country to which the departure had been told to lead, where it is `is_to` that is right.
    """

    state: str
    was_on: date
    is_on: date | None
    at: datetime
    by: str
    reason: str
    was_to: str = ""
    is_to: str = ""


@dataclass
class Told:
    """What stands of one passenger's journey, and what was told anew, in the order in which it was.

    `days` has the day of each outcome that stands, by the state in which it left the passenger; `led_to` the
    country to which the departure led that stands.
    """

    days: dict[str, date] = field(default_factory=dict)
    mended: list[Mended] = field(default_factory=list)
    led_to: str = ""

    @property
    def left_on(self) -> date | None:
        """The day of departure as it is known now; None of who did not leave."""
        return self.days.get(Passenger.State.DEPARTED)


def outcomes_of(passenger: Passenger) -> dict[str, Event]:
    """Return what stands of a passenger's journey, by type of event: of several bookings the first."""
    rows = Event.objects.filter(
        about_key=passenger.movement.told_under,
        person_key=passenger.traveller.person.key,
        type__in=[JourneyBooked.type, *OUTCOMES],
    )
    return {event.type: event for event in rows.standing().order_by("-position")}


def escorts_told(passenger: Passenger) -> list[Event]:
    """Return what stands of who travels along with a passenger, oldest first; of a past it may be several."""
    rows = Event.objects.filter(
        about_key=passenger.movement.told_under,
        person_key=passenger.traveller.person.key,
        type=EscortAssigned.type,
    )
    return list(rows.standing().order_by("position"))


def wait_again(movement: Movement, passengers: Sequence[Passenger]) -> bool:
    """Say whether all of some passengers who are booked had departed on this journey, as it was said once."""
    people = {one.traveller.person.key for one in passengers}
    rows = Event.objects.filter(about_key=movement.told_under, type=Departed.type, retracts=True)
    return people <= set(rows.filter(person_key__in=people).values_list("person_key", flat=True))


def had_left_for(movement: Movement, passengers: Sequence[Passenger]) -> str:
    """Return the country for which some had departed whose departure was taken back, as it was told then.

    Empty where it was not, and where since then the booking was moved or another country put on record: the
    country of a case changes under who has departed by somebody alone who does not see them.
    """
    people, about = {one.traveller.person.key for one in passengers}, movement.told_under
    of_them = Q(about_key=about, person_key__in=people)
    rows = Event.objects.filter(of_them, type=Departed.type, retracts=True).select_related("supersedes")
    taken = {one.person_key: one for one in rows.order_by("position")}
    if taken.keys() != people:
        return ""
    moved = Q(of_them, type=JourneyBooked.type) | Q(case_key=movement.case.key, type=DestinationChanged.type)
    since = min(one.position for one in taken.values())
    countries = {str(one.supersedes.payload["destination"]) for one in taken.values() if one.supersedes}
    changed = len(countries) != 1 or Event.objects.filter(moved, position__gt=since).exists()
    return "" if changed else countries.pop()


def had_left_on(movement: Movement, passengers: Sequence[Passenger]) -> set[date]:
    """Return the days on which some had departed, as it was told of each before it was taken back."""
    people = [one.traveller.person.key for one in passengers]
    rows = Event.objects.filter(
        about_key=movement.told_under, person_key__in=people, type=Departed.type, retracts=True
    )
    last = {one.person_key: one.occurred_on for one in rows.order_by("position")}
    return {*last.values()}


def led_to(passenger: Passenger) -> str:
    """Return the country to which somebody has departed, whatever their case says since; empty of others."""
    left = outcomes_of(passenger).get(Departed.type)
    return str(left.payload["destination"]) if left else ""


def possible_days(passenger: Passenger, told: Mapping[str, Event], event: Event) -> tuple[date, date]:
    """Return the first and the last day on which an outcome can have happened, by what goes along with it.

    A departure may lie before the day of its booking, which is the day on which somebody wrote it down. It
    cannot lie before the case was opened, unless the case opened with it (`opens_with`), nor before the end
    of a journey that the traveller made earlier.
    That somebody did not come is known on the day of the journey at the earliest.
    Nothing of a journey lies later than the first day that is known of the next, nor than the day on which
    the traveller left the pathway.

    Args:
        passenger: with traveller and case.
        told: what stands of their journey, by type (`outcomes_of`).
        event: the outcome, one of these.
    """
    left, after = told.get(Departed.type), told.get(Arrived.type) or told.get(EntryRefused.type)
    last = min(_next_began_on(passenger) or clock.today(), _left_the_pathway_on(passenger) or date.max)
    if event.type in (Arrived.type, EntryRefused.type) and left:
        return left.occurred_on, last
    if after and event.type == Departed.type:
        last = after.occurred_on
    earlier = Passenger.objects.filter(traveller=passenger.traveller, pk__lt=passenger.pk)
    ended = earlier.exclude(state=Passenger.State.CANCELLED).aggregate(on=Max("state_on"))["on"]
    case = passenger.traveller.case
    opened = settings.ONWARD_FIRST_DAY if opens_with(case, event) else case.opened_on
    first = max(opened, ended or date.min)
    if event.type == DidNotDepart.type:  # recorded on the day of the journey, or later
        first = max(first, passenger.movement.departs_on)
    return first, last


def opens_with(case: Case, event: Event) -> bool:
    """Say whether a case has the day of its opening from an outcome, a departure: no files told another."""
    if not case.brought_in or event.type != Departed.type:
        return False
    past = came_in([case.key]).get(case.key)
    return past is not None and not past.opening_told


def beside_opening(case: Case) -> dict[str, date]:
    """Return the days that lie near the opening of a case, as a rule, by what happened on each.

    The day of its referral, of its first session and first departure; where there is none of these, the first
    day on record of it.
    """
    first = Event.objects.filter(case_key=case.key).standing().order_by("occurred_on", "position")
    days = {
        "referred": sent_for(case),
        "held": first.filter(type=SessionHeld.type).values_list("occurred_on", flat=True).first(),
        "departed": first.filter(type=Departed.type).values_list("occurred_on", flat=True).first(),
    }
    found = {what: day for what, day in days.items() if day}
    happened = first_happened_on(case)
    return found or ({"happened": happened} if happened else {})


def _left_the_pathway_on(passenger: Passenger) -> date | None:
    """Return the day on which the traveller left the pathway; None of who is on it."""
    traveller = passenger.traveller
    if not traveller.exit:
        return None
    taken = Event.objects.filter(
        case_key=traveller.case.key, person_key=traveller.person.key, type=ExitTaken.type
    )
    return taken.standing().order_by("-position").values_list("occurred_on", flat=True).first()


def _next_began_on(passenger: Passenger) -> date | None:
    """Return the first day that is known of a later journey of the traveller; None where there is none.

    A journey is booked only for who is on no other: when the booking was written down, this one was over.
    What became of the next may lie before that day, where it was written down late.
    """
    later = Passenger.objects.filter(traveller=passenger.traveller, pk__gt=passenger.pk)
    rows = Event.objects.filter(
        about_key__in=later.values(told=Coalesce("movement__former_keys__0", "movement__key")),
        person_key=passenger.traveller.person.key,
        type__in=[JourneyBooked.type, *OUTCOMES],
    )
    days = [
        event.recorded_at.astimezone(clock.OFFICE_ZONE).date()
        if event.type == JourneyBooked.type
        else event.occurred_on
        for event in rows.standing()
    ]
    return min(days, default=None)


def told_alike(passengers: Sequence[Passenger], one: Passenger, event: Event) -> list[Passenger]:
    """Return those of a journey of whom the same stands on the same day as `event` of `one`, who comes first.

    Who was refused entry is not alike to who was not: figures count the return of the one and not the other.
    """
    told, state = told_of(passengers), left_in(event.type, event.payload)
    wanted = (event.occurred_on, Passenger.State.REFUSED_ENTRY in told[one.pk].days)
    alike = [
        each
        for each in passengers
        if each != one
        and each.traveller.left_case_on is None
        and (told[each.pk].days.get(state), Passenger.State.REFUSED_ENTRY in told[each.pk].days) == wanted
    ]
    return [one, *alike]


def told_of(passengers: Sequence[Passenger]) -> dict[int, Told]:
    """Return what the log tells of passengers in the reader's sight, by their primary key; one query at most.

    Of who is booked and was never changed since it tells nothing, and is not asked.
    """
    concerned = [one for one in passengers if one.state != Passenger.State.BOOKED or one.version > 1]
    of = {(one.movement.told_under, one.traveller.person.key): one.pk for one in concerned}
    found: dict[int, Told] = defaultdict(Told)
    if not of:
        return found
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
        if event.type == Departed.type:
            told.led_to = "" if event.retracts else event.payload["destination"]
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
    countries = _countries(former, event)
    if not event.retracts and event.occurred_on == former.occurred_on and not any(countries):
        return
    if event.retracts:
        told.days.pop(state, None)
    reason = event.payload.get("reason" if event.retracts else "corrected") or ""
    right = None if event.retracts else event.occurred_on
    by: str = event.by or ""  # type: ignore[attr-defined]  # annotated above
    told.mended.append(Mended(state, former.occurred_on, right, event.recorded_at, by, reason, *countries))


def _countries(former: Event, event: Event) -> tuple[str, str]:
    """Return to which country a departure had led and which one is right; empty where it is the same."""
    if event.type != Departed.type or event.retracts:
        return "", ""
    was, now = str(former.payload["destination"]), str(event.payload["destination"])
    return (was, now) if was != now else ("", "")
