"""The effects of how people come: calls on the lines, and the referral."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from onward.casework.referrals import events as referral_events
from onward.casework.referrals.models import Enquiry, Referral, ReferredPerson
from onward.casework.referrals.rules import found_by
from onward.records.projects.events import Spent
from onward.records.projects.models import Expenditure
from sample.load import crew
from sample.load.drafts import referred_as
from sample.load.tables import Row
from sample.load.telling import Doer, Teller, Told


class ReferralTeller(Teller):
    """Tells how people come."""

    # --- no story's own ----------------------------------------------------------------------------------

    def log_call(self, doer: Doer, *, office: str, **given: Any) -> None:
        """Log a call of which nothing came."""
        self._enquiry(doer, None, office, given)

    def take_enquiry(self, doer: Doer, told: Told, **given: Any) -> None:
        """Log the call from which the referral came."""
        told.enquiry = self._enquiry(doer, told, told.story.office, given)

    def _enquiry(self, doer: Doer, told: Told | None, code: str, given: dict[str, Any]) -> Row:
        office_id = self.place.offices[code][0]
        row = self.make(told, Enquiry, office_id=office_id, asked_at=doer.at, taken_by_id=doer.pk, **given)
        fact = referral_events.EnquiryTaken(**given | {"topics": tuple(given["topics"])})
        self.record(doer, fact, code, about=row)
        return row

    def record_spending(
        self,
        doer: Doer,
        *,
        project: str,
        line: str,
        amount: Decimal,
        currency: str,
        voucher: str,
        on: date,
    ) -> None:
        """Charge an expenditure to a project, at the doer's own office."""
        code = str(crew.staff()[doer.name].office)
        row = self.make(
            None,
            Expenditure,
            office_id=self.place.offices[code][0],
            project=project,
            line=line,
            amount=amount,
            currency=currency,
            spent_on=on,
            voucher=voucher,
            made_by_id=doer.pk,
            made_at=doer.at,
        )
        fact = Spent(project=project, budget_line=line, amount=amount, currency=currency)
        self.record(doer, fact, code, about=row, on=on)

    # --- the referral ------------------------------------------------------------------------------------

    def send_referral(
        self,
        doer: Doer,
        told: Told,
        *,
        on: date,
        witness: str,
        accompanied: list[bool | None],
        consent_given_on: date,
        consent_until: date | None,
    ) -> None:
        """Hand the household on."""
        story = told.story
        partner = crew.key_of("organisation", story.partner) if story.partner else None
        told.referral = self._referral(
            doer,
            told,
            on,
            partner,
            consent_given_on=consent_given_on,
            consent_witness=witness,
            consent_until=consent_until,
        )
        self._lines(told, on, accompanied)
        if told.enquiry is not None:
            told.enquiry |= {"referral_id": told.referral["id"], "outcome": "became-referral"}
        fact = referral_events.ReferralSent(
            programme=story.programme,
            channel=story.channel,
            organisation=partner,
            persons=len(story.household),
            enquiry=told.enquiry["key"] if told.enquiry else None,
        )
        self.record(doer, fact, story.office, about=told.referral, on=on)

    def _referral(self, doer: Doer, told: Told, on: date, partner: UUID | None, **consent: Any) -> Row:
        story, head = told.story, told.story.household[0]
        return self.make(
            told,
            Referral,
            reference=f"R-{on:%y}-{self.next_reference(f'referrals:{on:%y}')}",
            office_id=self.place.offices[story.office][0],
            programme=story.programme,
            channel=story.channel,
            organisation_key=partner,
            sent_by_id=doer.pk,
            sent_at=doer.at,
            sent_on=on,
            destination=story.destination,
            destination_place=story.town,
            language=head.languages[0],
            phone=head.phone,
            tell_outcome=story.partner is not None,
            **consent,
        )

    def _lines(self, told: Told, on: date, accompanied: list[bool | None]) -> None:
        for position, (person, along) in enumerate(zip(told.story.household, accompanied, strict=True)):
            name, native = referred_as(person)
            line = self.make(
                told,
                ReferredPerson,
                referral_id=told.referral["id"],
                position=position,
                name=name,
                name_native=native,
                search=found_by(name, native),
                sex=person.sex,
                born_from=person.birth.earliest,
                born_to=min(person.birth.latest, on),
                nationality=person.nationalities[0],
                relation=person.relation,
                principal=position == 0,
                accompanied=along,
            )
            told.lines.append(line)
