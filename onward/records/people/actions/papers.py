"""Travel documents, from the request at the embassy to the return, and the numbers of other bodies."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from onward.kernel.actions import Act, action
from onward.kernel.days import IN_THE_FUTURE
from onward.kernel.problems import ChangedMeanwhile, Invalid, Missing
from onward.kernel.text import clean
from onward.records.people import events, problems
from onward.records.people.changes import in_words
from onward.records.people.models import Person, ReferenceNumber, TravelDocument
from onward.records.people.queries import holder_of
from onward.records.people.rules import facts_lacking, number_of
from onward.reference import choices
from onward.reference.countries import is_nationality

SAY_THE_NUMBER = _("Write the number as it stands on the paper.")


@dataclass(frozen=True)
class Paper:
    """What is known of a travel document, or of the request for one.

    Attributes:
        kind: a value of `models.TravelDocument.Kind`.
        state: a value of `models.TravelDocument.State`.
        number: as printed; kept in capitals, without spaces.
        issuer: code of the issuing country; empty where it is not known.
        issued_on, expires_on: as printed.
        held_by: where the paper is: with the person, at the office, at the immigration authority.
        asked_of: which embassy or consulate.
        asked_on, interview_on, received_on: the steps of the request; an interview may lie ahead.
    """

    kind: str
    state: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    held_by: str = ""
    asked_of: str = ""
    asked_on: date | None = None
    interview_on: date | None = None
    received_on: date | None = None

    def checked(self, today: date) -> "Paper":
        """Return it fit to be kept.

        Raises:
            NoSuchChoice, NoSuchCountry, DatesTurnedAround, Invalid, TextTooLong: see there.
            PaperIncomplete: it is here, and its number, issuer or day of expiry is not given.
        """
        choices.check("kind", self.kind, TravelDocument.Kind.values)
        choices.check("state", self.state, TravelDocument.State.values)
        if self.issuer and not is_nationality(self.issuer):
            raise problems.NoSuchCountry("issuer", value=clean(self.issuer)[:20])
        for field in ("issued_on", "asked_on", "received_on"):
            day = getattr(self, field)
            if day and day > today:
                raise Invalid(field, message=IN_THE_FUTURE)
        pairs = (("issued_on", "expires_on"), ("asked_on", "interview_on"), ("asked_on", "received_on"))
        for first, second in pairs:
            one, other = getattr(self, first), getattr(self, second)
            if one and other and other < one:
                raise problems.DatesTurnedAround(second)
        number = number_of(clean(self.number))
        if len(number) > 40:
            raise Invalid("number", message=SAY_THE_NUMBER)
        if self.state == TravelDocument.State.RECEIVED:
            lacking = facts_lacking(
                self.kind, number=bool(number), issuer=self.issuer, expires_on=self.expires_on
            )
            if lacking:
                raise problems.PaperIncomplete(lacking)
        return Paper(
            **asdict(self)
            | {
                "number": number,
                "held_by": clean(self.held_by, limit=120, field="held_by"),
                "asked_of": clean(self.asked_of, limit=120, field="asked_of"),
            }
        )


@action("people.write")
def add_document(
    act: Act, person: Person, paper: Paper, *, shared: bool = False, once: UUID | None = None
) -> TravelDocument:
    """Record a travel document that was asked for, seen or received.

    Raises:
        NumberOfAnother: its number stands with somebody else whom the actor sees, and nobody said by `shared`
            that this is right.
    """
    person = act.lock(person)
    act.once(once)
    kept = paper.checked(act.today)
    if not shared:
        _ask_whose(act, person, kept)
    document = TravelDocument.objects.create(person=person, **asdict(kept))
    _record(act, document)
    return document


@action("people.write")
def update_document(
    act: Act,
    document: TravelDocument,
    paper: Paper,
    *,
    shared: bool = False,
    version: int | None = None,
    once: UUID | None = None,
) -> TravelDocument:
    """Record how a travel document or its request stands by now.

    Raises:
        NumberOfAnother: as for a new one, where its number or issuer changes.
        ChangedMeanwhile: somebody saved it after `version`; lists what they changed.
    """
    act.once(once)
    try:
        document = act.lock(document, version=version)
    except ChangedMeanwhile as meanwhile:
        meanwhile.changes = in_words(document, version or 0)
        raise
    kept = paper.checked(act.today)
    wanted = asdict(kept)
    changed = [column for column, value in wanted.items() if getattr(document, column) != value]
    if not changed:
        raise problems.NothingChanged()
    if not shared and {"number", "issuer"} & set(changed):
        _ask_whose(act, document.person, kept)
    for column in changed:
        setattr(document, column, wanted[column])
    act.save(document, *changed)
    _record(act, document)
    return document


@action("people.write")
def add_reference(
    act: Act, person: Person, issuer: str, number: str, *, once: UUID | None = None
) -> ReferenceNumber:
    """Record the number under which another body knows the person.

    Raises:
        NumberTaken: the issuer's number stands already, for this or another person.
    """
    person = act.lock(person)
    act.once(once)
    choices.check("issuer", issuer, choices.listed("reference-issuers"))
    kept = number_of(clean(number, limit=60, field="number"))
    if not kept:
        raise Invalid("number", message=SAY_THE_NUMBER)
    try:
        with transaction.atomic():
            made = ReferenceNumber.objects.create(person=person, issuer=issuer, number=kept)
    except IntegrityError as clash:
        raise problems.NumberTaken("number") from clash
    act.record(events.PersonChanged(fields=("reference",)), office=person.office.code, person=person)
    return made


@action("people.write")
def drop_reference(act: Act, person: Person, reference: ReferenceNumber) -> None:
    """Take away a number that was written down wrongly; the audit keeps it."""
    person = act.lock(person)
    gone, _tables = ReferenceNumber.objects.filter(pk=reference.pk, person=person).delete()
    if not gone:
        raise Missing()
    act.record(events.PersonChanged(fields=("reference",)), office=person.office.code, person=person)


def _ask_whose(act: Act, person: Person, paper: Paper) -> None:
    """Ask about a number that somebody else has; of who is out of the actor's sight nothing is asked."""
    other = holder_of(act.actor, person, paper.issuer, paper.number)
    if other is not None:
        raise problems.NumberOfAnother("shared", name=other.name)


def _record(act: Act, document: TravelDocument) -> None:
    """Tell where the document stands."""
    act.record(
        events.DocumentRecorded(
            document=document.key,
            kind=document.kind,
            state=document.state,
            issuer=document.issuer or None,
            expires_on=document.expires_on,
            numbered=bool(document.number),
        ),
        office=document.person.office.code,
        person=document.person,
    )
