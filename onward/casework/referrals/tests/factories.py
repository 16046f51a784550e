"""Referrals for tests, made through the actions as everybody's are."""

from datetime import date
from typing import Any
from uuid import UUID

from onward.access.models import User
from onward.casework.referrals import actions
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Enquiry, Referral
from onward.casework.referrals.queries import offers
from onward.casework.referrals.rules import Referred
from onward.kernel import clock
from onward.records.partners.models import Organisation
from tests.cast import RED_CROSS, Cast

HEAD = Referred(
    "Hassan Zubaidi", "حسن الزبيدي", "male", date(1984, 5, 2), date(1984, 5, 2), "IQ", principal=True
)
WIFE = Referred(
    "Suad Mahdi", sex="female", born_from=date(1987, 1, 1), born_to=date(1987, 12, 31), relation="partner"
)
NIECE = Referred(
    "Noor Zubaidi",
    sex="female",
    born_from=date(2015, 3, 1),
    born_to=date(2015, 3, 1),
    relation="niece-nephew",
    accompanied=False,
)


FOR_A_CHILD = Answer(spoken_by="Griet Maes")
"""The yes to a referral of a child without parent or guardian: the guardian spoke."""


def the_red_cross(key: UUID = RED_CROSS, name: str = "Red Cross centre") -> Organisation:
    """Return the organisation of the cast's `rik`, made where it is not there yet."""
    return Organisation.objects.get_or_create(
        key=key, defaults={"name": name, "type": "red-cross", "country": "BE", "town": "Rocourt"}
    )[0]


def a_referral(user: User, *people: Referred, **fields: Any) -> Referral:
    """Return a referral of these persons, sent by `user` to the first office that they may refer to."""
    the_red_cross()
    offered = offers(user)
    own = offered[0].channels if offered and user.organisation_key else ()
    usual: dict[str, Any] = {
        "office": offered[0].office if offered else user.office,
        "programme": offered[0].code if offered else "",
        "channel": own[0] if own else "red-cross",
        "people": people or (HEAD,),
        "consent_given_on": clock.today(),
        "consent_witness": "Rik Baeten",
        "destination": "IQ",
    }
    return actions.send_referral(user, **usual | fields)


def an_enquiry(cast: Cast, **fields: Any) -> Enquiry:
    """Return a call that `lies` took on the French line."""
    usual: dict[str, Any] = {
        "office": cast.be,
        "line": "hotline-fr",
        "language": "fr",
        "caller": "migrant",
        "topics": ["how"],
        "outcome": "informed",
    }
    return actions.take_enquiry(cast.lies, **usual | fields)
