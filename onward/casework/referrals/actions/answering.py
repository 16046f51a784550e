"""The office's answer: accept, which opens the case, or decline with a reason that the partner sees."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.policy import may, reach
from onward.access.queries import acting_user
from onward.casework.cases.actions import Joining, open_case
from onward.casework.cases.models import Case
from onward.casework.cases.rules import certainly_adult, signs_alone
from onward.casework.referrals import events, problems
from onward.casework.referrals.actions.locking import lock_waiting
from onward.casework.referrals.models import Referral, ReferredPerson
from onward.casework.referrals.rules import Heard, check_country
from onward.kernel.actions import Act, action
from onward.kernel.days import IN_THE_FUTURE
from onward.kernel.problems import Invalid, Missing
from onward.kernel.text import clean
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.consents.problems import NobodySpoke
from onward.records.consents.queries import alike, lacking_consent, taken_back_after
from onward.records.people.actions import (
    ContactGiven,
    Member,
    add_contact,
    join_household,
    make_household,
    register_person,
)
from onward.records.people.models import Contact, Household, Membership, Person, Relation
from onward.records.people.problems import ParentTooYoung
from onward.records.people.rules import Born, GivenName, can_be_parent, phone_number
from onward.reference.choices import SAY_WHAT, NoSuchChoice, check, listed

SAY_WHO_HEARD = _("Say who heard it.")


@dataclass(frozen=True)
class Answer:
    """What the person who answers decides beyond yes.

    Attributes:
        destination: country of return, where the partner left it open.
        destination_place: state or town.
        counsellor: who takes the case; the one who answers, where left out.
        known: position in the referral → the person of the records that it is.
        household: the household that the persons already belong to, where they do.
        heard: the consent that they gave again, where the one that came with the referral stands no more.
        spoken_by: who consented for the children; the adult in whose name the household is referred, or else
            the first of it, where left out: but nobody for a child without parent or guardian.
        guardian: who consented for the children who travel without a parent; `spoken_by` where left out.
    """

    destination: str = ""
    destination_place: str = ""
    counsellor: User | None = None
    known: Mapping[int, Person] | None = None
    household: Household | None = None
    heard: Heard | None = None
    spoken_by: str = ""
    guardian: str = ""


@action("referrals.answer")
def accept_referral(
    act: Act,
    referral: Referral,
    answer: Answer | None = None,
    *,
    accepted_on: date | None = None,
    version: int | None = None,
) -> Case:
    """Accept a referral: its persons enter the records, their consents are kept, and the case is opened.

    Raises:
        AlreadyAnswered: somebody was quicker, or the partner took it back.
        ConsentEnded, ConsentTakenBack: what was agreed when it was sent does not stand any more.
        NobodySpoke: there is a child for whom nobody is known to have consented.
    """
    referral = lock_waiting(act, referral, version)
    answer = answer or Answer()
    on = accepted_on or act.today
    destination = check_country("destination", answer.destination or referral.destination)
    if not destination:
        raise Invalid("destination", message=SAY_WHAT)
    counsellor = _counsellor(act, referral, answer.counsellor)
    known = list((answer.known or {}).values())
    if known:  # before anything of theirs is written: a consent may end a task of a case that they are in
        act.lock_all(known, verb="people.read")
    heard = _heard(act, referral, answer, on)
    _check_not_taken_back(act, referral, known, heard, again=answer.heard is not None)
    lines = list(referral.people.order_by("position"))
    people = [_person_for(act, referral, line, answer.known or {}, on) for line in lines]
    if len({person.pk for person in people}) != len(people):
        raise problems.SamePersonTwice("known")
    principal = next(person for person, line in zip(people, lines, strict=True) if line.principal)
    _keep_phone(act, referral, principal)
    household = _household_for(act, referral, answer, list(zip(people, lines, strict=True)), on)
    for person, line in zip(people, lines, strict=True):
        spoke = _spoke_for(person, line, principal, people, answer, heard)
        passed_on = _passed_on(act, referral, answer, line)
        _keep_consents(act, referral, person, heard, spoke, passed_on)
    case = open_case.within(
        act,
        office=referral.office,
        programme=referral.programme,
        household=household,
        joining=[
            Joining(person, line.principal, _along(line, person, on))
            for person, line in zip(people, lines, strict=True)
        ],
        channel=referral.channel,
        destination=destination,
        destination_place=clean(answer.destination_place, 120, field="destination_place")
        or referral.destination_place,
        referred_by=referral.organisation_key,
        counsellor=counsellor,
        opened_on=on,
    )
    _close(act, referral, case, lines, people)
    return case


def _along(line: ReferredPerson, person: Person, on: date) -> bool | None:
    """Return whether a child has a parent or guardian along; of who is of age nothing is said."""
    grown = certainly_adult(person.born_to, on)
    return None if grown and line.accompanied is False else line.accompanied


def _counsellor(act: Act, referral: Referral, chosen: User | None) -> User | None:
    """Return who takes the case: somebody of the office whose role is given cases, or the one who answers."""
    if chosen is None:
        return acting_user(act)
    if chosen.office_id != referral.office_id or not may(chosen, "cases.counsel"):
        raise NoSuchChoice("counsellor", value=chosen.name)
    return chosen


def _household_for(
    act: Act, referral: Referral, answer: Answer, people: list[tuple[Person, ReferredPerson]], on: date
) -> Household:
    """Return the household of the case: the one of the known persons, joined by the others, or a new one.

    Known persons of two households are no business of a referral: making a third one is refused in words.
    """
    standing = dict(
        Membership.objects.filter(person__in=[person for person, _line in people], left_on=None).values_list(
            "person_id", "household_id"
        )
    )
    if answer.household is None and len(set(standing.values())) != 1:
        head = next(person for person, line in people if line.relation == Relation.HEAD)
        members = [Member(person, _relation(line.relation, person, head)) for person, line in people]
        return make_household.within(act, referral.office, members, joined_on=on)
    household = answer.household or Household.objects.get(pk=next(iter(standing.values())))
    for person, line in people:
        if person.pk not in standing:
            relation = Relation.OTHER_RELATIVE if line.relation == Relation.HEAD else line.relation
            try:
                join_household.within(act, household, person, relation, joined_on=on)
            except ParentTooYoung:
                join_household.within(act, household, person, Relation.OTHER_RELATIVE, joined_on=on)
    return household


def _relation(written: str, person: Person, head: Person) -> str:
    """Return what somebody is to the head: as written, unless the births in the records say otherwise.

    What was referred cannot be mended by who answers it, so it must not stand in the way of the answer.
    """
    births = Born(person.born_from, person.born_to), Born(head.born_from, head.born_to)
    fits = {Relation.PARENT: can_be_parent(*births), Relation.CHILD: can_be_parent(*births[::-1])}
    return written if fits.get(Relation(written), True) else Relation.OTHER_RELATIVE


def _person_for(
    act: Act, referral: Referral, line: ReferredPerson, known: Mapping[int, Person], on: date
) -> Person:
    """Return the person of the records that a line of the referral is about, entered now if they are new."""
    if line.position in known:
        person = known[line.position]
        seen = reach(act.actor, "people.read", Person.objects.filter(pk=person.pk)).first()
        if seen is None:
            raise Missing()
        return seen
    names = [GivenName("main", full=line.name)]
    if line.name_native and line.name_native != line.name:
        names.append(GivenName("native", full=line.name_native))
    return register_person.within(
        act,
        referral.office,
        names,
        sex=line.sex,
        born=Born(line.born_from, line.born_to),
        nationalities=[line.nationality] if line.nationality else [],
        languages=[referral.language] if referral.language else [],
        on=on,
    )


def _keep_phone(act: Act, referral: Referral, person: Person) -> None:
    """Keep the number of a referral with the person in whose name it is, who is called there from now on.

    The form asks for one that is safe to call. What no network could dial is kept as it was written; a number
    that stands with the person already stays as it was judged there.
    """
    number = clean(referral.phone, 40, field="phone")
    if not number:
        return
    dialled = phone_number(number, person.office.country)
    same = Q(found_as=dialled) if dialled else Q(value=number)
    if person.contacts.filter(same, ended_on=None).exists():
        return
    kind = Contact.Kind.PHONE if dialled else Contact.Kind.MESSENGER
    given = ContactGiven(kind, number, safe=True, note=referral.reference)
    add_contact.within(act, person, given)


def _heard(act: Act, referral: Referral, answer: Answer, on: date) -> Heard:
    """Return the consent on which the office takes the persons in: given again, or to the partner."""
    heard = Heard(referral.consent_given_on, referral.consent_witness, referral.consent_until)
    if answer.heard is not None:
        heard = replace(answer.heard, by=clean(answer.heard.by, 200, field="heard_by"))
        if heard.on > act.today:
            raise Invalid("heard_on", message=IN_THE_FUTURE)
        if not heard.by:
            raise Invalid("heard_by", message=SAY_WHO_HEARD)
    if heard.until is not None and heard.until < on:
        raise problems.ConsentEnded("heard_on", day=heard.until)
    return heard


def _check_not_taken_back(
    act: Act, referral: Referral, known: list[Person], heard: Heard, *, again: bool
) -> None:
    """Refuse persons of the records who took their word back after it was given to the partner."""
    for person in known:
        purpose, recipient = Consent.Purpose.SHARE_REFERRAL, referral.office.key
        if _taken_back(person, purpose, recipient, heard.on, again=again) and lacking_consent(
            [person.key], purpose, recipient, act.today
        ):
            raise problems.ConsentTakenBack("heard_on")


def _taken_back(person: Person, purpose: str, recipient: UUID, since: date, *, again: bool) -> bool:
    """Say whether a person took a consent back since a day; what was given again came after that day's."""
    rows = Consent.objects.filter(person_key=person.key, purpose=purpose, recipient_key=recipient)
    return rows.filter(**{"withdrawn_on__gt" if again else "withdrawn_on__gte": since}).exists()


