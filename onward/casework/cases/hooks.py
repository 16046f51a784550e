"""Where later rooms listen to what is learnt about a traveller, within the action that records it.

Casework does not know who listens: `protection` marks a file as restricted in the same transaction in which a
counsellor records the fact that asks for it.
"""

from collections.abc import Callable

from onward.casework.cases.models import Traveller
from onward.kernel.actions import Act
from onward.kernel.events import EventType

Listener = Callable[[Act, Traveller, EventType], None]

_listeners: list[Listener] = []


def on_sensitive_fact(listener: Listener) -> Listener:
    """Register who is told of each fact that may make a file sensitive; called when the house starts."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(act: Act, traveller: Traveller, fact: EventType) -> None:
    """Tell the listeners of a fact that was just recorded about a traveller."""
    for listener in _listeners:
        listener(act, traveller, fact)
