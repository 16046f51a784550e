"""An event in a line of words: every coded value as its list calls it, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.casework.programmes.queries import channel_seen
from onward.casework.programmes.versions import ProgrammeRules
from onward.kernel.models import Event
from onward.kernel.text import day_in_words
from onward.reference.airports import airport
from onward.reference.choices import names_another, said
from onward.reference.countries import said_country
from onward.reference.languages import is_language, language_name

REASONS_TO_TAKE_BACK = (
    "correction-reasons",
    "step-corrections",
    "approval-corrections",
    "reopening-reasons",
    "cancel-reasons",
    "cash-corrections",
    "need-corrections",
    "session-corrections",
    "history-corrections",
    "joining-corrections",
    "release-corrections",
    "event-words",
)
"""Lists from which a reason for taking something back may be."""


def event_words(user: User, event: Event, rules: ProgrammeRules) -> str:
    """Return one line for an event, its codes said in the reader's words."""
    if event.retracts and event.supersedes:
        reason = event.payload["reason"]
        what, why = _told(user, event.supersedes, rules, but=reason), _because(reason)
        return _("Taken back: %(what)s (%(why)s)") % {"what": what, "why": why}
    return _told(user, event, rules)


def _told(user: User, event: Event, rules: ProgrammeRules, *, but: str = "") -> str:
    """Return what a fact tells; not why it was told anew where that is said beside it (`but`)."""
    fact = event.fact()
    if fact is None:
        return event.type
    if but and getattr(fact, "corrected", None) == but:
        fact = fact.model_copy(update={"corrected": None})
    told = {
        name: _in_words(user, fact.coded.get(name, ""), value, rules)
        for name, value in fact.model_dump().items()
    }
    return str(fact.telling()) % told


def details_of(event: Event) -> list[str]:
    """Return what stands under the line of an event: how a session was held, or which hold was released from.

    Of what counts from the case that these parted from, that it does.

    By which way a hold stops departures is left out: somebody hidden may travel by it.
    """
    before = [_("Recorded before these parted")] if getattr(event, "inherited", False) else []
    since, reason = getattr(event, "hold_since", None), getattr(event, "hold_reason", None)
    if since and reason:
        told = {"day": day_in_words(since, "j F Y"), "reason": said("hold-reasons", reason)}
        country = getattr(event, "released_for", None)
        there = [_("For a return to %(country)s") % {"country": said_country(country)}] if country else []
        return [_("Hold of %(day)s: %(reason)s") % told, *there, *before]
    return session_details(event) + before


def session_details(event: Event) -> list[str]:
    """Return how a counselling session was held: topics, language, how long, where, with an interpreter.

    The place and the interpreter stand in the session's row; `queries.timeline` reads it for who may see it.
    """
    if event.type != "cases.session_held" or event.retracts:
        return []
    told = event.payload
    topics = ", ".join(said("session-topics", code) for code in told.get("topics") or ())
    language, minutes = told.get("language") or "", told.get("minutes")
    if is_language(language):
        language = language_name(language, get_language() or "en").text
    length = (
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes} if minutes else ""
    )
    interpreter = _("With an interpreter") if getattr(event, "interpreter", False) else ""
    place = getattr(event, "place", None) or ""
    return [part for part in (topics, language, interpreter, length if minutes else "", place) if part]


def _because(reason: str) -> str:
    if any(reason in names_another(each) for each in REASONS_TO_TAKE_BACK):
        return _("recorded wrongly")  # whoever was meant instead may be hidden from the reader
    words = (said(each, reason) for each in REASONS_TO_TAKE_BACK)
    return next((found for found in words if found != reason), reason)


def _in_words(user: User, of: str, value: Any, rules: ProgrammeRules) -> str:
    """Return a value of an event in the reader's language; `of` is the list of a coded one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return str(day_in_words(value, "j F Y"))
    if isinstance(value, Decimal):
        return str(number_format(value, 2, use_l10n=True, force_grouping=True))
    if of and isinstance(value, tuple):
        return ", ".join(_in_words(user, of, one, rules) for one in value)
    if not of or not isinstance(value, str):
        return str(value)
    if of == CHANNELS:
        return channel_seen(user, value)
    return OF_THEIR_OWN[of](value, rules) if of in OF_THEIR_OWN else said(of, value)


def _stage(code: str, rules: ProgrammeRules) -> str:
    programme = rules.definition
    return str(programme.stage(code).name) if code in programme.stage_codes() else code


def _exit(code: str, rules: ProgrammeRules) -> str:
    return next((str(way.name) for way in rules.definition.exits if way.code == code), code)


def _service(code: str, rules: ProgrammeRules) -> str:
    found = rules.definition.services.get(code)
    return str(found.name) if found else code


def _country(code: str, _rules: ProgrammeRules) -> str:
    return said_country(code)


def _airport(code: str, _rules: ProgrammeRules) -> str:
    found = airport(code)
    return f"{found.town(get_language() or 'en')} ({code})" if found else code


def _as_it_is(code: str, _rules: ProgrammeRules) -> str:
    return code


CHANNELS = "channels"
"""The list of which a reader is named what they may know alone."""
OF_THEIR_OWN: dict[str, Callable[[str, ProgrammeRules], str]] = {
    "stages": _stage,
    "exits": _exit,
    "services": _service,
    "countries": _country,
    "airports": _airport,
    "currencies": _as_it_is,  # EUR is what is said
}
"""Lists that depend on the version of the programme, or are too long to be laid out for one line."""