def _spoke_for(
    person: Person,
    line: ReferredPerson,
    principal: Person,
    people: list[Person],
    answer: Answer,
    heard: Heard,
) -> str:
    """Return who consented for a person: nobody but themselves where they are of age."""
    if signs_alone(person.born_to, heard.on):
        return ""
    field = "guardian" if line.accompanied is False else "spoken_by"
    spoken_by = clean(_written(answer, line), 200, field=field)
    adults = [one.name for one in (principal, *people) if signs_alone(one.born_to, heard.on)]
    if not spoken_by and adults and line.accompanied is not False:
        spoken_by = adults[0]
    if not spoken_by:
        raise NobodySpoke(field)
    return spoken_by


def _written(answer: Answer, line: ReferredPerson) -> str:
    """Return who spoke for somebody if they are a child, as whoever answers wrote it."""
    return (line.accompanied is False and answer.guardian) or answer.spoken_by


def _passed_on(act: Act, referral: Referral, answer: Answer, line: ReferredPerson) -> list[str]:
    """Return the names of the consents of one person that whoever accepts a referral did not write."""
    heard = answer.heard is None and referral.sent_by != act.actor
    return [*(["witness"] if heard else []), *([] if _written(answer, line) else ["given_by"])]


def _keep_consents(
    act: Act, referral: Referral, person: Person, heard: Heard, spoken_by: str, passed_on: list[str]
) -> None:
    """Keep the consents that the partner was given, before the office does anything else with the data.

    That the partner is told of the outcome is the partner's own question: it is not kept where the person
    took it back since.
    """
    recipients: list[tuple[str, UUID]] = [(Consent.Purpose.SHARE_REFERRAL, referral.office.key)]
    told = referral.tell_outcome and referral.organisation_key
    since = referral.consent_given_on
    if told and not _taken_back(person, Consent.Purpose.SHARE_WITH_PARTNER, told, since, again=False):
        recipients.append((Consent.Purpose.SHARE_WITH_PARTNER, told))
    for purpose, recipient in recipients:
        if alike(person.key, purpose, recipient, heard.on, heard.until).exists():
            continue  # it came with an earlier referral
        if taken_back_after(person.key, purpose, recipient, heard.on):
            continue  # and given anew since: else it would have been refused
        give_consent.within(
            act,
            person.key,
            office=referral.office,
            purpose=purpose,
            recipient=recipient,
            evidence=Evidence(witness=heard.by),
            given_by=spoken_by,
            given_on=heard.on,
            expires_on=heard.until,
            passed_on=passed_on,
        )


