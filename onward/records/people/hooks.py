"""Where later rooms listen to mended particulars, within the action that mends them.

The records do not know who listens: `protection` marks the file of somebody who turns out to be a child.
"""

from collections.abc import Callable

from onward.kernel.actions import Act
from onward.records.people.models import Person

Listener = Callable[[Act, Person], None]

_listeners: list[Listener] = []


def on_mended(listener: Listener) -> Listener:
    """Register who is told when coded particulars of a person were mended; called when the house starts."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(act: Act, person: Person) -> None:
    """Tell the listeners of a person whose particulars were just mended."""
    for listener in _listeners:
        listener(act, person)
