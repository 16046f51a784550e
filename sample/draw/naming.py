"""Puts names together from the pools of sample/names, in their own script with the Latin form of the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from sample.draw.sources import destinations, name_pool
from sample.draw.stories import NameDraft


@dataclass(frozen=True, slots=True)
class Word:
    """A name in its own script and in Latin letters."""

    own: str
    latin: str


@dataclass(frozen=True)
class Pool:
    """The names of one language, and how they are put together."""

    script: str
    form: str
    male: tuple[Word, ...]
    female: tuple[Word, ...]
    family: tuple[Word, ...]
    latin: tuple[tuple[str, str], ...]
    feminine: tuple[tuple[str, str], ...]
    patronymic: tuple[tuple[str, str, str], ...]

    def given(self, sex: str) -> tuple[Word, ...]:
        """Given names for that sex."""
        return self.male if sex == "male" else self.female


@dataclass(frozen=True, slots=True)
class Kin:
    """What a household shares: its family names, and the father whose name the children bear."""

    pool: Pool
    family: Word
    second: Word
    father: Word
    grandfather: Word


def romanise(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """Write `text` in Latin letters by the table, longest match first; what the table lacks stays."""
    if not table:
        return text
    words = []
    for word in text.split(" "):
        out, at, lower = "", 0, word.lower()
        while at < len(word):
            for letter, latin in table:
                if lower.startswith(letter, at):
                    out += latin
                    at += len(letter)
                    break
            else:
                out += word[at]
                at += 1
        words.append("-".join(part[:1].upper() + part[1:] for part in out.split("-")))
    return " ".join(words)


def _words(text: str | None, table: tuple[tuple[str, str], ...]) -> tuple[Word, ...]:
    found = []
    for entry in (text or "").split(","):
        own, _, latin = entry.strip().partition("/")
        if own:
            found.append(Word(own, latin or romanise(own, table)))
    return tuple(found)


@cache
def pool_of(name: str) -> Pool:
    """Read one pool."""
    raw = name_pool(name)
    letters = {str(letter): str(latin or "") for letter, latin in (raw.get("latin") or {}).items()}
    table = tuple(sorted(letters.items(), key=lambda pair: (-len(pair[0]), pair[0])))
    return Pool(
        script=raw["script"],
        form=raw["form"],
        male=_words(raw["male"], table),
        female=_words(raw["female"], table),
        family=_words(raw.get("family"), table),
        latin=table,
        feminine=tuple((raw.get("feminine") or {}).items()),
        patronymic=tuple((a, b, c) for a, b, c in raw.get("patronymic") or ()),
    )


def kin(nationality: str, rng: Random) -> Kin:
    """Choose a pool for the nationality and what the household shares."""
    mix = destinations()[nationality].names
    pool = pool_of(rng.choices(list(mix), list(mix.values()))[0])
    nothing = Word("", "")
    families = rng.sample(pool.family, 2) if pool.family else [nothing, nothing]
    father, grandfather = rng.choice(pool.male), rng.choice(pool.male)
    return Kin(pool, families[0], families[1], father, grandfather)


def _feminine(word: Word, pool: Pool) -> Word:
    for ending, hers in pool.feminine:
        if word.own.endswith(ending):
            own = word.own[: -len(ending)] + hers
            return Word(own, romanise(own, pool.latin))
    return word


def _patronymic(father: Word, pool: Pool, sex: str) -> Word:
    for pattern, his, hers in pool.patronymic:
        if re.search(pattern, father.own):
            own = re.sub(pattern, his if sex == "male" else hers, father.own, count=1)
            return Word(own, romanise(own, pool.latin))
    return father


def _join(pool: Pool, given: Word, middle: Word, family: Word) -> tuple[str, str]:
    order: tuple[Word, ...] = (given, middle, family)
    if pool.form == "patronymic-given":
        order = (middle, given)
    elif pool.form == "family-given":
        order = (family, given)
    return " ".join(w.own for w in order if w.own), " ".join(w.latin for w in order if w.latin)


def names_for(shared: Kin, sex: str, given: Word, father: Word | None, rng: Random) -> tuple[NameDraft, ...]:
    """The names of one person: in their own script, and in Latin letters when these are others.

    `father` is the household's father for its children and siblings, None for who has another.
    """
    pool = shared.pool
    dad = father or rng.choice(pool.male)
    middle, family = Word("", ""), shared.family
    if pool.form in ("given-patronymic-family", "patronymic-given"):
        middle = _patronymic(dad, pool, sex)
    elif pool.form in ("given-father-family", "given-father-grandfather"):
        middle = dad
    if pool.form == "given-father-grandfather":
        family = shared.grandfather if father else rng.choice(pool.male)
    elif pool.form == "two-families":
        family = Word(f"{family.own} {shared.second.own}", f"{family.latin} {shared.second.latin}")
    if sex == "female" and pool.feminine:
        family = _feminine(family, pool)
    own, latin = _join(pool, given, middle, family)
    first = NameDraft("main", pool.script, given.own, middle.own, family.own, own)
    if pool.script == "Latn":
        return (first,)
    return (first, NameDraft("document", "Latn", given.latin, middle.latin, family.latin, latin))


def given_name(shared: Kin, sex: str, taken: set[str], rng: Random) -> Word:
    """A given name that nobody else of the household bears, while there are such."""
    options = [word for word in shared.pool.given(sex) if word.own not in taken] or list(
        shared.pool.given(sex)
    )
    return rng.choice(options)
