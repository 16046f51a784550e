"""The requirements that protection can satisfy, read from its own events."""

from onward.casework.programmes.requirements import RequirementKind, Settled, latest, register
from onward.casework.protection.models import Assessment
from onward.casework.protection.rules import DUE, assessed

ASSESSED = ("protection.assessment_asked", "protection.assessment_decided")


def register_requirements() -> None:
    """Register what this room can satisfy; called when the house starts."""
    for kind in Assessment.Kind.values:
        settled = Settled(
            "protection.assessment_decided",
            told={"kind": kind, "outcome": "positive"},
            by="by",
            undone_by=ASSESSED,
        )
        register(
            RequirementKind(
                kind,
                "protection",
                "traveller",
                assessed(kind),
                ASSESSED,
                ahead=True,
                settled=settled,
                due=DUE,
                given_by=("protection.assessment_asked",),
                about="assessment",
            )
        )
    register(
        RequirementKind(
            "guardian-consent",
            "protection",
            "traveller",
            latest(
                met={"protection.guardian_agreed": None},
                asked=("protection.guardian_named",),
                failed={"protection.guardian_agreement_withdrawn": None},
            ),
            (
                "protection.guardian_named",
                "protection.guardian_agreed",
                "protection.guardian_agreement_withdrawn",
            ),
            ahead=True,
            settled=Settled(
                "protection.guardian_agreed",
                undone_by=("protection.guardian_named", "protection.guardian_agreement_withdrawn"),
            ),
            given_by=("protection.guardian_agreed",),
        )
    )
