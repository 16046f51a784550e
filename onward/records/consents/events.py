"""What happens to consents."""

from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class ConsentGiven(EventType, type="consents.given"):
    """A person allowed something, for one purpose and one recipient.

    `passed_on` are the columns of the consent with a name that whoever recorded it did not write: it stood in
    a referral, or follows from one.
    """

    wording = _("Consent given: %(purpose)s")
    coded = {"purpose": "purposes"}

    consent: UUID
    purpose: Code
    recipient: UUID
    evidence: Code
    expires_on: date | None = None
    passed_on: Codes | None = None


class ConsentWithdrawn(EventType, type="consents.withdrawn"):
    """A person took their consent back."""

    wording = _("Consent withdrawn: %(purpose)s")
    coded = {"purpose": "purposes"}

    consent: UUID
    purpose: Code
    recipient: UUID


class OverrideAsked(EventType, type="consents.override_asked"):
    """Somebody asked for leave to send without consent."""

    wording = _("Leave to send without consent asked for: %(purpose)s")
    coded = {"purpose": "purposes"}

    override: UUID
    purpose: Code
    recipient: UUID
    legal_basis: Code


class OverrideDecided(EventType, type="consents.override_decided"):
    """The data-protection officer answered."""

    wording = _("Leave to send without consent given: %(purpose)s")
    coded = {"purpose": "purposes"}

    override: UUID
    purpose: Code
    approved: bool
    expires_on: date | None = None

    def telling(self) -> str | Promise:
        """Say which of the two it is."""
        return self.wording if self.approved else _("Leave to send without consent refused: %(purpose)s")
