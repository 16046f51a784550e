"""Who reaches requests for help after return."""

from django.utils.translation import gettext_lazy as _

from onward.access.policy import register_scopes
from onward.access.verbs import register_verbs
from onward.casework.cases.actions.locking import under_its_case
from onward.casework.cases.policy import veil_rows
from onward.casework.cases.policy.scopes import case_scopes
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel.actions import held_under

VERBS = {
    "reintegration.read": _("See what help after return was asked for, granted and drawn"),
    "reintegration.ask": _("Ask for help after return in the name of a traveller"),
    "reintegration.answer": _("Grant or decline help after return, and charge it to a project"),
    "reintegration.draw": _("Record that granted help was drawn for the first time"),
}


def register() -> None:
    """Declare the room's verbs, scopes and veil, and what is held first."""
    register_verbs(VERBS, tell_of_persons=["reintegration.read"])
    register_scopes(
        ReintegrationRequest, read="reintegration.read", scopes=case_scopes("case__"), veil=veil_rows
    )
    held_under(ReintegrationRequest, under_its_case)
