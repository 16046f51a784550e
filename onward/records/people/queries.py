"""How persons are found and read: always through `visible_to`, so nothing tells of who is hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import cast
from uuid import UUID

from django.db.models import BigIntegerField, CharField, Q, QuerySet, UUIDField

from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.kernel.problems import Missing
from onward.kernel.questions import Blank, question
from onward.kernel.text import clean
from onward.records.people.finders import found_by_others
from onward.records.people.models import (
    Contact,
    Household,
    Membership,
    Person,
    ReferenceNumber,
    TravelDocument,
)
from onward.records.people.rules import day_of_birth, fold, number_of, phone_number, skeletons, year_of_birth

ROWS = 25
CANDIDATES = 400
"""Rows that match by name and are ranked; of a name that more share, the newest of them."""
MOST_PAGES = 40
"""Pages of a common name that are shown: who has not found them by then adds a name or a birth year."""
LONGEST = 120


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        persons: at most `ROWS`, the best first.
        exact: keys of those found by a number, which nobody else has.
        more: whether there are further ones; how many, is not counted.
        page: which of the pages of `ROWS` this is; the first is 1.
    """

    persons: tuple[Person, ...] = ()
    exact: frozenset[UUID] = frozenset()
    more: bool = False
    page: int = 1


@dataclass(frozen=True)
class _Asked:
    """A typed text, taken apart."""

    words: tuple[str, ...]
    born: tuple[tuple[date, date], ...]


def persons(actor: Actor) -> VisibleQuerySet[Person]:
    """Return the persons that the actor may see."""
    return Person.objects.all().visible_to(actor)


def person(actor: Actor, key: UUID) -> Person:
    """Return one person.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = _person.first(actor, key=key)
    if found is None:
        raise Missing()
    return found


@question(key=UUIDField())
def _person(actor: Actor, *, key: Blank) -> QuerySet[Person]:
    return persons(actor).select_related("office").filter(key=key)


def names_of(keys: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the names of persons, in Latin letters and as they write them, by their keys.

    For rows of another room that were seen to be visible, and with them whom they are about.
    """
    found = Person.objects.filter(key__in=list(keys))
    return {key: (name, native) for key, name, native in found.values_list("key", "name", "name_native")}


def shared_households(actor: Actor, person: Person) -> list[Membership]:
    """Return the times of everybody in sight in the households of a person, the person's own among them."""
    return _shared_households(actor, person=person.pk)


@question(person=BigIntegerField())
def _shared_households(actor: Actor, *, person: Blank) -> QuerySet[Membership]:
    theirs = Membership.objects.filter(person=person).values("household")
    shared = Membership.objects.filter(household__in=theirs, person__in=persons(actor))
    return shared.select_related("household", "person").order_by("id")


def household(actor: Actor, key: UUID) -> Household:
    """Return one household of which the actor may see somebody.

    Raises:
        Missing: there is none with this key, or not for this actor.
    """
    found = Household.objects.all().visible_to(actor).select_related("office").filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def members(actor: Actor, of: Household) -> list[Membership]:
    """Return who belongs, or belonged, to a household, as far as the actor may see them; the head first."""
    seen = of.memberships.filter(person__in=persons(actor)).select_related("person")
    order = {"head": 0, "partner": 1}
    return sorted(
        seen, key=lambda one: (one.left_on is not None, order.get(one.relation, 2), one.joined_on, one.pk)
    )


def find(actor: Actor, text: str, page: int = 1) -> Found:
    """Return the persons that a typed text means: an exact number first, then names in any order and script.

    Numbers: those of other bodies, of cases (see `finders`), of documents, telephone. Words that are a
    year or a day of birth narrow what the names find. Whom a number names stands on the first page.
    """
    typed, page = clean(text)[:LONGEST], min(max(page, 1), MOST_PAGES)
    if not typed:
        return Found()
    numbered = page == 1 and (any(character.isdigit() for character in typed) or "@" in typed)
    exact = _by_number(actor, typed)[:ROWS] if numbered else []
    keys = frozenset(one.key for one in exact)
    named = _by_name(actor, _take_apart(typed), ROWS * (page - 1))
    others = [one for one in named[:ROWS] if one.key not in keys]
    return Found((*exact, *others), keys, more=len(named) > ROWS and page < MOST_PAGES, page=page)


def _by_number(actor: Actor, typed: str) -> list[Person]:
    """Return the persons whom a number names; references and cases before documents, telephone last."""
    number = number_of(typed)
    country = _country(actor)
    by_others = found_by_others(actor, typed)
    phones = [phone for phone in {phone_number(typed, country), typed.casefold()[:40]} if phone]
    found = [
        *(_with_keys(actor, keys=by_others) if by_others else ()),
        *(_with_reference(actor, number=number) if number else ()),
        *(_with_document(actor, number=number) if number else ()),
        *(_with_contact(actor, phones=phones) if phones else ()),
    ]
    ranked: dict[int, Person] = {}
    for one in found:
        ranked.setdefault(one.pk, one)
    return list(ranked.values())


@question(keys=UUIDField())
def _with_keys(actor: Actor, *, keys: Blank) -> QuerySet[Person]:
    return _first_rows(actor).filter(key__among=keys)[: ROWS + 1]


@question(number=CharField())
def _with_reference(actor: Actor, *, number: Blank) -> QuerySet[Person]:
    having = ReferenceNumber.objects.filter(number=number).values("person_id")
    return _first_rows(actor).filter(pk__in=having)[: ROWS + 1]