def _close(
    act: Act, referral: Referral, case: Case, lines: list[ReferredPerson], people: list[Person]
) -> None:
    """Tie the referral to the case that came of it."""
    for line, person in zip(lines, people, strict=True):
        line.person_key = person.key
        line.save(update_fields=["person_key"])
    referral.state, referral.case = Referral.State.ACCEPTED, case
    referral.answered_at = act.at
    referral.answered_by = acting_user(act)
    act.save(referral, "state", "case", "answered_at", "answered_by")
    fact = events.ReferralAccepted(
        referral=referral.key, channel=referral.channel, organisation=referral.organisation_key
    )
    act.record(fact, office=referral.office.code, case=case, about=referral)


@action("referrals.answer")
def decline_referral(act: Act, referral: Referral, reason: str, *, version: int | None = None) -> Referral:
    """Decline a referral, with a coded reason that the partner sees."""
    referral = lock_waiting(act, referral, version)
    referral.decline_reason = check("reason", reason, listed("decline-reasons"))
    referral.state = Referral.State.DECLINED
    referral.answered_at = act.at
    referral.answered_by = acting_user(act)
    act.save(referral, "state", "decline_reason", "answered_at", "answered_by")
    act.record(events.ReferralDeclined(reason=reason), office=referral.office.code, about=referral)
    return referral
