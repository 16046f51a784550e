"""Who reaches persons: their office; what restrictions hide stays hidden."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access import restrictions
from onward.access.models import User
from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs
from onward.records.people.models import Household, Membership, Person, TravelDocument


def register() -> None:
    """Declare the room's verbs, scopes and veils."""
    register_verbs(
        {
            "people.read": _("See persons: names, birth dates, contacts, papers"),
            "people.write": _("Enter persons and households, and mend their particulars"),
        },
        tell_of_persons=["people.read"],
    )
    register_scopes(
        Person,
        read="people.read",
        scopes={"all": lambda user: EVERYTHING, "office": lambda user: Q(office_id=user.office_id)},
        veil=lambda user, rows, verb: restrictions.veil(user, rows),
    )
    register_scopes(
        Household,
        read="people.read",
        scopes={"all": lambda user: EVERYTHING, "office": lambda user: Q(office_id=user.office_id)},
        veil=_veil_households,
    )
    register_scopes(
        TravelDocument,
        read="people.read",
        scopes={"all": lambda user: EVERYTHING, "office": lambda user: Q(person__office_id=user.office_id)},
        veil=_veil_documents,
    )


def _veil_documents(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    return restrictions.veil(user, rows, "person__key")


def _veil_households(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out households of which the user may see nobody; one that nobody has joined yet stays."""
    members = Membership.objects.filter(household=OuterRef("pk"))
    seen = members.filter(restrictions.seen_by(user, "person__key"))
    return rows.filter(Exists(seen) | ~Exists(members))
