"""What happens to cases and their travellers."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.kernel.events import Code, Codes, EventType, corrected


class CaseOpened(EventType, type="cases.opened"):
    """A household applied: the case was opened under a version of a programme.

    `corrected` says what is right in this one, where it stands in the place of one that told it wrongly, and
    `reason` why the other one was wrong. `moved` says why its day was wrong, where it was given another one.
    """

    wording = _("Case opened")
    coded = {
        "channel": "channels",
        "corrected": "event-words",
        "reason": "channel-corrections",
        "moved": "correction-reasons",
    }

    programme: Code
    version: int
    channel: Code
    referred_by: UUID | None = None
    household: UUID
    destination: Code
    departure_country: Code
    travellers: int
    parted_from: UUID | None = None
    corrected: Code | None = None
    reason: Code | None = None
    moved: Code | None = None

    def telling(self) -> str | Promise:
        """Say by which channel the household came, or that the day is another one, where it was put right."""
        if self.moved:
            return _("Case opened (on another day than was told before: %(moved)s)")
        return _("Case opened (%(corrected)s: %(channel)s · %(reason)s)") if self.corrected else self.wording


class TravellerAdded(EventType, type="cases.traveller_added"):
    """A person became a traveller of the case.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Joined the case")
    coded = {"corrected": "joining-corrections"}

    principal: bool
    accompanied: bool | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say why it was told anew."""
        return corrected(self.wording) if self.corrected else self.wording


class StageEntered(EventType, type="cases.stage_entered"):
    """A traveller reached a stage of the pathway; `because` tells a way back (a no-show, say).

    `corrected` says why this one stands in the place of one with which somebody parted at a wrong stage.
    """

    wording = _("Reached the stage %(stage)s")
    coded = {"stage": "stages", "corrected": "step-corrections"}

    stage: Code
    previous: Code | None = None
    because: Code | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say why it was told anew."""
        return corrected(self.wording) if self.corrected else self.wording


class ExitTaken(EventType, type="cases.exit_taken"):
    """A traveller left the pathway by one of its exits."""

    wording = _("Left the pathway: %(exit)s")
    coded = {"exit": "exits"}

    exit: Code
    stage: Code
    reason: Code | None = None


class ExitUndone(EventType, type="cases.exit_undone"):
    """A traveller who had left came back to the stage they had reached."""

    wording = _("Came back to the pathway")

    exit: Code
    stage: Code


class TravellersParted(EventType, type="cases.travellers_parted"):
    """Some travellers of a case go on in another case."""

    wording = _("Part of the household goes on in a case of its own")

    to_case: UUID
    reason: Code
    travellers: int


class CounsellorAssigned(EventType, type="cases.counsellor_assigned"):
    """A counsellor took the case over."""

    wording = _("Counsellor assigned")

    counsellor: UUID


class DestinationChanged(EventType, type="cases.destination_changed"):
    """The household chose another destination."""

    wording = _("Destination changed to %(destination)s")
    coded = {"destination": "countries"}

    destination: Code


class SessionHeld(EventType, type="cases.session_held"):
    """A counselling session was held; one with the household names the `travellers` for whom it counts.

    They are those whom its author could see: no gate of somebody hidden opens because of it. Who of
    those joined after its day is kept apart (`joined_later`): it counts for them if that day was too early.
    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Counselling, %(way)s")
    coded = {"way": "ways", "corrected": "session-corrections"}

    session: UUID
    way: Code
    language: Code | None = None
    minutes: int | None = None
    topics: Codes = ()
    by_partner: UUID | None = None
    travellers: tuple[UUID, ...] | None = None
    joined_later: tuple[UUID, ...] | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say that it was told anew, and why."""
        return corrected(self.wording) if self.corrected else self.wording


