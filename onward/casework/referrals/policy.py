"""Who reaches referrals and enquiries: the office they were sent to, and the partner who sent them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access import restrictions
from onward.access.models import User
from onward.access.policy import EVERYTHING, register_scopes, scopes_of
from onward.access.verbs import register_verbs
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson

VERBS = {
    "referrals.read": _("See referrals; a partner sees its own and what became of them"),
    "referrals.make": _("Refer a household to the office"),
    "referrals.answer": _("Accept a referral and open the case, or decline it"),
    "enquiries.read": _("See the log of the hotlines and desks"),
    "enquiries.take": _("Log a call or a visit that asks for information"),
}


def register() -> None:
    """Declare the room's verbs, scopes and veil."""
    register_verbs(VERBS, tell_of_persons=["referrals.read", "enquiries.read"])
    register_scopes(
        Referral,
        read="referrals.read",
        scopes={
            "all": lambda user: EVERYTHING,
            "office": lambda user: Q(office_id=user.office_id),
            "own": lambda user: Q(organisation_key=user.organisation_key) & ~Q(organisation_key=None),
        },
        veil=_veil,
    )
    register_scopes(
        Enquiry,
        read="enquiries.read",
        scopes={"all": lambda user: EVERYTHING, "office": lambda user: Q(office_id=user.office_id)},
    )


def _veil(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Take out referrals of which the user may see nobody any more.

    Whoever sent one keeps seeing that it was sent and answered: its page names nobody once it is answered.
    """
    seen = Exists(ReferredPerson.objects.filter(referral=OuterRef("pk")).filter(seen_line(user)))
    sent_none = ~Exists(ReferredPerson.objects.filter(referral=OuterRef("pk")))
    if "own" in scopes_of(user, verb):
        return rows.filter(
            Q(organisation_key=user.organisation_key) & ~Q(organisation_key=None) | seen | sent_none
        )
    return rows.filter(seen | sent_none)


def seen_line(user: User) -> Q:
    """Return the filter for persons of a referral whom `user` may see: all who are not in the records yet."""
    return Q(person_key=None) | restrictions.seen_by(user, "person_key")
