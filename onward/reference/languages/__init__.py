"""Languages by BCP 47 tag: their names in ours, their own names, and which way they run."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from onward.reference.countries.names import sort_key
from onward.reference.data import table
from onward.reference.scripts import Direction, direction_of_script, scripts_of_language


class UnknownLanguage(LookupError):
    """The tag names no language that the CLDR or our table knows."""


@dataclass(frozen=True)
class LanguageName:
    """A language to be shown.

    Attributes:
        tag: BCP 47, e.g. `prs` for Dari, `ckb` for Sorani Kurdish.
        text: its name in the language asked for.
        own: its name in itself, or None where that is not known.
        direction: which way it runs.
    """

    tag: str
    text: str
    own: str | None
    direction: Direction


@cache
def _table() -> dict[str, Any]:
    return table("languages")


@cache
def offered() -> tuple[str, ...]:
    """Return the tags that may be chosen on a form, in the order of the tags."""
    return tuple(sorted(_table()["offered"]))


def is_language(tag: str) -> bool:
    """Tell whether the tag may be chosen."""
    return tag in offered()


@cache
def _cldr(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {str(tag): str(name) for tag, name in locale.languages.items()}


def _own_name(tag: str) -> str | None:
    own: str | None = _table()["own"].get(tag)
    if own:
        return own
    try:
        locale = Locale.parse(_table()["cldr"].get(tag, tag))
    except (UnknownLocaleError, ValueError):
        return None
    return locale.get_language_name(locale)


@cache
def language_name(tag: str, language: str) -> LanguageName:
    """Return what a language is called.

    Args:
        tag: the language that is named; its script or region are not part of the name.
        language: the language to name it in, such as `fr` or `nl-be`; English where it is not known.

    Raises:
        UnknownLanguage: nobody knows this tag.
    """
    plain = tag.replace("_", "-").split("-")[0].lower()
    into = language.replace("_", "-").split("-")[0].lower()
    names = _table()["names"].get(plain, {})
    entry = _table()["cldr"].get(plain, plain)
    text = names.get(into) or _cldr(into).get(entry) or names.get("en") or _cldr("en").get(entry)
    if not text:
        raise UnknownLanguage(tag)
    script = next(iter(scripts_of_language(tag)), None)
    return LanguageName(plain, text, _own_name(plain), direction_of_script(script))


def languages(language: str) -> list[LanguageName]:
    """Return every language that may be chosen, sorted by its name in the language asked for."""
    return sorted((language_name(tag, language) for tag in offered()), key=lambda name: sort_key(name.text))
