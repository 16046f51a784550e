"""What a country is called, in which language, on which date.

Names come from the CLDR (through Babel) unless `data/countries.yaml` says more. Codes are ISO 3166-1 alpha-2,
with XK.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from onward.reference.countries.notes import Footnote, Footnotes, note, notes_by_country, open_document
from onward.reference.data import table

LANGUAGES = ("en", "fr", "nl", "ar")
"""The languages in which every name is known and found."""

_GROUPINGS = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two-letter entries of the CLDR that ISO 3166-1 does not assign: unions, parts, and test entries."""


class UnknownCountry(LookupError):
    """The code is neither a country nor a special nationality."""


@dataclass(frozen=True)
class CountryName:
    """A name to be shown, with the note that belongs to it.

    Written out (`str`, in a template, as an option of a list) it carries its mark, and leaves the note with
    the document that is open; where none is, the note stands behind the name in full.

    Attributes:
        code: ISO 3166-1 alpha-2 or XK; or `stateless`, `unknown`.
        bare: the name, alone: to sort and compare by, never to be shown.
        footnote: the note on this name, or None.
    """

    code: str
    bare: str
    footnote: Footnote | None = None

    def __str__(self) -> str:
        if self.footnote is None:
            return self.bare
        notes = open_document()
        return f"{self.bare} ({self.footnote.text})" if notes is None else self.marked(notes)

    def marked(self, notes: Footnotes) -> str:
        """Return the name with its raised mark, for plain text, and leave the note with the collector."""
        return self.bare + (notes.raised(self.footnote) if self.footnote else "")


@dataclass(frozen=True)
class Spell:
    """A time in which a country bore a name of its own in our table, or was not there yet (`absent`)."""

    begins: date
    absent: bool
    names: dict[str, str]


@cache
def codes() -> frozenset[str]:
    """Return every code of a country or territory: the 249 of ISO 3166-1, and XK."""
    return frozenset(c for c in territories("en") if len(c) == 2 and c.isalpha()) - _GROUPINGS


@cache
def spells() -> dict[str, list[Spell]]:
    """Return code → its spells of our own names, oldest first."""
    found: dict[str, list[Spell]] = {}
    for code, known in table("countries")["countries"].items():
        found[code] = [
            Spell(
                date.fromisoformat(spell["from"]) if "from" in spell else date.min,
                spell.get("absent") == "true",
                {language: text for language, text in spell.items() if language in LANGUAGES},
            )
            for spell in known
        ]
    return found


@cache
def special() -> dict[str, dict[str, str]]:
    """Return the nationalities that are no country: code → language → name."""
    return {code: dict(one["names"]) for code, one in table("countries")["special"].items()}


def is_country(code: str) -> bool:
    """Tell whether this is the code of a country or territory (upper case; no special nationality is)."""
    return code in codes()


def is_nationality(code: str) -> bool:
    """Tell whether this may stand as a nationality: a country, `stateless` or `unknown`."""
    return is_country(code) or code in special()


@cache
def territories(language: str) -> dict[str, str]:
    """Return the names of the CLDR in a language; in English where the language is not known."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {str(code): str(name) for code, name in locale.territories.items()}


def _spell(code: str, on: date | None) -> Spell | None:
    known = spells().get(code)
    if not known:
        return None
    return [one for one in known if one.begins <= (on or date.max)][-1]


def country_name(code: str, language: str, on: date | None = None) -> CountryName:
    """Return the name of a country, or of a special nationality, with its note.

    Args:
        code: ISO 3166-1 alpha-2, XK, `stateless` or `unknown`.
        language: such as `en` or `fr-be`; one that is not known falls back to English.
        on: the date of the document that names it; None for the name of today.

    Raises:
        UnknownCountry: no such code. A code that did not exist yet on the date still has its name.
    """
    language = language.replace("_", "-").split("-")[0].lower()
    if code in special():
        names = special()[code]
        return CountryName(code, names.get(language, names["en"]))
    if not is_country(code):
        raise UnknownCountry(code)
    footnote = note(notes_by_country()[code], language) if code in notes_by_country() else None
    spell = _spell(code, on)
    text = spell.names.get(language) if spell else None
    return CountryName(code, text or territories(language).get(code, code), footnote)


def countries(language: str, on: date | None = None) -> list[CountryName]:
    """Return every country that existed on the date (None: today), sorted as its readers expect."""
    names = []
    for code in codes():
        spell = _spell(code, on)
        if not (spell and spell.absent):
            names.append(country_name(code, language, on))
    return sorted(names, key=lambda name: sort_key(name.bare))


def nationalities(language: str, on: date | None = None) -> list[CountryName]:
    """Return what may be chosen as a nationality: every country, then `stateless` and `unknown`."""
    return [*countries(language, on), *(country_name(code, language) for code in special())]


def sort_key(text: str) -> str:
    """Return a key that sorts names without regard to case, accents, articles and the forms of alef."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return plain.removeprefix("the ").replace("’", "'").replace("ı", "i")


@cache
def alpha3() -> dict[str, str]:
    """Return three-letter code → our code, of ISO 3166-1, now and once (from the CLDR's aliases)."""
    aliases = get_global("territory_aliases")
    return {
        long: short[0]
        for long, short in aliases.items()
        if len(long) == 3 and long.isalpha() and len(short) == 1 and short[0] in codes()
    }


def from_icao(code: str) -> str | None:
    """Return our code for the three letters of a travel document, or None where there is none.

    Source: ICAO Doc 9303-3, section 5: ISO 3166-1 alpha-3 with additions (`D`, `GBD`, `XXA`, `UNK`, …).
    A code for a refugee (`XXB`, `XXC`) answers `unknown`: it says nothing of the nationality.
    """
    icao: dict[str, str] = table_of_icao()
    found = icao.get(code) or alpha3().get(code)
    return found if found is not None and is_nationality(found) else None


@cache
def table_of_icao() -> dict[str, str]:
    """Return the three-letter codes of travel documents that ISO 3166-1 lacks → our code."""
    return dict(table("countries")["icao"])
