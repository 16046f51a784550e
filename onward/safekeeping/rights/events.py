"""What happens to requests about what is held."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, EventType


class RightAsked(EventType, type="rights.asked"):
    """A person asked for a right."""

    wording = _("Asked of what is held: %(right)s")
    coded = {"right": "rights"}

    right: Code
    due_on: date


class RightExtended(EventType, type="rights.extended"):
    """More time was taken for the answer, and the person was told why."""

    wording = _("More time for an answer: %(right)s")
    coded = {"right": "rights"}

    right: Code
    due_on: date


class RightAnswered(EventType, type="rights.answered"):
    """It was done, or refused with a ground."""

    wording = _("Answered: %(right)s")
    coded = {"right": "rights"}

    right: Code
    refused: Code | None = None