class VulnerabilityFound(EventType, type="cases.vulnerability_found"):
    """A traveller was found to be vulnerable in one of the categories."""

    wording = _("Vulnerability: %(category)s, %(severity)s")
    coded = {"category": "vulnerabilities", "severity": "severities"}

    category: Code
    severity: Code


class VulnerabilityEnded(EventType, type="cases.vulnerability_ended"):
    """A category no longer applies.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Vulnerability no longer: %(category)s (%(reason)s)")
    coded = {"category": "vulnerabilities", "reason": "event-words", "corrected": "need-corrections"}

    category: Code
    reason: Code | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say why, where that was recorded, and why it was told anew."""
        said = self.wording if self.reason else _("Vulnerability no longer: %(category)s")
        return corrected(said) if self.corrected else said


class MedicalNeedsRecorded(EventType, type="cases.medical_needs_recorded"):
    """How much a traveller's health weighs on the journey."""

    wording = _("Medical needs: %(level)s")
    coded = {"level": "medical-levels"}

    level: Code


class AccompanimentRecorded(EventType, type="cases.accompaniment_recorded"):
    """Whether a child travels with a parent or a lawful guardian; None where that is not known."""

    wording = _("Travels with a parent or guardian")

    accompanied: bool | None = None

    def telling(self) -> str | Promise:
        """Say which of the three it is."""
        if self.accompanied is None:
            # Without a reason, as where it is recorded by hand: a reason could tell of somebody hidden.
            return _("Not known whether a parent or guardian travels along")
        return self.wording if self.accompanied else _("Travels without a parent or guardian")


class TaskSet(EventType, type="cases.task_set"):
    """Something has to be done by a day; `because_of` is the position of the event that brought it about.

    None where somebody set it by hand; older events do not say it.
    """

    wording = _("Task set: %(kind)s, by %(due_on)s")
    coded = {"kind": "task-kinds"}

    task: UUID
    kind: Code
    due_on: date
    because_of: int | None = None


class TaskDone(EventType, type="cases.task_done"):
    """A task was done; `because_of` as of one that is set: what it waited for."""

    wording = _("Task done: %(kind)s")
    coded = {"kind": "task-kinds"}

    task: UUID
    kind: Code
    because_of: int | None = None


class NoteAdded(EventType, type="cases.note_added"):
    """A note was written."""

    wording = _("Note")

    note: UUID


class DocumentAdded(EventType, type="cases.document_added"):
    """A file was taken in."""

    wording = _("Document: %(kind)s")
    coded = {"kind": "document-kinds"}

    document: UUID
    kind: Code


class DeclarationSigned(EventType, type="cases.declaration_signed"):
    """The declaration of voluntary return was signed."""

    wording = _("Declaration of voluntary return signed")

    declaration: UUID
    signed_by: Code

    def telling(self) -> str | Promise:
        """Say who signed for a child."""
        return {
            "parent": _("Declaration of voluntary return signed by a parent (for a child)"),
            "guardian": _("Declaration of voluntary return signed by the guardian (for a child)"),
        }.get(self.signed_by, self.wording)


class DeclarationWithdrawn(EventType, type="cases.declaration_withdrawn"):
    """The declaration was taken back; that is possible until boarding."""

    wording = _("Declaration of voluntary return withdrawn")

    declaration: UUID


class ApprovalAsked(EventType, type="cases.approval_asked"):
    """The funder was asked to approve the return, of one traveller or of `travellers`, as in a session."""

    wording = _("Approval asked of the funder: %(project)s")
    coded = {"project": "projects"}

    approval: UUID
    project: Code
    travellers: tuple[UUID, ...] | None = None


