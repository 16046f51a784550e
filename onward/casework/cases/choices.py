"""Coded values of casework, checked before they are written."""

from onward.reference.choices import SAY_WHAT, NoSuchChoice, check, check_all, listed
from onward.reference.countries import is_country
from onward.reference.languages import is_language

MEDICAL_LEVELS = ("none", "mild", "severe")


def country(field: str, code: str) -> str:
    """Return the code of a country; raises `NoSuchChoice` where there is none with it."""
    if not is_country(code):
        raise NoSuchChoice(field, value=code)
    return code


def language(field: str, tag: str) -> str:
    """Return the tag of a language, or nothing as it came; raises `NoSuchChoice` where nobody knows it."""
    if tag and not is_language(tag):
        raise NoSuchChoice(field, value=tag)
    return tag


__all__ = [
    "MEDICAL_LEVELS",
    "SAY_WHAT",
    "check",
    "check_all",
    "country",
    "language",
    "listed",
]
