"""Logging who only asked for information. That is no application, and names nobody."""

from collections.abc import Sequence
from uuid import UUID

from onward.access.models import Office, User
from onward.casework.referrals import events
from onward.casework.referrals.models import Enquiry, Referral
from onward.kernel.actions import Act, action
from onward.reference.choices import check, check_all, listed


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
    """Log a call to a hotline, a visit to the desk or a message; it may have become a referral."""
    act.once(once)
    enquiry = Enquiry.objects.create(
        office=office,
        line=check("line", line, listed("enquiry-lines")),
        language=language,
        caller=check("caller", caller, Enquiry.Caller.values),
        topics=check_all("topics", topics, listed("enquiry-topics")),
        outcome=check("outcome", outcome, listed("enquiry-outcomes")),
        asked_at=act.at,
        taken_by=act.actor if isinstance(act.actor, User) else None,
        minutes=minutes,
        referral=referral,
    )
    act.lock(enquiry)  # refuses another office's log
    fact = events.EnquiryTaken(
        line=line, language=language, caller=caller, topics=tuple(enquiry.topics), outcome=outcome
    )
    act.record(fact, office=office.code, about=enquiry)
    return enquiry
