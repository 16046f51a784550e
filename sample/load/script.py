"""Turns the steps of a story into cues: who does what, and when it is written down.

What a step leaves open is settled here, once for both players: who stands in where a file is restricted,
which stage follows, which project pays. Steps without a counterpart in the house give no cue: consents come
with the referral, whether somebody qualifies is the programme's rule, a hold stands for the whole programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from onward.casework.protection.rules import LEVELS, VULNERABILITIES, may_be_child
from onward.kernel.clock import OFFICE_ZONE
from onward.reference.choices import restricting
from sample.draw.stories import Call, PersonDraft, Step, Story
from sample.load import crew
from sample.load.cues import Cue
from sample.load.drafts import spoken_by
from sample.load.papers import PaperCues
from sample.load.words import language_of, typed

A_WHILE = timedelta(minutes=5)
AFTER_RETURN = timedelta(days=75)
"""How long after the last thing recorded a case is closed in which everybody arrived."""
Handler = Callable[["Script", Step], None]


@dataclass
class Errand:
    """A task of the story: its number, and when it is ticked off, if at all.

    `by_rule` says that the programme ends it, with what it waited for.
    """

    number: int
    by: str
    at: datetime | None
    done_on: date | None
    by_rule: bool = False


class Script(PaperCues):
    """Writes the cues of one story. `until` is the last moment that is known; nothing is done after it."""

    def __init__(self, story: Story, call: Call | None = None, until: datetime | None = None) -> None:
        super().__init__(story)
        self.call, self.until = call, until
        self.errands: list[Errand] = []
        self.held_sessions = 0
        self.closed = False

    def cues_in_order(self) -> Iterator[Cue]:
        """Give the cues by moment."""
        for step in self.steps:
            if self.until is None or step.recorded_at <= self.until:
                handler = HANDLERS.get(step.kind)
                if handler:
                    handler(self, step)
        self._finish()
        for errand in self.errands:
            if errand.at is not None and (self.until is None or errand.at <= self.until):
                self.add(errand.at, errand.by, "finish_task", number=errand.number, on=errand.done_on)
        if self.until is not None:
            self.cues = [cue for cue in self.cues if cue.at <= self.until]
        self.cues.sort(key=lambda cue: cue.at)
        return iter(self.cues)

    # --- how they came -----------------------------------------------------------------------------------

    def consent_given(self, step: Step) -> None:
        """Remember the consent: it is written down with the referral."""
        for position in step.travellers:
            self.consents[position] = step

    def referred(self, step: Step) -> None:
        """The household is handed on to the office, by the partner's own user where there is one."""
        partner = self.story.partner
        by = crew.partner_user(partner) if partner else None
        if self.call is not None:
            self.add(
                min(self.call.moment, step.recorded_at), self.call.by, "take_enquiry", **enquiry_of(self.call)
            )
        consent = self.consents.get(0)
        self.add(
            step.recorded_at,
            by or step.by,
            "send_referral",
            on=step.occurred_on,
            witness=crew.organisation_name(partner) if partner else crew.staff()[step.by].name,
            consent_given_on=consent.occurred_on if consent else step.occurred_on,
            consent_until=consent.data["expires_on"] if consent else None,
            accompanied=[self.accompanied(person, step.occurred_on) for person in self.people],
        )

    def accompanied(self, person: PersonDraft, on: date) -> bool | None:
        """Whether a child has a parent or guardian along; nobody asks of who is certainly of age."""
        return not person.alone if may_be_child(person.birth.latest, on) else None

    def registered(self, step: Step) -> None:
        """Everybody enters the records, then the referral is accepted, which opens the case."""
        for position, person in enumerate(self.people):
            child = may_be_child(person.birth.latest, step.recorded_at.astimezone(OFFICE_ZONE).date())
            referred = next((one for one in self.steps if one.kind == "referred"), step)
            if child and self.accompanied(person, referred.occurred_on) is False:
                self.sealed_later.setdefault(position, set()).add("child")
        hidden = [frozenset(self.sealed_later.get(position, ())) for position in self.everybody]
        by = step.by
        if not any(crew.staff()[by].sees(marks) for marks in hidden):
            by = crew.deputy(self.story.office, hidden[0])
        for position in self.everybody:
            self.add(step.recorded_at, by, "register", position=position, on=step.occurred_on)
            self._share_with_mission(position, step, by)
        self.add(step.recorded_at, by, "accept", on=step.occurred_on)
        self.counsellor = by
        self.errands.append(Errand(0, by, None, None))
        for position, marks in self.sealed_later.items():
            self.marks[position] |= marks

    def _share_with_mission(self, position: int, step: Step, by: str) -> None:
        """Keep the consent for the mission in the country of return, where there is one."""
        consent = self.consents.get(position)
        code = self.story.destination.lower()
        if consent is None or code not in crew.missions():
            return
        guardian = self.people[position].guardian if consent.data["given_by"] == "guardian" else ""
        given_by = guardian or spoken_by(self.people, position, consent.occurred_on)
        self.add(
            step.recorded_at,
            by,
            "consent",
            position=position,
            mission=code,
            given_by=given_by,
            given_on=consent.occurred_on,
            expires_on=consent.data["expires_on"],
            witness="" if consent.data["evidence"] == "sheet" else crew.staff()[step.by].name,
        )

    def reference_noted(self, step: Step) -> None:
        """Another body's number for the principal applicant."""
        for position in step.travellers:
            self.about(step, "note_number", position, issuer=step.data["issuer"], number=step.data["number"])

    # --- the work ----------------------------------------------------------------------------------------

    def session_held(self, step: Step) -> None:
        """A session; the first takes everybody on, and whoever is in good health is asked about it."""
        for by, whom in self.for_everybody(step.by):
            self.add(
                step.recorded_at,
                by,
                "hold_session",
                on=step.occurred_on,
                way=step.data["mode"],
                minutes=step.data["minutes"],
                topics=list(step.data["topics"]),
                language=self.people[whom.get("position", 0)].languages[0],
                **whom,
            )
        self.held_sessions += 1
        if self.held_sessions > 1:
            return
        self.errands[0].by_rule = True
        ill = {i for one in self.steps if one.kind == "medical-needs-recorded" for i in one.travellers}
        for position in self.everybody:
            if position not in ill:
                self.about(step, "medical", position, level="none", on=step.occurred_on)
        for position in self.on_the_way():
            self.advance(step, position, "counselled", step.occurred_on)

    def vulnerability_found(self, step: Step) -> None:
        """A vulnerability; some close the file in the same breath."""
        for position in step.travellers:
            self.about(step, "vulnerable", position, on=step.occurred_on, **step.data)
            self.seal(step, position, restricting(VULNERABILITIES).get(step.data["category"]))

    def medical_needs_recorded(self, step: Step) -> None:
        """How much health weighs on the journey."""
        for position in step.travellers:
            self.about(step, "medical", position, on=step.occurred_on, level=step.data["level"])
            self.seal(step, position, restricting(LEVELS).get(step.data["level"]))

    def assessment_asked(self, step: Step) -> None:
        """Ask for an assessment, in words: no mission has the file yet."""
        for position in step.travellers:
            by = self.protector(step, position)
            self.add(
                step.recorded_at,
                by,
                "ask_assessment",
                position=position,
                on=step.occurred_on,
                kind=step.data["assessment"],
                asked_of=typed(by, "asked-of", step.data["of"]),
                due_on=step.data["due_on"],
            )

    def assessment_recorded(self, step: Step) -> None:
        """What came of it."""
        body = step.data["author"] if step.data["author"] == "competent-service-lu" else None
        for position in step.travellers:
            by = self.protector(step, position)
            self.add(
                step.recorded_at,
                by,
                "decide_assessment",
                position=position,
                on=step.occurred_on,
                kind=step.data["assessment"],
                outcome=step.data["outcome"],
                author=crew.staff()[step.by].name,
                reasons=typed(by, "reasons", step.data["outcome"]),
                by_body=body,
            )

    def guardian_consented(self, step: Step) -> None:
        """The guardian is named and agrees; whoever came of age meanwhile has none."""
        for position in step.travellers:
            if may_be_child(self.people[position].birth.latest, step.occurred_on):
                by, given = self.protector(step, position), {"position": position, "on": step.occurred_on}
                self.add(step.recorded_at, by, "name_guardian", name=step.data["guardian"], **given)
                self.add(step.recorded_at, by, "guardian_agrees", **given)

    # --- notes, tasks, the end ---------------------------------------------------------------------------

    def note(self, step: Step) -> None:
        """A note on the case."""
        self.add(step.recorded_at, self.host(step.by), "note", text=step.data["text"])

    def task(self, step: Step) -> None:
        """A task; it is ticked off in the afternoon of the day on which it was done."""
        if self.closed:
            return
        by, number = self.host(step.by), len(self.errands)
        kind, done = step.data["task"], step.data["done_on"]
        self.add(
            step.recorded_at,
            by,
            "set_task",
            kind=kind,
            words=_words_of(step, by),
            due_on=step.data["due_on"],
            to=self._colleague(step.data.get("to")),
        )
        self.errands.append(Errand(number, by, None, None))
        if done:
            afternoon = datetime.combine(done, time(15), OFFICE_ZONE)
            self.tick_off(number, by, max(step.recorded_at + A_WHILE, afternoon), done)

    def _colleague(self, to: str | None) -> str | None:
        """Return whom a task is given to, if they see somebody in the case."""
        return to if to and any(crew.staff()[to].sees(marks) for marks in self.marks) else None

    def tick_off(self, number: int, by: str, at: datetime, on: date) -> None:
        """Plan when a task is ticked off."""
        self.errands[number] = Errand(number, by, at, on)

    def sealed(self, step: Step) -> None:
        """Hand errands that are not done yet to somebody who sees the case."""
        for errand in self.errands:
            if errand.at is not None and errand.at >= step.recorded_at:
                errand.by = self.host(errand.by)

    def left(self, step: Step) -> None:
        """Some or all leave the pathway, children first as at a desk: they are not left alone before."""
        born = [one.birth.latest for one in self.people]
        for position in sorted(
            step.travellers, key=lambda one: not may_be_child(born[one], step.occurred_on)
        ):
            if not self.exits[position]:
                self.exits[position] = step.kind
                self.about(
                    step,
                    "leave",
                    position,
                    exit=step.kind,
                    reason=step.data["reason"],
                    on=step.occurred_on,
                )

    def close(self, step: Step) -> None:
        """What is left to do is ticked off, who arrived reaches the end of the line, the case is closed."""
        self._close(step.by, step.recorded_at, step.occurred_on)

    def _close(self, by: str, at: datetime, on: date) -> None:
        arrived = self.on_the_way()
        for errand in self.errands:
            if not errand.by_rule and (errand.at is None or errand.at >= at):
                who = self.host(by)
                self.errands[errand.number] = Errand(errand.number, who, at - timedelta(seconds=1), None)
        for position in arrived:
            self.stages[position] = "closed"
            who = self.sender(by, position)
            self.add(at, who, "advance", position=position, stage="closed", on=on)
        self.add(at, self.host(by), "close_case", reason="arrived" if arrived else "left", on=on)
        self.closed = True

    def _finish(self) -> None:
        """Close a case that the sample's last day cut off after everybody had arrived."""
        there = [self.stages[position] in ("arrived", "reintegrating") for position in self.on_the_way()]
        if not self.closed and there and all(there):
            moment = self.cues[-1].at + AFTER_RETURN
            self._close(self.counsellor, moment, moment.astimezone(OFFICE_ZONE).date())


