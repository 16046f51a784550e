"""Of which days figures change with what is recorded of sessions and needs: whoever records it is told."""

from onward.access.models import User
from onward.casework.cases.events import MedicalNeedsRecorded, SessionHeld, VulnerabilityFound
from onward.casework.cases.models import Traveller
from onward.evidence.queries.past import counted_otherwise
from onward.kernel import past
from onward.kernel.actions import Act
from onward.kernel.models import Event

OF_A_FILE = (SessionHeld.type, VulnerabilityFound.type, MedicalNeedsRecorded.type)
"""What figures count, or ask for, of those too who never depart. Of departures their room says it."""


def note_past_days(act: Act, event: Event) -> None:
    """Follow an event: say of which days figures count otherwise by it, of persons in the sight of the actor.

    Of others it would tell what was found of somebody hidden.
    """
    if not past.asked_for() or event.type not in OF_A_FILE or not isinstance(act.actor, User):
        return
    seen = Traveller.objects.visible_to(act.actor)
    for one, days in counted_otherwise(event):
        person, case = one.person_key, one.case_key
        if person and case and seen.filter(person__key=person, case__key=case).exists():
            past.told_anew(days)