class ApprovalDecided(EventType, type="cases.approval_decided"):
    """The funder answered; `depart_by` is the last day of departure that it pays for.

    A letter that `prolongs` gives a later one. `corrected` says why this one stands in the place of one that
    told the answer wrongly.
    """

    wording = _("Funder’s answer: %(outcome)s (%(project)s)")
    coded = {
        "outcome": "approval-outcomes",
        "project": "projects",
        "corrected": "approval-corrections",
    }

    approval: UUID
    project: Code
    outcome: Code
    depart_by: date | None = None
    prolongs: bool | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say until when which project pays, that this prolongs what was approved, why it was told anew."""
        said: str | Promise = self.wording
        if self.prolongs:
            said = _("Funder’s approval prolonged: departure by %(depart_by)s (%(project)s)")
        elif self.depart_by:
            said = _("Funder’s answer: %(outcome)s, departure by %(depart_by)s (%(project)s)")
        return corrected(said) if self.corrected else said


class CashGiven(EventType, type="cases.cash_given"):
    """Departure cash was handed over against a signed receipt.

    `corrected` says why this one stands in the place of one that told it wrongly.
    """

    wording = _("Departure cash: %(amount)s %(currency)s")
    coded = {"currency": "currencies", "corrected": "cash-corrections"}

    amount: Decimal
    currency: Code
    project: Code
    budget_line: Code | None = None
    corrected: Code | None = None

    def telling(self) -> str | Promise:
        """Say that it was told anew, and why."""
        said = _("Departure cash: %(amount)s %(currency)s (corrected: %(corrected)s)")
        return said if self.corrected else self.wording


class HoldPlaced(EventType, type="cases.hold_placed"):
    """Departures stop from a day on, for a programme, a destination or a route."""

    wording = _("Departures on hold from %(from_on)s")

    from_on: date
    reason: Code
    programme: Code | None = None
    destination: Code | None = None
    route: Code | None = None
    precautions: Codes = ()


class HoldLifted(EventType, type="cases.hold_lifted"):
    """A hold ended for everybody."""

    wording = _("Hold on departures lifted")

    lifted_on: date


class HoldReleased(EventType, type="cases.hold_released"):
    """A case may depart in spite of a hold, with its precautions taken, for the `travellers` it names.

    They are those whom its author could see: nobody hidden leaves because of it.
    """

    wording = _("Hold released for this case")

    hold: UUID
    precautions: Codes = ()
    travellers: tuple[UUID, ...] | None = None


class HandedOver(EventType, type="cases.handed_over"):
    """The case was handed over to the mission in the country of return, for the `travellers` it names."""

    wording = _("Handed over to the mission")

    hand_over: UUID
    mission: UUID
    travellers: tuple[UUID, ...] | None = None


class HandOverAnswered(EventType, type="cases.hand_over_answered"):
    """The mission accepted the case, or sent it back for a reason."""

    wording = _("The mission accepted the case")
    coded = {"reason": "return-reasons"}

    hand_over: UUID
    mission: UUID
    accepted: bool
    reason: Code | None = None

    def telling(self) -> str | Promise:
        """Say which of the two it is, and why where that was recorded."""
        if self.accepted:
            return self.wording
        because = _("The mission sent the case back: %(reason)s")
        return because if self.reason else _("The mission sent the case back")


class HandOverEnded(EventType, type="cases.hand_over_ended"):
    """A mission has the case no longer, for a reason of the house: the country of return changed."""

    wording = _("The hand-over to the mission ended: %(reason)s")
    coded = {"reason": "event-words"}

    hand_over: UUID
    mission: UUID
    reason: Code


class HandOverKept(EventType, type="cases.hand_over_kept"):
    """A mission keeps the file of somebody who had departed when the country of return changed."""

    wording = _("The mission keeps the file: they had departed before the country of return changed")

    hand_over: UUID
    mission: UUID


class VersionChanged(EventType, type="cases.version_changed"):
    """Somebody moved the case on to another version of its programme."""

    wording = _("Moved to version %(version)s of the programme")

    version: int
    previous: int


class CaseClosed(EventType, type="cases.closed"):
    """No traveller of the case has anything left to do."""

    wording = _("Case closed: %(reason)s")
    coded = {"reason": "closing-reasons"}

    reason: Code