def _words_of(step: Step, by: str) -> str:
    """Return the words of a task, as whoever sets it types them."""
    words: dict[str, str] = step.data.get("words", {})
    return typed(by, "task", "other") if step.data["task"] == "other" else words.get(language_of(by), "")


def enquiry_of(call: Call) -> dict[str, Any]:
    """Return what the log of a line keeps of a call."""
    return {
        "line": call.line,
        "language": call.line.rpartition("-")[2],
        "caller": call.caller,
        "topics": [call.topic],
        "outcome": call.outcome,
    }


HANDLERS: dict[str, Handler] = {
    "consent-given": Script.consent_given,
    "referred": Script.referred,
    "registered": Script.registered,
    "reference-noted": Script.reference_noted,
    "session-held": Script.session_held,
    "vulnerability-found": Script.vulnerability_found,
    "medical-needs-recorded": Script.medical_needs_recorded,
    "assessment-asked": Script.assessment_asked,
    "assessment-recorded": Script.assessment_recorded,
    "guardian-consented": Script.guardian_consented,
    "document-asked": Script.document_asked,
    "document-interview": Script.document_interview,
    "document-received": Script.document_received,
    "declaration-signed": Script.declaration_signed,
    "funder-asked": Script.funder_asked,
    "funder-approved": Script.funder_approved,
    "reintegration-asked": Script.help_asked,
    "reintegration-answered": Script.help_answered,
    "reintegration-drawn": Script.help_drawn,
    "medical-aid-drawn": Script.medical_aid_drawn,
    "handed-over": Script.handed_over,
    "note": Script.note,
    "task": Script.task,
    "withdrawn": Script.left,
    "lost-contact": Script.left,
    "not-eligible": Script.left,
    "closed": Script.close,
    "hold-released": Script.hold_released,
    "cleared": Script.cleared,
    "booked": Script.booked,
    "escort-assigned": Script.escort_assigned,
    "fit-to-travel": Script.fit_to_travel,
    "cash-paid": Script.cash_paid,
    "departed": Script.departed,
    "arrived": Script.arrived,
    "no-show": Script.not_departed,
    "turned-back": Script.not_departed,
    "refused-entry": Script.refused_entry,
}
