"""Users and offices, restrictions on persons, and the audit."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onward.access.audit import audited, column, forgets_only
from onward.access.hooks import Named, mission_called
from onward.access.secrecy import SealedTextField, only_sealed
from onward.kernel import clock
from onward.kernel.called import Called
from onward.kernel.questions import Blank
from onward.kernel.text import in_order


class Office(Called):
    """An office of the organisation: a sending country office, or a mission in a country of return."""

    class Kind(models.TextChoices):
        """What the office does for a case."""

        COUNTRY = "country", _("country office")
        MISSION = "mission", _("mission")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=40, blank=True, default="")
    """The number that somebody on a journey may call."""
    address = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        triggers = [audited()]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name in the reader's language, with the marks of its notes."""
        return str(self._named) if self.kind == Office.Kind.MISSION else super().called

    @property
    def in_order(self) -> str:
        """What the office is put in order by, in the reader's language."""
        return in_order(self._named.bare if self.kind == Office.Kind.MISSION else super().called)

    @property
    def _named(self) -> Named:
        return mission_called(super().called, self.country)


class UserManager(BaseUserManager["User"]):
    """Makes users; nobody signs up by themselves."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user who signs in with `email`; without a password only OpenID Connect lets them in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their roles, office and organisation."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="users")
    organisation_key = models.UUIDField(null=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    focal_for = ArrayField(models.CharField(max_length=24), default=list)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    link_number = models.PositiveIntegerField(default=0)
    """Is part of every link by which the user sets a password: counted up, it ends those made before."""
    link_given_at = models.DateTimeField(null=True)
    """When the last link was handed over that nobody has ended or used."""

    class Meta:
        triggers = [audited(hidden=("password",))]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Return the letters that stand for the user in a small place."""
        parts = self.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()

    def end_links(self) -> None:
        """Make every link to set a password worthless that was made so far, letters' too."""
        self.link_number += 1
        self.link_given_at = None

    def set_password(self, raw_password: str | None) -> None:
        """Set a password: no link is open after it."""
        super().set_password(raw_password)
        self.link_given_at = None

    @property
    def link_open_until(self) -> datetime | None:
        """Return until when a link that was handed over sets a password; None where none does."""
        given = self.link_given_at
        if not self.is_active or given is None or (self.last_login and self.last_login >= given):
            return None
        until = given + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        return until if until > clock.now() else None

    def has_role(self, *roles: str) -> bool:
        """Say whether the user has one of these roles."""
        return any(role in self.roles for role in roles)

    def rights(self) -> tuple[Any, ...]:
        """Return all that decides what the user sees, save who they are (see `onward.kernel.questions`)."""
        works_for = (self.office_id, self.organisation_key)
        return (self.is_active, tuple(self.roles), tuple(self.focal_for), *works_for)

    def stand_in(self) -> "Colleague":
        """Return a colleague with the same rights."""
        return Colleague(self)

    def own(self) -> dict[str, Any]:
        """Return what is the user's own."""
        return {"asker_pk": self.pk, "asker_key": self.key}


class Colleague:
    """Anybody with the same rights as a user: in the user's place while a question is compiled.

    Has what `User.rights` names and nothing else of the user; `pk` and `key` are filled in when it is asked.
    """

    def __init__(self, user: User) -> None:
        self.is_active, self.roles, self.focal_for = user.is_active, list(user.roles), list(user.focal_for)
        self.office_id, self.organisation_key = user.office_id, user.organisation_key
        self.pk = Blank("asker_pk", models.BigIntegerField())
        self.key = Blank("asker_key", models.UUIDField())

    @property
    def office(self) -> Office | None:
        """Return the office that they work at."""
        return Office.objects.get(pk=self.office_id) if self.office_id else None


class Restriction(models.Model):
    """A mark on one person: only focal points for the category may open what concerns them.

    Written by `protection`, enforced by every room that shows persons. The mark names the person by key and
    says nothing of what happened to them.
    """

    class Category(models.TextChoices):
        """Why a file is restricted; each has its own focal points."""

        CHILD = "child", _("unaccompanied or separated child")
        TRAFFICKING = "trafficking", _("victim of trafficking")
        MEDICAL = "medical", _("medical case")

    person_key = models.UUIDField()
    category = models.CharField(max_length=24, choices=Category)
    marked_at = models.DateTimeField(default=clock.now)
    marked_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_key", "category"],
                condition=models.Q(lifted_at=None),
                name="one_mark_a_category",
            )
        ]

        triggers = [audited(person=column("person_key"))]

    def __str__(self) -> str:
        return self.category


class GlassBreak(models.Model):
    """A restricted file opened in an emergency: who, which, why, and until when it stays open."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person_key = models.UUIDField()
    reason = SealedTextField(of=("person_key",))
    opened_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["actor", "person_key", "until"], name="glass_of_actor"),
            models.Index(fields=["-id"], name="glass_not_seen", condition=models.Q(seen_at=None)),
        ]
        constraints = only_sealed("access_glassbreak", "reason")
        triggers = [audited(person=column("person_key"))]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"


class SubjectKey(models.Model):
    """The key of a person, a case or a referral, wrapped: under it stand sealed whoever's words (`secrecy`).

    No trigger writes its lines of the audit: rotating the master key would write one for each, and a key
    tells nothing. That one was destroyed is told by whoever destroys it.

    Attributes:
        key: its random name, which the sealed values bear.
        subject: random key of whom it is for. One subject has one key; after that was destroyed, another one.
        master: name of the master key that it is wrapped under; `wrapped` are 60 bytes.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField(unique=True)
    master = models.CharField(max_length=32)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["master", "id"], name="keys_under_master")]

    def __str__(self) -> str:
        return str(self.key)


class AuditEntry(models.Model):
    """One line of the audit: a write (with before and after), an opening, an export, a refusal.

    Writes come from a trigger on the tables themselves, so no code can forget them. The database refuses
    update, delete and truncate, save for what was erased: there a line loses what stood in it, and no more.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor_key = models.UUIDField(null=True)
    action = models.CharField(max_length=80, default="", db_default="")
    kind = models.CharField(max_length=8)
    table = models.CharField(max_length=64, default="", db_default="")
    row = models.BigIntegerField(null=True)
    person_key = models.UUIDField(null=True)
    case_key = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["actor_key", "-at"], name="audit_of_actor"),
            models.Index(
                fields=["person_key", "-at"], name="audit_of_person", condition=~models.Q(person_key=None)
            ),
            models.Index(
                fields=["case_key", "-at"], name="audit_of_case", condition=~models.Q(case_key=None)
            ),
            models.Index(fields=["-at"], name="audit_of_exports", condition=models.Q(kind="export")),
            models.Index(fields=["-at"], name="audit_of_loads", condition=models.Q(kind="load")),
            models.Index(fields=["row", "table"], name="audit_of_row", condition=~models.Q(row=None)),
        ]
        triggers = forgets_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.table}"
