"""What this room asks of others without importing them: organisations for a user, and names of countries.

`web` connects the rooms when the house starts.
"""

from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

from onward.kernel.actions import Actor

Organisations = Callable[[Actor], Iterable[tuple[UUID, str]]]
"""Told who asks, it answers with key and name of each organisation that the actor may see."""


class Named(Protocol):
    """A name in the reader's language: written out (`str`) it carries the marks of its notes."""

    @property
    def bare(self) -> str:
        """The name alone: to sort by, never to be shown."""


Naming = Callable[[str, str], Named]
"""Told a name and a country, it answers with the reader's word for the country where it is named so."""

_naming: list[Naming] = []
_organisations: list[Organisations] = []


def register_organisations(source: Organisations) -> Organisations:
    """Say who knows the organisations; called when the house starts."""
    _organisations[:] = [source]
    return source


def organisations(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the organisations that the actor may see, by name."""
    return [pair for source in _organisations for pair in source(actor)]


def register_naming(source: Naming) -> Naming:
    """Say who knows how countries are called; called when the house starts."""
    _naming[:] = [source]
    return source


def mission_called(name: str, country: str) -> Named:
    """Return what a mission is called: one that goes by its country's name does so in every language."""
    return _naming[0](name, country)
