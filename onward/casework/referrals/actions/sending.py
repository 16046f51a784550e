"""Referring a household, and taking a referral back."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.access.models import Office, User
from onward.access.queries import acting_user
from onward.casework.programmes.queries import rules_in_force
from onward.casework.referrals import events, problems
from onward.casework.referrals.actions.locking import lock_waiting
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from onward.casework.referrals.queries import channels_open, check_partner
from onward.casework.referrals.rules import (
    Referred,
    check_birth,
    check_country,
    check_parents,
    check_persons,
    found_by,
)
from onward.kernel.actions import Act, action
from onward.kernel.counters import next_reference
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid, Refused
from onward.kernel.text import clean, clean_name
from onward.records.people.models import Relation, Sex
from onward.reference.choices import SAY_WHAT, check
from onward.reference.countries import is_nationality
from onward.reference.languages import offered as languages_offered

CONSENT_ENDED = _("The consent has ended by this day. Ask the persons again, and give the new day.")
CONSENT_TOO_OLD = _(
    "This was more than a year before the referral. Ask the persons again, and give the new day."
)
CONSENT_BEFORE_BIRTH = _(
    "On this day %(name)s was not born yet. Ask again for them too, and give the new day."
)
OLDEST_CONSENT = timedelta(days=366)
"""Before the day of the referral: what somebody allowed earlier is not what they want now."""
BECAME_REFERRAL = "became-referral"


@action("referrals.make")
def send_referral(
    act: Act,
    *,
    office: Office,
    programme: str,
    channel: str,
    people: Sequence[Referred],
    consent_given_on: date | None,
    consent_witness: str,
    consent_until: date | None = None,
    tell_outcome: bool = False,
    organisation_key: UUID | None = None,
    destination: str = "",
    destination_place: str = "",
    language: str = "",
    phone: str = "",
    message: str = "",
    sent_on: date | None = None,
    enquiry: Enquiry | None = None,
    once: UUID | None = None,
) -> Referral:
    """Hand a household on to the office. Consent comes first; a partner refers in its own name only.

    `enquiry` is the call or visit that it grew out of.

    Raises:
        NoConsent, NobodyReferred, PrincipalMissing, OneHead, TooMany, NoPartnerAnyMore: see `problems`.
    """
    act.once(once)
    _check_partner(act)
    on = day_of(act, "sent_on", sent_on)
    consent = _consent(act, consent_given_on, consent_witness, consent_until)
    check_persons(people)
    _check_of_now(consent["consent_given_on"], people, on)
    _check_way(act, office, programme, channel)
    own = act.actor.organisation_key if isinstance(act.actor, User) else None
    referral = Referral.objects.create(
        **consent,
        **_wishes(destination, destination_place, language, phone, message),
        reference=f"R-{on:%y}-{next_reference(f'referrals:{on:%y}')}",
        office=office,
        programme=programme,
        channel=channel,
        organisation_key=own or organisation_key,
        sent_by=acting_user(act),
        sent_at=act.at,
        sent_on=on,
        tell_outcome=tell_outcome,
    )
    act.lock(referral)  # refuses a household referred to an office or in a name that is not the actor's
    for position, person in enumerate(people):
        _write_down(referral, position, person, act.today)
    check_parents(people)
    if enquiry is not None:
        _tie(act, enquiry, referral)
    _tell_sent(act, referral, len(people), enquiry)
    return referral


def _check_partner(act: Act) -> None:
    if isinstance(act.actor, User):
        check_partner(act.actor)


def _check_way(act: Act, office: Office, programme: str, channel: str) -> None:
    """Refuse a channel that the programme or the actor has not, and an office that is not the programme's."""
    definition = rules_in_force(programme).definition
    channels = definition.referred_by
    check("channel", channel, channels_open(act.actor, channels) if isinstance(act.actor, User) else channels)
    check("programme", definition.office, (office.code,))


