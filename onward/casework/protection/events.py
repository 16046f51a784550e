"""What happens in protection: assessments, guardians, restrictions."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, EventType


class AssessmentAsked(EventType, type="protection.assessment_asked"):
    """An assessment was asked for."""

    wording = _("Asked for: %(kind)s")
    coded = {"kind": "assessments"}

    assessment: UUID
    kind: Code
    mission: UUID | None = None
    due_on: date | None = None


class AssessmentDecided(EventType, type="protection.assessment_decided"):
    """An assessment was made, with its outcome, by the body that the programme names."""

    wording = _("Decided: %(kind)s, %(outcome)s")
    coded = {"kind": "assessments", "outcome": "assessments"}

    assessment: UUID
    kind: Code
    outcome: Code
    by: Code | None = None


class GuardianNamed(EventType, type="protection.guardian_named"):
    """A child has a guardian."""

    wording = _("Guardian named")

    guardian: UUID


class GuardianAgreed(EventType, type="protection.guardian_agreed"):
    """The guardian agreed to the return."""

    wording = _("Guardian agrees to the return")

    guardian: UUID


class GuardianAgreementWithdrawn(EventType, type="protection.guardian_agreement_withdrawn"):
    """The guardian took the agreement back."""

    wording = _("Guardian no longer agrees to the return")

    guardian: UUID


class Restricted(EventType, type="protection.restricted"):
    """The file on a person became restricted."""

    wording = _("File restricted")

    category: Code


class RestrictionLifted(EventType, type="protection.restriction_lifted"):
    """A restriction no longer applies."""

    wording = _("Restriction lifted")

    category: Code


class GlassBroken(EventType, type="protection.glass_broken"):
    """Somebody opened a restricted file in an emergency."""

    wording = _("Restricted file opened in an emergency")

    opening: UUID
    until: datetime
