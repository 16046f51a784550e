"""What the search box asks: a number first, then names."""

from dataclasses import dataclass
from uuid import UUID

from onward.kernel.actions import Actor
from onward.kernel.text import clean
from onward.records.people.models import Person
from onward.records.people.queries.names import by_name, take_apart
from onward.records.people.queries.numbers import by_end, by_number, by_others
from onward.records.people.queries.reading import ROWS
from onward.records.people.rules import holds

MOST_PAGES = 40
"""Pages of a common name that are shown: who has not found them by then adds a name or a birth year."""
LONGEST = 120


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        persons: at most `ROWS` by name and as many by number, the best first.
        exact: keys of those found by a number, which nobody else has.
        near: keys of those whose names do not hold every word as it was typed.
        ending: keys of those of whom a number ends as was typed: at most `ROWS` too, behind the others.
        more_ending: whether there are further ones of these, whom more of the number would tell apart.
        more: whether there are further ones; how many, is not counted.
        page: which of the pages of `ROWS` this is; the first is 1.
    """

    persons: tuple[Person, ...] = ()
    exact: frozenset[UUID] = frozenset()
    near: frozenset[UUID] = frozenset()
    ending: frozenset[UUID] = frozenset()
    more_ending: bool = False
    more: bool = False
    page: int = 1


def find(actor: Actor, text: str, page: int = 1) -> Found:
    """Return the persons that a typed text means: an exact number first, then names in any order and script.

    Numbers: those of other bodies, of cases (see `finders`), of documents, telephone; where nothing that was
    typed is a digit, those of `finders` alone, if it is in capitals or nobody is called so. Words that are a
    year or a day of birth narrow what the names find. Whom a number names stands on the first page; those
    whose number ends as was typed stand behind the names there, for it may be a year of birth.
    """
    typed, page = clean(text)[:LONGEST], min(max(page, 1), MOST_PAGES)
    if not typed:
        return Found()
    numbered = page == 1 and (any(character.isdigit() for character in typed) or "@" in typed)
    asked = take_apart(typed)
    named = by_name(actor, asked, ROWS * (page - 1))
    exact = by_number(actor, typed)[:ROWS] if numbered else []
    # Numbers of other rooms may have no digit, as some of the files of before: in capitals, or no name.
    called = not typed.isupper() and any(holds(one.search, asked.words) for one in named)
    if page == 1 and not numbered and not called:
        exact = by_others(actor, typed)[:ROWS]
    ending = by_end(actor, typed) if numbered else []
    keys = frozenset(one.key for one in exact)
    others = [one for one in named[:ROWS] if one.key not in keys]
    shown = keys | {one.key for one in others}
    ended = [one for one in ending[:ROWS] if one.key not in shown]
    return Found(
        (*exact, *others, *ended),
        exact=keys,
        near=frozenset(one.key for one in others if not holds(one.search, asked.words)),
        ending=frozenset(one.key for one in ended),
        more_ending=len(ending) > ROWS,
        more=len(named) > ROWS and page < MOST_PAGES,
        page=page,
    )
