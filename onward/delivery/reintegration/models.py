"""Reintegration help: qualifies, asked, granted and drawn are four states, each with its own day."""

from uuid import uuid4

from django.db import models
from django.utils.translation import pgettext_lazy

from onward.access.audit import audited, column, through
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models import Case
from onward.kernel import clock


class ReintegrationRequest(models.Model):
    """What one traveller asked for under one service, and what was answered.

    It is for one country of return, `destination`: where they return to another one it does not count. Empty
    where nobody knows it any more; then it counts for any.
    """

    class State(models.TextChoices):
        """How far it came. Qualifying is the programme's rule and has no row."""

        ASKED = "asked", pgettext_lazy("help", "asked for")
        GRANTED = "granted", pgettext_lazy("help", "granted")
        DECLINED = "declined", pgettext_lazy("help", "declined")
        DRAWN = "drawn", pgettext_lazy("help", "drawn")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reintegration")
    person_key = models.UUIDField()
    service = models.CharField(max_length=40)
    destination = models.CharField(max_length=2, blank=True, default="")
    project = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=40)
    plan = SealedTextField(of=("person_key",), blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["ReintegrationRequest"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person_key", "service", "destination"],
                condition=~models.Q(state="declined"),
                name="asked_once_a_service",
            ),
            *only_sealed("reintegration_reintegrationrequest", "plan"),
        ]
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return self.state
