"""Plays stories through the real actions, with the clock stopped at each cue and its user acting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from onward.access.models import Office, User
from onward.casework.cases import actions as cases
from onward.casework.cases.models import Case, FunderApproval, HandOver, Hold, Task, Traveller
from onward.casework.protection import actions as protection
from onward.casework.protection.models import Assessment, Guardian
from onward.casework.referrals import actions as referrals
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.models import Enquiry, Referral
from onward.casework.referrals.rules import Referred
from onward.delivery.movements import actions as movements
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.movements.rules import LegPlan
from onward.delivery.reintegration import actions as reintegration
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.kernel import clock
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.people import actions as people
from onward.records.people.models import Person, TravelDocument
from onward.records.people.rules import Born
from sample.draw.stories import Story
from sample.load import crew
from sample.load.cues import Cue
from sample.load.drafts import document_of, given_names, referred_as
from sample.load.paperwork import paper


@dataclass
class Played:
    """What a story has made so far, by position in the household or by number."""

    story: Story
    enquiry: Enquiry | None = None
    referral: Referral | None = None
    case: Case | None = None
    people: dict[int, Person] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    papers: dict[int, TravelDocument] = field(default_factory=dict)
    guardians: dict[int, Guardian] = field(default_factory=dict)

    @property
    def opened(self) -> Case:
        """The case, read afresh."""
        assert self.case is not None, "the case is not open yet"
        return Case.objects.get(pk=self.case.pk)

    def traveller(self, position: int) -> Traveller:
        """A traveller, read afresh."""
        return self.opened.travellers.get(person=self.people[position])


class Stage:
    """Plays cues; `people` are those whom earlier stories entered, by reference."""

    def __init__(self) -> None:
        self.users = {one.email: one for one in User.objects.select_related("office")}
        self.offices = {one.code: one for one in Office.objects.all()}
        self.people: dict[str, Person] = {}
        self.holds: dict[str, Hold] = {}
        self.played: dict[str, Played] = {}

    def play(self, timeline: Iterable[tuple[Story | None, Cue, bool]]) -> None:
        """Play all cues, in their order."""
        for story, cue, _last in timeline:
            actor = self.users[crew.staff()[cue.by].email]
            with clock.at(cue.at):
                if story is None:
                    getattr(self, cue.what)(actor, **cue.given)
                else:
                    played = self.played.setdefault(story.reference, Played(story))
                    getattr(self, cue.what)(actor, played, **cue.given)

    # --- no story's own ----------------------------------------------------------------------------------

    def place_hold(self, actor: User, *, reference: str, office: str, **given: Any) -> None:
        """Stop departures."""
        self.holds[reference] = cases.place_hold(actor, self.offices[office], **given)

    def lift_hold(self, actor: User, *, reference: str, on: date) -> None:
        """Let everybody depart again."""
        cases.lift_hold(actor, self.holds[reference], lifted_on=on)

    def log_call(self, actor: User, *, office: str, **given: Any) -> None:
        """Log a call of which nothing came."""
        referrals.take_enquiry(actor, office=self.offices[office], **given)

    # --- how they came -----------------------------------------------------------------------------------

    def take_enquiry(self, actor: User, played: Played, **given: Any) -> None:
        """Log the call from which the referral came."""
        played.enquiry = referrals.take_enquiry(actor, office=self.offices[played.story.office], **given)

    def send_referral(
        self,
        actor: User,
        played: Played,
        *,
        on: date,
        witness: str,
        accompanied: list[bool | None],
        consent_given_on: date,
        consent_until: date | None,
    ) -> None:
        """Hand the household on."""
        story = played.story
        lines = [
            Referred(
                *referred_as(person),
                sex=person.sex,
                born_from=person.birth.earliest,
                born_to=min(person.birth.latest, on),
                nationality=person.nationalities[0],
                relation=person.relation,
                principal=position == 0,
                accompanied=along,
            )
            for position, (person, along) in enumerate(zip(story.household, accompanied, strict=True))
        ]
        played.referral = referrals.send_referral(
            actor,
            office=self.offices[story.office],
            programme=story.programme,
            channel=story.channel,
            people=lines,
            consent_given_on=consent_given_on,
            consent_witness=witness,
            consent_until=consent_until,
            tell_outcome=story.partner is not None,
            organisation_key=crew.key_of("organisation", story.partner) if story.partner else None,
            destination=story.destination,
            destination_place=story.town,
            language=story.household[0].languages[0],
            phone=story.household[0].phone,
            sent_on=on,
            enquiry=played.enquiry,
        )

    def register(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """Enter a person into the records; who was here before brings a new travel document at most."""
        draft = played.story.household[position]
        document = document_of(draft)
        known = self.people.get(draft.reference)
        if known is not None:
            played.people[position] = known
            if document:
                people.add_document(actor, known, people.Paper(**document))
            return
        made = people.register_person(
            actor,
            self.offices[played.story.office],
            given_names(draft),
            sex=draft.sex,
            born=Born(draft.birth.earliest, draft.birth.latest),
            nationalities=draft.nationalities,
            languages=draft.languages,
            contacts=[people.ContactGiven("phone", draft.phone)],
            paper=people.Paper(**document) if document else None,
            on=on,
        )
        self.people[draft.reference] = played.people[position] = made

    def consent(
        self, actor: User, played: Played, *, position: int, mission: str, witness: str, **given: Any
    ) -> None:
        """Keep the consent for the mission."""
        give_consent(
            actor,
            played.people[position].key,
            self.offices[played.story.office],
            Consent.Purpose.SHARE_WITH_MISSION,
            self.offices[mission].key,
            Evidence(witness=witness, sheet=None if witness else paper("consent").key),
            **given,
        )

    def accept(self, actor: User, played: Played, *, on: date) -> None:
        """Accept the referral, which opens the case; the programme sets the first task."""
        assert played.referral is not None
        answer = Answer(counsellor=actor, known=played.people)
        played.case = referrals.accept_referral(actor, played.referral, answer, accepted_on=on)
        played.tasks.extend(played.case.tasks.all())

    def note_number(self, actor: User, played: Played, *, position: int, issuer: str, number: str) -> None:
        """Another body's number."""
        people.add_reference(actor, played.people[position], issuer, number)

    def assign(self, actor: User, played: Played, *, counsellor: str) -> None:
        """Give the case to somebody else."""
        cases.assign_counsellor(actor, played.opened, self.users[crew.staff()[counsellor].email])

    # --- the work ----------------------------------------------------------------------------------------

    def hold_session(self, actor: User, played: Played, *, on: date, **given: Any) -> None:
        """A session."""
        cases.hold_session(actor, played.opened, held_on=on, **given)

    def set_task(self, actor: User, played: Played, **given: Any) -> None:
        """A task."""
        played.tasks.append(cases.set_task(actor, played.opened, **given))

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

    def ask_assessment(
        self, actor: User, played: Played, *, position: int, on: date, mission: str | None, **given: Any
    ) -> None:
        """Ask for an assessment."""
        place = self.offices[mission] if mission else None
        traveller = played.traveller(position)
        protection.ask_assessment(actor, traveller, mission=place, asked_on=on, **given)

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
        sheet = protection.Paper(BytesIO(paper("assessment").content), paper("assessment").name)
        protection.decide_assessment(actor, asked, by=by_body, decided_on=on, paper=sheet, **given)

    def name_guardian(self, actor: User, played: Played, *, position: int, name: str, on: date) -> None:
        """The guardian of a child."""
        played.guardians[position] = protection.name_guardian(
            actor, played.traveller(position), name, since=on
        )

    def guardian_agrees(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """The guardian agrees."""
        protection.record_guardian_agreement(actor, played.guardians[position], agreed_on=on)

    # --- papers ------------------------------------------------------------------------------------------

    def add_paper(self, actor: User, played: Played, *, position: int, paper: dict[str, Any]) -> None:
        """A travel document is asked for."""
        person = played.people[position]
        played.papers[position] = people.add_document(actor, person, people.Paper(**paper))

    def update_paper(self, actor: User, played: Played, *, position: int, paper: dict[str, Any]) -> None:
        """How its request stands."""
        people.update_document(actor, played.papers[position], people.Paper(**paper))

    def declare(self, actor: User, played: Played, *, position: int, signed_by: str, on: date) -> None:
        """A declaration is signed."""
        cases.sign_declaration(actor, played.traveller(position), signed_by, signed_on=on)

    def undeclare(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """It is taken back."""
        cases.withdraw_declaration(actor, played.traveller(position), withdrawn_on=on)

    def ask_approval(self, actor: User, played: Played, *, project: str, on: date) -> None:
        """Ask the funder."""
        cases.ask_approval(actor, played.opened, project, asked_on=on)

    def approve(self, actor: User, played: Played, *, project: str, depart_by: date, on: date) -> None:
        """The funder approves."""
        asked = FunderApproval.objects.get(case=played.opened, project=project)
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
        sheet, traveller = paper("receipt"), played.traveller(position)
        receipt = cases.add_document(
            actor, played.opened, BytesIO(sheet.content), name=sheet.name, kind="receipt", about=traveller
        )
        cases.give_cash(actor, traveller, Decimal(amount), currency, project, receipt, given_on=on)

    # --- the journey -------------------------------------------------------------------------------------

    def advance(self, actor: User, played: Played, *, position: int, stage: str, on: date) -> None:
        """A step on the line."""
        cases.advance(actor, played.traveller(position), stage, on=on)

    def release(self, actor: User, played: Played, *, hold: str, precautions: list[str], on: date) -> None:
        """Release from a hold."""
        cases.release_from_hold(actor, played.opened, self.holds[hold], precautions, released_on=on)

    def book(
        self,
        actor: User,
        played: Played,
        *,
        positions: list[int],
        legs: list[tuple[Any, ...]],
        departs_on: date,
        transport: str,
        on: date,
    ) -> None:
        """Book a journey."""
        plans = [
            LegPlan(origin, destination, flight=flight, departs=departs, arrives=arrives)
            for origin, destination, flight, departs, arrives in legs
        ]
        seats = [movements.Seat(played.traveller(position)) for position in positions]
        movements.book(
            actor,
            played.opened,
            seats,
            plans,
            departs_on=departs_on,
            onward_transport=transport,
            booked_on=on,
        )

    def _passenger(self, played: Played, position: int) -> Passenger:
        found = Passenger.objects.filter(traveller=played.traveller(position)).order_by("pk").last()
        assert found is not None, "nobody is booked"
        return found

    def _movement(self, played: Played, positions: list[int]) -> tuple[Movement, list[Passenger]]:
        found = [self._passenger(played, position) for position in positions]
        return found[0].movement, found

    def assign_escort(self, actor: User, played: Played, *, position: int, kind: str, name: str) -> None:
        """Somebody travels along."""
        movements.assign_escort(actor, self._passenger(played, position), kind, name)

    def check_fitness(self, actor: User, played: Played, *, position: int, **given: Any) -> None:
        """A doctor's word."""
        movements.record_fitness(actor, played.traveller(position), "fit", **given)

    def depart(self, actor: User, played: Played, *, positions: list[int], on: date) -> None:
        """They leave."""
        movements.depart(actor, *self._movement(played, positions), departed_on=on)

    def arrive(self, actor: User, played: Played, *, positions: list[int], on: date) -> None:
        """They are there."""
        movements.arrive(actor, *self._movement(played, positions), arrived_on=on)

    def no_show(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """Somebody did not come."""
        movements.no_show(actor, self._passenger(played, position), on=on)

    def turned_back(self, actor: User, played: Played, *, position: int, on: date) -> None:
        """Somebody was not let on board."""
        movements.turned_back(actor, self._passenger(played, position), on=on)

    def refuse_entry(self, actor: User, played: Played, *, position: int, at: str, on: date) -> None:
        """Somebody was sent back."""
        movements.refuse_entry(actor, self._passenger(played, position), at, on=on)

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
