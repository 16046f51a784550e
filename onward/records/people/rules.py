"""Pure decisions about persons: births that are not known to the day, names and how they are found,
numbers.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import phonenumbers

from onward.kernel.text import clean_name
from onward.records.people import problems
from onward.reference import choices
from onward.reference.scripts import latin_form, script_of

OLDEST = 120
"""Years that nobody is older than: the oldest person on record reached 122."""
PARENT_YEARS = 12
"""Years by which a parent is older than the child at least.

Hardly anybody has borne or fathered a child younger: what is nearer is a slip of the pen, in a date or in who
is whose parent.
"""
LONGEST_SEARCH = 2_000

_FAMILY_FIRST = frozenset({"Hani", "Hira", "Kana", "Bopo", "Hang"})
"""Scripts in which the family name comes first, with no space after it."""

_NUMBER = re.compile(r"[^0-9A-Z/.-]")


@dataclass(frozen=True)
class Born:
    """When somebody was born: the first and the last day that it can have been; both None where nothing
    is known.
    """

    earliest: date | None = None
    latest: date | None = None

    @classmethod
    def on(cls, day: date) -> "Born":
        """Born on a day that is known."""
        return cls(day, day)

    @classmethod
    def in_year(cls, year: int) -> "Born":
        """Born in a year of which the day is not known.

        Raises:
            TooOld, BornInTheFuture: no calendar has such a year.
        """
        if year < 1:
            raise problems.TooOld("born_year", limit=OLDEST)
        if year > date.max.year:
            raise problems.BornInTheFuture("born_year")
        return cls(date(year, 1, 1), date(year, 12, 31))

    def checked(self, today: date, field: str = "born") -> "Born":
        """Return it if a living person can have been born then; the part of a span that lies ahead is cut
        off.

        Raises:
            DatesTurnedAround, BornInTheFuture, TooOld: see `problems`, at `field`.
        """
        earliest, latest = self.earliest or self.latest, self.latest or self.earliest
        if earliest is None or latest is None:
            return Born()
        if latest < earliest:
            raise problems.DatesTurnedAround(field)
        if earliest > today:
            raise problems.BornInTheFuture(field)
        if years_between(latest, today) > OLDEST:
            raise problems.TooOld(field, limit=OLDEST)
        return Born(earliest, min(latest, today))


def is_closer(day: date, earliest: date | None, latest: date | None) -> bool:
    """Say whether a day of birth tells more than a span that stands, and lies within it."""
    if earliest is None or latest is None:
        return True
    return earliest != latest and earliest <= day <= latest


@dataclass(frozen=True)
class GivenName:
    """A name as it was given: in parts, or whole in `full` where nobody can say which part is which."""

    kind: str = "main"
    given: str = ""
    family: str = ""
    full: str = ""

    def cleaned(self, field: str = "names") -> "GivenName":
        """Return it fit to be kept; see `onward.kernel.text`.

        Raises:
            TextTooLong: a part, or the whole, has more characters than a name can have.
            NoName: nothing that can be read is left.
        """
        given, family = clean_name(self.given, field), clean_name(self.family, field)
        whole = f"{given} {family}"
        if script_of(whole) in _FAMILY_FIRST:
            whole = family + given
        full = clean_name(self.full or whole, field)
        if script_of(full) is None:
            raise problems.NoName(field)
        return GivenName(self.kind, given, family, full)

    @cached_property
    def script(self) -> str:
        """The script of most of its letters (ISO 15924); `Zyyy` where none is known."""
        return script_of(self.full) or "Zyyy"


@dataclass(frozen=True)
class ShownName:
    """What a person's row repeats of their names: Latin letters, own script, and the text for finding."""

    name: str
    name_native: str
    script: str
    search: str


def shown_name(names: Sequence[GivenName]) -> ShownName:
    """Return what the person's row repeats of cleaned names.

    `name` is the main one if it is in Latin letters; else another given in Latin letters (as in a passport);
    else its transliteration. `name_native` is a name in another script, where there is one.
    """
    if not names:
        raise problems.NoName("names")
    order = {"main": 0, "native": 1, "document": 2}
    sorted_names = sorted(names, key=lambda name: order.get(name.kind, 3))
    main = sorted_names[0]
    latin = [name.full for name in sorted_names if name.script == "Latn"]
    other = [name for name in sorted_names if name.script != "Latn" and name.kind in ("main", "native")]
    native = other[0].full if other else ""
    own = [name.full for name in sorted_names if name.script == "Latn" and name.kind in ("main", "document")]
    shown = (own or latin or [latin_form(main.full)])[0]
    return ShownName(shown[:200], native, other[0].script if other else main.script, search_text(names))


