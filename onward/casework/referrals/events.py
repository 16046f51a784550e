"""What happens to referrals and enquiries."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class ReferralSent(EventType, type="referrals.sent"):
    """A partner handed a household on to the office; `enquiry` is the call that it grew out of."""

    wording = _("Referred")

    programme: Code
    channel: Code
    organisation: UUID | None = None
    persons: int
    enquiry: UUID | None = None


class ReferralAccepted(EventType, type="referrals.accepted"):
    """The office accepted; a case was opened."""

    wording = _("Referral accepted")

    referral: UUID
    channel: Code
    organisation: UUID | None = None


class ReferralDeclined(EventType, type="referrals.declined"):
    """The office declined, with a reason that the partner sees."""

    wording = _("Referral declined: %(reason)s")
    coded = {"reason": "decline-reasons"}

    reason: Code


class ReferralWithdrawn(EventType, type="referrals.withdrawn"):
    """The partner took the referral back before it was answered."""

    wording = _("Referral taken back")


class EnquiryTaken(EventType, type="referrals.enquiry_taken"):
    """Somebody asked for information; that is no application. `referral` is what had come of it already."""

    wording = _("Enquiry by %(line)s")
    coded = {"line": "enquiry-lines"}

    line: Code
    language: Code
    caller: Code
    topics: Codes = ()
    outcome: Code
    referral: UUID | None = None
