"""Who brings history in: names stand in it, so nobody who reads figures does."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, NOTHING, register_scopes
from onward.access.verbs import register_verbs

LOAD = "history.load"
TAKE_BACK = "history.take-back"
"""Of who reads the case and decides on it: whoever gives roles, and brings history in, sees no case."""


def register() -> None:
    """Declare the verb, and who reaches what was brought in."""
    from onward.history.models import Import, ImportedRow

    verbs = {
        LOAD: _("Bring in the past of an office from a workbook, names included"),
        TAKE_BACK: _("Take back, as a whole, a case that a workbook brought in wrongly"),
    }
    register_verbs(verbs, tell_of_persons=[TAKE_BACK], bring_persons=[LOAD])
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