def _wishes(destination: str, place: str, language: str, phone: str, message: str) -> dict[str, Any]:
    """Return the columns of where they want to go, how they are reached, and what else was said."""
    return {
        "destination": check_country("destination", destination),
        "destination_place": clean(place, 120, field="destination_place"),
        "language": check("language", language, ("", *languages_offered())),
        "phone": clean(phone, 40, field="phone"),
        "message": clean(message, 5_000, field="message", lines=True),
    }


def _tell_sent(act: Act, referral: Referral, persons: int, enquiry: Enquiry | None) -> None:
    fact = events.ReferralSent(
        programme=referral.programme,
        channel=referral.channel,
        organisation=referral.organisation_key,
        persons=persons,
        enquiry=enquiry.key if enquiry else None,
    )
    act.record(fact, office=referral.office.code, about=referral, occurred_on=referral.sent_on)


def _consent(act: Act, given_on: date | None, witness: str, until: date | None) -> dict[str, Any]:
    """Return the columns of the consent; without one nobody is referred."""
    heard_by = clean(witness, 200, field="consent_witness")
    if given_on is None or not heard_by:
        raise problems.NoConsent("consent_witness")
    day_of(act, "consent_given_on", given_on)
    if until is not None and until < act.today:
        raise Invalid("consent_until", message=CONSENT_ENDED)
    return {"consent_given_on": given_on, "consent_witness": heard_by, "consent_until": until}


def _check_of_now(given_on: date, people: Sequence[Referred], sent_on: date) -> None:
    """Refuse a consent of long before the referral, or of before one of those was born whom it is about."""
    if given_on < sent_on - OLDEST_CONSENT:
        raise Invalid("consent_given_on", message=CONSENT_TOO_OLD)
    for person in people:
        if person.born_from is not None and given_on < person.born_from <= sent_on:
            words = CONSENT_BEFORE_BIRTH % {"name": person.name or person.name_native}
            raise Invalid("consent_given_on", message=words)


def _tie(act: Act, enquiry: Enquiry, referral: Referral) -> None:
    """Write on the enquiry that it became this referral; it becomes one only once."""
    held = act.lock(enquiry, verb="enquiries.take")
    if held.referral_id is not None:
        raise problems.AlreadyReferred()
    held.referral, held.outcome = referral, BECAME_REFERRAL
    held.save(update_fields=["referral", "outcome"])


def _write_down(referral: Referral, position: int, person: Referred, today: date) -> None:
    """Keep a person as the partner wrote them, checked but not yet a person of the records."""
    field = f"people-{position}"
    check_birth(f"{field}-born", person.born_from, person.born_to, today)
    name = clean_name(person.name, f"{field}-name")
    native = clean_name(person.name_native, f"{field}-name_native")
    if not (name or native):
        raise Invalid(f"{field}-name", message=SAY_WHAT)
    ReferredPerson.objects.create(
        referral=referral,
        position=position,
        name=name or native,
        name_native=native,
        search=found_by(name or native, native),
        sex=check(f"{field}-sex", person.sex, Sex.values),
        born_from=person.born_from,
        born_to=person.born_to,
        nationality=check_country(f"{field}-nationality", person.nationality, is_nationality),
        relation=check(f"{field}-relation", person.relation, Relation.values),
        principal=person.principal,
        accompanied=person.accompanied,
    )


@action("referrals.make")
def withdraw_referral(act: Act, referral: Referral, *, version: int | None = None) -> Referral:
    """Take a referral back before the office has answered.

    Raises:
        NoPartnerAnyMore: said first, since whether the office has answered would be news.
    """
    _check_partner(act)
    referral = lock_waiting(act, referral, version)
    own = act.actor.organisation_key if isinstance(act.actor, User) else None
    if referral.organisation_key != own:
        raise Refused(reason="not-who-referred")  # the office declines what a partner sent
    referral.state = Referral.State.WITHDRAWN
    act.save(referral, "state")
    act.record(events.ReferralWithdrawn(), office=referral.office.code, about=referral)
    return referral
