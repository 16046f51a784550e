"""Requests of persons about what is held of them."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.kernel import clock


class RightsRequest(models.Model):
    """A person asks to see, to put right, to limit or to have erased what is held of them.

    Attributes:
        right: a code of `definitions/rights.yaml`.
        asked_by, way: codes of `rights-asked-by` and `rights-ways`.
        words: what was asked, as it was put.
        due_on: the last day for the answer.
        longer_why: why the time was made longer; empty where it was not.
        answer: what was done, or why nothing is, in the officer's words.
        ground: of a refusal, a code of `rights-refusals`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person_key = models.UUIDField()
    right = models.CharField(max_length=40)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=40)
    way = models.CharField(max_length=40)
    words = SealedTextField(of=("person_key",), blank=True, default="")
    due_on = models.DateField()
    longer_why = SealedTextField(of=("person_key",), max_length=400, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_on = models.DateField(null=True)
    answer = SealedTextField(of=("person_key",), blank=True, default="")
    ground = models.CharField(max_length=40, blank=True, default="")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["RightsRequest"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on")), name="answered_after_it_was_asked"
            ),
            *only_sealed("rights_rightsrequest", "words", "longer_why", "answer"),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="rights_open", condition=Q(state="open")),
            models.Index(fields=["person_key"], name="rights_of_person"),
        ]
        triggers = [audited(person=column("person_key"))]

    def __str__(self) -> str:
        return self.right
