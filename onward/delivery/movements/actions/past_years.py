"""Which years that are over an act makes figures tell otherwise: who acted is told, on whatever page it was.

Figures count departures by their own days. One that is told of for a year that is over, counts otherwise or
counts no more, changes numbers that somebody may have printed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from onward.access.models import User
from onward.casework.cases.models import Traveller
from onward.delivery.movements.events import Departed, EntryRefused
from onward.kernel.actions import Act
from onward.kernel.models import Event

SAID_THERE = ("correcting.correct_", "correcting_country.correct_")
"""In the names of the actions whose own form says what figures make of them."""
_years: ContextVar[set[int] | None] = ContextVar("years_that_figures_tell_otherwise", default=None)


@contextmanager
def past_years() -> Iterator[set[int]]:
    """Give the years, over by today, that figures tell otherwise by what is done meanwhile."""
    years: set[int] = set()
    token = _years.set(years)
    try:
        yield years
    finally:
        _years.reset(token)


def note_past_years(act: Act, event: Event) -> None:
    """Follow an event: keep the years that it changes, where somebody asks for them.

    Of whom the actor sees: that figures change would tell that somebody hidden has departed.
    """
    years = _years.get()
    if years is None or event.type not in (Departed.type, EntryRefused.type) or _says_it_itself(act):
        return
    found = {year for year in _changed_by(event) if year < act.today.year}
    person, case = event.person_key, event.case_key
    if found and person and case and isinstance(act.actor, User):
        seen = Traveller.objects.visible_to(act.actor)
        if seen.filter(person__key=person, case__key=case).exists():
            years |= found


def _says_it_itself(act: Act) -> bool:
    return any(one in act.name for one in SAID_THERE)


def _changed_by(event: Event) -> set[int]:
    """Return the years of the departures that count otherwise by an event."""
    of_them = Event.objects.filter(about_key=event.about_key, person_key=event.person_key)
    if event.type == EntryRefused.type:
        if event.supersedes_id and not event.retracts:
            return set()  # another day of the refusal: the departure counts no more than before
        return {one.occurred_on.year for one in of_them.filter(type=Departed.type).standing()}
    if of_them.filter(type=EntryRefused.type).standing().exists():
        return set()  # it does not count
    was = {event.supersedes.occurred_on.year} if event.supersedes else set()
    return was | {event.occurred_on.year}
