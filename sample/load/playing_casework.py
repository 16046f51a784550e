"""Plays the work on a case: sessions, needs, assessments, papers, help after return, the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from onward.access.models import User
from onward.casework.cases import actions as cases
from onward.casework.cases.models import FunderApproval, HandOver, Task
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Assessment
from onward.delivery.reintegration import actions as reintegration
from onward.delivery.reintegration.models import ReintegrationRequest
from sample.load import crew
from sample.load.paperwork import paper
from sample.load.played import Played
from sample.load.playing_records import RecordsPlayer


class CaseworkPlayer(RecordsPlayer):
    """Plays the work on a case."""

    def assign(self, actor: User, played: Played, *, counsellor: str) -> None:
        """Give the case to somebody else."""
        cases.assign_counsellor(actor, played.opened, self.users[crew.staff()[counsellor].email])

    # --- the work ----------------------------------------------------------------------------------------

    def hold_session(
        self, actor: User, played: Played, *, on: date, position: int | None = None, **given: Any
    ) -> None:
        """A session."""
        about = None if position is None else played.traveller(position)
        cases.hold_session(actor, played.opened, held_on=on, about=about, **given)

    def set_task(self, actor: User, played: Played, *, to: str | None, **given: Any) -> None:
        """A task, for the counsellor of the case or for a colleague."""
        colleague = self.users[crew.staff()[to].email] if to else None
        played.tasks.append(cases.set_task(actor, played.opened, assigned_to=colleague, **given))

    def finish_task(self, actor: User, played: Played, *, number: int, on: date | None) -> None:
        """A task is done."""
        cases.finish_task(actor, Task.objects.get(pk=played.tasks[number].pk), done_on=on)

    def note(self, actor: User, played: Played, *, text: str) -> None:
        """A note."""
        cases.add_note(actor, played.opened, text)

    def medical(self, actor: User, played: Played, *, position: int, level: str, on: date) -> None:
        """Medical needs."""
        cases.record_medical_needs(actor, played.traveller(position), level, on=on)

    def vulnerable(
        self, actor: User, played: Played, *, position: int, category: str, severity: str, on: date
    ) -> None:
        """A vulnerability."""
        cases.find_vulnerability(actor, played.traveller(position), category, severity, found_on=on)

    def ask_assessment(self, actor: User, played: Played, *, position: int, on: date, **given: Any) -> None:
        """Ask for an assessment."""
        protection.ask_assessment(actor, played.traveller(position), asked_on=on, **given)

    def decide_assessment(
        self,
        actor: User,
        played: Played,
        *,
        position: int,
        on: date,
        kind: str,
        by_body: str | None,
        **given: Any,
    ) -> None:
        """What came of it."""
        person = played.people[position]
        asked = Assessment.objects.get(case=played.opened, person_key=person.key, kind=kind)
        sheet = paper("assessment", actor.language)
        taken = protection.Paper(BytesIO(sheet.content), sheet.name)
        protection.decide_assessment(actor, asked, by=by_body, decided_on=on, paper=taken, **given)

    def name_guardian(self, actor: User, played: Played, *, position: int, name: str, on: date) -> None:
        """The guardian of a child."""
        played.guardians[position] = protection.name_guardian(
            actor, played.traveller(position), name, since=on
        )

    def guardian_agrees(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """The guardian agrees."""
        protection.record_guardian_agreement(actor, played.guardians[position], agreed_on=on)

    # --- declarations, money ------------------------------------------------------------------------------

    def declare(self, actor: User, played: Played, *, position: int, signed_by: str, on: date) -> None:
        """A declaration is signed."""
        cases.sign_declaration(actor, played.traveller(position), signed_by, signed_on=on)

    def undeclare(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """It is taken back."""
        cases.withdraw_declaration(actor, played.traveller(position), withdrawn_on=on)

    def ask_approval(
        self, actor: User, played: Played, *, project: str, on: date, position: int | None = None
    ) -> None:
        """Ask the funder."""
        about = None if position is None else played.traveller(position)
        cases.ask_approval(actor, played.opened, project, asked_on=on, about=about)

    def approve(
        self,
        actor: User,
        played: Played,
        *,
        project: str,
        depart_by: date,
        on: date,
        position: int | None = None,
    ) -> None:
        """The funder approves."""
        key = None if position is None else played.traveller(position).person.key
        asked = FunderApproval.objects.get(case=played.opened, project=project, person_key=key)
        cases.decide_approval(actor, asked, True, depart_by=depart_by, decided_on=on)

    def give_cash(
        self,
        actor: User,
        played: Played,
        *,
        position: int,
        amount: int,
        currency: str,
        project: str,
        on: date,
    ) -> None:
        """Cash against a receipt."""
        sheet, traveller = paper("receipt", actor.language), played.traveller(position)
        # Every receipt of the sample is one and the same sheet, so a second one in a case is asked about.
        receipt = cases.add_document(
            actor,
            played.opened,
            BytesIO(sheet.content),
            name=sheet.name,
            kind="receipt",
            about=traveller,
            again=True,
        )
        cases.give_cash(actor, traveller, Decimal(amount), currency, project, receipt, given_on=on, sure=True)

    # --- help, hand-over, the end ------------------------------------------------------------------------

    def ask_help(
        self, actor: User, played: Played, *, position: int, service: str, kind: str, on: date
    ) -> None:
        """Ask for help after return."""
        reintegration.ask(actor, played.traveller(position), service, kind, asked_on=on)

    def _request(self, played: Played, position: int, service: str) -> ReintegrationRequest:
        person = played.people[position]
        return ReintegrationRequest.objects.get(case=played.opened, person_key=person.key, service=service)

    def answer_help(
        self,
        actor: User,
        played: Played,
        *,
        position: int,
        service: str,
        granted: bool,
        project: str,
        on: date,
    ) -> None:
        """Grant it, or decline it."""
        asked = self._request(played, position, service)
        reintegration.answer(actor, asked, granted, project=project, answered_on=on)

    def draw_help(self, actor: User, played: Played, *, position: int, service: str, on: date) -> None:
        """It is drawn."""
        reintegration.draw(actor, self._request(played, position, service), drawn_on=on)

    def hand_over(self, actor: User, played: Played, *, mission: str) -> None:
        """Hand the case over."""
        cases.hand_over(actor, played.opened, self.offices[mission])

    def answer_hand_over(self, actor: User, played: Played, *, mission: str) -> None:
        """The mission accepts it."""
        handed = HandOver.objects.get(case=played.opened, mission=self.offices[mission])
        cases.answer_hand_over(actor, handed, True)

    def leave(self, actor: User, played: Played, *, position: int, exit: str, reason: str, on: date) -> None:
        """Leave the pathway."""
        cases.leave(actor, played.traveller(position), exit, reason=reason, on=on)

    def close_case(self, actor: User, played: Played, *, reason: str, on: date) -> None:
        """Close the case."""
        cases.close_case(actor, played.opened, reason, closed_on=on)
