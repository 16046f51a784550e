"""Ways to reach a person: telephone, e-mail, messaging, address."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from onward.kernel.actions import Act, action
from onward.kernel.days import day_of
from onward.kernel.problems import Invalid
from onward.kernel.text import clean
from onward.records.people import events, problems
from onward.records.people.models import Contact, Person
from onward.records.people.rules import phone_number
from onward.reference import choices

NO_EMAIL = _("This is no e-mail address. One looks like name@example.org.")
NOTHING = _("Write the number or address, or leave the contact out.")


@dataclass(frozen=True)
class ContactGiven:
    """A way to reach a person.

    Attributes:
        kind: a value of `models.Contact.Kind`.
        value: the number or address as it was given.
        safe: whether it may be used without danger to the person; None where nobody has asked.
        note: when to call, who answers.
    """

    kind: str
    value: str
    safe: bool | None = None
    note: str = ""


@action("people.write")
def add_contact(act: Act, person: Person, contact: ContactGiven, *, once: UUID | None = None) -> Contact:
    """Add a way to reach the person."""
    person = act.lock(person)
    act.once(once)
    made = new_contact(person, contact)
    _tell(act, person)
    return made


@action("people.write")
def end_contact(act: Act, contact: Contact, *, ended_on: date | None = None) -> Contact:
    """Record that a contact does not reach the person any more; it stays in the record."""
    person = act.lock(contact.person)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.ended_on:
        raise problems.AlreadyEnded()
    day = day_of(act, "ended_on", ended_on)
    held.ended_on = day
    held.save(update_fields=["ended_on"])
    _tell(act, person)
    return held


@action("people.write")
def judge_contact(act: Act, contact: Contact, safe: bool | None) -> Contact:
    """Record whether a contact is safe to use, or that nobody knows.

    Raises:
        NothingChanged: that is what stands already.
    """
    person = act.lock(contact.person)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.safe == safe:
        raise problems.NothingChanged("safe")
    held.safe = safe
    held.save(update_fields=["safe"])
    _tell(act, person)
    return held


def new_contact(person: Person, contact: ContactGiven) -> Contact:
    """Write the row of a contact, checked; the caller has locked or just made the person."""
    kind = choices.check("contact_kind", contact.kind, Contact.Kind.values)
    value = clean(contact.value, limit=300, field="contact_value")
    if not value:
        raise Invalid("contact_value", message=NOTHING)
    found_as = ""
    if kind in (Contact.Kind.PHONE, Contact.Kind.MESSENGER):
        found_as = phone_number(value, person.office.country)
        if kind == Contact.Kind.PHONE and not found_as:
            raise problems.NotAPhone("contact_value", value=value[:40])
    elif kind == Contact.Kind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise Invalid("contact_value", message=NO_EMAIL) from None
        found_as = value.casefold()[:40]
    return Contact.objects.create(
        person=person,
        kind=kind,
        value=value,
        found_as=found_as,
        safe=contact.safe,
        note=clean(contact.note, limit=300, field="contact_note"),
    )


def _tell(act: Act, person: Person) -> None:
    """Record that contacts changed; what they were and are stands in the audit, not in the event."""
    act.record(events.PersonChanged(fields=("contact",)), office=person.office.code, person=person)
