"""What stops retention, its runs, and what each run has to do and has done."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onward.access.audit import audited, column
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock
from onward.safekeeping.retention.choices import GROUNDS


class LegalHold(models.Model):
    """An order that what is held of a person, or in a case, stays, whatever its time.

    Attributes:
        person_key: the person whom it protects; empty where it is for a case.
        case_key: the case.
        ground: a code of the list `legal-hold-grounds`.
        reason: in the officer's words; names the proceedings, never what was told.
        until: the last day on which it holds; None until somebody lifts it.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person_key = models.UUIDField(null=True)
    case_key = models.UUIDField(null=True)
    ground = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["LegalHold"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person_key=None, case_key__isnull=False)
                | Q(person_key__isnull=False, case_key=None),
                name="hold_of_a_person_or_a_case",
            ),
            models.UniqueConstraint(
                fields=["person_key"], condition=Q(lifted_at=None), name="one_hold_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["case_key"], condition=Q(lifted_at=None), name="one_hold_of_a_case"
            ),
        ]
        triggers = [audited(person=column("person_key"), case=column("case_key"))]

    def __str__(self) -> str:
        return GROUNDS


class Run(models.Model):
    """One night's work: what was due is written down first, then goes in batches, and is signed at the end.

    Attributes:
        day: the day by which time is reckoned.
        stop_asked_at: since when somebody wants it to stop; it ends with its batch, and may go on later.
        ahead: what was found to go by `ahead_day` once it was done: by rule, numbers of cases, persons and
            referrals without a case.
        left_off: whether nobody works on it, though it is not done.
        record: what went under which rule, without what it was; empty until it is done.
        signature: of the record, with the key named in it.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    day = models.DateField()
    begun_at = models.DateTimeField(default=clock.now)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    alive_at = models.DateTimeField(default=clock.now)
    stop_asked_at = models.DateTimeField(null=True)
    left_off = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    ahead_day = models.DateField(null=True)
    ahead = models.JSONField(default=list)
    record = models.TextField(blank=True, default="")
    signature = models.CharField(max_length=200, blank=True, default="")

    objects = VisibleQuerySet["Run"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="one_run_of_retention_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Due(models.Model):
    """What is due of one file by one run: of a traveller in a case, a case, a person, or a lone referral.

    Random keys and codes alone. Once done it stays, as proof, and so that the next night knows of it.

    Attributes:
        case_key, person_key: both of a traveller; the case's alone is of the household; the person's alone is
            of what is held of them outside cases.
        alone_key: of a referral that never became a case.
        erased, reduced: the parts (categories or fields) that go, or of which codes remain.
        rules: the rule of each part, as `part=rule`.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="dues")
    case_key = models.UUIDField(null=True)
    person_key = models.UUIDField(null=True)
    alone_key = models.UUIDField(null=True)
    erased = ArrayField(models.CharField(max_length=80), default=list)
    reduced = ArrayField(models.CharField(max_length=80), default=list)
    rules = ArrayField(models.CharField(max_length=160), default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_key", "person_key"], name="due_of_case"),
            models.Index(fields=["person_key"], name="due_of_person", condition=Q(case_key=None)),
            models.Index(fields=["alone_key"], name="due_alone", condition=~Q(alone_key=None)),
            models.Index(fields=["run", "id"], name="due_to_do", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
