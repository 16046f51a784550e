"""What was given for another country of return than that of today, as the log tells it. Pure."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from onward.casework.programmes.requirements import EventView, RequirementKind
from onward.casework.programmes.vocabulary import CaseFacts


def of_other_countries(
    kind: RequirementKind | None, events: Sequence[EventView], facts: CaseFacts, traveller: UUID | None
) -> dict[int, str]:
    """Give the places of what was given for another country of return than today's, with the country.

    An answer is for the country for which it was asked last, whatever is on record when it comes.

    Args:
        kind: of the requirement.
        events: those that gates read of the case.
        facts: of the case, with its countries of return.
        traveller: key of the traveller whom the gate is about; None for the case.
    """
    if kind is None or not kind.given_by or not facts.destinations:
        return {}
    found: dict[int, str] = {}
    asked: dict[object, str | None] = {}
    for event in sorted(events, key=lambda one: one.position):
        of_another = traveller is not None and event.person_key not in (None, traveller)
        if event.type not in kind.event_types or of_another:
            continue
        about = event.payload.get(kind.about) if kind.about else None
        country: str | None = None
        if event.type in kind.given_by or (about and about not in asked):
            country = asked[about] = _country_at(event, facts)
        elif about:
            country = asked[about]
        if country not in (None, facts.destination):
            found[event.position] = str(country)
    return found


def _country_at(event: EventView, facts: CaseFacts) -> str | None:
    """Give the country of return on record when an event was recorded, where that is known."""
    history = facts.destinations.get(event.case_key, ()) if event.case_key else ()
    return next((one.country for one in reversed(history) if one.position <= event.position), None)


def returns_there_since(facts: CaseFacts) -> date | None:
    """Give the day on which the country of return of today was put on record, where it ever changed."""
    return max((history[-1].on for history in facts.destinations.values() if history), default=None)