@question(number=CharField())
def _with_document(actor: Actor, *, number: Blank) -> QuerySet[Person]:
    having = TravelDocument.objects.filter(number=number).exclude(number="")  # as the index has it
    return _first_rows(actor).filter(pk__in=having.values("person_id"))[: ROWS + 1]


@question(phones=CharField())
def _with_contact(actor: Actor, *, phones: Blank) -> QuerySet[Person]:
    having = Contact.objects.filter(found_as__among=phones).exclude(found_as="").values("person_id")
    return _first_rows(actor).filter(pk__in=having)[: ROWS + 1]


def _first_rows(actor: Actor) -> VisibleQuerySet[Person]:
    return persons(actor).select_related("office")


def _country(actor: Actor) -> str:
    """Return the country in which the actor's office dials; none for who has no office."""
    office = cast(User, actor).office
    return office.country if office else ""


def _take_apart(typed: str) -> _Asked:
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
    return _Asked(tuple(dict.fromkeys(words)), tuple(born))


def _by_name(actor: Actor, asked: _Asked, skip: int) -> list[Person]:
    """Return the persons whose names hold every word, and who can have been born then; the closest first.

    One more than a page, after those to `skip`. A common name is answered by the next rows whose whole words
    it is, without looking at all the others: each page of them is ranked for itself.
    """
    if not asked.words and not asked.born:
        return []
    rows = persons(actor)
    for first, last in asked.born:
        rows = rows.filter(born_from__lte=last, born_to__gte=first)
    if not asked.words:
        return list(rows.select_related("office").order_by("-id")[skip : skip + ROWS + 1])
    found = _holding(rows, [f" {word} " for word in asked.words], ROWS + 1, skip)
    if found and (skip or len(found) > ROWS):
        chosen = [*_ranked(found[:ROWS], asked.words), *found[ROWS:]]
    else:
        chosen = _ranked(_near(rows, asked.words), asked.words)[skip : skip + ROWS + 1]
    keys = [pk for pk, _search in chosen]
    known = rows.select_related("office").in_bulk(keys)
    return [known[pk] for pk in keys if pk in known]


def _near(rows: VisibleQuerySet[Person], words: Sequence[str]) -> list[tuple[int, str]]:
    """Return id and text of who may be meant: by parts of names; if by none, by sound and spelling."""
    # A word of one or two letters has no trigram of its own; the beginning of a word has.
    parts = [word if len(word) > 2 else f" {word}" for word in words]
    held = _holding(rows, parts, CANDIDATES)
    return held or list({*_by_skeleton(rows, words), *_alike(rows, words)})


def _ranked(found: Sequence[tuple[int, str]], words: Sequence[str]) -> list[tuple[int, str]]:
    return sorted(found, key=lambda one: (*_distance(one[1], words), one[0]))


def _holding(
    rows: VisibleQuerySet[Person], parts: Sequence[str], most: int, skip: int = 0
) -> list[tuple[int, str]]:
    """Return id and text for finding of the persons whose text holds every part, as they lie in the table."""
    held = reduce(and_, (Q(search__contains=part) for part in parts))
    return list(rows.filter(held).values_list("pk", "search")[skip : skip + most])


def _by_skeleton(rows: VisibleQuerySet[Person], words: Sequence[str]) -> list[tuple[int, str]]:
    """Return persons whose names agree but for vowels: a script without them was typed, or is kept."""
    bones = skeletons(" ".join(words))
    return _holding(rows, bones, CANDIDATES) if bones else []


def _alike(rows: VisibleQuerySet[Person], words: Sequence[str]) -> list[tuple[int, str]]:
    """Return persons with names that look alike: a letter too many, or two that changed places."""
    long_words = [word for word in words if len(word) > 3]
    if not long_words:
        return []
    for word in long_words:
        rows = rows.filter(search__trigram_word_similar=word)
    return list(rows.values_list("pk", "search")[:CANDIDATES])


def _distance(search: str, words: Sequence[str]) -> tuple[float, int]:
    """Return how far a row is from the words: by the spelling of what is nearest to each, then by length.

    A whole part of a name is at 0; one that shares no two letters in a row with the word is at 1.
    """
    parts = set(search.replace("|", " ").split())
    pairs = [_pairs(part) for part in parts]
    far = [
        0.0 if word in parts else 1.0 - max((_alikeness(_pairs(word), one) for one in pairs), default=0.0)
        for word in words
    ]
    return round(sum(far), 3), len(search)


def _pairs(word: str) -> frozenset[str]:
    """Return the pairs of letters of a word, its beginning and its end among them."""
    framed = f" {word} "
    return frozenset(framed[at : at + 2] for at in range(len(framed) - 1))


def _alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two words are spelt, from 0 to 1 (Dice, by pairs of letters)."""
    return 2 * len(one & other) / (len(one) + len(other))


def hidden_holder(actor: Actor, issuer: str, number: str) -> UUID | None:
    """Return the key of who holds a number of another body and may not be seen by the actor, if anybody.

    For the audit alone, which its officer reads: nothing of it goes to the actor.
    """
    held = ReferenceNumber.objects.filter(issuer=issuer, number=number_of(clean(number)))
    holder = held.values_list("person__key", flat=True).first()
    if holder is None or Person.objects.visible_to(actor).filter(key=holder).exists():
        return None
    return holder
