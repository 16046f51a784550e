"""Who sees what is kept how long, who stops it, and who begins a run."""

from django.utils.translation import gettext_lazy as _

from onward.access.policy import EVERYTHING, register_scopes
from onward.access.verbs import register_verbs

READ = "retention.read"
HOLD = "retention.hold"
RUN = "retention.run"


def register() -> None:
    """Declare the room's verbs and scopes."""
    from onward.safekeeping.retention.models import LegalHold, Run

    register_verbs(
        {
            READ: _("See what is kept how long, what went, and what is about to go"),
            HOLD: _("Place and lift legal holds, which stop retention"),
            RUN: _("Begin, stop and prove the nightly retention"),
        },
        tell_of_persons=[HOLD],
    )
    everything = {"all": lambda _user: EVERYTHING}
    register_scopes(LegalHold, read=READ, scopes=everything)
    register_scopes(Run, read=READ, scopes=everything)
