"""A drawn person as the records and referrals take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from onward.casework.cases.rules import signs_alone
from onward.records.people.rules import GivenName, shown_name
from sample.draw.stories import PersonDraft
from sample.load.words import worded


def given_names(person: PersonDraft) -> list[GivenName]:
    """Return the names of a person as the records take them."""
    return [GivenName(name.kind, name.given, name.family, name.full) for name in person.names]


def document_of(person: PersonDraft, language: str) -> dict[str, Any] | None:
    """Return the travel document on file from the start, entered by who works in a language."""
    one = person.document
    if one is None:
        return None
    return {
        "kind": one.kind,
        "state": "received",
        "number": one.number,
        "issuer": one.issued_by,
        "issued_on": one.issued_on,
        "expires_on": one.expires_on,
        "held_by": worded(language, "held-by", one.held_by),
    }


def referred_as(person: PersonDraft) -> tuple[str, str]:
    """Return the names on the line of a referral: in Latin letters, and in another script where given."""
    latin = next((name.full for name in person.names if name.script == "Latn"), person.names[0].full)
    own = person.names[0]
    return latin, own.full if own.script != "Latn" else ""


def spoken_by(household: Sequence[PersonDraft], position: int, on: date) -> str:
    """Return who consents for a person on a day: the guardian of a child alone, else an adult of theirs."""
    if signs_alone(household[position].birth.latest, on):
        return ""
    guardians = [one.guardian for one in household if one.guardian]
    adults = (one for one in household if signs_alone(one.birth.latest, on))
    return guardians[0] if guardians else shown_name(given_names(next(adults))).name
