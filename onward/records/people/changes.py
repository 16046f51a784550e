"""What a colleague changed while a form stood open, in words: for `ChangedMeanwhile`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.access.changes import changes_since
from onward.kernel.text import day_in_words
from onward.records.people.models import Person, Sex, TravelDocument
from onward.reference.countries import said_country
from onward.reference.languages import UnknownLanguage, language_name

LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "name_native": _("Name in its own script"),
    "sex": _("Sex"),
    "born_from": _("Born, earliest"),
    "born_to": _("Born, latest"),
    "nationalities": _("Nationalities"),
    "languages": _("Languages"),
    "kind": _("Paper"),
    "state": _("Where it stands"),
    "number": _("Number"),
    "issuer": _("Issued by"),
    "issued_on": _("Issued on"),
    "expires_on": _("Expires on"),
    "held_by": _("Where the paper is"),
    "asked_of": _("Asked of"),
    "asked_on": _("Asked on"),
    "interview_on": _("Interview on"),
    "received_on": _("Received on"),
}
"""Columns that a reader knows, with what the form calls them; others are told by none."""


def in_words(row: Person | TravelDocument, version: int) -> list[tuple[str, str, str]]:
    """Return what changed after `version`: (label, what it was, what it is now), in the reader's language."""
    person = row.key if isinstance(row, Person) else row.person.key
    found = changes_since(row, version, person=person)
    return [
        (str(LABELS[column]), say(column, was), say(column, now))
        for column, (was, now) in found.items()
        if column in LABELS
    ]


def say(column: str, value: Any) -> str:
    """Return a value of the audit as a reader knows it."""
    if value in (None, "", []):
        return gettext("nothing")
    if isinstance(value, list):
        return ", ".join(say(column, one) for one in value)
    if column.endswith(("_on", "_from", "_to")):
        return day_in_words(date.fromisoformat(value), "DATE_FORMAT")
    known = _WORDS.get(column)
    return known(str(value)) if known else str(value)


def language_words(tag: str) -> str:
    """Return the name of a language in the reader's own, or the tag where nobody knows it."""
    try:
        return language_name(tag, get_language() or "en").text
    except UnknownLanguage:
        return tag


def _among(choices: list[tuple[Any, Any]]) -> Callable[[str], str]:
    return lambda value: str(dict(choices).get(value, value))


_WORDS: dict[str, Callable[[str], str]] = {
    "sex": _among(Sex.choices),
    "nationalities": said_country,
    "issuer": said_country,
    "languages": language_words,
    "kind": _among(TravelDocument.Kind.choices),
    "state": _among(TravelDocument.State.choices),
}
