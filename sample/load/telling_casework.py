"""The effects of the work on a case: sessions, needs, assessments, papers, help after return, the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

from onward.casework.cases import events
from onward.casework.cases.models import (
    CashHandover,
    Declaration,
    Document,
    FunderApproval,
    HandOver,
    Note,
    Session,
    Vulnerability,
)
from onward.casework.cases.rules import cash_of
from onward.casework.programmes import queries as programmes
from onward.casework.protection import events as protection_events
from onward.casework.protection.models import Assessment, Guardian
from onward.casework.protection.rules import competent
from onward.delivery.reintegration import events as help_events
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.records.projects import queries as projects
from sample.load.paperwork import paper as paperwork
from sample.load.tables import Row
from sample.load.telling import Doer, Told
from sample.load.telling_records import RecordsTeller

PDF = "application/pdf"


@cache
def _line_of_cash(project: str, programme: str) -> str | None:
    """Return the budget line that departure cash of a programme is charged to."""
    service, _cash = cash_of(programmes.rules_in_force(programme).definition)
    return projects.project(project).charged_to(programme, service)


class CaseworkTeller(RecordsTeller):
    """Tells the work on a case."""

    def assign(self, doer: Doer, told: Told, *, counsellor: str) -> None:
        """Give the case to somebody else."""
        user_id, key = self.place.users[counsellor]
        told.case["counsellor_id"] = user_id
        told.case["version"] += 1
        self.of_case(doer, told, events.CounsellorAssigned(counsellor=key))

    def hold_session(
        self,
        doer: Doer,
        told: Told,
        *,
        on: date,
        way: str,
        minutes: int,
        topics: list[str],
        language: str,
        position: int | None = None,
    ) -> None:
        """A session."""
        row = self.make(
            told,
            Session,
            case_id=told.case["id"],
            person_key=self._key_at(told, position),
            held_on=on,
            way=way,
            language=language,
            minutes=minutes,
            topics=topics,
            counsellor_id=doer.pk,
        )
        fact = events.SessionHeld(
            session=row["key"],
            way=way,
            language=language,
            minutes=minutes,
            topics=tuple(topics),
            travellers=self.seen(doer, told) if position is None else None,
        )
        held = self.of_case(doer, told, fact, position, on)
        rules = self.place.versions[told.story.programme][2]
        ended = {rule.kind for rule in rules.definition.tasks if rule.until == "counselling-session"}
        for number, task in enumerate(told.tasks):
            if task["kind"] in ended and task["done_on"] is None:
                self.finish_task(doer, told, number=number, on=on, because_of=held)

    def _key_at(self, told: Told, position: int | None) -> UUID | None:
        return None if position is None else told.people[position].key

    def finish_task(
        self, doer: Doer, told: Told, *, number: int, on: date | None, because_of: int | None = None
    ) -> None:
        """A task is done."""
        row = told.tasks[number]
        row |= {"done_on": on or doer.today, "done_by_id": doer.pk}
        row["version"] += 1
        fact = events.TaskDone(task=row["key"], kind=row["kind"], because_of=because_of)
        self.of_case(doer, told, fact, on=row["done_on"])

    def note(self, doer: Doer, told: Told, *, text: str) -> None:
        """A note."""
        case_id = told.case["id"]
        row = self.make(told, Note, case_id=case_id, text=text, author_id=doer.pk, written_at=doer.at)
        self.of_case(doer, told, events.NoteAdded(note=row["key"]))

    def medical(self, doer: Doer, told: Told, *, position: int, level: str, on: date) -> None:
        """Medical needs."""
        traveller = told.travellers[position]
        traveller["medical_needs"] = level
        told.levels.setdefault(position, []).append((on, level))
        traveller["version"] += 1
        fact = events.MedicalNeedsRecorded(level=level)
        self.of_case(doer, told, fact, position, on)
        self.seal(doer, told, position, fact)

    def vulnerable(
        self, doer: Doer, told: Told, *, position: int, category: str, severity: str, on: date
    ) -> None:
        """A vulnerability."""
        self.make(
            told,
            Vulnerability,
            traveller_id=told.travellers[position]["id"],
            category=category,
            severity=severity,
            found_on=on,
            found_by_id=doer.pk,
        )
        told.found.setdefault(position, []).append((on, category))
        fact = events.VulnerabilityFound(category=category, severity=severity)
        self.of_case(doer, told, fact, position, on)
        self.seal(doer, told, position, fact)

    # --- protection --------------------------------------------------------------------------------------

    def ask_assessment(
        self,
        doer: Doer,
        told: Told,
        *,
        position: int,
        on: date,
        kind: str,
        asked_of: str,
        due_on: date | None,
    ) -> None:
        """Ask for an assessment."""
        row = self.make(
            told,
            Assessment,
            case_id=told.case["id"],
            person_key=told.people[position].key,
            kind=kind,
            asked_on=on,
            asked_by_id=doer.pk,
            asked_of=asked_of,
            due_on=due_on,
            made_at=doer.at,
        )
        told.assessments[position, kind] = row
        fact = protection_events.AssessmentAsked(
            assessment=row["key"], kind=kind, mission=None, due_on=due_on
        )
        self.of_case(doer, told, fact, position, on)

    def decide_assessment(
        self,
        doer: Doer,
        told: Told,
        *,
        position: int,
        on: date,
        kind: str,
        outcome: str,
        author: str,
        reasons: str,
        by_body: str | None,
    ) -> None:
        """What came of it, with its paper."""
        row = told.assessments[position, kind]
        usual, named = competent(self.rules(told.story.programme), kind)
        decided_by = (usual if by_body is None and not named else by_body) or ""
        document = self._document_of_case(doer, told, "assessment", position)
        row |= {
            "decided_by": decided_by,
            "decided_on": on,
            "outcome": outcome,
            "author": author,
            "reasons": reasons,
            "document_id": document["id"],
            "recorded_by_id": doer.pk,
        }
        row["version"] += 1
        fact = protection_events.AssessmentDecided(
            assessment=row["key"], kind=kind, outcome=outcome, by=decided_by or None
        )
        self.of_case(doer, told, fact, position, on)

    def _document_of_case(self, doer: Doer, told: Told, kind: str, position: int) -> Row:
        """Take a paper in; all of a kind share one stored file."""
        paper = paperwork(kind, doer.language)
        row = self.make(
            told,
            Document,
            case_id=told.case["id"],
            person_key=told.people[position].key,
            kind=kind,
            name=paper.name,
            media_type=PDF,
            size=len(paper.content),
            sha256=paper.sha256,
            stored_as=paper.key.hex,
            added_by_id=doer.pk,
            added_at=doer.at,
        )
        self.of_case(doer, told, events.DocumentAdded(document=row["key"], kind=kind), position)
        return row

    def name_guardian(self, doer: Doer, told: Told, *, position: int, name: str, on: date) -> None:
        """The guardian of a child."""
        row = self.make(
            told,
            Guardian,
            person_key=told.people[position].key,
            case_id=told.case["id"],
            name=name,
            since=on,
        )
        told.guardians[position] = row
        self.of_case(doer, told, protection_events.GuardianNamed(guardian=row["key"]), position, on)

    def guardian_agrees(self, doer: Doer, told: Told, *, position: int, on: date) -> None:
        """The guardian agrees."""
        row = told.guardians[position]
        row["agreed_on"] = on
        self.of_case(doer, told, protection_events.GuardianAgreed(guardian=row["key"]), position, on)

    # --- papers ------------------------------------------------------------------------------------------

    def declare(self, doer: Doer, told: Told, *, position: int, signed_by: str, on: date) -> None:
        """A declaration is signed."""
        traveller_id = told.travellers[position]["id"]
        row = self.make(told, Declaration, traveller_id=traveller_id, signed_on=on, signed_by=signed_by)
        told.declarations[position] = row
        fact = events.DeclarationSigned(declaration=row["key"], signed_by=signed_by)
        self.of_case(doer, told, fact, position, on)

    def undeclare(self, doer: Doer, told: Told, *, position: int, on: date) -> None:
        """It is taken back."""
        row = told.declarations[position]
        row["withdrawn_on"] = on
        self.of_case(doer, told, events.DeclarationWithdrawn(declaration=row["key"]), position, on)

    def ask_approval(
        self, doer: Doer, told: Told, *, project: str, on: date, position: int | None = None
    ) -> None:
        """Ask the funder."""
        row = self.make(
            told,
            FunderApproval,
            case_id=told.case["id"],
            person_key=self._key_at(told, position),
            project=project,
            outcome="asked",
            asked_on=on,
        )
        told.approvals[project, position] = row
        seen = self.seen(doer, told) if position is None else None
        fact = events.ApprovalAsked(approval=row["key"], project=project, travellers=seen)
        self.of_case(doer, told, fact, position, on)

    def approve(
        self,
        doer: Doer,
        told: Told,
        *,
        project: str,
        depart_by: date,
        on: date,
        position: int | None = None,
    ) -> None:
        """The funder approves."""
        row = told.approvals[project, position]
        row |= {"outcome": "approved", "decided_on": on, "depart_by": depart_by}
        fact = events.ApprovalDecided(
            approval=row["key"], project=project, outcome="approved", depart_by=depart_by
        )
        self.of_case(doer, told, fact, position, on)

    def give_cash(
        self,
        doer: Doer,
        told: Told,
        *,
        position: int,
        amount: int,
        currency: str,
        project: str,
        on: date,
    ) -> None:
        """Cash against a receipt."""
        receipt = self._document_of_case(doer, told, "receipt", position)
        self.make(
            told,
            CashHandover,
            traveller_id=told.travellers[position]["id"],
            amount=Decimal(amount),
            currency=currency,
            project=project,
            given_on=on,
            given_by_id=doer.pk,
            receipt_id=receipt["id"],
        )
        line = _line_of_cash(project, told.story.programme)
        fact = events.CashGiven(amount=Decimal(amount), currency=currency, project=project, budget_line=line)
        self.of_case(doer, told, fact, position, on)

    # --- help, hand-over, the end ------------------------------------------------------------------------

    def ask_help(self, doer: Doer, told: Told, *, position: int, service: str, kind: str, on: date) -> None:
        """Ask for help after return."""
        row = self.make(
            told,
            ReintegrationRequest,
            case_id=told.case["id"],
            person_key=told.people[position].key,
            service=service,
            destination=told.case["destination"],
            kind=kind,
            asked_on=on,
            made_at=doer.at,
        )
        told.requests[position, service] = row
        fact = help_events.HelpAsked(request=row["key"], service=service, kind=kind)
        self.of_case(doer, told, fact, position, on)

    def answer_help(
        self,
        doer: Doer,
        told: Told,
        *,
        position: int,
        service: str,
        granted: bool,
        project: str,
        on: date,
    ) -> None:
        """Grant it, or decline it."""
        row = told.requests[position, service]
        row |= {
            "state": "granted" if granted else "declined",
            "project": project,
            "answered_on": on,
            "answered_by_id": doer.pk,
        }
        row["version"] += 1
        fact = help_events.HelpAnswered(
            request=row["key"], service=service, granted=granted, project=project or None
        )
        self.of_case(doer, told, fact, position, on)

    def draw_help(self, doer: Doer, told: Told, *, position: int, service: str, on: date) -> None:
        """It is drawn."""
        row = told.requests[position, service]
        row |= {"state": "drawn", "drawn_on": on}
        row["version"] += 1
        self.of_case(doer, told, help_events.HelpDrawn(request=row["key"], service=service), position, on)

    def hand_over(self, doer: Doer, told: Told, *, mission: str) -> None:
        """Hand the case over."""
        office_id, key, _name = self.place.offices[mission]
        left = {told.people[position].key for position, one in enumerate(told.travellers) if one["exit"]}
        going = [person for person in self.seen(doer, told) if person not in left]
        row = self.make(
            told,
            HandOver,
            case_id=told.case["id"],
            mission_id=office_id,
            sent_at=doer.at,
            sent_by_id=doer.pk,
            travellers=going,
        )
        told.hand_overs[mission] = row
        fact = events.HandedOver(hand_over=row["key"], mission=key, travellers=tuple(going))
        self.of_case(doer, told, fact)

    def answer_hand_over(self, doer: Doer, told: Told, *, mission: str) -> None:
        """The mission accepts it."""
        row = told.hand_overs[mission]
        row |= {"accepted": True, "answered_at": doer.at, "answered_by_id": doer.pk}
        key = self.place.offices[mission][1]
        fact = events.HandOverAnswered(hand_over=row["key"], mission=key, accepted=True)
        self.of_case(doer, told, fact)

    def leave(self, doer: Doer, told: Told, *, position: int, exit: str, reason: str, on: date) -> None:
        """Leave the pathway."""
        traveller = told.travellers[position]
        traveller["exit"] = exit
        told.left[position] = on
        traveller["version"] += 1
        fact = events.ExitTaken(exit=exit, stage=traveller["stage"], reason=reason)
        self.of_case(doer, told, fact, position, on)

    def close_case(self, doer: Doer, told: Told, *, reason: str, on: date) -> None:
        """Close the case."""
        told.case["closed_on"] = on
        told.case["version"] += 1
        self.of_case(doer, told, events.CaseClosed(reason=reason), on=on)
