"""The only writer of users and of what the data-protection officer has seen."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from onward.access import events, problems
from onward.access.models import GlassBreak, Office, Restriction, User
from onward.access.queries import acting_user
from onward.access.roles import roles as known_roles
from onward.access.rules import check_place, check_together
from onward.kernel.actions import Act, action
from onward.kernel.events import EventType
from onward.kernel.problems import Invalid
from onward.kernel.text import clean

NO_EMAIL = _("This is no e-mail address. One looks like name@example.org.")
NO_NAME = _("Write the name by which colleagues know this user.")
NO_SUCH = _("“%(value)s” is not one of the choices.")
LINKS = ("link_number", "link_given_at")
HOUSE = "house"
"""Stands in an event where a user belongs to no office."""


@dataclass(frozen=True)
class Particulars:
    """Who somebody is and what they may do.

    Attributes:
        name: as colleagues know them.
        roles: codes of `definitions/roles.yaml`.
        office: where they work; None for partners.
        organisation_key: for whom a partner refers.
        focal_for: the categories of restricted files that they may open.
        language: of their pages.
    """

    name: str
    roles: Sequence[str] = ()
    office: Office | None = None
    organisation_key: UUID | None = None
    focal_for: Sequence[str] = ()
    language: str = "en"


@action("users.manage")
def make_user(act: Act, email: str, who: Particulars, *, once: UUID | None = None) -> User:
    """Let somebody in. They have no password: they set one by a letter or a link, or come by the provider.

    Raises:
        EmailTaken, SeesNoCase, BelongsNowhere, Invalid: see `problems`.
    """
    act.once(once)
    address = clean(email, 254, field="email").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid("email", message=NO_EMAIL) from None
    fine = _checked(who)
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, None, **_columns(fine), made_at=act.at)
    except IntegrityError as clash:
        raise problems.EmailTaken("email") from clash
    act.lock(user)
    _record(act, user, events.UserMade(**_stands(user)))
    return user


@action("users.manage")
def change_user(act: Act, user: User, who: Particulars) -> User:
    """Change what somebody may do or where they belong. Nobody changes themselves.

    Raises:
        NotThemselves, SeesNoCase, BelongsNowhere, Invalid: see `problems`.
    """
    user = _other(act, user)
    columns = _columns(_checked(who))
    for name, value in columns.items():
        setattr(user, name, value)
    act.save(user, *columns)
    _record(act, user, events.UserChanged(**_stands(user)))
    return user


@action("users.manage")
def close_user(act: Act, user: User) -> User:
    """Let somebody in no more; what they did stays in their name. Their links to set a password end."""
    user = _other(act, user)
    user.is_active = False
    user.end_links()
    act.save(user, "is_active", *LINKS)
    _record(act, user, events.UserClosed())
    return user


@action("users.manage")
def reopen_user(act: Act, user: User) -> User:
    """Let somebody in again who was closed."""
    user = _other(act, user)
    user.is_active = True
    act.save(user, "is_active")
    _record(act, user, events.UserReopened())
    return user


@action("users.manage")
def give_link(act: Act, user: User) -> User:
    """Give somebody a link by which they set a password, where no letters are sent; to nobody oneself.

    The page makes the link of the user returned, shows it once, and keeps it nowhere: what is recorded is
    that it was given. Those made before end, so that one that was lost is worth nothing.

    Raises:
        NotThemselves, CannotSignIn: see `problems`.
    """
    user = _other(act, user)
    if not user.is_active:
        raise problems.CannotSignIn()
    user.end_links()
    user.link_given_at = act.at
    act.save(user, *LINKS)
    _record(act, user, events.LinkGiven())
    return user


@action("users.language")
def choose_language(act: Act, language: str) -> User:
    """Keep the language of one's own pages; everybody who is signed in may, for nobody but themselves.

    Raises:
        Invalid: the house does not speak it.
    """
    _within("language", [language], dict(settings.LANGUAGES))
    user = act.lock(User.objects.get(key=act.actor.key))
    user.language = language
    act.save(user, "language")
    _record(act, user, events.LanguageChosen(language=language))
    return user


@action("audit.read")
def see_opening(act: Act, opening: GlassBreak) -> GlassBreak:
    """Take note of an opening in an emergency, as the data-protection officer.

    Raises:
        AlreadySeen: somebody did before.
    """
    opening = act.lock(opening)
    if opening.seen_at:
        raise problems.AlreadySeen()
    opening.seen_at = act.at
    opening.seen_by = acting_user(act)
    act.save(opening, "seen_at", "seen_by")
    office = opening.actor.office.code if opening.actor.office else HOUSE
    fact = events.GlassSeen(opening=opening.key)
    act.record(fact, office=office, person=opening.person_key, about=opening.key)
    return opening


def _other(act: Act, user: User) -> User:
    """Return the user, locked; refuse where it is the actor."""
    if user.key == act.actor.key:
        raise problems.NotThemselves("roles")
    return act.lock(user)


def _checked(who: Particulars) -> Particulars:
    """Return the particulars fit to be kept."""
    name = clean(who.name, 120, field="name")
    if not name:
        raise Invalid("name", message=NO_NAME)
    given = tuple(dict.fromkeys(who.roles))
    _within("roles", given, known_roles())
    focal_for = tuple(dict.fromkeys(who.focal_for))
    _within("focal_for", focal_for, Restriction.Category.values)
    _within("language", [who.language], dict(settings.LANGUAGES))
    check_together(given)
    check_place(given, has_office=who.office is not None, has_organisation=who.organisation_key is not None)
    return Particulars(name, given, who.office, who.organisation_key, focal_for, who.language)


def _within(field: str, values: Sequence[str], allowed: Container[str]) -> None:
    for value in values:
        if value not in allowed:
            raise Invalid(field, message=NO_SUCH % {"value": value[:40]})


def _columns(who: Particulars) -> dict[str, Any]:
    return {
        "name": who.name,
        "roles": list(who.roles),
        "office": who.office,
        "organisation_key": who.organisation_key,
        "focal_for": list(who.focal_for),
        "language": who.language,
    }


def _stands(user: User) -> dict[str, Any]:
    """Return how it stands now, coded."""
    return {
        "roles": tuple(user.roles),
        "focal_for": tuple(user.focal_for),
        "office": user.office.code if user.office else None,
        "organisation": user.organisation_key,
    }


def _record(act: Act, user: User, fact: EventType) -> None:
    act.record(fact, office=user.office.code if user.office else HOUSE, about=user)
