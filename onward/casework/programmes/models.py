"""The versions of programmes that cases were opened under."""

from django.db import models

from onward.access.audit import audited
from onward.kernel import clock


class ProgrammeVersion(models.Model):
    """A programme's file as it stood when it was published. A case keeps its version until it is moved on."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    body = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="programme_version_once"),
            models.UniqueConstraint(fields=["code", "hash"], name="programme_body_once"),
        ]
        triggers = [audited()]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
