"""Pure decisions about consents: no database, no clock."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID


class Given(Protocol):
    """What the rule asks of a consent."""

    purpose: str
    recipient_key: UUID
    given_on: date
    expires_on: date | None
    withdrawn_on: date | None


class Leave(Protocol):
    """What the rule asks of a leave to send without consent."""

    purpose: str
    recipient_key: UUID
    approved: bool | None
    expires_on: date | None


def stands(consent: Given, on: date) -> bool:
    """Say whether a consent holds on a day: from the day it was given to its last day, both included.

    From the day of its withdrawal it holds no more.
    """
    begun = consent.given_on <= on
    expired = consent.expires_on is not None and consent.expires_on < on
    withdrawn = consent.withdrawn_on is not None and consent.withdrawn_on <= on
    return begun and not expired and not withdrawn


def allows(leave: Leave, on: date) -> bool:
    """Say whether leave to send without consent was given and holds on a day, its last one included."""
    return leave.approved is True and (leave.expires_on is None or leave.expires_on >= on)


def valid(
    consents: Iterable[Given], overrides: Iterable[Leave], purpose: str, recipient: UUID, on: date
) -> bool:
    """Say whether something may be sent to a recipient for a purpose on a day.

    Args:
        consents: of the one person whose data it is.
        overrides: of that person.
        purpose: a value of `models.Consent.Purpose`.
        recipient: key of the office or organisation.
        on: the day of sending.
    """
    given = any(
        one.purpose == purpose and one.recipient_key == recipient and stands(one, on) for one in consents
    )
    return given or any(
        one.purpose == purpose and one.recipient_key == recipient and allows(one, on) for one in overrides
    )
