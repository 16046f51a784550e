"""Who brings history in: names stand in it, so nobody who reads figures does."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, NOTHING, register_scopes
from onward.access.verbs import register_verbs

LOAD = "history.load"


def register() -> None:
    """Declare the verb, and who reaches what was brought in."""
    from onward.history.models import Import, ImportedRow

    register_verbs({LOAD: _("Bring in the past of an office from a workbook, names included")})
    register_scopes(Import, read=LOAD, scopes={"all": lambda _user: EVERYTHING})
    # What a row of a person became is a file, and seen as files are.
    quantities = Q(case_key=None, person_key=None)
    register_scopes(
        ImportedRow,
        read=LOAD,
        scopes={
            "all": lambda _user: quantities,
            "office": lambda user: quantities & Q(office=user.office_id) if user.office_id else NOTHING,
        },
    )
