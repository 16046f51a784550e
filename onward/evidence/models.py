"""Editions of reports: who prepared and approved them. Questions of the explorer that somebody keeps."""

from uuid import uuid4

from django.db import models

from onward.access.audit import audited
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.evidence.editions import Frozen
from onward.evidence.editions.freezing import read_values
from onward.evidence.facts import AsOf
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.kernel.tables import append_only

NAME_LIMIT = 80
"""Characters of the name by which a question is kept, at most."""
_AS_PRINTED = ("snapshot", "values")


class Edition(models.Model):
    """One edition of a report: its numbers, and all that decides them. Nothing of it changes.

    `mark` and `upto` say up to where the log was known (`AsOf`); `snapshot` holds the definitions as they
    were, `values` the numbers in their one form, `digest` the SHA-256 of these. `number` counts the editions
    of a report for one period; `project` is that of a donor report, and empty else.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.CharField(max_length=40)
    project = models.CharField(max_length=60, blank=True, default="")
    first = models.DateField()
    last = models.DateField()
    number = models.PositiveSmallIntegerField()
    mark = models.BigIntegerField()
    upto = models.BigIntegerField()
    snapshot = models.TextField()
    values = models.TextField()
    digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)

    objects = VisibleQuerySet["Edition"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "project", "first", "last", "number"], name="edition_numbered"
            )
        ]
        indexes = [models.Index(fields=["-prepared_at"], name="edition_newest_first")]
        triggers = [*append_only(), audited(hidden=_AS_PRINTED)]

    def __str__(self) -> str:
        return f"{self.report} {self.first} {self.number}"

    @property
    def period(self) -> Period:
        """Whose events count."""
        return Period(self.first, self.last)

    @property
    def as_of(self) -> AsOf:
        """As which its numbers are known."""
        return AsOf(mark=self.mark, upto=self.upto)

    @property
    def frozen(self) -> Frozen:
        """Its numbers as printed."""
        return Frozen(self.snapshot, self.period, self.as_of, read_values(self.values))


class Judgement(models.Model):
    """What the public may be shown of an edition, decided beforehand: computed, and approved by nobody.

    `basis` is the SHA-256 of all that decided it (`queries.judged`): beside another one it says nothing.
    `left_out` says where the numbers stand that would not be shown, `bare` which cannot be hidden, each with
    the number of its edition; `known` which could be found out before; `guessed` which by who takes it that
    little was corrected; `hurried` in which tables numbers are left out for want of time to decide which must
    be; `contradicts` that the numbers cannot all be true.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="judgements")
    basis = models.CharField(max_length=64)
    left_out = models.JSONField(default=list)
    bare = models.JSONField(default=list)
    known = models.JSONField(default=list)
    guessed = models.JSONField(default=list)
    hurried = models.JSONField(default=list)
    contradicts = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "basis"], name="judged_once")]
        triggers = [*append_only(), audited(hidden=("basis", "left_out", "bare", "known", "guessed"))]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.basis[:12]}"


class Decision(models.Model):
    """What was decided about an edition: that it is published, or that it no longer stands.

    `left_out` says where the numbers stand that the public copy of a published edition does not show: what
    was decided then stays hidden, whatever rule comes later. `for_public` says whether there is such a copy.
    `confirmed` is the SHA-256 of the numbers that differ by few from what was public (`queries.beside`): who
    published it confirmed to know them. Empty where there was none.
    """

    class Kind(models.TextChoices):
        """Which decision."""

        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300, blank=True, default="")
    left_out = models.JSONField(default=list)
    for_public = models.BooleanField(default=True)
    confirmed = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "kind"], name="decided_once")]
        triggers = [*append_only(), audited()]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"


class KeptQuestion(models.Model):
    """A question of the explorer that somebody keeps by a name of their own, and nobody else sees.

    `question` is the query of its address. The audit does not repeat the name, which is free text.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME_LIMIT)
    question = models.CharField(max_length=1000)
    kept_at = models.DateTimeField(default=clock.now)

    objects = VisibleQuerySet["KeptQuestion"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="question_named_once")]
        triggers = [audited(hidden=("name",))]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.key}"
