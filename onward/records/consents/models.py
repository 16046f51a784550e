"""Consents: who allowed what to be told to whom, until when, and on what evidence."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock


class Consent(models.Model):
    """A person's word that something may be done with their data, for one purpose and one recipient.

    `given_by_key` is the person of the records whom `given_by` names, where that is known: whoever does not
    see them is not told the name.
    """

    class Purpose(models.TextChoices):
        """What for."""

        SHARE_REFERRAL = "share-referral", _("be referred to this office")
        SHARE_WITH_MISSION = (
            "share-with-mission",
            _("share the file with the mission in the country of return"),
        )
        SHARE_WITH_PARTNER = "share-with-partner", _("tell the referring partner what came of it")
        FAMILY_ASSESSMENT = "family-assessment", _("contact the family")
        HEALTH = "health", _("share health data with airline and escort")
        STORY = "story", _("tell their story with name and picture")

    class Evidence(models.TextChoices):
        """What shows it."""

        SHEET = "sheet", _("signed sheet")
        WITNESS = "witness", _("spoken before a witness")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person_key = models.UUIDField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, choices=Purpose)
    recipient_key = models.UUIDField()
    given_by = models.CharField(max_length=200, blank=True, default="")
    given_by_key = models.UUIDField(null=True)
    given_on = models.DateField()
    expires_on = models.DateField(null=True)
    evidence = models.CharField(max_length=8, choices=Evidence)
    sheet_key = models.UUIDField(null=True)
    witness = models.CharField(max_length=200, blank=True, default="")
    withdrawn_on = models.DateField(null=True)

    objects = VisibleQuerySet["Consent"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["person_key"], name="consent_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence="sheet", sheet_key__isnull=False)
                | (Q(evidence="witness") & ~Q(witness="")),
                name="consent_has_evidence",
            ),
            models.UniqueConstraint(
                # With the office: who is told that it stands already sees what the office knows of them.
                fields=[
                    "person_key",
                    "office",
                    "purpose",
                    "recipient_key",
                    "given_on",
                    "expires_on",
                    "sheet_key",
                ],
                condition=Q(withdrawn_on=None),
                nulls_distinct=False,
                name="one_consent_for_the_same_days",
            ),
        ]
        triggers = [audited(person=column("person_key"))]

    def __str__(self) -> str:
        return self.purpose


class Override(models.Model):
    """Leave to send without consent: on a legal basis, asked for by one and approved by the data-
    protection officer.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person_key = models.UUIDField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, choices=Consent.Purpose)
    recipient_key = models.UUIDField()
    legal_basis = models.CharField(max_length=40)
    reasons = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    expires_on = models.DateField(null=True)

    objects = VisibleQuerySet["Override"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["person_key"], name="override_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="nobody_approves_their_own",
            )
        ]
        triggers = [audited(person=column("person_key"))]

    def __str__(self) -> str:
        return self.purpose
