"""Who reaches assessments, guardians, and the list of files that were opened in an emergency."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.models import User
from onward.access.policy import NOTHING, register_scopes
from onward.access.verbs import register_verbs
from onward.casework.cases.policy import case_scopes, veil_rows
from onward.casework.protection.models import Assessment, Guardian

VERBS = {
    "protection.read": _("See assessments and guardians of the persons whom one may see"),
    "protection.assess": _("Ask for assessments, name guardians and record their agreement"),
    "protection.decide": _("Record the outcome of an assessment"),
    "protection.restrict": _("Restrict files and lift restrictions, as a focal point for the category"),
}


def _asked_of_mission(user: User) -> Q:
    """Return the filter for the assessments that were asked of the user's mission."""
    return Q(mission_key=user.office.key) if user.office else NOTHING


def register() -> None:
    """Declare the room's verbs, scopes and veils."""
    register_verbs(VERBS)
    by_case = case_scopes("case__")
    handed_over = by_case["handed-over"]
    register_scopes(
        Assessment,
        read="protection.read",
        scopes=by_case | {"handed-over": lambda user: handed_over(user) | _asked_of_mission(user)},
        veil=veil_rows,
    )
    register_scopes(Guardian, read="protection.read", scopes=by_case, veil=veil_rows)
