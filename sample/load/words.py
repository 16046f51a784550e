"""What colleagues type into free fields: each in the language that they work in."""

from __future__ import annotations

from functools import cache

from onward.reference.countries.names import country_name
from sample.draw.sources import wordings
from sample.load import crew


def typed(by: str, what: str, code: str, **named: str) -> str:
    """Return a wording of `choices/words.yaml` as a member of staff types it.

    Args:
        by: their user name.
        what: the list that it stands in.
        code: which of the list.
        named: what the wording leaves open.
    """
    return worded(language_of(by), what, code, **named)


def worded(language: str, what: str, code: str, **named: str) -> str:
    """Return a wording of `choices/words.yaml` in a language."""
    text: str = wordings()[what][code][language]
    return text.format(**named) if named else text


def language_of(by: str) -> str:
    """Return the language that a member of staff works in."""
    return crew.staff()[by].language


@cache
def country_in(language: str, code: str) -> str:
    """Return the name of a country in a language; its code where the name may not stand without its note."""
    found = country_name(code, language)
    return code if found.footnote else found.bare
