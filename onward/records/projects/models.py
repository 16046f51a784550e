"""Expenditure: what was spent, when, on which budget line of which project, and where the voucher is."""

from uuid import uuid4

from django.db import models

from onward.access.audit import audited
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock


class Expenditure(models.Model):
    """One expenditure as it is known now; what was told before a correction stands in the log.

    `voucher` names the evidence in the books of the office, which numbers it as it likes; `note` is for its
    colleagues alone; `taken_back_on` says that it never was one.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    project = models.CharField(max_length=60)
    line = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    spent_on = models.DateField()
    voucher = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    taken_back_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Expenditure"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="spent_is_above_nought"),
            models.UniqueConstraint(
                fields=["office", "project", "voucher", "line"],
                condition=models.Q(taken_back_on=None),
                name="a_voucher_once_a_line",
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="spending_of_a_project")]
        triggers = [audited()]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
