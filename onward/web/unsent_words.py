"""What a form that waits to be sent again would do, in words: to which page it goes, and all that it sends.

Whoever presses 'Send it now' puts their name to it, so nothing is sent that was not shown. Labels are those
of the form that fits best among those of the room that the address belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onward.casework.cases.doings import DOINGS
from onward.kernel.forms import LOOK_FIRST
from onward.kernel.text import day_in_words

NEVER_OFFERED = frozenset(
    {
        "protection:marks",
        "protection:find-sealed",
        "protection:sealed",
        "consents:ask",
        "consents:decide",
    }
)
"""Restrictions, breaking the glass, overrides: who means these fills in the form again."""
NEVER_OFFERED_ROOMS = frozenset({"access"})
"""Users, their roles and rights, offices and the audit."""

ROOMS: dict[str, Promise] = {
    "access": gettext_lazy("Users"),
    "cases": gettext_lazy("Cases"),
    "consents": gettext_lazy("Consents"),
    "evidence": gettext_lazy("Key trends"),
    "movements": gettext_lazy("Journeys"),
    "partners": gettext_lazy("Organisations"),
    "people": gettext_lazy("People"),
    "protection": gettext_lazy("Protection"),
    "referrals": gettext_lazy("Referrals"),
    "reintegration": gettext_lazy("Reintegration"),
}
PAGES: dict[str, Promise] = {
    "access:opening-seen": gettext_lazy("Emergency openings"),
    "access:office": gettext_lazy("Offices"),
    "access:office-new": gettext_lazy("Add an office"),
    "access:user-new": gettext_lazy("Let somebody in"),
    "cases:holds": gettext_lazy("Holds"),
    "cases:lift": gettext_lazy("Holds"),
    "consents:ask": gettext_lazy("Ask to send without consent"),
    "consents:decide": gettext_lazy("May this be sent without consent?"),
    "consents:give": gettext_lazy("Record a consent"),
    "consents:withdraw": gettext_lazy("Withdraw a consent"),
    "evidence:reports": gettext_lazy("Reports"),
    "evidence:explore": gettext_lazy("Explore figures"),
    "evidence:publish": gettext_lazy("Publish this edition"),
    "evidence:withdraw": gettext_lazy("Withdraw this edition"),
    "movements:arrive": gettext_lazy("Record the arrival"),
    "movements:book": gettext_lazy("Book a journey"),
    "movements:cancel": gettext_lazy("Cancel the booking"),
    "movements:depart": gettext_lazy("Record the departure"),
    "movements:fitness": gettext_lazy("Record a check"),
    "movements:rebook": gettext_lazy("Move the booking"),
    "partners:new": gettext_lazy("Enter an organisation"),
    "partners:rota": gettext_lazy("Rota of the desks"),
    "people:new": gettext_lazy("Enter a person"),
    "people:new-document": gettext_lazy("Add a paper"),
    "protection:ask": gettext_lazy("Ask for an assessment"),
    "protection:assessment": gettext_lazy("Record the outcome of an assessment"),
    "protection:find-sealed": gettext_lazy("Open a sealed file"),
    "protection:guardian": gettext_lazy("Name the guardian"),
    "protection:marks": gettext_lazy("Restrictions"),
    "protection:sealed": gettext_lazy("Sealed file"),
    "referrals:accept": gettext_lazy("Accept, and open a case"),
    "referrals:decline": gettext_lazy("Decline this referral…"),
    "referrals:enquiries": gettext_lazy("Log a call"),
    "referrals:new": gettext_lazy("Take a referral"),
    "referrals:withdraw": gettext_lazy("Take this referral back…"),
    "reintegration:ask": gettext_lazy("Ask for help after return"),
}
OF_THE_HOUSE: dict[str, Promise] = {
    "once": gettext_lazy("Token of this form, so that it is saved once"),
    "version": gettext_lazy("Version of what it changes"),
    LOOK_FIRST: gettext_lazy("Show the form again"),
}
IN_A_ROW = re.compile(r"^[a-z_]+-(?P<number>\d{1,3})-(?P<name>.+)$")


@dataclass(frozen=True)
class Told:
    """One value that would be sent: the label of its field, and what it says there."""

    label: str
    value: str


def is_offered(path: str) -> bool:
    """Say whether a form for this address may be sent again; what is not known here is not."""
    match = _match(path)
    if match is None:
        return False
    return match.view_name not in NEVER_OFFERED and not NEVER_OFFERED_ROOMS & set(match.namespaces)


def page_in_words(path: str) -> str:
    """Return what the page is called to which a form goes, with its room: 'Cases · Add a note'."""
    match = _match(path)
    if match is None:
        return _("Another page")
    doing = DOINGS.get(str(match.kwargs.get("what", ""))) if match.view_name == "cases:do" else None
    title = doing.title if doing else PAGES.get(match.view_name)
    room = ROOMS.get(match.namespace)
    return " · ".join(str(one) for one in (room, title) if one) or _("Another page")


def fields_in_words(path: str, fields: Iterable[list[str]]) -> list[Told]:
    """Return every value that would be sent, under the label of its field; what has none keeps its name."""
    sent = [(name, value) for name, value in fields]
    names = {_plain(name)[0] for name, _value in sent}
    known: dict[str, forms.Field] = {}
    for form in sorted(_forms(_match(path)), key=lambda one: len(names & set(_fields(one)))):
        known |= _fields(form)  # the one that fits best has the last word
    return [Told(_label(known, name), _say(known, name, value)) for name, value in sent]


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(path).path)
    except Resolver404:
        return None


def _forms(match: ResolverMatch | None) -> list[type[forms.Form]]:
    """Return the forms of a room; of a page that records one thing, its own comes last."""
    if match is None:
        return []
    room = re.sub(r"\.views(\..*)?$", "", getattr(match.func, "__module__", ""))
    found = [one for one in _below(forms.Form) if one.__module__.startswith(f"{room}.")]
    doing = DOINGS.get(str(match.kwargs.get("what", "")))
    return [doing.form] if doing and match.view_name == "cases:do" else found


def _fields(form: type[forms.Form]) -> dict[str, forms.Field]:
    return dict(getattr(form, "base_fields", {}))


def _below(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def _plain(name: str) -> tuple[str, str]:
    """Return a field's name without the row that it stands in, and which row, counted from 1."""
    row = IN_A_ROW.match(name)
    return (row["name"], str(int(row["number"]) + 1)) if row else (name, "")


def _label(known: dict[str, forms.Field], name: str) -> str:
    plain, row = _plain(name)
    field = known.get(plain)
    label = str(OF_THE_HOUSE.get(plain) or (field.label if field and field.label else "") or plain)
    return f"{label} ({row})" if row else label


def _say(known: dict[str, forms.Field], name: str, value: str) -> str:
    """Return a value as its field would show it: the words of a choice or a day, yes for a tick."""
    field = known.get(_plain(name)[0])
    if isinstance(field, forms.BooleanField) and value == "on":
        return _("Yes")
    if isinstance(field, forms.DateField):
        with suppress(ValueError):
            return day_in_words(date.fromisoformat(value))
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        for code, words in offered:
            if str(code) == value and value and not isinstance(words, list | tuple):
                return str(words)
    return value
