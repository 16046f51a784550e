"""Where later rooms listen to what is learnt about a traveller, within the action that records it.

Casework does not know who listens: `protection` marks a file as restricted in the same transaction in which a
counsellor records the fact that asks for it. By the same rule it is said
beforehand what a fact would bring about.
"""

from collections.abc import Callable
from datetime import date

from onward.casework.cases.models import Traveller
from onward.kernel.actions import Act
from onward.kernel.events import EventType

Listener = Callable[[Act, Traveller, EventType], None]
Foresee = Callable[[EventType, date | None, date], str | None]
"""From a fact, the latest day of birth and the day of the fact, to the category of the mark it asks for."""

_listeners: list[Listener] = []
_foresights: list[Foresee] = []


def on_sensitive_fact(listener: Listener) -> Listener:
    """Register who is told of each fact that may make a file sensitive; called when the house starts."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(act: Act, traveller: Traveller, fact: EventType) -> None:
    """Tell the listeners of a fact that was just recorded about a traveller."""
    for listener in _listeners:
        listener(act, traveller, fact)


def on_fact_to_come(foresee: Foresee) -> Foresee:
    """Register who knows beforehand which facts restrict a file; called when the house starts."""
    if foresee not in _foresights:
        _foresights.append(foresee)
    return foresee


def would_restrict(fact: EventType, *, born_to: date | None, on: date) -> str | None:
    """Return for which category a fact that is not recorded yet would restrict a file, or None."""
    found = (foresee(fact, born_to, on) for foresee in _foresights)
    return next((category for category in found if category), None)
