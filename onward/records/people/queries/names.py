"""How persons are found by their names, in any order, script and spelling, and by when they were born."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Regex

from onward.access.policy import VisibleQuerySet
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.records.people.finders import LAST, first_of_all, places
from onward.records.people.models import Person
from onward.records.people.queries.reading import ROWS, persons
from onward.records.people.rules import (
    a_letter_off,
    day_of_birth,
    distance,
    fold,
    parts_of,
    skeletons,
    without_article,
    year_of_birth,
)

CANDIDATES = 400
"""Rows that match by name and are ranked; a name that more share is answered by the newest of them."""
LONGEST_WORD = 24
"""Letters of a word in which a wrong one is looked for: the pattern for it grows with their square."""


@dataclass(frozen=True)
class Asked:
    """A typed text, taken apart: words of names, and days between which somebody was born."""

    words: tuple[str, ...]
    born: tuple[tuple[date, date], ...]

    def births(self) -> Q:
        """Return the test that somebody can have been born then."""
        return Q(*(Q(born_from__lte=last, born_to__gte=first) for first, last in self.born))


def take_apart(typed: str) -> Asked:
    """Part a text into words of names and days or years of birth; a word with a digit is no name."""
    today = clock.today()
    words: list[str] = []
    born: list[tuple[date, date]] = []
    for word in typed.split():
        year, day = year_of_birth(word, today), day_of_birth(word)
        if day:
            born.append((day, day))
        elif year:
            born.append((date(year, 1, 1), date(year, 12, 31)))
        elif not any(character.isdigit() for character in word):
            words.extend(fold(word).split())
    return Asked(tuple(dict.fromkeys(words)), tuple(born))


def by_name(actor: Actor, asked: Asked, skip: int) -> list[Person]:
    """Return the persons whose names hold every word, and who can have been born then; the best first.

    One more than a page, after those to `skip`.
    """
    if not asked.words and not asked.born:
        return []
    rows = persons(actor).filter(asked.births())
    if not asked.words:
        return list(rows.select_related("office").order_by("-id")[skip : skip + ROWS + 1])
    keys = [pk for pk, _search in _chosen(actor, rows, asked.words, skip + ROWS + 1)[skip:]]
    known = rows.select_related("office").in_bulk(keys)
    return [known[pk] for pk in keys if pk in known]


def _chosen(
    actor: Actor, rows: VisibleQuerySet[Person], words: Sequence[str], upto: int
) -> list[tuple[int, str]]:
    """Return id and text of the first `upto` who may be meant: one order, whichever page of it is read.

    Up to `CANDIDATES` who hold every word are ranked by spelling, then by place (`finders.Foremost`: whose
    case goes on stands first), then the newest first. Fewer than a page of them are followed by those of whom
    each word is spelt nearly so; where there are none, also by others who sound or look alike. Of a name that
    more share, those come first who bear it whole; both kinds are in the order of the table's key, so nothing
    is ranked: the database walks the newest persons in sight until it has enough or, where it takes the name
    for rarer, sorts the keys of all who hold it, and at most `MOST_PAGES` pages leave it. Of 1,000,000 a word
    that 18,000 hold takes 40 to 60 ms on any page. Before each kind stand those with a place: `_in_front`.
    """
    held = _newest(rows.filter(holding(words)), CANDIDATES + 1)
    if len(held) <= CANDIDATES:
        near: set[tuple[int, str]] = set()
        if len(held) < ROWS:
            near = (_spelt_nearly(rows, words) if held else _near(rows, words)) - set(held)
        place = places(actor, [pk for pk, _search in (*held, *near)])
        return [*_ranked(held, words, place), *_ranked(near, words, place)][:upto]
    front = _in_front(actor, rows, words, held)
    rest = rows.exclude(pk__in=[pk for pk, _search in front])
    bearing = reduce(and_, (Q(search__contains=f" {word} ") for word in words))
    found = [one for one in front if _bears(one[1], words)]
    if len(found) < upto:
        found += _newest(rest.filter(bearing), upto - len(found))
    if len(found) < upto:
        found += [one for one in front if not _bears(one[1], words)]
    if len(found) < upto:
        found += _newest(rest.filter(holding(words)).exclude(bearing), upto - len(found))
    return found[:upto]


def _in_front(
    actor: Actor, rows: VisibleQuerySet[Person], words: Sequence[str], newest: Sequence[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Return those with a place who hold a name that many share, in their order: the same for every page.

    They are the reader's own, and those among the newest holders, who were read already: to look for all of
    them would be to ask about every holder.
    """
    own = first_of_all(actor)
    known = dict(newest[:CANDIDATES])
    if own:
        known |= dict(_newest(rows.filter(holding(words), pk__in=own), CANDIDATES))
    place = places(actor, known)
    front = [(pk, search) for pk, search in known.items() if pk in place]
    return sorted(front, key=lambda one: (place[one[0]], -one[0]))


