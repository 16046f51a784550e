"""The only writer of consents and of leave to send without one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from onward.access.models import Office, User
from onward.access.policy import reach
from onward.kernel import files
from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Missing
from onward.kernel.text import clean, clean_reason
from onward.records.consents import events, hooks, problems
from onward.records.consents.models import Consent, Override
from onward.records.consents.queries import alike, standing, taken_back_after
from onward.reference import choices

SHEETS: Collection[str] = ("pdf", "jpeg", "png")


@dataclass(frozen=True)
class Evidence:
    """What shows that a consent was given: exactly one of the three.

    Attributes:
        sheet: key of a document in which the signed sheet lies already.
        upload: the scanned sheet itself, with the name of its file.
        witness: who was present when it was spoken.
    """

    sheet: UUID | None = None
    upload: tuple[BinaryIO, str] | None = None
    witness: str = ""


@action("consents.write")
def give_consent(
    act: Act,
    person: UUID,
    office: Office,
    purpose: str,
    recipient: UUID,
    evidence: Evidence,
    *,
    given_by: str = "",
    given_on: date | None = None,
    expires_on: date | None = None,
    passed_on: Collection[str] = (),
    once: UUID | None = None,
) -> Consent:
    """Record that a person allowed something, for one purpose and one recipient.

    Args:
        act: the action under way.
        person: key of the person.
        office: the office that keeps the person's record.
        purpose: a value of `models.Consent.Purpose`.
        recipient: key of an office or organisation.
        evidence: a sheet or a witness.
        given_by: who spoke for the person, a guardian for instance; empty where it was the person, which is
            taken of nobody who may be a child on that day.
        given_on: today where it is left out.
        expires_on: the last day on which it holds; None where none was agreed.
        passed_on: `given_by`, `witness`: those that the actor did not write.
        once: the token of the form.

    Raises:
        NoEvidence, NoSuchRecipient, EndsBeforeItBegins, NobodySpoke, AlreadyGiven, TakenBackSince, Missing:
            see `problems`.
    """
    act.once(once)
    _check_recipient(purpose, recipient)
    day = day_of(act, "given_on", given_on)
    if expires_on and expires_on < day:
        raise problems.EndsBeforeItBegins("expires_on")
    consent = Consent(
        person_key=person,
        office=office,
        purpose=purpose,
        recipient_key=recipient,
        given_on=day,
        expires_on=expires_on,
    )
    _write_down(act, consent, evidence, given_by)
    _tell_given(act, consent, passed_on)
    return consent


def _write_down(act: Act, consent: Consent, evidence: Evidence, given_by: str) -> None:
    """Keep the row with who spoke and what shows it, where the actor may, and where nothing says the same."""
    person = consent.person_key
    consent.given_by = clean(given_by, limit=200, field="given_by")
    if consent.given_by:
        consent.given_by_key = hooks.names_beside(act.actor, person).bearer(consent.given_by)
    if evidence.upload:
        _alone_with(person)  # the database tells two keys apart, and not whether two sheets are one
    for column, value in _kept(evidence).items():
        setattr(consent, column, value)
    try:
        with transaction.atomic():
            consent.save(force_insert=True)
    except IntegrityError:  # the same was recorded before, or at this very moment
        if reach(act.actor, "consents.read", _alike(consent)).exists():
            raise problems.AlreadyGiven("given_on") from None
        raise Missing() from None
    if not reach(act.actor, act.verb, Consent.objects.filter(pk=consent.pk)).exists():
        raise Missing()
    if not consent.given_by and hooks.children([person], consent.given_on):
        raise problems.NobodySpoke("given_by")
    taken_back = taken_back_after(person, consent.purpose, consent.recipient_key, consent.given_on)
    if taken_back:
        raise problems.TakenBackSince("given_on", day=taken_back)
    _refuse_twice(act, consent, evidence)


def _alike(consent: Consent) -> QuerySet[Consent]:
    """Return what says the same for the same days, and was not withdrawn."""
    rows = alike(
        consent.person_key, consent.purpose, consent.recipient_key, consent.given_on, consent.expires_on
    )
    return rows.exclude(pk=consent.pk)


def _refuse_twice(act: Act, consent: Consent, evidence: Evidence) -> None:
    """Refuse what stands already with the same days; a sheet that it did not have yet is new evidence."""
    same = reach(act.actor, "consents.read", _alike(consent))
    if evidence.sheet:
        same = same.filter(sheet_key=evidence.sheet)
    if evidence.upload:
        scanned = _scanned(consent)
        if not any(_scanned(one) == scanned for one in same.exclude(sheet_key=None)):
            return
    if same.exists():
        raise problems.AlreadyGiven("given_on")


def _scanned(consent: Consent) -> str:
    """Return what tells one scanned sheet from another: the SHA-256 of its bytes."""
    assert consent.sheet_key
    with files.open_stored(consent.sheet_key.hex) as stream:
        return sha256(stream.read()).hexdigest()


def _tell_given(act: Act, consent: Consent, passed_on: Collection[str]) -> None:
    fact = events.ConsentGiven(
        consent=consent.key,
        purpose=consent.purpose,
        recipient=consent.recipient_key,
        evidence=consent.evidence,
        expires_on=consent.expires_on,
        passed_on=tuple(passed_on) or None,
    )
    act.record(fact, office=consent.office.code, person=consent.person_key, occurred_on=consent.given_on)


def _kept(evidence: Evidence) -> dict[str, Any]:
    """Return the columns of the evidence: a sheet, or who heard it; without one nothing was given."""
    witness = clean(evidence.witness, limit=200, field="witness")
    sheet = evidence.sheet or _take_in(evidence)
    if not sheet and not witness:
        raise problems.NoEvidence("evidence")
    kind = Consent.Evidence.SHEET if sheet else Consent.Evidence.WITNESS
    return {"evidence": kind, "sheet_key": sheet, "witness": witness}


@action("consents.write")
def withdraw_consent(act: Act, consent: Consent, *, withdrawn_on: date | None = None) -> list[Consent]:
    """Record that a person took their consent back; from that day nothing is sent on its ground.

    The same may have been recorded more than once: all that stand on that day, for the same purpose and
    recipient, are withdrawn with it, each by its own event. One that was given later stays.

    Returns:
        What was withdrawn, the consent that was named first.
    """
    day = day_of(act, "withdrawn_on", withdrawn_on)
    twins = standing([consent.person_key], consent.purpose, consent.recipient_key, day).exclude(pk=consent.pk)
    rows = act.lock_all([consent, *reach(act.actor, act.verb, twins)])
    if rows[0].withdrawn_on:
        raise problems.AlreadyWithdrawn()
    if day < rows[0].given_on:
        raise problems.EndsBeforeItBegins("withdrawn_on")
    return [_withdraw(act, one, day) for one in rows if one.withdrawn_on is None]


def _withdraw(act: Act, consent: Consent, day: date) -> Consent:
    consent.withdrawn_on = day
    act.save(consent, "withdrawn_on")
    act.record(
        events.ConsentWithdrawn(
            consent=consent.key, purpose=consent.purpose, recipient=consent.recipient_key
        ),
        office=consent.office.code,
        person=consent.person_key,
        occurred_on=day,
    )
    return consent


@action("consents.write")
def ask_override(
    act: Act,
    person: UUID,
    office: Office,
    purpose: str,
    recipient: UUID,
    legal_basis: str,
    reasons: str,
    *,
    once: UUID | None = None,
) -> Override:
    """Ask the data-protection officer for leave to send without consent, on a legal basis.

    Raises:
        AlreadyAsked: the same request is waiting.
        NoSuchChoice: the legal basis is none of `legal-bases`.
        NotInWords: the reasons are no sentence.
    """
    act.once(once)
    _check_recipient(purpose, recipient)
    choices.check("legal_basis", legal_basis, choices.listed("legal-bases"))
    words = clean_reason(reasons, "reasons")
    _alone_with(person)
    waiting = Override.objects.filter(
        person_key=person, purpose=purpose, recipient_key=recipient, decided_at=None
    )
    if reach(act.actor, "consents.read", waiting).exists():
        raise problems.AlreadyAsked()
    override = Override.objects.create(
        person_key=person,
        office=office,
        purpose=purpose,
        recipient_key=recipient,
        legal_basis=legal_basis,
        reasons=words,
        asked_by=_user(act),
        asked_at=act.at,
    )
    if not reach(act.actor, act.verb, Override.objects.filter(pk=override.pk)).exists():
        raise Missing()
    act.record(
        events.OverrideAsked(
            override=override.key, purpose=purpose, recipient=recipient, legal_basis=legal_basis
        ),
        office=office.code,
        person=person,
    )
    return override


@action("consents.override")
def decide_override(
    act: Act, override: Override, approved: bool, *, expires_on: date | None = None
) -> Override:
    """Answer a request to send without consent. Nobody answers their own.

    Args:
        act: the action under way.
        override: the request.
        approved: whether it may be sent.
        expires_on: the last day on which the leave holds; only with approval.

    Raises:
        OwnRequest, AlreadyDecided, EndsBeforeItBegins: see `problems`.
    """
    override = act.lock(override)
    if override.decided_at:
        raise problems.AlreadyDecided()
    decider = _user(act)
    if override.asked_by_id == decider.pk:
        raise problems.OwnRequest()
    if expires_on and expires_on < act.today:
        raise problems.EndsBeforeItBegins("expires_on")
    override.approved, override.decided_by, override.decided_at = approved, decider, act.at
    override.expires_on = expires_on if approved else None
    act.save(override, "approved", "decided_by", "decided_at", "expires_on")
    act.record(
        events.OverrideDecided(
            override=override.key,
            purpose=override.purpose,
            approved=approved,
            expires_on=override.expires_on,
        ),
        office=override.office.code,
        person=override.person_key,
    )
    return override


def _check_recipient(purpose: str, recipient: UUID) -> None:
    """Refuse a purpose that nobody knows, and a recipient that is neither office nor organisation."""
    choices.check("purpose", purpose, Consent.Purpose.values)
    if recipient not in hooks.names_of([recipient]):
        raise problems.NoSuchRecipient("recipient")


def _alone_with(person: UUID) -> None:
    """Let nobody else ask about the person until this transaction ends; there may be no row yet to hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consents:{person}"])


def _take_in(evidence: Evidence) -> UUID | None:
    """Store the uploaded sheet by what its bytes are, and return its key."""
    if evidence.upload is None:
        return None
    stream, name = evidence.upload
    files.inspect(stream, name, SHEETS)
    return UUID(files.store(stream).key)


def _user(act: Act) -> User:
    """Return the acting user: who asks or decides is always a person."""
    if not isinstance(act.actor, User):
        raise Missing()
    return act.actor
