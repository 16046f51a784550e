"""The kernel's tables: events, forms already sent."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, Func, OuterRef

from onward.kernel.events.types import EventType, event_type
from onward.kernel.tables import append_only


class TransactionIdField(models.BigIntegerField):  # type: ignore[type-arg]  # generic only in its stubs
    """PostgreSQL's 64-bit number of the transaction that wrote the row (`xid8`)."""

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: Any, *_: Any) -> int | None:
        """Return the number: drivers hand an xid8 over as text."""
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        """Return the number as text, the only form that PostgreSQL casts to xid8."""
        return None if value is None else str(int(value))


class EventQuerySet(models.QuerySet["Event"]):
    """Ways to read events."""

    def standing(self) -> "EventQuerySet":
        """Leave out what a later correction supersedes, and the corrections that only take back."""
        superseded = Event.objects.filter(supersedes_id=OuterRef("pk"))
        return self.filter(retracts=False).filter(~Exists(superseded))


class Event(models.Model):
    """A fact that happened to a case, a person or another subject; written once, never changed.

    Subjects are named by random keys. `occurred_on` is when it happened, `recorded_at` when the office learnt
    of it. `supersedes` names the event that this one corrects; `retracts` says that it only takes it back.
    """

    position = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=64)
    case_key = models.UUIDField(null=True)
    person_key = models.UUIDField(null=True)
    about_key = models.UUIDField(null=True)
    office = models.CharField(max_length=16)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor_key = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by", db_index=False
    )
    retracts = models.BooleanField(default=False)
    written_by = TransactionIdField(editable=False, db_default=Func(function="pg_current_xact_id"))

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case_key", "position"], name="event_of_case"),
            models.Index(
                fields=["person_key", "position"],
                name="event_of_person",
                condition=~models.Q(person_key=None),
            ),
            models.Index(
                fields=["about_key", "position"], name="event_about", condition=~models.Q(about_key=None)
            ),
            models.Index(fields=["type", "occurred_on"], name="event_by_type"),
            models.Index(fields=["written_by"], name="event_by_transaction"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(case_key=None, person_key=None, about_key=None),
                name="event_has_a_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(retracts=False) | ~models.Q(supersedes=None),
                name="event_retracts_something",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.position} {self.type}"

    def fact(self) -> EventType | None:
        """Return the typed fact; None of a retraction, or where no room declares this type any more."""
        declared = None if self.retracts else event_type(self.type)
        return declared.model_validate(self.payload) if declared else None

    def days(self) -> set[date]:
        """Return the day of this event, and the one of what it supersedes."""
        return {self.occurred_on, self.supersedes.occurred_on if self.supersedes else self.occurred_on}


class Counter(models.Model):
    """The last number that was given in a row of numbers, and what its references are shuffled by."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.BigIntegerField()
    salt = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """A form that was sent, by the random token that it carried, so that a second click changes nothing.

    `content` is a keyed digest of what it was sent with (`kernel.sending`); empty where no form is known.
    """

    token = models.UUIDField(primary_key=True)
    actor_key = models.UUIDField()
    action = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    content = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["sent_at"], name="sending_by_time")]

    def __str__(self) -> str:
        return self.action
