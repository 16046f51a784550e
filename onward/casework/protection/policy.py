"""Who reaches assessments, guardians, and the list of files that were opened in an emergency."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access.models import Office, User
from onward.access.policy import register_scopes
from onward.access.restrictions import seen_by
from onward.access.verbs import register_verbs
from onward.casework.cases.actions.locking import under_cases_of_the_person
from onward.casework.cases.policy import row_in_sight, veil_rows
from onward.casework.cases.policy.scopes import case_scopes
from onward.casework.protection.models import Assessment, Guardian
from onward.kernel.actions import held_under

VERBS = {
    "protection.read": _("See assessments and guardians of the persons whom one may see"),
    "protection.assess": _("Ask for assessments, name guardians and record their agreement"),
    "protection.decide": _("Record the outcome of an assessment"),
    "protection.restrict": _("Restrict files and lift restrictions, as a focal point for the category"),
}


def _asked_of_mission(user: User) -> Q:
    """Return the filter for the assessments that were asked of the user's mission."""
    return Q(mission_key__in=Office.objects.filter(users=user.pk, kind=Office.Kind.MISSION).values("key"))


def veil_assessments(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out hidden rows; a mission sees what it was asked, unless a mark hides the person."""
    asked = _asked_of_mission(user) & seen_by(user, "person_key")
    return rows.filter(row_in_sight(user) | asked)


def register() -> None:
    """Declare the room's verbs, scopes and veils, and what is held first."""
    register_verbs(VERBS, tell_of_persons=["protection.read"])
    by_case = case_scopes("case__")
    handed_over = by_case["handed-over"]
    register_scopes(
        Assessment,
        read="protection.read",
        scopes=by_case | {"handed-over": lambda user: handed_over(user) | _asked_of_mission(user)},
        veil=veil_assessments,
    )
    register_scopes(Guardian, read="protection.read", scopes=by_case, veil=veil_rows)
    held_under(Assessment, under_cases_of_the_person)
    held_under(Guardian, under_cases_of_the_person)
