"""Logging who only asked for information. That is no application, and names nobody."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.casework.referrals import events, problems
from onward.casework.referrals.models import Enquiry, Referral
from onward.kernel.actions import Act, action
from onward.kernel.problems import Invalid
from onward.reference.choices import check, check_all, listed
from onward.reference.languages import offered as languages_offered

MOST_MINUTES = 600
TOO_LONG = _("A call lasts between 0 and %(most)s minutes.")


@action("enquiries.take")
def take_enquiry(
    act: Act,
    *,
    office: Office,
    line: str,
    language: str,
    caller: str,
    topics: Sequence[str],
    outcome: str,
    minutes: int | None = None,
    referral: Referral | None = None,
    once: UUID | None = None,
) -> Enquiry:
    """Log a call to a hotline, a visit to the desk or a message; it may have become a referral.

    Raises:
        AlreadyReferred: the referral grew out of another call.
    """
    act.once(once)
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise Invalid("minutes", message=TOO_LONG % {"most": MOST_MINUTES})
    enquiry = Enquiry.objects.create(
        office=office,
        line=check("line", line, listed("enquiry-lines")),
        language=check("language", language, languages_offered()),
        caller=check("caller", caller, Enquiry.Caller.values),
        topics=check_all("topics", topics, listed("enquiry-topics")),
        outcome=check("outcome", outcome, listed("enquiry-outcomes")),
        asked_at=act.at,
        taken_by=acting_user(act),
        minutes=minutes,
        referral=_grown_into(act, referral) if referral else None,
    )
    act.lock(enquiry)  # refuses another office's log
    fact = events.EnquiryTaken(
        line=line,
        language=language,
        caller=caller,
        topics=tuple(enquiry.topics),
        outcome=outcome,
        referral=referral.key if referral else None,
    )
    act.record(fact, office=office.code, about=enquiry)
    return enquiry


def _grown_into(act: Act, referral: Referral) -> Referral:
    """Return the referral, held, if no other call is tied to it."""
    held = act.lock(referral, verb="referrals.make")
    if Enquiry.objects.filter(referral=held).exists():
        raise problems.AlreadyReferred("referral")
    return held
