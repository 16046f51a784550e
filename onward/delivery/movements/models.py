"""A first journey: its legs, who travels, what became of each, escorts and the check before embarkation."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, key_of_case, key_of_person, through
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.cases.models import Case, Traveller
from onward.kernel import clock
from onward.kernel.tables import skips_numbers


class Movement(models.Model):
    """A journey of one or more travellers of a case.

    `departs_on` is the day that was booked, for all of them together: lists are in its order. On which day
    each of them left is in the log, and told to who sees them.

    Whoever is moved to another plan gets a new key with it, in `former_keys` those of before, the first one
    first: so the address does not say whether somebody stayed on the old plan.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="movements")
    departs_on = models.DateField()
    onward_transport = models.CharField(max_length=300, blank=True, default="")
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(default=clock.now)
    former_keys = ArrayField(models.UUIDField(), null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Movement"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "departs_on"], name="movement_by_day"),
            GinIndex(fields=["former_keys"], name="movement_by_former_key"),
        ]
        triggers = [skips_numbers(), audited(case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return f"{self.departs_on}"

    @property
    def told_under(self) -> UUID:
        """The key under which the log tells of it: that of the booking as it was first made."""
        return self.former_keys[0] if self.former_keys else self.key


class Leg(models.Model):
    """One leg: from one airport (or place by road) to the next, at local times."""

    class Mode(models.TextChoices):
        """By what means."""

        AIR = "air", _("by air")
        ROAD = "road", _("by road")
        RAIL = "rail", _("by rail")
        SEA = "sea", _("by sea")

    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="legs")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.AIR)
    origin = models.CharField(max_length=3)
    destination = models.CharField(max_length=3)
    flight = models.CharField(max_length=10, blank=True, default="")
    departs_at = models.DateTimeField(null=True)
    arrives_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movement", "number"], name="legs_in_order")]
        triggers = [audited(case=key_of_case("movements_movement", "movement_id"))]

    def __str__(self) -> str:
        return f"{self.origin}-{self.destination}"


class Passenger(models.Model):
    """A traveller on a movement, what they need on the way, and how it ended for them."""

    class State(models.TextChoices):
        """Where this traveller's journey stands."""

        BOOKED = "booked", _("booked")
        DEPARTED = "departed", _("departed")
        ARRIVED = "arrived", _("arrived")
        NO_SHOW = "no-show", _("did not come")
        REFUSED_ENTRY = "refused-entry", _("refused entry")
        TURNED_BACK = "turned-back", _("turned back")
        CANCELLED = "cancelled", _("cancelled")

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="passengers")
    traveller = models.ForeignKey(Traveller, on_delete=models.PROTECT, related_name="journeys")
    state = models.CharField(max_length=14, choices=State, default=State.BOOKED)
    state_on = models.DateField()
    assistance = ArrayField(models.CharField(max_length=24), default=list)
    escort_kind = models.CharField(max_length=12, blank=True, default="")
    escort_name = models.CharField(max_length=160, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Passenger"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement", "traveller"], name="one_seat_a_movement"),
            models.UniqueConstraint(
                fields=["traveller"],
                condition=Q(state__in=["booked", "departed"]),
                name="one_journey_at_a_time",
            ),
        ]
        triggers = [
            skips_numbers(),
            audited(
                person=key_of_person("cases_traveller", "traveller_id"),
                case=key_of_case("cases_traveller", "traveller_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.state


class FitnessCheck(models.Model):
    """A doctor's word, shortly before travel, that a traveller is fit for it."""

    class Outcome(models.TextChoices):
        """The doctor's word."""

        FIT = "fit", _("fit to travel")
        CONDITIONS = "conditions", _("fit under conditions")
        DEFERRED = "deferred", _("not now")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fitness_checks")
    person_key = models.UUIDField()
    checked_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    conditions = SealedTextField(of=("person_key",), blank=True, default="")
    review_on = models.DateField(null=True)
    doctor = SealedTextField(of=("person_key",), max_length=160)

    objects = VisibleQuerySet["FitnessCheck"].as_manager()

    class Meta:
        constraints = only_sealed("movements_fitnesscheck", "conditions", "doctor")
        triggers = [audited(person=column("person_key"), case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return self.outcome
