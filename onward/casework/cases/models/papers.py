"""What a return needs on paper: declarations, the funder's approval, cash against a receipt."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, key_of_case, key_of_person, through
from onward.access.models import User
from onward.access.policy import VisibleQuerySet
from onward.casework.cases.models.file import Case, Traveller
from onward.casework.cases.models.work import Document
from onward.kernel.tables import skips_numbers

_CASE_OF_TRAVELLER = key_of_case("cases_traveller", "traveller_id")
_PERSON_OF_TRAVELLER = key_of_person("cases_traveller", "traveller_id")


class Declaration(models.Model):
    """A declaration of voluntary return: signed by each adult, by the guardian or a parent for a child.

    It may be withdrawn until boarding.
    """

    class SignedBy(models.TextChoices):
        """Who signed."""

        SELF = "self", _("the person")
        PARENT = "parent", _("a parent")
        GUARDIAN = "guardian", _("the guardian")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    traveller = models.ForeignKey(Traveller, on_delete=models.PROTECT, related_name="declarations")
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=10, choices=SignedBy)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["traveller"], condition=Q(withdrawn_on=None), name="one_standing_declaration"
            )
        ]
        triggers = [audited(person=_PERSON_OF_TRAVELLER, case=_CASE_OF_TRAVELLER)]

    def __str__(self) -> str:
        return f"{self.signed_on}"


class FunderApproval(models.Model):
    """What the funder of a project answered, and until when the departure must have happened.

    For the household as whoever asked saw it, or for one traveller alone (`person_key`): a newcomer, or
    somebody whom not everybody may see. One that ran out stays as it is: it is asked again in a row of its
    own. `decided_on` is the day of the last letter, which may have prolonged it.
    """

    class Outcome(models.TextChoices):
        """The answer."""

        ASKED = "asked", _("asked for")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approvals")
    person_key = models.UUIDField(null=True)
    project = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome)
    asked_on = models.DateField()
    decided_on = models.DateField(null=True)
    depart_by = models.DateField(null=True)

    objects = VisibleQuerySet["FunderApproval"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "project", "person_key"],
                condition=Q(outcome="asked"),
                nulls_distinct=False,
                name="one_open_question_a_project",
            )
        ]
        triggers = [
            skips_numbers(),
            audited(person=column("person_key"), case=through("cases_case", "case_id")),
        ]

    def __str__(self) -> str:
        return self.outcome


class CashHandover(models.Model):
    """Cash given to a traveller at departure, against a signed receipt."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    traveller = models.ForeignKey(Traveller, on_delete=models.PROTECT, related_name="cash")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    project = models.CharField(max_length=40)
    given_on = models.DateField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cash_is_given_not_taken"),
        ]
        triggers = [audited(person=_PERSON_OF_TRAVELLER, case=_CASE_OF_TRAVELLER)]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
