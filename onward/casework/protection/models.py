"""Assessments that hold a journey until they are made, and guardians of children."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, through
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models import Case, Document
from onward.kernel import clock


class Assessment(models.Model):
    """A best-interest determination, a family assessment or a risk assessment: asked, and answered.

    `decided_by` is the code of the body that decided: a role, or a party outside the house; `author` names
    who wrote it. The reasons may tell of third persons; they stay in this row and never enter an event.
    """

    class Kind(models.TextChoices):
        """What is assessed."""

        BEST_INTEREST = "best-interest-determination", _("best-interest determination")
        FAMILY = "family-assessment", _("family assessment")
        RISK = "risk-assessment", _("risk assessment")

    class Outcome(models.TextChoices):
        """What came of it."""

        POSITIVE = "positive", _("return is in order")
        WAIT = "wait", _("wait")
        NEGATIVE = "negative", _("no return")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    person_key = models.UUIDField()
    kind = models.CharField(max_length=32, choices=Kind)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_of = SealedTextField(of=("person_key",), max_length=160, blank=True, default="")
    mission_key = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = SealedTextField(of=("person_key",), max_length=40, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    author = SealedTextField(of=("person_key",), max_length=160, blank=True, default="")
    reasons = SealedTextField(of=("person_key",), blank=True, default="")
    measures = SealedTextField(of=("person_key",), blank=True, default="")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Assessment"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["person_key"], name="assessment_of_person")]
        constraints = only_sealed(
            "protection_assessment", "asked_of", "decided_by", "author", "reasons", "measures"
        )
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return self.kind


class Guardian(models.Model):
    """Who stands in for the parents of a child, and since when they agree to the return."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person_key = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=160)
    organisation = models.CharField(max_length=160, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    agreement = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet["Guardian"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_key"], condition=models.Q(until=None), name="one_guardian_at_a_time"
            )
        ]
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return str(self.key)
