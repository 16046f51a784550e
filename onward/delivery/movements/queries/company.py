"""Who goes along with whom: what booking and departing ask of it, and the pages that say so beforehand."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from onward.access.models import User
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.queries import tells_of_the_household_alone
from onward.casework.cases.rules import has_departed
from onward.casework.programmes import queries as programmes
from onward.delivery.movements import events
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.rules import has_escort
from onward.kernel.models import Event

BOOKED, DEPARTED, ARRIVED = Passenger.State.BOOKED, Passenger.State.DEPARTED, Passenger.State.ARRIVED


def with_them(movement: Movement, states: Collection[Passenger.State]) -> QuerySet[Passenger]:
    """Return all passengers of a journey who stand at one of the states, hidden ones included."""
    return Passenger.objects.filter(movement=movement, state__in=states).select_related("traveller__person")


def with_them_at_first(movement: Movement, states: Collection[Passenger.State]) -> QuerySet[Passenger]:
    """Return the same of all who were booked together at first, on whichever journeys of theirs by now."""
    first = movement.told_under
    together = Q(movement__key=first) | Q(movement__former_keys__0=first)
    rows = Passenger.objects.filter(together, movement__case=movement.case, state__in=states)
    return rows.select_related("traveller__person")


def left_with_them(movement: Movement, leaving: Sequence[Passenger], day: date) -> Iterator[Passenger]:
    """Give who travels with those who leave on a day: themselves, and whoever left on that day before."""
    yield from leaving
    yield from with_them(movement, [DEPARTED, ARRIVED]).filter(traveller__travels_on=day)


def beside_them(user: User, travellers: Collection[int]) -> list[Passenger]:
    """Return who is in sight on the journeys on which some travellers have a seat, by their primary keys.

    They themselves are among them, each with their journey.
    """
    seats = Passenger.objects.filter(traveller__in=travellers, state=BOOKED)
    rows = Passenger.objects.visible_to(user).filter(movement__in=seats.values("movement"))
    return list(rows.select_related("traveller__person", "movement").order_by("pk"))


def staying(user: User, case: Case, going: Sequence[Traveller], *, unbooked: bool) -> list[Traveller]:
    """Return who of a case, in the sight of the user, stays behind when some go: those still to depart.

    Args:
        user: in whose sight they are, with more than the travel card.
        case: in which they travel.
        going: who goes, and is not among them.
        unbooked: leave out whoever has a seat on any journey; otherwise whoever has one with an escort who
            takes care of a child, as nobody else has to stay with them.
    """
    rows = Traveller.objects.visible_to(user).filter(case=case, exit="", left_case_on=None)
    rows = rows.exclude(pk__in=[one.pk for one in going]).select_related("person").order_by("pk")
    seats = Passenger.objects.filter(state__in=[BOOKED, DEPARTED])
    if unbooked:
        rows = rows.filter(~Exists(seats.filter(traveller=OuterRef("pk"))))
    programme = programmes.remembered(case.version_of_programme_id).definition
    found = [one for one in rows if not has_departed(programme, one.stage)]
    asked_about = any(one.accompanied for one in found) and not unbooked
    cared_for = escorted(case) if asked_about else set()
    return [one for one in found if one.pk not in cared_for]


def goings_of(movement: Movement) -> set[int]:
    """Return the transactions that recorded who left, who did not and whose seat was cancelled.

    Of all who were booked together at first, wherever some of them were moved.
    What was forgotten of the company of a child because of it was told in one of them. One that only told how
    many the household was is none of them: it recorded that somebody left the pathway.
    """
    types = [events.Departed.type, events.DidNotDepart.type, events.JourneyCancelled.type]
    told = Event.objects.filter(case_key=movement.case.key, type__in=types, retracts=False)
    of_it = told.filter(payload__movement=str(movement.told_under)).exclude(tells_of_the_household_alone())
    return set(of_it.values_list("written_by", flat=True))


def told_since_they_left(passenger: Passenger) -> set[int]:
    """Return the transactions that told of a passenger's escort, or how others fared, after they had left.

    What was forgotten of the company of a child because of any of these would not have been, had the escort
    been on record who was with it. One that only told how many the household was is none of them.
    """
    person = passenger.traveller.person.key
    told = Event.objects.filter(about_key=passenger.movement.told_under)
    left = told.filter(type=events.Departed.type, person_key=person, supersedes=None).order_by("position")
    since = told.filter(position__gt=getattr(left.last(), "position", 0))
    outcomes = [one.type for one in (events.Departed, events.Arrived, events.EntryRefused)]
    others = Q(type__in=outcomes) & ~Q(person_key=person) & ~tells_of_the_household_alone()
    own = Q(type=events.EscortAssigned.type, person_key=person)
    return set(since.filter(own | others).values_list("written_by", flat=True))


def escorted(case: Case) -> set[int]:
    """Return the primary keys of the travellers of a case with whom an escort is booked who minds a child."""
    seats = Passenger.objects.filter(traveller__case=case, state=BOOKED).exclude(escort_name="")
    return {one.traveller_id for one in seats if has_escort(one)}
