"""Other ways to find a person by an exact number, which rooms of later tiers bring: the reference of a
case.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from onward.access.models import User
from onward.kernel.actions import Actor

Finder = Callable[[Actor, str], Iterable[UUID]]
"""Told who asks and what was typed (trimmed), it answers with keys of persons, the best first. It need not
check who may see them: `queries.find` keeps those that the actor may. It must answer fast where the text
is not its own."""

_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Let the search box find persons by one more kind of number; called from a room's `ready()`."""
    if finder not in _finders:
        _finders.append(finder)


def found_by_others(actor: Actor, text: str) -> list[UUID]:
    """Return the keys that the registered finders answer with, without doubles."""
    return list(dict.fromkeys(key for finder in _finders for key in finder(actor, text)))


@dataclass(frozen=True)
class Foremost:
    """Who stands before others whose names are spelt as near to what was typed.

    Attributes:
        among: told who asks and primary keys of persons, it answers with places of some of them, lower first.
        own: told who asks, it answers with the keys of those who come first of all: few.
    """

    among: Callable[[Actor, Collection[int]], Mapping[int, int]]
    own: Callable[[Actor], Collection[int]]


_foremost: list[Foremost] = []
LAST = 9
"""The place of whoever has none."""


def register_foremost(foremost: Foremost) -> None:
    """Let persons of another room stand first in the search: those whose case goes on."""
    if foremost not in _foremost:
        _foremost.append(foremost)


def places(actor: Actor, persons: Collection[int]) -> dict[int, int]:
    """Return the places of those persons who stand before others; one person needs none."""
    found: dict[int, int] = {}
    for foremost in _foremost if len(persons) > 1 else ():
        for key, place in foremost.among(actor, persons).items():
            found[key] = min(place, found.get(key, LAST))
    return found


def first_of_all(actor: Actor) -> set[int]:
    """Return the primary keys of those who stand first, however many share their name."""
    return {key for foremost in _foremost for key in foremost.own(actor)}


Shortcut = Callable[[Actor, str], "str | None"]
"""Told who asks and what was typed, it answers with the address of what the text names exactly, if the actor
may see it."""

_shortcuts: list[Shortcut] = []


def register_shortcut(shortcut: Shortcut) -> None:
    """Let the search box lead straight to a page of another room; called from a room's `ready()`."""
    if shortcut not in _shortcuts:
        _shortcuts.append(shortcut)


def shortcut_to(actor: Actor, text: str) -> str | None:
    """Return the address that a typed text leads straight to, or None."""
    return next((address for shortcut in _shortcuts if (address := shortcut(actor, text))), None)


@dataclass(frozen=True)
class Standing:
    """Where a person stands in what another room keeps: a case, for a row of the search.

    `more` counts what else there is of the kind; `open` says whether it goes on.
    """

    reference: str
    url: str
    stage: str
    open: bool
    more: int = 0


Teller = Callable[[User, Collection[int]], Mapping[int, Standing]]
"""Told who asks and primary keys of persons, it answers for those of whom it has something to say."""

_tellers: list[Teller] = []


def register_teller(teller: Teller) -> None:
    """Let the rows of the search tell where somebody stands; called from a room's `ready()`."""
    if teller not in _tellers:
        _tellers.append(teller)


def standings(user: User, persons: Collection[int]) -> dict[int, Standing]:
    """Return where persons stand, by primary key; the first room that has something to say says it."""
    found: dict[int, Standing] = {}
    for teller in _tellers if persons else ():
        for key, standing in teller(user, persons).items():
            found.setdefault(key, standing)
    return found
