"""Coded values of casework, checked before they are written."""

from onward.casework.cases.models import Document
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.text import day_in_words
from onward.reference.choices import SAY_WHAT, NoSuchChoice, check, check_all, concerns, label, listed
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


def added_in_words(document: Document) -> str:
    """Return when a document was added, to the minute, and by whom: what tells two of one name apart."""
    at = document.added_at.astimezone(OFFICE_ZONE)
    by = document.added_by.name if document.added_by else ""
    return ", ".join(part for part in (f"{day_in_words(at.date(), 'j F Y')} {at:%H:%M}", by) if part)


__all__ = [
    "MEDICAL_LEVELS",
    "SAY_WHAT",
    "added_in_words",
    "check",
    "check_all",
    "concerns",
    "country",
    "label",
    "language",
    "listed",
]
