"""Referrals by partners, the persons that they name, and enquiries that are no application."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models import Case
from onward.kernel import clock
from onward.kernel.tables import skips_numbers
from onward.records.people.models import COUNTRY, Relation, Sex


class Referral(models.Model):
    """A household that a partner (or nobody: they came by themselves) hands on to the office.

    Its message is sealed under a key of the referral's own: it is there before any case or person of ours is.
    """

    class State(models.TextChoices):
        """What became of it."""

        SENT = "sent", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back by the partner")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    organisation_key = models.UUIDField(null=True)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    sent_on = models.DateField()
    destination = models.CharField(max_length=2, blank=True, default="")
    destination_place = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    message = SealedTextField(of=("key",), blank=True, default="")
    consent_given_on = models.DateField()
    consent_witness = models.CharField(max_length=200)
    consent_until = models.DateField(null=True)
    tell_outcome = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=40, blank=True, default="")
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="referral")
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Referral"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "sent_at"], name="referral_waiting", condition=Q(state="sent")),
            models.Index(fields=["organisation_key", "-id"], name="referral_of_partner"),
        ]
        constraints = only_sealed("referrals_referral", "message")
        triggers = [skips_numbers(), audited()]

    def __str__(self) -> str:
        return self.reference


class ReferredPerson(models.Model):
    """A person as the partner wrote them down; one of the records once the referral is accepted.

    `search` is for finding only, as a person's is.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_native = models.CharField(max_length=200, blank=True, default="")
    search = models.TextField(default="", editable=False)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    born_from = models.DateField(null=True)
    born_to = models.DateField(null=True)
    nationality = models.CharField(max_length=COUNTRY, blank=True, default="")
    relation = models.CharField(max_length=16, choices=Relation)
    principal = models.BooleanField(default=False)
    accompanied = models.BooleanField(null=True)
    person_key = models.UUIDField(null=True)

    class Meta:
        indexes = [GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="referred_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="one_line_a_person"),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(principal=True), name="one_principal_a_referral"
            ),
        ]
        triggers = [audited(person=column("person_key"), hidden=("search",))]

    def __str__(self) -> str:
        return str(self.position)


class Enquiry(models.Model):
    """Somebody asked for information, by a hotline or otherwise. That is no application and names nobody."""

    class Caller(models.TextChoices):
        """Who asked."""

        MIGRANT = "migrant", _("a migrant")
        PARTNER = "partner", _("a partner")
        OTHER = "other", _("somebody else")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=24)
    language = models.CharField(max_length=12)
    caller = models.CharField(max_length=10, choices=Caller)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    outcome = models.CharField(max_length=40)
    asked_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True)
    referral = models.OneToOneField(Referral, null=True, on_delete=models.PROTECT, related_name="enquiry")

    objects = VisibleQuerySet["Enquiry"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-asked_at"], name="enquiry_of_office")]
        triggers = [audited()]

    def __str__(self) -> str:
        return f"{self.line} {self.asked_at:%Y-%m-%d}"
