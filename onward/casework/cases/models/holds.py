"""Holds: departures stop for a programme, a destination or a route; release is a decision for each case."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onward.access.audit import audited, through
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models.file import Case
from onward.kernel import clock


class Hold(models.Model):
    """Departures stop from a day on; intake goes on. An empty field means 'any'.

    `route` is an airport or country of transit by its code. `precautions` are the codes that must be ticked
    before one case is released.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40, blank=True, default="")
    destination = models.CharField(max_length=2, blank=True, default="")
    route = models.CharField(max_length=3, blank=True, default="")
    from_on = models.DateField()
    reason = models.CharField(max_length=40)
    explanation = models.TextField(blank=True, default="")
    precautions = ArrayField(models.CharField(max_length=40), default=list)
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=clock.now)
    lifted_on = models.DateField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet["Hold"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "from_on"], name="hold_standing", condition=Q(lifted_on=None))
        ]
        triggers = [audited()]

    def __str__(self) -> str:
        return f"{self.from_on} {self.reason}"


class HoldRelease(models.Model):
    """The decision that a case may depart in spite of a hold, with the precautions that were taken.

    It counts for the `travellers` whose persons' keys it names: those whom its author saw and whom the hold
    concerned. A row from before names were kept (null) counts for everybody of the case. The precautions are
    about the way and the entry there: it counts while the case returns to the country (`destination`) for
    which it was given (ADR 16). An empty one is for any.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="releases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hold_releases")
    precautions = ArrayField(models.CharField(max_length=40), default=list)
    reasons = SealedTextField(of=("case__key",), blank=True, default="")
    released_on = models.DateField()
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=clock.now)
    travellers = ArrayField(models.UUIDField(), null=True)
    destination = models.CharField(max_length=2, blank=True, default="")

    class Meta:
        constraints = only_sealed("cases_holdrelease", "reasons")
        triggers = [audited(case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return f"{self.released_on}"
