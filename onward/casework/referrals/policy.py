"""Who reaches referrals and enquiries: the office they were sent to, and the partner who sent them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs
from onward.casework.referrals.models import Enquiry, Referral

VERBS = {
    "referrals.read": _("See referrals; a partner sees its own and what became of them"),
    "referrals.make": _("Refer a household to the office"),
    "referrals.answer": _("Accept a referral and open the case, or decline it"),
    "enquiries.read": _("See the log of the hotlines and desks"),
    "enquiries.take": _("Log a call or a visit that asks for information"),
}


def register() -> None:
    """Declare the room's verbs and scopes."""
    register_verbs(VERBS)
    register_scopes(
        Referral,
        read="referrals.read",
        scopes={
            "all": lambda user: EVERYTHING,
            "office": lambda user: Q(office_id=user.office_id),
            "own": lambda user: Q(organisation_key=user.organisation_key) & ~Q(organisation_key=None),
        },
    )
    register_scopes(
        Enquiry,
        read="enquiries.read",
        scopes={"all": lambda user: EVERYTHING, "office": lambda user: Q(office_id=user.office_id)},
    )
