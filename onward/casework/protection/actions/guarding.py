"""Guardians of children, and their agreement to the return."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from onward.casework.cases.actions.locking import check_open, lock_traveller
from onward.casework.cases.gates import for_another_country
from onward.casework.cases.models import Case, Traveller
from onward.casework.cases.rules import has_departed
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.vocabulary import ReturnsTo
from onward.casework.protection import events, problems, rules
from onward.casework.protection.actions.assessing import Paper, take_in
from onward.casework.protection.models import Guardian
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.reference.choices import SAY_WHAT

NO_EMAIL = _("This is no e-mail address. One looks like name@example.org.")
BEFORE_THE_LAST_AGREED = _("This day lies before the day on which the guardian before agreed.")
BEFORE_IT_WAS_GIVEN = _("This day lies before the day of the agreement.")


@action("protection.assess")
def name_guardian(
    act: Act,
    traveller: Traveller,
    name: str,
    *,
    organisation: str = "",
    phone: str = "",
    email: str = "",
    since: date | None = None,
    once: UUID | None = None,
) -> Guardian:
    """Name the guardian of a child; whoever was the guardian before is so no longer, and must not be asked.

    Raises:
        NotAChild: the traveller is certainly of age on the day that counts.
    """
    traveller = lock_traveller(act, traveller)
    act.once(once)
    day = day_of(act, "since", since)
    person, case = traveller.person, traveller.case
    if not rules.may_be_child(person.born_to, traveller.travels_on or day):
        raise problems.NotAChild()
    called = clean(name, 160, field="name")
    if not called:
        raise Invalid("name", message=SAY_WHAT)
    before = Guardian.objects.filter(person_key=person.key, until=None).first()
    if before and before.agreed_on and day < before.agreed_on:
        raise Invalid("since", message=BEFORE_THE_LAST_AGREED)  # or that agreement would count for this one
    if before:
        before.until = max(day, before.since)
        before.save(update_fields=["until"])
    guardian = Guardian.objects.create(
        person_key=person.key,
        case=case,
        name=called,
        organisation=clean(organisation, 160, field="organisation"),
        phone=clean(phone, 40, field="phone"),
        email=_address(email),
        since=day,
    )
    fact = events.GuardianNamed(guardian=guardian.key)
    act.record(fact, office=case.office.code, case=case, person=person, occurred_on=day)
    return guardian


def _address(email: str) -> str:
    """Return an e-mail address as it can be kept, or nothing where none was given."""
    address = clean(email, 254, field="email")
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Invalid("email", message=NO_EMAIL) from None
    return address


@action("protection.assess")
def record_guardian_agreement(
    act: Act, guardian: Guardian, *, agreed_on: date | None = None, paper: Paper | None = None
) -> Guardian:
    """Record that the guardian agrees to the child's return, with the signed paper where there is one.

    What was agreed to for another country of return gives way; the log keeps it.

    Raises:
        NoGuardian: somebody else is the guardian by now.
        AlreadyAgreed, AgreedBeforeTakenBack: see `problems`.
    """
    guardian = act.lock(guardian)
    check_open(guardian.case, guardian.person_key)
    if guardian.until:
        raise problems.NoGuardian()
    day = day_of(act, "agreed_on", agreed_on)
    [traveller] = _travelling(guardian)[:1] or [guardian.case.travellers.get(person__key=guardian.person_key)]
    if guardian.agreed_on and not agreed_elsewhere(traveller.case, [guardian]):
        raise problems.AlreadyAgreed(agreed_on=guardian.agreed_on)
    taken_back = _taken_back_on(guardian)
    if taken_back and day < taken_back:
        raise problems.AgreedBeforeTakenBack("agreed_on", taken_back=taken_back)
    case = guardian.case
    traveller = case.travellers.get(person__key=guardian.person_key)
    guardian.agreed_on = day
    guardian.agreement = take_in(act, case, traveller, paper, "consent")
    guardian.save(update_fields=["agreed_on", "agreement"])
    fact = events.GuardianAgreed(guardian=guardian.key)
    act.record(fact, office=case.office.code, case=case, person=traveller.person, occurred_on=day)
    return guardian


def agreed_elsewhere(
    case: Case,
    guardians: Iterable[Guardian],
    destinations: Mapping[UUID, Sequence[ReturnsTo]] | None = None,
    travellers: Iterable[Traveller] | None = None,
) -> dict[UUID, str]:
    """Return those guardians who agreed to another country than the child returns to, by key, with which."""
    keys = [one.key for one in guardians if one.agreed_on]
    return for_another_country(
        case, events.GuardianAgreed.type, "guardian", keys, destinations, travellers=travellers
    )


def _taken_back_on(guardian: Guardian) -> date | None:
    """Return the last day on which the guardian took the agreement back; events alone keep it."""
    taken = Event.objects.filter(
        type=events.GuardianAgreementWithdrawn.type,
        person_key=guardian.person_key,
        payload__guardian=str(guardian.key),
    )
    return max(taken.standing().values_list("occurred_on", flat=True), default=None)


@action("protection.assess")
def withdraw_guardian_agreement(
    act: Act, guardian: Guardian, *, withdrawn_on: date | None = None, once: UUID | None = None
) -> Guardian:
    """Record that the guardian takes the agreement back, at any time until boarding; the gate closes again.

    The paper of the agreement stays among the documents, and the event of it in the log.

    Raises:
        NoGuardian, HasNotAgreed, BoardedAlready: see `problems`.
    """
    guardian = act.lock(guardian)
    act.once(once)
    check_open(guardian.case, guardian.person_key)
    if guardian.until:
        raise problems.NoGuardian()
    if guardian.agreed_on is None:
        raise problems.HasNotAgreed()
    case = guardian.case
    for one in _travelling(guardian):
        if has_departed(programmes.rules_of(one.case.version_of_programme).definition, one.stage):
            raise problems.BoardedAlready()
    day = day_of(act, "withdrawn_on", withdrawn_on)
    if day < guardian.agreed_on:
        raise Invalid("withdrawn_on", message=BEFORE_IT_WAS_GIVEN)
    guardian.agreed_on = guardian.agreement = None
    guardian.save(update_fields=["agreed_on", "agreement"])
    fact = events.GuardianAgreementWithdrawn(guardian=guardian.key)
    act.record(fact, office=case.office.code, case=case, person=guardian.person_key, occurred_on=day)
    return guardian


def _travelling(guardian: Guardian) -> QuerySet[Traveller]:
    """Return the child as a traveller, in whichever case they go on: it may be one of their own by now."""
    rows = Traveller.objects.filter(person__key=guardian.person_key, left_case_on=None, case__closed_on=None)
    return rows.select_related("case__version_of_programme")
