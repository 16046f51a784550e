"""What this room asks of others without importing them: whom a consent is about, and who may receive.

`web` connects the rooms when the house starts.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from onward.access.models import Office
from onward.access.queries import offices as offices_by_name
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing


@dataclass(frozen=True)
class Subject:
    """The person whom a consent is about, as far as the reader may see them.

    Attributes:
        key: of the person.
        name: in Latin letters.
        native: in its own script; may be empty.
        language: BCP 47 tag for `native`; may be empty.
        office: that keeps the record.
        url: where the person's page is.
        restricted: whether marks stand on the person.
    """

    key: UUID
    name: str
    native: str
    language: str
    office: Office
    url: str
    restricted: bool


@dataclass(frozen=True)
class Recipient:
    """Somebody who may receive data of a person: an office of the house, or an organisation."""

    key: UUID
    name: str


Lookup = Callable[[Actor, UUID], Subject]
"""Answers with the person if the actor may see them, else raises Missing."""


Children = Callable[[Iterable[UUID], date], Set[UUID]]
"""Answers which of some persons are children on a day, or may be; an action asks it of whom it reached."""


@dataclass(frozen=True)
class Speaker:
    """Who may speak for a person, by name; and by key where it is somebody of the records."""

    name: str
    key: UUID | None = None


Speakers = Callable[[Actor, UUID], Iterable[Speaker]]
"""Answers with who may speak for a person, as far as the actor may see them."""


class Names(Protocol):
    """Knows whose names may stand in what was typed of a person, and whom of these the reader sees."""

    def bearer(self, words: str) -> UUID | None:
        """Return who in sight is meant by a name, where it is one alone."""

    def may_be_told(self, words: str, bearer: UUID | None = None) -> bool:
        """Say whether a name may be shown, of whom it is known (`bearer`) or not."""


NamesBeside = Callable[[Actor, UUID], Names]
"""Answers with the names beside a person: of who shares a household with them, say."""


@dataclass(frozen=True)
class Recipients:
    """A source of recipients.

    Attributes:
        offered: those that a form offers an actor, sorted.
        named: those of the keys that this source knows.
    """

    offered: Callable[[Actor], Iterable[Recipient]]
    named: Callable[[Iterable[UUID]], Iterable[Recipient]]


_lookup: Lookup | None = None
_children: Children | None = None
_speakers: Speakers | None = None
_names: NamesBeside | None = None
_sources: list[Recipients] = []


def register_subjects(lookup: Lookup) -> None:
    """Say how a person is looked up; called once, when the house starts."""
    global _lookup
    _lookup = lookup


def register_children(children: Children, speakers: Speakers) -> None:
    """Say who may be a child, and who may speak for one; called once, when the house starts."""
    global _children, _speakers
    _children, _speakers = children, speakers


def register_names(names: NamesBeside) -> None:
    """Say whose names may stand beside a person; called once, when the house starts."""
    global _names
    _names = names


def register_recipients(source: Recipients) -> None:
    """Add a source of recipients; called when the house starts."""
    if source not in _sources:
        _sources.append(source)


def subject(actor: Actor, key: UUID) -> Subject:
    """Return the person with this key.

    Raises:
        Missing: there is none, or not for this actor.
    """
    if _lookup is None:
        raise Missing()
    return _lookup(actor, key)


def children(persons: Iterable[UUID], on: date) -> Set[UUID]:
    """Return those of the persons who are under 18 on a day, or may be; it needs the house to be started."""
    if _children is None:
        raise Missing()
    return _children(persons, on)


def speakers(actor: Actor, person: UUID) -> list[Speaker]:
    """Return who may speak for a person: the guardian and adults of the household."""
    return list(_speakers(actor, person)) if _speakers else []


def names_beside(actor: Actor, person: UUID) -> Names:
    """Return whose names may stand in what was typed of a person; it needs the house to be started."""
    if _names is None:
        raise Missing()
    return _names(actor, person)


def recipients(actor: Actor) -> list[tuple[str, list[Recipient]]]:
    """Return whom a form offers: the offices first (group `offices`), then the `organisations`."""
    offices = [Recipient(office.key, office.called) for office in offices_by_name()]
    others = [one for source in _sources for one in source.offered(actor)]
    return [("offices", offices), ("organisations", others)]


def names_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of recipients by their keys; a key that nobody knows is left out."""
    wanted = set(keys)
    found = {one.key: one.called for one in Office.objects.filter(key__in=wanted)}
    for source in _sources:
        left = wanted - found.keys()
        if left:
            found |= {one.key: one.name for one in source.named(left)}
    return found
