"""What was brought in: the file, and each of its rows by a key of its own, so that no row comes in twice."""

from uuid import uuid4

from django.db import models

from onward.access.audit import audited, column
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock


class Import(models.Model):
    """A workbook that was brought in, by the hash of its bytes (SHA-256); it may come in several times.

    `known_from` and `known_to` are the first and the last day on which what came in was known, as far as a
    day was told; `known_late` says that some of it was not known before it came in.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    known_from = models.DateField(null=True)
    known_to = models.DateField(null=True)
    known_late = models.BooleanField(default=False)

    objects = VisibleQuerySet["Import"].as_manager()

    class Meta:
        triggers = [audited()]

    def __str__(self) -> str:
        return self.file_name


class Rows(VisibleQuerySet["ImportedRow"]):
    """Ways to read rows that came in."""

    def standing(self) -> "Rows":
        """Leave out those whose case was taken back."""
        return self.filter(taken_back_on=None)

    def of_persons(self) -> "Rows":
        """Leave out quantities."""
        return self.exclude(case_key=None)


class ImportedRow(models.Model):
    """A row that came in: what it is called in the file, a hash of what it said, and what it became.

    `number` is unique in an office: the case and the person's number in it, or a hash of the row where the
    person has none; for a quantity its own number, or a hash of what, for whom, where and when. `own_number`
    is what the office calls the person in all files, or the quantity in its file: without `person_key` it is
    nobody's. A quantity alone has a `key`, about which its event is (those of before are about the
    import's); `version` counts its corrections. Where its case was taken back (`taken_back_on`), the number
    is free for the row that says it rightly; of a quantity, what was told of it says that. `instead_of` is
    the row taken back for which this one stands, as far as one can tell (`actions.known`).
    """

    key = models.UUIDField(null=True, unique=True, editable=False)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=140)
    case_number = models.CharField(max_length=60, blank=True, default="")
    own_number = models.CharField(max_length=60, blank=True, default="")
    content = models.CharField(max_length=64)
    case_key = models.UUIDField(null=True)
    person_key = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    taken_back_on = models.DateField(null=True)
    instead_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = Rows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=models.Q(taken_back_on=None),
                name="a_row_comes_in_once",
            )
        ]
        indexes = [
            models.Index(fields=["case_number", "office"], name="imported_case"),
            models.Index(
                fields=["own_number", "office"], name="imported_person", condition=~models.Q(own_number="")
            ),
            models.Index(fields=["case_key"], name="case_was_imported"),
        ]
        triggers = [audited(person=column("person_key"), case=column("case_key"))]

    def __str__(self) -> str:
        return self.number
