"""The case itself, its travellers, what makes them vulnerable, and its hand-over to a mission."""

from collections.abc import Container, Iterable
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, key_of_case, through
from onward.access.models import Office, User
from onward.access.policy import VisibleQuerySet
from onward.access.secrecy import SealedTextField, only_sealed
from onward.casework.programmes.models import ProgrammeVersion
from onward.kernel import clock
from onward.kernel.tables import skips_numbers
from onward.records.people.models import Household, Person


class Case(models.Model):
    """One household in one programme.

    `destination` is where they return to, `departure_country` where they leave from; nationality stands with
    the person, and transit with the journey: four different things. `referred_by` is the key of the partner.
    `came_from` has the keys of the cases that this one parted from, the oldest first, where it did.
    `brought_in` says that it came from the files of before: what is not on record of it may have been so.
    Where it came in wrongly, it is no case since `taken_back_on`: nobody reaches it, or what stands in it.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    version_of_programme = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="cases")
    channel = models.CharField(max_length=40)
    referred_by = models.UUIDField(null=True)
    destination = models.CharField(max_length=2)
    destination_place = models.CharField(max_length=120, blank=True, default="")
    departure_country = models.CharField(max_length=2)
    counsellor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    came_from = ArrayField(models.UUIDField(), null=True)
    brought_in = models.BooleanField(default=False)
    taken_back_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Case"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "-id"], name="case_of_office"),
            models.Index(fields=["counsellor", "-id"], name="case_of_counsellor"),
            models.Index(
                fields=["counsellor", "-id"], name="open_case_of_counsellor", condition=Q(closed_on=None)
            ),
            models.Index(fields=["office", "-id"], name="open_case_of_office", condition=Q(closed_on=None)),
            models.Index(fields=["office", "programme", "-id"], name="case_of_programme"),
            models.Index(fields=["office", "destination", "-id"], name="case_to_destination"),
            models.Index(fields=["office", "channel", "-id"], name="case_by_channel"),
            models.Index(
                fields=["referred_by", "-id"], name="case_from_partner", condition=~Q(referred_by=None)
            ),
        ]
        triggers = [skips_numbers(), audited(case=column("key"))]

    def __str__(self) -> str:
        return self.reference


class Traveller(models.Model):
    """A member of a case who moves, at a stage of their own.

    `exit` holds the code of the exit by which they left the pathway (withdrawn, lost contact, …).
    `travels_on` is the planned day of departure, on which their age counts: that of the seat which they have,
    or on which they left, also of who took an exit with a seat that is not cancelled yet.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="travellers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="travels")
    principal = models.BooleanField(default=False)
    accompanied = models.BooleanField(null=True)
    stage = models.CharField(max_length=40)
    stage_since = models.DateField()
    exit = models.CharField(max_length=40, blank=True, default="")
    travels_on = models.DateField(null=True)
    medical_needs = models.CharField(max_length=8, blank=True, default="")
    left_case_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Traveller"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="once_in_a_case"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(principal=True, left_case_on=None),
                name="one_principal_applicant",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="travels_of_person"),
            models.Index(
                fields=["stage", "case"], name="traveller_at_stage", condition=Q(exit="", left_case_on=None)
            ),
            models.Index(
                fields=["travels_on"], name="traveller_by_day", condition=~Q(travels_on=None) & Q(exit="")
            ),
        ]
        triggers = [
            skips_numbers(),
            audited(person=through("people_person", "person_id"), case=through("cases_case", "case_id")),
        ]

    def __str__(self) -> str:
        return self.stage


class Vulnerability(models.Model):
    """A category of vulnerability of a traveller; categories overlap and are never summed."""

    class Severity(models.TextChoices):
        """How much it weighs on the journey and after."""

        MILD = "mild", _("mild")
        MODERATE = "moderate", _("moderate")
        SEVERE = "severe", _("severe")

    traveller = models.ForeignKey(Traveller, on_delete=models.PROTECT, related_name="vulnerabilities")
    category = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=Severity)
    found_on = models.DateField()
    ended_on = models.DateField(null=True)
    found_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["traveller", "category"], condition=Q(ended_on=None), name="once_a_category"
            )
        ]
        triggers = [skips_numbers(), audited(case=key_of_case("cases_traveller", "traveller_id"))]

    def __str__(self) -> str:
        return self.category


STANDS = Q(ended_at=None) & (Q(accepted=None) | Q(accepted=True))
"""The filter for hand-overs that stand: not answered yet, or accepted, and not ended since."""


class HandOver(models.Model):
    """The referral of a case from the sending office to the mission in the country of return.

    Each sending is a row: one that was sent back keeps its `reason` and `words`, and the case can be sent
    again. One that ended (`ended_at`), since the country of return is no longer the mission's, is over
    likewise; the mission is told where somebody of it was in its sight until then (`told_of_end`). It counts
    for the `travellers` whose persons' keys it names: those whom its sender saw. A row from before names were
    kept (null) counts for those whom no mark hides. One that is `departed_only` stands for whom it names and
    nobody else of the case: they had left for the mission's country before the case returned to another. The
    mission is told no more of the household since (`policy.kept`).
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    mission = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=40, blank=True, default="")
    words = SealedTextField(of=("case__key",), blank=True, default="")
    travellers = ArrayField(models.UUIDField(), null=True)
    ended_at = models.DateTimeField(null=True)
    told_of_end = models.BooleanField(default=False)
    departed_only = models.BooleanField(default=False)

    objects = VisibleQuerySet["HandOver"].as_manager()

    class Meta:
        constraints = only_sealed("cases_handover", "words")
        triggers = [audited(case=through("cases_case", "case_id"))]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def stands(self) -> bool:
        """Whether it counts: it was not sent back, and did not end."""
        return self.accepted is not False and self.ended_at is None

    def told_of(self, keys: Iterable[UUID], marked: Container[UUID]) -> frozenset[UUID]:
        """Return for whom of some persons of its case, by their keys, it counts; `marked` are restricted."""
        if self.travellers is None:
            return frozenset(key for key in keys if key not in marked)
        return frozenset(keys) & frozenset(self.travellers)
