"""Where later rooms listen to mended particulars, within the action that mends them, and say who comes next.

The records do not know who listens: `protection` marks the file of somebody who turns out to be a child.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from onward.access.models import User
from onward.kernel.actions import Act
from onward.records.people.models import Person

Listener = Callable[[Act, Person], None]

_listeners: list[Listener] = []


def on_mended(listener: Listener) -> Listener:
    """Register who is told when coded particulars of a person were mended; called when the house starts."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@dataclass(frozen=True)
class Following:
    """Whose paper is written next, by key and name, and where."""

    person: UUID
    name: str
    url: str


Round = Callable[[User, str, Person], Following | None]
"""Told who writes, the page that the form leads back to and whose paper it is: who comes next."""

_rounds: list[Round] = []


def on_a_round(follows: Round) -> Round:
    """Register who knows whose paper is written next, of those who travel together; called at the start."""
    if follows not in _rounds:
        _rounds.append(follows)
    return follows


def following(user: User, back: str, person: Person) -> Following | None:
    """Return whose paper is written next, where the form was reached from a page of several persons."""
    return next((found for one in _rounds if (found := one(user, back, person))), None)


def tell(act: Act, person: Person) -> None:
    """Tell the listeners of a person whose particulars were just mended."""
    for listener in _listeners:
        listener(act, person)
