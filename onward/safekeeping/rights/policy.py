"""Who takes down and answers what persons ask of what is held of them."""

from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs

ANSWER = "rights.answer"


def register() -> None:
    """Declare the room's verb and scope."""
    from onward.safekeeping.rights.models import RightsRequest

    verbs = {
        ANSWER: _("Take down and answer what persons ask of what is held of them, with a copy of all of it")
    }
    register_verbs(verbs, tell_of_persons=[ANSWER])
    register_scopes(RightsRequest, read=ANSWER, scopes={"all": lambda _user: EVERYTHING})
