"""Who brings history in: names stand in it, so nobody who reads figures does."""

from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs

LOAD = "history.load"


def register() -> None:
    """Declare the verb, and who reaches what was brought in."""
    from onward.history.models import Import

    register_verbs({LOAD: _("Bring in the past of an office from a workbook, names included")})
    register_scopes(Import, read=LOAD, scopes={"all": lambda _user: EVERYTHING})
