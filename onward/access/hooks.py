"""What this room asks of others without importing them: for which organisations a user may refer.

`web` connects the rooms when the house starts.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from onward.kernel.actions import Actor

Organisations = Callable[[Actor], Iterable[tuple[UUID, str]]]
"""Told who asks, it answers with key and name of each organisation that the actor may see."""

_organisations: list[Organisations] = []


def register_organisations(source: Organisations) -> Organisations:
    """Say who knows the organisations; called when the house starts."""
    _organisations[:] = [source]
    return source


def organisations(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the organisations that the actor may see, by name."""
    return [pair for source in _organisations for pair in source(actor)]
