"""What happens to users and to the audit: keys and codes, never a name or an address."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class UserMade(EventType, type="access.user_made"):
    """Somebody was let in."""

    wording = _("User made")

    roles: Codes = ()
    focal_for: Codes = ()
    office: Code | None = None
    organisation: UUID | None = None


class UserChanged(EventType, type="access.user_changed"):
    """What somebody may do, or where they belong, was changed; the fields say how it stands now."""

    wording = _("User changed")

    roles: Codes = ()
    focal_for: Codes = ()
    office: Code | None = None
    organisation: UUID | None = None


class UserClosed(EventType, type="access.user_closed"):
    """Somebody cannot sign in any more."""

    wording = _("User closed")


class UserReopened(EventType, type="access.user_reopened"):
    """Somebody can sign in again."""

    wording = _("User opened again")


class LinkGiven(EventType, type="access.link_given"):
    """Somebody was given a link by which they set a password; the link itself is kept nowhere."""

    wording = _("Link to set a password given")


class LanguageChosen(EventType, type="access.language_chosen"):
    """Somebody chose the language of their own pages."""

    wording = _("Language chosen")

    language: Code


class OfficeMade(EventType, type="access.office_made"):
    """An office was added."""

    wording = _("Office made")

    kind: Code
    country: Code


class OfficeChanged(EventType, type="access.office_changed"):
    """The name of an office, or how it is reached, was changed."""

    wording = _("Office changed")


class GlassSeen(EventType, type="access.glass_seen"):
    """The data-protection officer took note of an opening in an emergency; `opening` is its number."""

    wording = _("Opening in an emergency looked at")

    opening: UUID
