"""What happens to requests for reintegration help. The four states are four facts."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, EventType, corrected


class HelpAsked(EventType, type="reintegration.asked"):
    """A traveller who qualifies asked for help.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Asked for: %(service)s (%(kind)s)")
    coded = {"service": "services", "kind": "reintegration-kinds", "corrected": "help-corrections"}

    request: UUID
    service: Code
    kind: Code
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say that it was told anew, and why."""
        return corrected(self.wording) if self.corrected else self.wording


class HelpAnswered(EventType, type="reintegration.answered"):
    """The request was granted, or declined."""

    wording = _("Granted: %(service)s")
    coded = {"service": "services"}

    request: UUID
    service: Code
    granted: bool
    project: Code | None = None

    def telling(self) -> str | Promise:
        """Say which of the two it is."""
        return self.wording if self.granted else _("Declined: %(service)s")


class HelpDrawn(EventType, type="reintegration.drawn"):
    """The granted help was drawn for the first time."""

    wording = _("Drawn: %(service)s")
    coded = {"service": "services"}

    request: UUID
    service: Code
