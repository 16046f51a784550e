"""Who reaches the directory of organisations: it holds no person that the office assists."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs
from onward.records.partners.models import Organisation


def register() -> None:
    """Declare the room's verbs and scopes."""
    register_verbs(
        {
            "partners.read": _("See organisations: desks, contacts, services, the rota"),
            "partners.write": _("Enter organisations, and mend their particulars and the rota"),
        }
    )
    register_scopes(
        Organisation,
        read="partners.read",
        scopes={
            "all": lambda user: EVERYTHING,
            "office": lambda user: Q(country=user.office.country) if user.office else Q(pk__in=[]),
            "own": lambda user: Q(key=user.organisation_key),
        },
    )
