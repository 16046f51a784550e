"""Who signs for a child, by what was on record of its company: a parent who is not there does not."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from onward.casework.cases.events import AccompanimentRecorded, TravellerAdded
from onward.casework.cases.models import Case, Declaration, Traveller
from onward.casework.programmes.requirements import EventView
from onward.kernel.models import Event

TELL_COMPANY = (TravellerAdded.type, AccompanimentRecorded.type)
"""Types of event that tell whether a child travels with a parent or guardian."""
PARENT = Declaration.SignedBy.PARENT.value


def said_alone(events: Iterable[EventView], on: date) -> bool:
    """Say whether a child was on record as without parent or guardian at the end of a day.

    Pure. Of a day before anything was told of it, what was told first counts.

    Args:
        events: about this child; those that tell nothing of its company are left out.
        on: the day.
    """
    told = sorted(
        (one for one in events if one.type in TELL_COMPANY), key=lambda one: (one.occurred_on, one.position)
    )
    by_then = [one for one in told if one.occurred_on <= on] or told[:1]
    return bool(by_then) and by_then[-1].payload.get("accompanied") is False


def signed_by_nobody_there(events: Sequence[EventView], signed: EventView) -> bool:
    """Say whether a parent signed for a child that was on record as without one: it counts for nothing."""
    return signed.payload.get("signed_by") == PARENT and said_alone(events, signed.occurred_on)


def was_alone(traveller: Traveller, on: date) -> bool:
    """Say whether a traveller was on record as without parent or guardian on a day, as the log tells it."""
    return said_alone(_told(traveller.case, [traveller.person.key]), on)


def for_nobody_there(case: Case, declarations: Iterable[Declaration]) -> set[UUID]:
    """Return the keys of those declarations that a parent signed for a child on record as without one.

    The declarations come with their travellers and persons; one query, where a parent signed.
    """
    by_parents = [one for one in declarations if one.signed_by == PARENT]
    told = _told(case, [one.traveller.person.key for one in by_parents])
    return {
        one.key
        for one in by_parents
        if said_alone([e for e in told if e.person_key == one.traveller.person.key], one.signed_on)
    }


def _told(case: Case, people: Sequence[UUID]) -> list[Event]:
    if not people:
        return []
    chain = [*(case.came_from or ()), case.key]
    found = Event.objects.filter(case_key__in=chain, person_key__in=people, type__in=TELL_COMPANY)
    return list(found.standing())
