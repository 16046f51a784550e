"""What happens to what is kept."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType


class Cleared(EventType, type="retention.cleared"):
    """The time of some data was over: they were erased, or reduced to codes."""

    wording = _("Erased when its time was over: %(parts)s")
    in_general = _("Erased when its time was over")
    coded = {"parts": "data-categories"}

    parts: Codes
    reduced: Codes


class RunBegun(EventType, type="retention.run_begun"):
    """What is due was written down."""

    wording = _("Retention begun")


class RunWorked(EventType, type="retention.run_worked"):
    """Nothing was left to do of a run."""

    wording = _("Retention has nothing left to do")


class LookedAhead(EventType, type="retention.looked_ahead"):
    """What will go by a later day was counted."""

    wording = _("What will go was counted")


class RunStopped(EventType, type="retention.run_stopped"):
    """Somebody asked a run to stop."""

    wording = _("Retention stopped")


class RunEnded(EventType, type="retention.run_ended"):
    """A night's work was done and signed."""

    wording = _("Retention done")


class HoldPlaced(EventType, type="retention.hold_placed"):
    """Somebody ordered that what is held stays."""

    wording = _("Legal hold: %(ground)s")
    coded = {"ground": "legal-hold-grounds"}

    ground: Code


class HoldLifted(EventType, type="retention.hold_lifted"):
    """A legal hold came to its end."""

    wording = _("Legal hold lifted")
