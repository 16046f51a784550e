"""What a colleague changed in a case while a form stood open, in words: for `ChangedMeanwhile`."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from onward.access.changes import changes_since
from onward.access.models import User
from onward.casework.cases.models import Case, Session
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.programmes.queries import channel_seen
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.kernel.written import comma
from onward.records.projects import queries as projects
from onward.reference.choices import label_on_record
from onward.reference.countries import said_country
from onward.reference.languages import language_name

LABELS: dict[str, str | Promise] = {
    "counsellor_id": _("Counsellor"),
    "channel": _("Channel of referral"),
    "destination": _("Destination"),
    "destination_place": _("Town or state of destination"),
    "version_of_programme_id": _("Version of the programme"),
    "closed_on": _("Closed on"),
}
"""Columns that a reader knows; others are told by none."""


def changes_in_words(user: User | None, case: Case, version: int) -> list[tuple[str, str, str]]:
    """Return what changed after `version` of the row: (label, what it was, what it is now), for a reader.

    Where no column did, somebody in the reader's sight joined the case or went on apart: that is told without
    a name, the page of the case shows who travels.
    """
    found = changes_since(case, version, case=case.key)
    told = [
        (str(LABELS[column]), _say(user, column, was), _say(user, column, now))
        for column, (was, now) in found.items()
        if column in LABELS
    ]
    return told or [(gettext("Who travels in the case"), gettext("as you saw it"), gettext("changed"))]


def session_in_words(told: Event | None) -> dict[str, str]:
    """Return how an event tells that a session was held, by the labels of its form; nothing of none."""
    if told is None:
        return {}
    held: Mapping[str, Any] = told.payload
    tag, minutes = held.get("language"), held.get("minutes")
    topics = sorted(label_on_record("session-topics", code) for code in held.get("topics") or ())
    return {
        gettext("Held on"): day_in_words(told.occurred_on, "j F Y"),
        gettext("How"): str(Session.Way(held["way"]).label),
        gettext("Language"): language_name(tag, get_language() or "en").text if tag else "",
        gettext("Minutes"): str(minutes or ""),
        gettext("Talked about"): comma().join(topics),
    }


def cash_in_words(told: Event | None, name: Callable[[UUID | None], str]) -> dict[str, str]:
    """Return how an event tells that cash was handed over, by the labels of its form; nothing of none.

    Args:
        told: what tells of it.
        name: returns the name of a person by their key, as far as the reader may know it.
    """
    if told is None:
        return {}
    given: Mapping[str, Any] = told.payload
    amount = number_format(Decimal(given["amount"]), 2, use_l10n=True, force_grouping=True)
    return {
        gettext("Traveller"): name(told.person_key),
        gettext("Amount"): f"{amount} {given['currency']}",
        gettext("Charged to"): projects.name(given["project"]),
        gettext("Given on"): day_in_words(told.occurred_on, "j F Y"),
    }


def end_in_words(reason: str, since: date | None) -> dict[str, str]:
    """Return how a vulnerability ended, by the labels of its form; of what was never so there is no day."""
    return {
        gettext("Why it ended"): label_on_record("vulnerability-end-reasons", reason) if reason else "",
        gettext("Since"): day_in_words(since, "j F Y") if since else "",
    }


def _say(user: User | None, column: str, value: Any) -> str:
    """Return a value of the audit as a reader knows it."""
    if value in (None, ""):
        return gettext("nothing")
    return channel_seen(user, value) if column == "channel" else _WORDS[column](value)


def _user(pk: int) -> str:
    return User.objects.filter(pk=pk).values_list("name", flat=True).first() or gettext("nobody")


def _version(pk: int) -> str:
    return str(ProgrammeVersion.objects.filter(pk=pk).values_list("number", flat=True).first() or pk)


_WORDS: dict[str, Callable[[Any], str]] = {
    "counsellor_id": _user,
    "destination": said_country,
    "destination_place": str,
    "version_of_programme_id": _version,
    "closed_on": lambda day: day_in_words(date.fromisoformat(day), "DATE_FORMAT"),
}
