"""The main navigation: the few places that a user's roles lead to, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.access.policy import scopes_of
from onward.kernel.actions import Actor


@dataclass(frozen=True)
class Place:
    """A place in the navigation: its words, the name of its address, and who is led there."""

    label: str | Promise
    address: str
    """The name of a URL without arguments; a place whose room has no such page is left out."""
    verb: str
    """The verb that one needs."""
    scopes: frozenset[str] = frozenset({"all", "office", "moving", "handed-over", "own"})
    """The scopes, at least one of which the verb has to be held in."""


STAFF = frozenset({"all", "office", "moving", "handed-over"})
# Who records what was spent begins there; who only reads of it comes to it after the figures.
PLACES = (
    Place(_("Work"), "cases:work", "cases.read", STAFF),
    Place(_("Cases"), "cases:list", "cases.read", STAFF),
    Place(_("Referrals"), "referrals:inbox", "referrals.read", STAFF),
    Place(_("Your referrals"), "referrals:own", "referrals.read", frozenset({"own"})),
    Place(_("People"), "people:search", "people.read", STAFF),
    Place(_("Journeys"), "movements:list", "movements.read", STAFF),
    Place(_("Protection"), "protection:desk", "protection.decide", STAFF),
    Place(_("Reintegration"), "reintegration:list", "reintegration.read", STAFF),
    Place(_("Sealed files"), "protection:find-sealed", "cases.break-glass", STAFF),
    Place(_("Holds"), "cases:holds", "holds.place", STAFF),
    Place(_("Organisations"), "partners:list", "partners.read", STAFF),
    Place(_("Projects"), "projects:list", "projects.spend", STAFF),
    Place(_("Key trends"), "evidence:key-trends", "figures.read", STAFF),
    Place(_("Reports"), "evidence:reports", "editions.read", STAFF),
    Place(_("Projects"), "projects:list", "projects.read", STAFF),
    Place(_("Audit"), "access:audit", "audit.read", STAFF),
    Place(_("Rights"), "rights:start", "rights.answer", STAFF),
    Place(_("Retention"), "retention:start", "retention.read", STAFF),
    Place(_("Without consent"), "consents:waiting", "consents.override", STAFF),
    Place(_("Users"), "access:users", "users.manage", STAFF),
    Place(_("Offices"), "access:offices", "users.manage", STAFF),
    Place(_("The past"), "history:start", "history.load", STAFF),
    Place(_("The past"), "history:cases", "history.take-back", STAFF),  # no one has both
)


@dataclass(frozen=True)
class Entry:
    """A place as one user sees it from one page."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest, actor: Actor) -> list[Entry]:
    """Return the places that `actor` may go to, each once, the present one marked; costs no query."""
    entries: list[Entry] = []
    for place in PLACES:
        if not scopes_of(actor, place.verb) & place.scopes:
            continue
        try:
            url = reverse(place.address)
        except NoReverseMatch:
            continue
        if any(one.url == url for one in entries):
            continue
        entries.append(Entry(str(place.label), url, _is_in(request.path, url)))
    return entries


def _is_in(path: str, url: str) -> bool:
    """Say whether a page lies in a place: its own address, or one below it."""
    return path == url or (path.startswith(url) and url != "/")


def first_page(request: HttpRequest, actor: Actor) -> str | None:
    """Return the address where the actor's day begins, if their roles lead anywhere."""
    entries = navigation(request, actor)
    return entries[0].url if entries else None
