"""Plays how people come: calls, referrals, records, consents, travel documents, the case that is opened."""

from __future__ import annotations

from datetime import date
from typing import Any

from onward.access.models import User
from onward.casework.referrals import actions as referrals
from onward.casework.referrals.actions.answering import Answer
from onward.casework.referrals.rules import Referred
from onward.records.consents.actions import Evidence, give_consent
from onward.records.consents.models import Consent
from onward.records.people import actions as people
from onward.records.people.rules import Born
from onward.records.projects.actions import Given, record_expenditure
from sample.load import crew
from sample.load.drafts import document_of, given_names, referred_as, spoken_by
from sample.load.paperwork import paper
from sample.load.played import Played, Player


class RecordsPlayer(Player):
    """Plays how people come."""

    def log_call(self, actor: User, *, office: str, **given: Any) -> None:
        """Log a call of which nothing came."""
        referrals.take_enquiry(actor, office=self.offices[office], **given)

    def record_spending(self, actor: User, *, project: str, on: date, **given: Any) -> None:
        """Charge an expenditure to a project."""
        record_expenditure(actor, project, Given(spent_on=on, **given))

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
        document = document_of(draft, actor.language)
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
            Evidence(witness=witness, sheet=None if witness else paper("consent", actor.language).key),
            **given,
        )

    def accept(self, actor: User, played: Played, *, on: date) -> None:
        """Accept the referral, which opens the case; the programme sets the first task."""
        assert played.referral is not None
        home, heard = played.story.household, played.referral.consent_given_on
        spoke = [spoken_by(home, position, heard) for position in range(len(home))]
        answer = Answer(counsellor=actor, known=played.people, spoken_by=next(filter(None, spoke), ""))
        played.case = referrals.accept_referral(actor, played.referral, answer, accepted_on=on)
        played.tasks.extend(played.case.tasks.all())

    def note_number(self, actor: User, played: Played, *, position: int, issuer: str, number: str) -> None:
        """Another body's number."""
        people.add_reference(actor, played.people[position], issuer, number)

    # --- papers ------------------------------------------------------------------------------------------

    def add_paper(self, actor: User, played: Played, *, position: int, paper: dict[str, Any]) -> None:
        """A travel document is asked for."""
        person = played.people[position]
        played.papers[position] = people.add_document(actor, person, people.Paper(**paper))

    def update_paper(self, actor: User, played: Played, *, position: int, paper: dict[str, Any]) -> None:
        """How its request stands."""
        people.update_document(actor, played.papers[position], people.Paper(**paper))
