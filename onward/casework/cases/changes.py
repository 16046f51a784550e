"""What a colleague changed in a case while a form stood open, in words: for `ChangedMeanwhile`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onward.access.changes import changes_since
from onward.access.models import User
from onward.casework.cases.models import Case
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.programmes.queries import channel_seen
from onward.kernel.text import day_in_words
from onward.reference.countries import said_country

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