def _bears(search: str, words: Sequence[str]) -> bool:
    return all(f" {word} " in search for word in words)


def _newest(rows: VisibleQuerySet[Person], most: int) -> list[tuple[int, str]]:
    """Return id and text for finding of the last ones that were entered."""
    return list(rows.order_by("-id").values_list("pk", "search")[:most])


def alike(words: Sequence[str]) -> Q:
    """Return the test for names that are near in any of these ways, where the rows to look at are few."""
    ways = [way for way in (_sounding(words), _looking(words), resembles(words)) if way]
    return reduce(or_, ways, Q(pk__in=[]))


def _near(rows: VisibleQuerySet[Person], words: Sequence[str]) -> set[tuple[int, str]]:
    """Return id and text of persons whose names sound alike, look alike, or are a letter off in each word."""
    found = _spelt_nearly(rows, words)
    for way in (_sounding(words), _looking(words)):
        if way:
            found.update(_newest_of_few(rows.filter(way)))
    return found


def _spelt_nearly(rows: VisibleQuerySet[Person], words: Sequence[str]) -> set[tuple[int, str]]:
    """Return id and text of persons in whose names each of several words stands, if for a letter."""
    way = resembles(words)
    return set(_newest_of_few(rows.filter(way))) if way else set()


def _newest_of_few(rows: VisibleQuerySet[Person]) -> list[tuple[int, str]]:
    """Return id and text of the last `CANDIDATES` of rows that are rarer than the database takes them for.

    It cannot tell how many names are nearly so, and would walk everybody in sight, the newest first, to come
    upon 400 who are not there: seconds on 1,000,000 persons. An order that no index has leaves the index of
    names, and what that finds is sorted.
    """
    return list(rows.order_by(-F("id")).values_list("pk", "search")[:CANDIDATES])


def _ranked(
    found: Iterable[tuple[int, str]], words: Sequence[str], place: Mapping[int, int]
) -> list[tuple[int, str]]:
    def rank(one: tuple[int, str]) -> tuple[float, int, int, int]:
        spelling, length = distance(one[1], words)
        return spelling, place.get(one[0], LAST), length, -one[0]

    return sorted(found, key=rank)


def holding(words: Sequence[str]) -> Q:
    """Return the test that a text for finding holds every word, or part of one (see `rules.holds`)."""
    return reduce(and_, (Q(search__contains=part) for part in parts_of(words)))


def _sounding(words: Sequence[str]) -> Q | None:
    """Return the test for names that agree but for vowels: a script without them was typed, or is kept."""
    bones = skeletons(" ".join(words))
    return reduce(and_, (Q(search__contains=bone) for bone in bones)) if bones else None


def _looking(words: Sequence[str]) -> Q | None:
    """Return the test for names that look alike: a letter too many, or two that changed places."""
    long_words = [word for word in words if len(word) > 3]
    return reduce(and_, (Q(search__trigram_word_similar=word) for word in long_words)) if long_words else None


def resembles(words: Sequence[str]) -> Q | None:
    """Return the test for names of which each word is there in some way of its own; for two words and more.

    In its letters, but for vowels, or with one letter wrong. The index finds the halves of words, which is
    wide for one word and narrow for two; of what it finds, the database itself tells whose letters fit.
    """
    told = [word for word in words if len(word) > 2]
    return reduce(and_, map(_like, told)) if len(told) > 1 else None


def _like(word: str) -> Q:
    """Return the test that a word is there in some way."""
    ways = Q(search__contains=word)
    for form in without_article(word):
        for bone in skeletons(form):
            ways |= Q(search__contains=bone)
        if 3 < len(form) <= LONGEST_WORD:
            parts, pattern = a_letter_off(form)
            ways |= reduce(or_, (Q(search__contains=part) for part in parts)) & Q(_met(pattern))
    return ways


def _met(pattern: str) -> Regex:
    """Return the test that a text for finding meets a pattern, which the index of trigrams is not asked.

    Of a pattern with so many ways out it would read a great part of itself; halves of words are quicker.
    """
    return Regex(Concat(F("search"), Value(""), output_field=TextField()), pattern)