def fold(text: str) -> str:
    """Return a text as it is searched: Latin letters without accents or capitals, one space between words."""
    plain = re.sub(r"[^\w\s]", " ", latin_form(text).replace("'", "").replace("`", ""))
    return " ".join(plain.casefold().split())


def search_text(names: Sequence[GivenName]) -> str:
    """Return what names are found by: each as it was given, in lower case, and in plain Latin letters.

    Every word has a space before and behind it, so that a whole word can be asked for.
    """
    found: dict[str, None] = {}
    bones: dict[str, None] = {}
    for name in names:
        folded = fold(name.full)
        found[" ".join(unicodedata.normalize("NFC", name.full).casefold().split())] = None
        found[folded] = None
        bones |= dict.fromkeys(skeletons(folded))
    return f"| {' | '.join([*found, ' '.join(bones)])}"[:LONGEST_SEARCH].rstrip() + " |"


def skeletons(folded: str) -> list[str]:
    """Return each word of a folded text without vowels and doubled letters, marked by `~`; short ones left
    out.

    A name written in Arabic or Hebrew letters has no short vowels: حسن and Hassan meet as `~hsn`.
    """
    bare = (re.sub(r"(.)\1+", r"\1", re.sub("[aeiouwy]", "", word)) for word in folded.split())
    return [f"~{word}" for word in bare if len(word) > 2]


def parts_of(words: Sequence[str]) -> list[str]:
    """Return what a text for finding has in it that holds every word, or begins with a short one."""
    # A word of one or two letters has no trigram of its own; the beginning of a word has.
    return [word if len(word) > 2 else f" {word}" for word in words]


def holds(search: str, words: Sequence[str]) -> bool:
    """Say whether a text for finding holds every word, or part of one, as it was typed."""
    return all(part in search for part in parts_of(words))


def distance(search: str, words: Sequence[str]) -> tuple[float, int]:
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


def without_article(word: str) -> list[str]:
    """Return a word of a name, and what is left of it without an Arabic article that is written with it."""
    return [word, word[2:]] if len(word) > 5 and word[:2] in ("al", "el", "ul") else [word]


ALIKE = 2 / 3
"""How alike two words are at least that pass for one; `hasan` and `haneen`, at 0.62, are two names."""


def is_near(search: str, words: Sequence[str]) -> bool:
    """Say whether each word stands in a text for finding: in its letters, but for vowels, or a letter off.

    Words of one or two letters are articles and initials, and say nothing.
    """
    parts = {part for part in search.replace("|", " ").split() if part[0] != "~"}
    return all(_is_there(search, parts, word) for word in words if len(word) > 2)


def is_called(search: str, *parts: str) -> bool:
    """Say whether of each part of a name a word stands in a text for finding, or one spelt much like it.

    Papers leave names out and spell them anew, so one word of the given and one of the family name will do.
    """
    words = [[word for word in fold(part).split() if len(word) > 2] for part in parts]
    return all(any(is_near(search, [word]) for word in some) for some in words if some)


def names_somebody(words: str, search: str) -> bool:
    """Say whether a word of a name stands in a text for finding, as it is or a letter off.

    Words of one or two letters are articles and initials, and say nothing.
    """
    parts = set(search.replace("|", " ").split())
    said = [word for word in fold(words).split() if len(word) > 2]
    return any(
        word in parts or (len(word) > 4 and any(_a_letter_off(word, part) for part in parts)) for word in said
    )


def names_this_one(words: str, search: str) -> bool:
    """Say whether a name has no word that does not stand in a text for finding, and any at all."""
    said = fold(words).split()
    return bool(said) and set(said) <= set(search.replace("|", " ").split())


def _is_there(search: str, parts: Set[str], word: str) -> bool:
    forms = without_article(word)
    return (
        word in search
        or any(bone in search for bone in skeletons(" ".join(forms)))
        or any(_a_letter_off(form, part) or _spelt_alike(form, part) for form in forms for part in parts)
    )


