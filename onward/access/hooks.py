"""What this room asks of others without importing them: organisations, names of countries, a way in.

`web` connects the rooms when the house starts.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.http import HttpRequest

from onward.kernel.actions import Actor

if TYPE_CHECKING:
    from onward.access.models import User

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


@dataclass(frozen=True)
class WayIn:
    """A link by which one user sets a password, once, and until when."""

    address: str
    until: datetime


WaysIn = Callable[[HttpRequest, "User"], WayIn]
"""Told whom a link is for, it makes one, which is kept nowhere."""

_ways_in: list[WaysIn] = []


def register_way_in(source: WaysIn) -> WaysIn:
    """Say who makes the links by which passwords are set; called when the house starts."""
    _ways_in[:] = [source]
    return source


def way_in(request: HttpRequest, user: "User") -> WayIn:
    """Return a link for somebody to set a password by."""
    return _ways_in[0](request, user)


OfficesNamed = Callable[[], Collection[str]]
"""It answers with the codes of the offices that programmes name."""

_named: list[OfficesNamed] = []


def register_offices_named(source: OfficesNamed) -> OfficesNamed:
    """Say who knows in which offices programmes run; called when the house starts."""
    _named[:] = [source]
    return source


def offices_named() -> list[str]:
    """Return the codes of the offices in which programmes run, sorted."""
    return sorted({code for source in _named for code in source()})
