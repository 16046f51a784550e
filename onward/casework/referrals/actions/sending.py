"""Referring a household, and taking a referral back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from onward.access.models import Office, User
from onward.casework.cases.queries import rules_in_force
from onward.casework.referrals import events, problems
from onward.casework.referrals.models import Referral, ReferredPerson
from onward.casework.referrals.rules import Referred, check_persons
from onward.kernel.actions import Act, action
from onward.kernel.counters import next_number
from onward.kernel.problems import Invalid
from onward.kernel.text import clean, clean_name
from onward.records.people.models import Relation, Sex
from onward.reference.choices import IN_THE_FUTURE, check


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
    once: UUID | None = None,
) -> Referral:
    """Hand a household on to the office. Consent comes first; a partner refers in its own name only.

    Raises:
        NoConsent, NobodyReferred, PrincipalMissing, TooMany: see `problems`.
    """
    act.once(once)
    if consent_given_on is None or not consent_witness.strip():
        raise problems.NoConsent("consent_witness")
    if consent_given_on > act.today:
        raise Invalid("consent_given_on", message=IN_THE_FUTURE)
    check_persons(people)
    rules = rules_in_force(programme)
    check("channel", channel, rules.definition.referred_by)
    check("programme", rules.definition.office, (office.code,))
    own = act.actor.organisation_key if isinstance(act.actor, User) else None
    on = sent_on or act.today
    referral = Referral.objects.create(
        reference=f"R-{on:%y}-{next_number(f'referrals:{on:%y}'):05d}",
        office=office,
        programme=programme,
        channel=channel,
        organisation_key=own or organisation_key,
        sent_by=act.actor if isinstance(act.actor, User) else None,
        sent_at=act.at,
        sent_on=on,
        destination=destination,
        destination_place=clean(destination_place, 120, field="destination_place"),
        language=language,
        phone=clean(phone, 40, field="phone"),
        message=clean(message, 5_000, field="message", lines=True),
        consent_given_on=consent_given_on,
        consent_witness=clean(consent_witness, 200, field="consent_witness"),
        consent_until=consent_until,
        tell_outcome=tell_outcome,
    )
    act.lock(referral)  # refuses a household referred to an office or in a name that is not the actor's
    for position, person in enumerate(people):
        _write_down(referral, position, person, act.today)
    fact = events.ReferralSent(
        programme=programme, channel=channel, organisation=referral.organisation_key, persons=len(people)
    )
    act.record(fact, office=office.code, about=referral, occurred_on=on)
    return referral


def _write_down(referral: Referral, position: int, person: Referred, today: date) -> None:
    """Keep a person as the partner wrote them, checked but not yet a person of the records."""
    field = f"people-{position}"
    if person.born_to and person.born_from and person.born_from > today:
        raise Invalid(f"{field}-born", message=IN_THE_FUTURE)
    name = clean_name(person.name, f"{field}-name")
    native = clean_name(person.name_native, f"{field}-name_native")
    ReferredPerson.objects.create(
        referral=referral,
        position=position,
        name=name or native,
        name_native=native,
        sex=check(f"{field}-sex", person.sex, Sex.values),
        born_from=person.born_from,
        born_to=person.born_to,
        nationality=person.nationality,
        relation=check(f"{field}-relation", person.relation, Relation.values),
        principal=person.principal,
        accompanied=person.accompanied,
    )


@action("referrals.make")
def withdraw_referral(act: Act, referral: Referral, *, version: int | None = None) -> Referral:
    """Take a referral back before the office has answered."""
    referral = act.lock(referral, version=version)
    if referral.state != Referral.State.SENT:
        raise problems.AlreadyAnswered(state=referral.get_state_display())
    referral.state = Referral.State.WITHDRAWN
    act.save(referral, "state")
    act.record(events.ReferralWithdrawn(), office=referral.office.code, about=referral)
    return referral