def _a_letter_off(one: str, other: str) -> bool:
    """Say whether a letter is wrong, left out or too many, or two beside each other changed places."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def a_letter_off(word: str) -> tuple[tuple[str, ...], str]:
    """Return how a text for finding is asked for words that are at most a letter off, as `is_near` has it.

    Parts, of which every such text holds one: a wrong letter leaves a half of the word whole, save where the
    two letters in the middle changed places. And a pattern that only such a text meets, read alike by Python
    and by PostgreSQL.
    """
    half, spelt = len(word) // 2, [(word[:at], word[at:]) for at in range(len(word) + 1)]
    turned = [f"{one}{rest[1]}{rest[0]}{rest[2:]}" for one, rest in spelt if len(rest) > 1]
    wrong = [f"{one}[^ ]?{rest[1:]}" for one, rest in spelt if rest]
    extra = [f"{one}[^ ]{rest}" for one, rest in spelt]
    parts = (f" {word[:half]}", f"{word[half:]} ", f" {turned[half - 1]} ")
    return parts, f" (?:{'|'.join((*wrong, *extra, *turned))}) "


def _spelt_alike(one: str, other: str) -> bool:
    return _alikeness(_pairs(one), _pairs(other)) >= ALIKE


def years_between(born: date, on: date) -> int:
    """Return the age on a day of somebody born on another; who was born on 29 February turns on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def can_be_parent(parent: Born, child: Born) -> bool:
    """Say whether somebody can be a parent of somebody, as far as is known when they were born."""
    if parent.earliest is None or child.latest is None:
        return True
    return years_between(parent.earliest, child.latest) >= PARENT_YEARS


def check_parent(field: str, relation: str, member: tuple[str, Born], head: tuple[str, Born]) -> None:
    """Refuse a parent, or a child, of the head of a household whose births say otherwise.

    `member` and `head` are each a name and a birth.

    Raises:
        ParentTooYoung: the one who is to be the parent is not so much older.
    """
    pairs = {"parent": (member, head), "child": (head, member)}
    if relation in pairs:
        parent, child = pairs[relation]
        if not can_be_parent(parent[1], child[1]):
            raise problems.ParentTooYoung(field, parent=parent[0], child=child[0], limit=PARENT_YEARS)


def ages_on(earliest: date | None, latest: date | None, on: date) -> tuple[int, int] | None:
    """Return the lowest and the highest age on a day; None where the birth is not known at all."""
    if earliest is None or latest is None:
        return None
    return max(0, years_between(latest, on)), max(0, years_between(earliest, on))


def is_whole_year(earliest: date | None, latest: date | None, today: date) -> bool:
    """Say whether a span is the whole of one year (up to today, in the present one)."""
    if earliest is None or latest is None or earliest.year != latest.year:
        return False
    end = min(date(earliest.year, 12, 31), max(today, earliest))
    return (earliest.month, earliest.day) == (1, 1) and latest in (end, date(earliest.year, 12, 31))


def number_of(text: str) -> str:
    """Return a document's or another body's number as it is compared: capitals, without spaces."""
    return _NUMBER.sub("", text.upper())


def facts_lacking(kind: str, *, number: bool, issuer: str | None, expires_on: object) -> tuple[str, ...]:
    """Return what is not known of a paper that is here, in the order of the form; nothing where one can
    travel on it as far as its writing goes.

    `number` is whether there is one. The definitions say on which kinds no day of expiry is printed.
    """
    known = {
        "issuer": bool(issuer),
        "number": number,
        "expires_on": bool(expires_on) or kind in choices.listed("papers-without-expiry"),
    }
    return tuple(fact for fact, there in known.items() if not there)


def phone_number(text: str, country: str) -> str:
    """Return a telephone number as all networks write it (E.164), or nothing where it is none.

    Args:
        text: as it was typed; without + it is taken for a number of `country`.
        country: ISO 3166-1 alpha-2; where it is empty, only numbers with + are read.
    """
    try:
        read = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(read):
        return ""
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def year_of_birth(word: str, today: date) -> int | None:
    """Return the year that a typed word stands for, where somebody alive can have been born in it."""
    if not re.fullmatch(r"[12][0-9]{3}", word):
        return None
    year = int(word)
    return year if today.year - OLDEST - 1 <= year <= today.year else None


def day_of_birth(word: str) -> date | None:
    """Return the day that `1980-05-17`, `17/5/1980` or `17.5.1980` stands for, or None."""
    if found := re.fullmatch(r"([12][0-9]{3})-([0-9]{1,2})-([0-9]{1,2})", word):
        year, month, day = found.groups()
    elif found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([12][0-9]{3})", word):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
