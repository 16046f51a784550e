"""Of which days figures of help change by what is recorded: whoever records it is told."""

from onward.delivery.reintegration.actions import TOLD
from onward.kernel import past
from onward.kernel.actions import Act
from onward.kernel.models import Event


def note_past_help(act: Act, event: Event) -> None:
    """Follow an event: figures of help change on its day, and on the one that it had before.

    Not where it is told again in another case: it counts once all the same. Nor where the plan or the country
    alone was wrong, of which it says nothing.
    """
    if event.type in TOLD and act.verb.startswith("reintegration.") and past.tells_otherwise(event):
        past.told_anew(event.days())
