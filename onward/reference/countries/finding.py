"""Which country somebody meant: by code, by a name now or once, by the word for its people."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from onward.reference.countries.names import LANGUAGES, alpha3, codes, special, spells, territories
from onward.reference.data import table

_MOST_NEAR = 12
_ARTICLES = ("the ", "la ", "le ", "les ", "l ", "de ", "het ")
_STROKES = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o"})
"""Letters that no accent can be taken from, and that many keyboards do not have."""


@dataclass(frozen=True)
class CountryMatch:
    """What a text may stand for.

    Attributes:
        candidates: the codes that fit, sorted; none, one or several. Of several none is picked by guessing.
    """

    candidates: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The code, where exactly one fits."""
        return self.candidates[0] if len(self.candidates) == 1 else None


def fold(text: str) -> str:
    """Return the text without case, accents, vowel signs, punctuation and a leading article."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = [c for c in apart if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Lm"}]
    spaced = "".join(c if c.isalnum() else " " for c in plain).translate(_STROKES)
    words = " ".join(spaced.split())
    for article in _ARTICLES:
        if words.startswith(article):
            return words[len(article) :]
    return words


def _written() -> Iterator[tuple[str, Iterable[str]]]:
    """Yield every word that may be written for a country, with the codes it may mean."""
    tables = table("countries")
    for code in codes():
        yield code, [code]
        for language in LANGUAGES:
            yield territories(language)[code], [code]
        for spell in spells().get(code, []):
            yield from ((name, [code]) for name in spell.names.values())
    for code, names in [*tables["also_known_as"].items(), *table("demonyms").items()]:
        yield from ((name, [code]) for name in names)
    for code, words in special().items():
        yield from ((word, [code]) for word in (code, *words.values()))
    yield from ((long, [code]) for long, code in alpha3().items())
    yield from tables["unclear"].items()


@cache
def _index() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for text, meant in _written():
        found.setdefault(fold(text), set()).update(meant)
    return {text: frozenset(meant) for text, meant in found.items()}


def parse_country(text: str) -> CountryMatch:
    """Find what country (or special nationality) a text names.

    Knows codes of two and three letters, names in English, French, Dutch and Arabic, old names, and words for
    the people of a country. A word that fits several ("Congolese") gives all of them.
    """
    folded = fold(text)
    # Dutch inflects the words for people: Marokkaans, Marokkaanse.
    found = _index().get(folded) or _index().get(folded.removesuffix("e")) or ()
    return CountryMatch(tuple(sorted(found)))


def near_codes(given: str) -> tuple[str, ...]:
    """Return the codes that were probably meant by one that is none: the one, or several to choose from.

    Two letters are too few for a likeness: what the whole means otherwise (`BEL`, `UK`, `be`) goes first,
    then the letters the other way round, then those that begin alike.
    """
    meant = [code for code in parse_country(given).candidates if code in codes()]
    if len(meant) == 1:
        return tuple(meant)
    turned = given[::-1].upper()
    if len(given) == 2 and turned in codes():
        return (turned,)
    return tuple(sorted(code for code in codes() if given and code[0] == given[0].upper()))[:_MOST_NEAR]
