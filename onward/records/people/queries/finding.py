"""What the search box asks: a number first, then names."""

from dataclasses import dataclass
from uuid import UUID

from onward.kernel.actions import Actor
from onward.kernel.text import clean
from onward.records.people.models import Person
from onward.records.people.queries.names import by_name, take_apart
from onward.records.people.queries.numbers import by_number
from onward.records.people.queries.reading import ROWS
from onward.records.people.rules import holds

MOST_PAGES = 40
"""Pages of a common name that are shown: who has not found them by then adds a name or a birth year."""
LONGEST = 120


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        persons: at most `ROWS`, the best first.
        exact: keys of those found by a number, which nobody else has.
        near: keys of those whose names do not hold every word as it was typed.
        more: whether there are further ones; how many, is not counted.
        page: which of the pages of `ROWS` this is; the first is 1.
    """

    persons: tuple[Person, ...] = ()
    exact: frozenset[UUID] = frozenset()
    near: frozenset[UUID] = frozenset()
    more: bool = False
    page: int = 1


def find(actor: Actor, text: str, page: int = 1) -> Found:
    """Return the persons that a typed text means: an exact number first, then names in any order and script.

    Numbers: those of other bodies, of cases (see `finders`), of documents, telephone. Words that are a
    year or a day of birth narrow what the names find. Whom a number names stands on the first page.
    """
    typed, page = clean(text)[:LONGEST], min(max(page, 1), MOST_PAGES)
    if not typed:
        return Found()
    numbered = page == 1 and (any(character.isdigit() for character in typed) or "@" in typed)
    exact = by_number(actor, typed)[:ROWS] if numbered else []
    keys = frozenset(one.key for one in exact)
    asked = take_apart(typed)
    named = by_name(actor, asked, ROWS * (page - 1))
    others = [one for one in named[:ROWS] if one.key not in keys]
    near = frozenset(one.key for one in others if not holds(one.search, asked.words))
    return Found((*exact, *others), keys, near, more=len(named) > ROWS and page < MOST_PAGES, page=page)
