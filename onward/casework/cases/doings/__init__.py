"""What can be recorded on a case: each doing has a form, an action, and words for its button.

They are kept by the heading under which the page of a case offers them.
"""

from django.utils.translation import gettext_lazy as _

from onward.casework.cases.doings import case, needs, papers, work
from onward.casework.cases.doings.doing import Doing, Words

__all__ = ["DOINGS", "GROUPS", "Doing"]

DOINGS: dict[str, Doing] = {
    doing.code: doing for room in (work, needs, papers, case) for doing in room.DOINGS
}

GROUPS: dict[str, Words] = {
    "work": _("Day by day"),
    "needs": _("Needs"),
    "papers": _("Papers"),
    "case": _("The case"),
}
