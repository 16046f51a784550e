"""How persons are found and read: always through `visible_to`, so nothing tells of who is hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
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
from onward.records.people.rules import (
    day_of_birth,
    distance,
    fold,
    is_near,
    number_of,
    phone_number,
    skeletons,
    without_article,
    year_of_birth,
)

ROWS = 25
CANDIDATES = 400
"""Rows that match by name and are ranked; a name that more share is answered by the newest of them."""
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
class Asked:
    """A typed text, taken apart: words of names, and days between which somebody was born."""

    words: tuple[str, ...]
    born: tuple[tuple[date, date], ...]

    def births(self) -> Q:
        """Return the test that somebody can have been born then."""
        return Q(*(Q(born_from__lte=last, born_to__gte=first) for first, last in self.born))


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
    named = _by_name(actor, take_apart(typed), ROWS * (page - 1))
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


def _by_name(actor: Actor, asked: Asked, skip: int) -> list[Person]:
    """Return the persons whose names hold every word, and who can have been born then; the best first.

    One more than a page, after those to `skip`.
    """
    if not asked.words and not asked.born:
        return []
    rows = persons(actor).filter(asked.births())
    if not asked.words:
        return list(rows.select_related("office").order_by("-id")[skip : skip + ROWS + 1])
    keys = [pk for pk, _search in _chosen(rows, asked.words, skip + ROWS + 1)[skip:]]
    known = rows.select_related("office").in_bulk(keys)
    return [known[pk] for pk in keys if pk in known]


def _chosen(rows: VisibleQuerySet[Person], words: Sequence[str], upto: int) -> list[tuple[int, str]]:
    """Return id and text of the first `upto` who may be meant: one order, whichever page of it is read.

    Up to `CANDIDATES` who hold every word are ranked by spelling, then the newest first. Fewer than a page of
    them are followed by those of whom each word is spelt nearly so; where there are none, also by others who
    sound or look alike. Of a name that more share, those come first who bear it whole; both kinds are in the
    order of the table's key, so nothing is ranked: the database walks the newest persons in sight until it
    has enough or, where it takes the name for rarer, sorts the keys of all who hold it, and at most
    `MOST_PAGES` pages leave it. On 1,000,000 persons a word that 18,000 hold takes 40 to 60 ms on any page.
    """
    held = _newest(rows.filter(holding(words)), CANDIDATES + 1)
    if len(held) <= CANDIDATES:
        found = _ranked(held, words)
        if len(held) < ROWS:
            near = _spelt_nearly(rows, words) if held else _near(rows, words)
            found += _ranked(near - set(held), words)
        return found[:upto]
    bearing = reduce(and_, (Q(search__contains=f" {word} ") for word in words))
    whole = _newest(rows.filter(bearing), upto)
    if len(whole) < upto:
        whole += _newest(rows.filter(holding(words)).exclude(bearing), upto - len(whole))
    return whole


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
            found.update(_newest(rows.filter(way), CANDIDATES))
    return found


def _spelt_nearly(rows: VisibleQuerySet[Person], words: Sequence[str]) -> set[tuple[int, str]]:
    """Return id and text of persons in whose names each of several words stands, if for a letter."""
    way = resembles(words)
    found = _newest(rows.filter(way), CANDIDATES) if way else []
    return {one for one in found if is_near(one[1], words)}


def _ranked(found: Iterable[tuple[int, str]], words: Sequence[str]) -> list[tuple[int, str]]:
    return sorted(found, key=lambda one: (*distance(one[1], words), -one[0]))


def holding(words: Sequence[str]) -> Q:
    """Return the test that a text for finding holds every word, or part of one."""
    # A word of one or two letters has no trigram of its own; the beginning of a word has.
    return reduce(and_, (Q(search__contains=word if len(word) > 2 else f" {word}") for word in words))


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

    In its letters, but for vowels, looking alike, or with one half as it was typed: a wrong letter leaves the
    other half whole. That is wide for one word and narrow for two; `rules.is_near` looks closer.
    """
    told = [word for word in words if len(word) > 2]
    return reduce(and_, map(_like, told)) if len(told) > 1 else None


def _like(word: str) -> Q:
    """Return the test that a word is there in some way."""
    ways = Q(search__contains=word)
    for bone in skeletons(" ".join(without_article(word))):
        ways |= Q(search__contains=bone)
    if len(word) > 3:
        half = len(word) // 2
        ways |= Q(search__trigram_word_similar=word)
        ways |= Q(search__contains=f" {word[:half]}") | Q(search__contains=f"{word[half:]} ")
    return ways


def hidden_holder(actor: Actor, issuer: str, number: str) -> UUID | None:
    """Return the key of who holds a number of another body and may not be seen by the actor, if anybody.

    For the audit alone, which its officer reads: nothing of it goes to the actor.
    """
    held = ReferenceNumber.objects.filter(issuer=issuer, number=number_of(clean(number)))
    holder = held.values_list("person__key", flat=True).first()
    if holder is None or Person.objects.visible_to(actor).filter(key=holder).exists():
        return None
    return holder
