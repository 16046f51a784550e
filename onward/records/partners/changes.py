"""What a colleague changed about an organisation while a form stood open, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.reference import choices
from onward.reference.countries import said_country
from onward.reference.languages import UnknownLanguage, language_name

LABELS: dict[str, str | Promise] = {
    "type": _("Type"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "name_nl": _("Name in Dutch"),
    "town": _("Town"),
    "country": _("Country"),
    "services": _("Services"),
    "adapted_services": _("Services that run otherwise than usual"),
    "languages": _("Languages"),
    "note": _("Note"),
    "ended_on": _("Ended on"),
}


def in_words(changed: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """Return changes as (label, what it was, what it is now), in the reader's language."""
    return [
        (str(LABELS[column]), say(column, was), say(column, now))
        for column, (was, now) in changed.items()
        if column in LABELS
    ]


def say(column: str, value: Any) -> str:
    """Return a value as a reader knows it."""
    if value in (None, "", []):
        return gettext("nothing")
    if isinstance(value, list):
        return ", ".join(say(column, one) for one in value)
    if column == "type":
        return choices.label("partner-types", value)
    if column in ("services", "adapted_services"):
        return choices.label("partner-services", value)
    return _named(column, str(value))


def _named(column: str, value: str) -> str:
    """Return the name of a country or language; anything else as it is."""
    language = get_language() or "en"
    try:
        if column == "country":
            return said_country(value)
        if column == "languages":
            return language_name(value, language).text
    except UnknownLanguage:
        pass
    return value
