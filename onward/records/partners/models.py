"""Organisations that refer, counsel or help: their desks, contacts, services and days at return desks."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited
from onward.access.policy import VisibleQuerySet
from onward.kernel.called import Called
from onward.reference.towns import called_in


class Organisation(Called):
    """A partner. `type` is a code of `definitions/partner-types.yaml`, `services` of its services."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    type = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    town = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2)
    services = ArrayField(models.CharField(max_length=40), default=list)
    adapted_services = ArrayField(models.CharField(max_length=40), default=list)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    note = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Organisation"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "town"], name="organisation_once_a_town")]
        indexes = [models.Index(fields=["type", "name"], name="organisation_by_type")]
        triggers = [audited()]

    def __str__(self) -> str:
        town = self.town_called
        return f"{self.called}, {town}" if town and town not in self.called else self.called

    @property
    def town_called(self) -> str:
        """The town by its name in the reader's language."""
        return called_in(self.town, self.country, get_language() or "en") if self.town else ""


class Desk(models.Model):
    """A place where an organisation receives people."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="desks")
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=300, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    hours = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        triggers = [audited()]

    def __str__(self) -> str:
        return self.name


class ContactPerson(models.Model):
    """Whom to call at an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.SET_NULL, related_name="contacts")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")

    class Meta:
        triggers = [audited()]

    def __str__(self) -> str:
        return self.name


class RotaDay(models.Model):
    """A day on which somebody sits at a return desk."""

    class Part(models.TextChoices):
        """Which part of the day."""

        MORNING = "morning", _("morning")
        AFTERNOON = "afternoon", _("afternoon")
        WHOLE = "day", _("whole day")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="rota")
    on = models.DateField()
    part = models.CharField(max_length=10, choices=Part)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    user_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "on", "part", "organisation"],
                nulls_distinct=False,
                name="one_turn_a_part_of_day",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=None) | ~Q(user_key=None), name="somebody_sits_at_the_desk"
            ),
        ]
        triggers = [audited()]

    def __str__(self) -> str:
        return f"{self.on} {self.part}"
