"""The types that definitions are made of: texts in three languages, spans of time, codes, conditions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import get_language, ngettext
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

LANGUAGES: tuple[Literal["en"], Literal["fr"], Literal["nl"]] = ("en", "fr", "nl")
_SPAN = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class Untold(Exception):
    """What is asked for stands in a part of the definitions that has faults, which are told by themselves."""


class Definition(BaseModel):
    """The base of every model of a definition: frozen, and closed to keys that it does not declare."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    if not TYPE_CHECKING:  # a type checker would take every name for one that exists

        def __getattr__(self, name: str) -> Any:
            """Say of a field that could not be read that it is untold (`partial.read_in_part`)."""
            if name in type(self).model_fields:
                raise Untold(name)
            return super().__getattr__(name)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""A code of the house: small letters, digits and hyphens, as in `best-interest-determination`."""

CHECKED = MappingProxyType({"checked": True})
"""The context in which files are validated. What a case keeps is read without: its countries may be gone."""
_COUNTRY = "^[A-Z]{2}$"


@dataclass(frozen=True)
class _Countries:
    """Which countries there are, and which codes are near one that is none."""

    codes: Callable[[], Collection[str]]
    near: Callable[[str], Sequence[str]]


_countries: _Countries | None = None


def know_countries(codes: Callable[[], Collection[str]], near: Callable[[str], Sequence[str]]) -> None:
    """Say which countries there are, and what was probably meant by a code that is none."""
    global _countries
    _countries = _Countries(codes, near)


def is_country(code: str) -> bool:
    """Tell whether this is the code of a country, as far as anybody has said which there are."""
    return _countries is None or code in _countries.codes()


def countries_near(code: str) -> tuple[str, ...]:
    """Give the countries that were probably meant by a code that is none."""
    return tuple(_countries.near(code)) if _countries is not None else ()


def _country(given: str, info: ValidationInfo) -> str:
    """Take two capital letters; where files are checked, those of a country."""
    if info.context and not is_country(given):
        near = countries_near(given)
        raise PydanticCustomError("country_unknown", "no country", {"given": given, "near": near})
    if re.fullmatch(_COUNTRY, given) is None:
        raise PydanticCustomError("string_pattern_mismatch", "no code", {"pattern": _COUNTRY})
    return given


CountryCode = Annotated[
    str, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": _COUNTRY})
]
"""A country as ISO 3166-1 alpha-2, with XK for Kosovo."""


def _flag(given: object, info: ValidationInfo) -> object:
    """Take `true` and `false` alone where files are checked: `yes` is a text in them."""
    if info.context and not isinstance(given, bool):
        raise PydanticCustomError("bool_type", "no yes or no")
    return given


Flag = Annotated[bool, BeforeValidator(_flag)]
"""Yes or no, written `true` or `false`."""

ConditionText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    WithJsonSchema({"type": "string", "minLength": 1, "description": "A condition in CEL"}),
]
"""A condition as it is written; the room that owns the vocabulary compiles it in its cross check."""


class Text(Definition):
    """One text in the three languages of the office; as a string it is the text in the active one."""

    en: Words
    fr: Words
    nl: Words

    def __str__(self) -> str:
        """Give the text in the active language, English where that is none of ours."""
        return self.in_language(get_language() or "en")

    def in_language(self, language: str) -> str:
        """Give the text in `language` (`fr`, or `fr-be`); English for a language that it does not have."""
        text: str = getattr(self, _ours(language))
        return text

    def with_values(self, values: Mapping[str, object]) -> str:
        """Give the text of the active language with `{name}` and its like put in; absent ones stay empty.

        In French, “de” before a vowel that is put in becomes “d’”: nobody who writes a file knows the name.
        """
        language, text = _ours(get_language() or "en"), str(self)
        if language == "fr":
            text = _ELIDED.sub(lambda found: _elided(found, values), text)
        return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], "")), text)

    def placeholders(self) -> dict[str, set[str]]:
        """Give the names in braces for each language."""
        return {language: set(_PLACEHOLDER.findall(getattr(self, language))) for language in LANGUAGES}


_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_ELIDED = re.compile(r"\b([Dd])e \{([a-z_]+)\}")
_VOWELS = frozenset("aeiou")


def _elided(found: re.Match[str], values: Mapping[str, object]) -> str:
    """Return “d’{name}” where what is put in begins with a vowel; an h or a y may be none, and stays."""
    letter, name = found.groups()
    first = unicodedata.normalize("NFD", str(values.get(name, "")))[:1].casefold()
    return f"{letter}’{{{name}}}" if first in _VOWELS and first else found[0]


@lru_cache(maxsize=64)
def _ours(language: str) -> str:
    """Return that of the office's languages which serves for `language`."""
    short = language.split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def _span(value: Any) -> timedelta:
    """Read `72h`, `14d` or `3w`; a length of time is stored as it will be compared."""
    if isinstance(value, timedelta):
        return value
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("time_span", "not a length of time", {"given": str(value)})
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _span_code(value: timedelta) -> str:
    hours = int(value.total_seconds() // 3600)
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"


TimeSpan = Annotated[
    timedelta,
    BeforeValidator(_span),
    PlainSerializer(_span_code, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_SPAN.pattern}$", "examples": ["72h", "14d", "3w"]}),
]
"""A length of time: `72h`, `14d`, `3w`. Read into a `timedelta`."""


def span_text(span: timedelta) -> str:
    """Say a length of time in the active language: days where it is whole days, hours otherwise."""
    hours = int(span.total_seconds() // 3600)
    if hours % 24 == 0:
        days = hours // 24
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
