"""Consents for tests, made in a line each."""

from datetime import date
from uuid import UUID, uuid4

from onward.access.models import Office
from onward.kernel import clock
from onward.records.consents.models import Consent


def a_consent(
    person: UUID | None = None,
    recipient: UUID | None = None,
    *,
    office: Office,
    purpose: str = "share-with-mission",
    given_on: date | None = None,
    expires_on: date | None = None,
    withdrawn_on: date | None = None,
) -> Consent:
    """Return a consent of a person (by key), spoken before a witness."""
    return Consent.objects.create(
        person_key=person or uuid4(),
        office=office,
        purpose=purpose,
        recipient_key=recipient or uuid4(),
        given_on=given_on or clock.today(),
        expires_on=expires_on,
        withdrawn_on=withdrawn_on,
        evidence=Consent.Evidence.WITNESS,
        witness="Wim Claes",
    )
