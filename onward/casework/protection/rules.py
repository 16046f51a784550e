"""Pure decisions of protection: which facts seal a file, who decides, what the events say."""

from collections.abc import Sequence
from datetime import date, timedelta

from onward.access.models import Restriction
from onward.casework.cases.events import (
    AccompanimentRecorded,
    MedicalNeedsRecorded,
    TravellerAdded,
    VulnerabilityFound,
)
from onward.casework.programmes.requirements import EventView, Evidence, Parameters, Satisfied, State
from onward.casework.programmes.versions import ProgrammeRules
from onward.casework.programmes.vocabulary import ADULT, age
from onward.kernel.events import EventType
from onward.reference.choices import restricting

OPEN_FOR = timedelta(hours=4)
"""How long a file stays open to whoever broke its seal."""

VULNERABILITIES, LEVELS = "vulnerabilities", "medical-levels"
"""The lists of `choices.yaml` whose options say which mark they ask for."""
DUE = "due_on"
"""Where an assessment that is asked for says by which day."""
CHILD = Restriction.Category.CHILD
"""The mark of a child alone."""


def mark_of(fact: EventType, born_to: date | None, on: date) -> str | None:
    """Return the category of the mark that a fact about a traveller asks for, or None.

    Args:
        fact: what was just recorded.
        born_to: the latest day on which they may have been born; None where nothing is known.
        on: the day of the fact.
    """
    match fact:
        case VulnerabilityFound():
            return restricting(VULNERABILITIES).get(fact.category)
        case MedicalNeedsRecorded():
            return restricting(LEVELS).get(fact.level)
        case AccompanimentRecorded() | TravellerAdded():
            alone = fact.accompanied is False and may_be_child(born_to, on)
            return Restriction.Category.CHILD if alone else None
    return None


def may_be_child(born_to: date | None, on: date) -> bool:
    """Say whether somebody may be below 18 on a day; where nothing is known, they may."""
    return born_to is None or age(born_to, on) < ADULT


def competent(programme: ProgrammeRules, kind: str) -> tuple[str | None, bool]:
    """Return who decides on an assessment of `kind`: a role or a party, and whether the gate names it.

    (None, False) where no gate of the programme asks for such an assessment.
    """
    usual: str | None = None
    for gate in programme.definition.gates:
        for asked in gate.require:
            declared = programme.requirements[asked.code]
            if declared.needs != kind:
                continue
            if asked.by:
                return asked.by, True
            usual = declared.brought_by
    return usual, False


def assessed(kind: str) -> Satisfied:
    """Return the decision on a requirement that an assessment of `kind` meets.

    Where the gate says who decides (`by`), an outcome of anybody else counts for nothing.
    """

    def satisfied(events: Sequence[EventView], parameters: Parameters, on: date) -> Evidence:
        evidence = Evidence("missing")
        for event in sorted(events, key=lambda one: (one.occurred_on, one.position)):
            if not event.type.startswith("protection.assessment_") or event.payload.get("kind") != kind:
                continue
            state: State = "asked"
            due = event.payload.get(DUE)
            if event.type == "protection.assessment_decided":
                if parameters.by and event.payload.get("by") != parameters.by:
                    continue
                state = "met" if event.payload.get("outcome") == "positive" else "failed"
            evidence = Evidence(
                state,
                event.occurred_on,
                position=event.position,
                due=date.fromisoformat(due) if due else None,
            )
        return evidence

    return satisfied
