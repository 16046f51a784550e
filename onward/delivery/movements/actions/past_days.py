"""Of which days departures count otherwise by an act: figures of a period that is over may be printed.

Figures count departures by their own days. One that is told of late, counts otherwise or counts no more,
changes numbers of its day.
"""

from datetime import date

from onward.access.models import User
from onward.casework.cases.models import Traveller
from onward.delivery.movements.events import Departed, EntryRefused, EscortAssigned
from onward.kernel import past
from onward.kernel.actions import Act
from onward.kernel.models import Event

SAID_THERE = ("correcting.correct_", "correcting_country.correct_")
"""In the names of the actions whose own form says what figures make of them."""
COUNTED = (Departed.type, EntryRefused.type, EscortAssigned.type)


def note_past_days(act: Act, event: Event) -> None:
    """Follow an event: say of which days it changes departures.

    Of whom the actor sees: that figures change would tell that somebody hidden has departed.
    """
    if not past.asked_for() or event.type not in COUNTED or _says_it_itself(act):
        return
    found = _changed_by(event)
    person, case = event.person_key, event.case_key
    if found and person and case and isinstance(act.actor, User):
        seen = Traveller.objects.visible_to(act.actor)
        if seen.filter(person__key=person, case__key=case).exists():
            past.told_anew(found)


def _says_it_itself(act: Act) -> bool:
    return any(one in act.name for one in SAID_THERE)


def _changed_by(event: Event) -> set[date]:
    """Return the days of the departures that count otherwise by an event."""
    of_them = Event.objects.filter(about_key=event.about_key, person_key=event.person_key)
    if event.type == EntryRefused.type:
        if event.supersedes_id and not event.retracts:
            return set()  # another day of the refusal: the departure counts no more than before
        return {one.occurred_on for one in of_them.filter(type=Departed.type).standing()}
    if of_them.filter(type=EntryRefused.type).standing().exists():
        return set()  # it does not count
    if event.type == EscortAssigned.type and not past.tells_otherwise(event):
        return set()  # another name, which no event says
    if event.type == EscortAssigned.type:  # figures count it on the day of its departure
        return {one.occurred_on for one in of_them.filter(type=Departed.type).standing()}
    was = {event.supersedes.occurred_on} if event.supersedes else set()
    return was | {event.occurred_on}
