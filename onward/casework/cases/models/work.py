"""The work on a case: counselling sessions, tasks, notes and documents.

A row may name one traveller by `person_key`; whoever may not see that person does not see the row.
"""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, through
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models.file import Case
from onward.kernel import clock
from onward.kernel.tables import skips_numbers

_OF = ("person_key", "case__key")
"""Whose key seals what is told: the traveller's whom the row names, else the case's."""


class Session(models.Model):
    """A counselling session: information given, needs found, the plan talked over."""

    class Way(models.TextChoices):
        """How it was held."""

        IN_PERSON = "in-person", _("in person")
        ONLINE = "online", _("online")
        PHONE = "phone", _("by telephone")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sessions")
    person_key = models.UUIDField(null=True)
    held_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way)
    place = SealedTextField(of=_OF, max_length=120, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    interpreter = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    counsellor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_partner = models.UUIDField(null=True)
    summary = SealedTextField(of=_OF, blank=True, default="")

    objects = VisibleQuerySet["Session"].as_manager()

    class Meta:
        constraints = only_sealed("cases_session", "place", "summary")
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return f"{self.held_on}"


class Task(models.Model):
    """Something to do by a day. `kind` is coded where the house made the task, with words of its own else."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    person_key = models.UUIDField(null=True)
    kind = models.CharField(max_length=40, default="other")
    words = SealedTextField(of=_OF, max_length=300, blank=True, default="")
    due_on = models.DateField()
    assigned_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="tasks")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Task"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on", "id"], name="task_of_user", condition=Q(done_on=None)
            ),
            models.Index(fields=["case", "due_on"], name="task_of_case", condition=Q(done_on=None)),
        ]
        constraints = only_sealed("cases_task", "words")
        triggers = [
            skips_numbers(),
            audited(person=column("person_key"), case=through("cases_case", "case_id")),
        ]

    def __str__(self) -> str:
        return self.kind


class Note(models.Model):
    """A few lines by whoever works on the case."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    person_key = models.UUIDField(null=True)
    text = SealedTextField(of=_OF)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    objects = VisibleQuerySet["Note"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="note_of_case")]
        constraints = only_sealed("cases_note", "text")
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return str(self.key)


class Document(models.Model):
    """A file that was taken in: what its bytes are, and where they lie outside the web root."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    person_key = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = VisibleQuerySet["Document"].as_manager()

    class Meta:
        triggers = [
            skips_numbers(),
            audited(person=column("person_key"), case=through("cases_case", "case_id")),
        ]

    def __str__(self) -> str:
        return self.kind
