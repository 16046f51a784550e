"""Countries to choose from, as the field of a form or a list of options takes them."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from onward.kernel import clock
from onward.reference.countries.names import (
    CountryName,
    countries,
    country_name,
    is_nationality,
    nationalities,
)

Offered = tuple[tuple[str, CountryName], ...]
"""Code and name of each; the name carries its mark, and leaves its note, when the list is drawn."""


def offered_countries() -> Offered:
    """Return the countries of today in the reader's language, sorted as its readers expect."""
    return _countries(get_language() or "en", clock.today())


def offered_nationalities() -> Offered:
    """Return what may be chosen as a nationality: the countries of today, then `stateless` and `unknown`."""
    return _nationalities(get_language() or "en", clock.today())


def said_country(code: str) -> str:
    """Write a country or nationality in the reader's language, with its mark; any other code as it is."""
    return str(country_name(code, get_language() or "en")) if is_nationality(code) else code


@lru_cache(maxsize=8)
def _countries(language: str, on: date) -> Offered:
    """Remember the list: sorting so many names is not for every page."""
    return tuple((one.code, one) for one in countries(language, on))


@lru_cache(maxsize=8)
def _nationalities(language: str, on: date) -> Offered:
    return tuple((one.code, one) for one in nationalities(language, on))
