"""Who reaches consents: who reaches the person, and is not kept from them by a restriction."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from onward.access import restrictions
from onward.access.models import User
from onward.access.policy import EVERYTHING, may, register_scopes
from onward.access.verbs import register_verbs
from onward.records.consents.models import Consent, Override


def register() -> None:
    """Declare the room's verbs, scopes and veils."""
    register_verbs(
        {
            "consents.read": _("See consents: what may be told to whom, until when, on what evidence"),
            "consents.write": _("Record consents and withdrawals, and ask for leave to send without one"),
            "consents.override": _("Decide whether something may be sent without consent"),
        },
        tell_of_persons=["consents.read"],
    )
    scopes = {"all": lambda user: EVERYTHING, "office": lambda user: Q(office_id=user.office_id)}
    register_scopes(
        Consent,
        read="consents.read",
        scopes=scopes,
        veil=lambda user, rows, verb: restrictions.veil(user, rows, "person_key"),
    )
    register_scopes(Override, read="consents.read", scopes=scopes, veil=_veil_overrides)


def _veil_overrides(user: User, rows: QuerySet[Any], verb: str) -> QuerySet[Any]:
    """Hide requests about hidden persons, save from whoever decides them: the request names no person."""
    return rows if may(user, "consents.override") else restrictions.veil(user, rows, "person_key")
