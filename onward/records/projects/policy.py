"""Who reaches expenditure: it names nobody whom the office assists."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs
from onward.records.projects.models import Expenditure

READ = "projects.read"
SPEND = "projects.spend"


def register() -> None:
    """Declare the room's verbs and scopes."""
    register_verbs(
        {
            READ: _("See projects: their budget, and what was spent"),
            SPEND: _("Record what was spent on a project, correct it, and take it back"),
        }
    )
    register_scopes(
        Expenditure,
        read=READ,
        scopes={
            "all": lambda user: EVERYTHING,
            "office": lambda user: Q(office=user.office_id) if user.office_id else Q(pk__in=[]),
        },
    )
