"""Referrals beside persons: found from the search box while they wait, and name nobody of the records yet."""

from dataclasses import dataclass

from django.urls import reverse

from onward.access.models import User
from onward.casework.referrals import pages, queries
from onward.kernel.actions import Actor
from onward.records.people.panels import Panel


@dataclass(frozen=True)
class Found:
    """A referral that the search found: whom it names, those who were meant first."""

    row: pages.Row
    names: tuple[tuple[str, str], ...]


def panel(user: User, typed: str) -> Panel | None:
    """Hang the referrals that wait for an answer below what a search found."""
    meant = queries.waiting_for(user, typed)
    lines = [Found(row, _named(row)) for row in pages.rows_of(user, meant)] if meant else []
    return Panel("waiting_referrals.html", {"lines": lines}) if lines else None


def page_of_referral(actor: Actor, text: str) -> str | None:
    """Return the address of the referral of this reference that is answered, if the actor may read it."""
    found = queries.answered_under(actor, text) if isinstance(actor, User) else None
    return reverse("referrals:referral", args=[found]) if found else None


def _named(row: pages.Row) -> tuple[tuple[str, str], ...]:
    lines, meant = list(row.referral.people.all()), getattr(row.referral, "meant", None)
    at = lines.index(meant) if meant in lines else 0
    return (*row.names[at : at + 1], *row.names[:at], *row.names[at + 1 :])
