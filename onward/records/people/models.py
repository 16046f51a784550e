"""Persons, their names, contacts and papers; households and who belongs to them."""

from datetime import date
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, through
from onward.access.models import Office
from onward.access.policy import VisibleQuerySet
from onward.kernel import clock
from onward.kernel.tables import skips_numbers

COUNTRY = 12  # 'stateless' and 'unknown' stand beside the two letters of ISO 3166-1
END = 4
"""Characters at the end of a number by which it is found: of 1,000,000 numbers some hundred share them."""


class Sex(models.TextChoices):
    """As the person's papers or the person say."""

    FEMALE = "female", _("woman")
    MALE = "male", _("man")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class Person(models.Model):
    """One human being. Everything else names them by `key`; only this row leads to their names.

    `born_from` and `born_to` are the same day where the date of birth is exact, the ends of a span where
    it is approximate, and empty where nothing is known. `name` and `name_native` repeat the main name, in
    Latin letters as given or transliterated, and in its own script; `search` is for finding only.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    name_native = models.CharField(max_length=200, blank=True, default="")
    script = models.CharField(max_length=4, default="Latn")
    search = models.TextField(default="", editable=False)
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    born_from = models.DateField(null=True)
    born_to = models.DateField(null=True)
    nationalities = ArrayField(models.CharField(max_length=COUNTRY), default=list)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["Person"].as_manager()

    class Meta:
        indexes = [
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="person_by_name"),
            models.Index(fields=["office", "-id"], name="person_of_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(born_from=None, born_to=None) | Q(born_from__lte=F("born_to")),
                name="person_born_in_order",
            )
        ]
        triggers = [skips_numbers(), audited(person=column("key"), hidden=("search",))]

    def __str__(self) -> str:
        return self.name

    @property
    def born_exactly(self) -> date | None:
        """Return the date of birth where it is known to the day."""
        return self.born_from if self.born_from == self.born_to else None


class PersonName(models.Model):
    """A name as it was given, in the script it was given in."""

    class Kind(models.TextChoices):
        """Where the name comes from."""

        MAIN = "main", _("as given")
        NATIVE = "native", _("in its own script")
        DOCUMENT = "document", _("as in a document")
        MAIDEN = "maiden", _("before marriage")
        EARLIER = "earlier", _("earlier name")
        ALIAS = "alias", _("also known as")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind)
    given = models.CharField(max_length=200, blank=True, default="")
    family = models.CharField(max_length=200, blank=True, default="")
    full = models.CharField(max_length=200)
    script = models.CharField(max_length=4)

    class Meta:
        triggers = [audited(person=through("people_person", "person_id"))]

    def __str__(self) -> str:
        return self.full


class Contact(models.Model):
    """A way to reach a person, and whether it is safe to use."""

    class Kind(models.TextChoices):
        """By what means."""

        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")
        MESSENGER = "messenger", _("messaging")
        ADDRESS = "address", _("address")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=300)
    found_as = models.CharField(max_length=40, blank=True, default="")
    safe = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["found_as"], name="contact_by_number", condition=~Q(found_as="")),
            models.Index(Right("found_as", END), name="contact_by_end", condition=~Q(found_as="")),
        ]
        triggers = [skips_numbers(), audited(person=through("people_person", "person_id"))]

    def __str__(self) -> str:
        return self.kind


class TravelDocument(models.Model):
    """A paper of a person, or one that is being asked for: where it is and where the request stands."""

    class Kind(models.TextChoices):
        """What kind of paper."""

        PASSPORT = "passport", _("passport")
        LAISSEZ_PASSER = "laissez-passer", _("laissez-passer")
        IDENTITY_CARD = "identity-card", _("identity card")
        RESIDENCE_PERMIT = "residence-permit", _("residence permit")
        OTHER = "other", _("other paper")

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked for")
        INTERVIEW = "interview", _("interview at the embassy")
        RECEIVED = "received", _("received")
        REFUSED = "refused", _("refused")
        RETURNED = "returned", _("given back")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    number = models.CharField(max_length=40, blank=True, default="")
    issuer = models.CharField(max_length=COUNTRY, blank=True, default="")
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    held_by = models.CharField(max_length=120, blank=True, default="")
    asked_of = models.CharField(max_length=120, blank=True, default="")
    asked_on = models.DateField(null=True)
    interview_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet["TravelDocument"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["number"], name="document_by_number", condition=~Q(number="")),
            models.Index(Right("number", END), name="document_by_end", condition=~Q(number="")),
        ]
        triggers = [skips_numbers(), audited(person=through("people_person", "person_id"))]

    def __str__(self) -> str:
        return self.kind


class ReferenceNumber(models.Model):
    """The number under which another body knows the person; one issuer gives a number once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="references")
    issuer = models.CharField(max_length=40)
    number = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "number"], name="one_person_a_number")]
        indexes = [
            models.Index(fields=["number"], name="reference_by_number"),
            models.Index(Right("number", END), name="reference_by_end"),
        ]
        triggers = [skips_numbers(), audited(person=through("people_person", "person_id"))]

    def __str__(self) -> str:
        return self.issuer


class Household(models.Model):
    """Persons who move together."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = VisibleQuerySet["Household"].as_manager()

    def __str__(self) -> str:
        return str(self.key)


class Relation(models.TextChoices):
    """What a member is to the head of the household; `MEMBER` where nobody has said it."""

    HEAD = "head", _("head of household")
    PARTNER = "partner", _("husband, wife or partner")
    CHILD = "child", _("child")
    PARENT = "parent", _("parent")
    SIBLING = "sibling", _("brother or sister")
    NIECE_NEPHEW = "niece-nephew", _("niece or nephew")
    GRANDCHILD = "grandchild", _("grandchild")
    OTHER_RELATIVE = "other-relative", _("other relative")
    NOT_RELATED = "not-related", _("not related")
    MEMBER = "member", _("member of the household")


class Membership(models.Model):
    """A person's time in a household; nobody is in two at once.

    `relation` is what they are to `head`, who was the head when it was said; empty where none was in sight.
    Where a mark hides one of two heads and not the other, what they were to the former one stays beside it
    (`other_relation`, `other_head`): each reader is told of the head whom they see.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    relation = models.CharField(max_length=16, choices=Relation)
    head = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    other_relation = models.CharField(max_length=16, choices=Relation, blank=True, default="")
    other_head = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="in_one_household_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("joined_on"), F("left_on"), RangeBoundary(), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="membership_in_order"
            ),
        ]
        triggers = [audited(person=through("people_person", "person_id"))]

    def __str__(self) -> str:
        return self.relation
