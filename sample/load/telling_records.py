"""The effects of how people enter the records: persons, documents, consents, the case that is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from onward.access.models import Restriction
from onward.casework.cases import events as case_events
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.protection import events as protection_events
from onward.casework.protection.rules import mark_of
from onward.casework.referrals import events as referral_events
from onward.kernel.events import EventType
from onward.records.consents import events as consent_events
from onward.records.consents.models import Consent
from onward.records.people import events as people_events
from onward.records.people.models import (
    Contact,
    Household,
    Membership,
    Person,
    PersonName,
    ReferenceNumber,
    Relation,
    TravelDocument,
)
from onward.records.people.queries import NamesBeside
from onward.records.people.rules import number_of, phone_number, shown_name
from sample.draw.sources import office
from sample.load import crew
from sample.load.drafts import document_of, given_names, spoken_by
from sample.load.paperwork import paper as paperwork
from sample.load.tables import Row
from sample.load.telling import Doer, Known, Told
from sample.load.telling_referrals import ReferralTeller

COUNTRIES = {one["code"]: str(one["country"]) for one in office()["offices"]}


class RecordsTeller(ReferralTeller):
    """Tells how people enter the records, and the case that is opened."""

    # --- persons -----------------------------------------------------------------------------------------

    def register(self, doer: Doer, told: Told, *, position: int, on: date) -> None:
        """Enter a person into the records; who was here before brings a new travel document at most."""
        draft = told.story.household[position]
        known = self.known.get(draft.reference)
        if known is None:
            known = self.known[draft.reference] = self._person(doer, told, position, on)
        told.people.append(known)
        document = document_of(draft, doer.language)
        if document:
            self._document(doer, told, known, document)

    def _person(self, doer: Doer, told: Told, position: int, on: date) -> Known:
        draft, code = told.story.household[position], told.story.office
        names = list(dict.fromkeys(name.cleaned() for name in given_names(draft)))
        shown = shown_name(names)
        born_to = min(draft.birth.latest, doer.today)
        row = self.make(
            told,
            Person,
            key=self.key("person", draft.reference),
            office_id=self.place.offices[code][0],
            name=shown.name,
            name_native=shown.name_native,
            script=shown.script,
            search=shown.search,
            sex=draft.sex,
            born_from=draft.birth.earliest,
            born_to=born_to,
            nationalities=list(draft.nationalities),
            languages=list(draft.languages),
            made_at=doer.at,
        )
        for name in names:
            self.make(
                told,
                PersonName,
                person_id=row["id"],
                kind=name.kind,
                given=name.given,
                family=name.family,
                full=name.full,
                script=name.script,
            )
        found = phone_number(draft.phone, COUNTRIES[code])
        self.make(told, Contact, person_id=row["id"], kind="phone", value=draft.phone, found_as=found)
        fact = people_events.PersonRegistered(
            sex=draft.sex,
            born_from=draft.birth.earliest,
            born_to=born_to,
            nationalities=draft.nationalities,
            languages=draft.languages,
        )
        self.record(doer, fact, code, person=row["key"], on=on)
        return Known(row["id"], row["key"], shown.search)

    def _document(self, doer: Doer, told: Told, known: Known, values: dict[str, Any]) -> Row:
        row = self.make(told, TravelDocument, person_id=known.pk, **values)
        row["number"] = number_of(row["number"])
        self._tell_document(doer, told, known, row)
        return row

    def _tell_document(self, doer: Doer, told: Told, known: Known, row: Row) -> None:
        fact = people_events.DocumentRecorded(
            document=row["key"],
            kind=row["kind"],
            state=row["state"],
            issuer=row["issuer"] or None,
            expires_on=row["expires_on"],
            numbered=bool(row["number"]),
        )
        self.record(doer, fact, told.story.office, person=known.key)

    def add_paper(self, doer: Doer, told: Told, *, position: int, paper: dict[str, Any]) -> None:
        """A travel document is asked for."""
        told.papers[position] = self._document(doer, told, told.people[position], paper)

    def update_paper(self, doer: Doer, told: Told, *, position: int, paper: dict[str, Any]) -> None:
        """How its request stands."""
        row = told.papers[position]
        row |= paper
        row["number"] = number_of(row["number"])
        row["version"] += 1
        self._tell_document(doer, told, told.people[position], row)

    def note_number(self, doer: Doer, told: Told, *, position: int, issuer: str, number: str) -> None:
        """Another body's number."""
        known = told.people[position]
        self.make(told, ReferenceNumber, person_id=known.pk, issuer=issuer, number=number_of(number))
        fact = people_events.PersonChanged(fields=("reference",))
        self.record(doer, fact, told.story.office, person=known.key)

    # --- consents ----------------------------------------------------------------------------------------

    def consent(
        self, doer: Doer, told: Told, *, position: int, mission: str, witness: str, **given: Any
    ) -> None:
        """Keep the consent for the mission."""
        sheet = None if witness else paperwork("consent", doer.language).key
        recipient = self.place.offices[mission][1]
        self._consent(
            doer,
            told,
            told.people[position],
            purpose=Consent.Purpose.SHARE_WITH_MISSION.value,
            recipient_key=recipient,
            sheet_key=sheet,
            witness=witness,
            **given,
        )

    def _consent(
        self, doer: Doer, told: Told, known: Known, passed_on: tuple[str, ...] = (), **given: Any
    ) -> None:
        row = self.make(
            told,
            Consent,
            person_key=known.key,
            office_id=self.place.offices[told.story.office][0],
            evidence="sheet" if given.get("sheet_key") else "witness",
            given_by_key=self._key_of(doer, told, given["given_by"]),
            **given,
        )
        fact = consent_events.ConsentGiven(
            consent=row["key"],
            purpose=row["purpose"],
            recipient=row["recipient_key"],
            evidence=row["evidence"],
            expires_on=row["expires_on"],
            passed_on=passed_on or None,
        )
        self.record(doer, fact, told.story.office, person=known.key, on=row["given_on"])

    def _key_of(self, doer: Doer, told: Told, name: str) -> UUID | None:
        """Return whom of the household in sight of the doer a name means; a guardian is nobody there."""
        seen = self.seen(doer, told)
        household = {
            one.key: one.search for one in told.people if one.household is not None and one.key in seen
        }
        return NamesBeside(household).bearer(name)

    def _keep_consents(self, doer: Doer, told: Told, known: Known, position: int) -> None:
        referral = told.referral
        home, heard = told.story.household, referral["consent_given_on"]
        spoke = spoken_by(home, position, heard)
        written = any(spoken_by(home, one, heard) for one in range(len(home)))
        passed_on = ("witness",) * (referral["sent_by_id"] != doer.pk) + ("given_by",) * (not written)
        recipients = [(Consent.Purpose.SHARE_REFERRAL.value, self.place.offices[told.story.office][1])]
        if referral["tell_outcome"] and referral["organisation_key"]:
            recipients.append((Consent.Purpose.SHARE_WITH_PARTNER.value, referral["organisation_key"]))
        for purpose, recipient in recipients:
            self._consent(
                doer,
                told,
                known,
                passed_on,
                purpose=purpose,
                recipient_key=recipient,
                witness=referral["consent_witness"],
                given_by=spoke,
                given_on=referral["consent_given_on"],
                expires_on=referral["consent_until"],
            )

    # --- the case ----------------------------------------------------------------------------------------

    def accept(self, doer: Doer, told: Told, *, on: date) -> None:
        """Accept the referral, which opens the case."""
        household = self._household(doer, told, on)
        for position, known in enumerate(told.people):
            self._keep_consents(doer, told, known, position)
        self._open(doer, told, household, on)
        referral = told.referral
        for line, known in zip(told.lines, told.people, strict=True):
            line["person_key"] = known.key
        referral |= {
            "state": "accepted",
            "case_id": told.case["id"],
            "answered_at": doer.at,
            "answered_by_id": doer.pk,
        }
        referral["version"] += 1
        fact = referral_events.ReferralAccepted(
            referral=referral["key"],
            channel=told.story.channel,
            organisation=referral["organisation_key"],
        )
        self.of_case(doer, told, fact, about=referral)

    def _household(self, doer: Doer, told: Told, on: date) -> Row:
        """Return the household of whoever was here before, or a new one."""
        standing = [known.household for known in told.people if known.household is not None]
        if standing:
            return standing[0]
        office_id = self.place.offices[told.story.office][0]
        household = self.make(told, Household, office_id=office_id, made_at=doer.at)
        family = list(zip(told.people, told.story.household, strict=True))
        head = next(known.pk for known, draft in family if draft.relation == Relation.HEAD)
        for position, (known, draft) in enumerate(family):
            self.make(
                told,
                Membership,
                household_id=household["id"],
                person_id=known.pk,
                relation=draft.relation,
                head_id=head,
                joined_on=on,
            )
            fact = people_events.HouseholdJoined(household=household["key"], relation=draft.relation)
            self.record(doer, fact, told.story.office, person=known.key, about=household, on=on)
            told.people[position] = self.known[draft.reference] = replace(known, household=household)
        return household

    def _open(self, doer: Doer, told: Told, household: Row, on: date) -> None:
        story = told.story
        version_id, number, rules = self.place.versions[story.programme]
        prefix = rules.definition.prefix
        told.case = self.make(
            told,
            Case,
            reference=f"{prefix}-{on:%y}-{self.next_reference(f'cases:{prefix}:{on:%y}')}",
            office_id=self.place.offices[story.office][0],
            programme=story.programme,
            version_of_programme_id=version_id,
            household_id=household["id"],
            channel=story.channel,
            referred_by=told.referral["organisation_key"],
            destination=story.destination,
            destination_place=story.town,
            departure_country=rules.definition.from_,
            counsellor_id=doer.pk,
            opened_on=on,
        )
        fact = case_events.CaseOpened(
            programme=story.programme,
            version=number,
            channel=story.channel,
            referred_by=told.referral["organisation_key"],
            household=household["key"],
            destination=story.destination,
            departure_country=rules.definition.from_,
            travellers=len(told.people),
        )
        opened = self.of_case(doer, told, fact, on=on)
        for position, line in enumerate(told.lines):
            self._join(doer, told, position, line, rules.definition.stage_codes()[0], on)
        self.of_case(doer, told, case_events.CounsellorAssigned(counsellor=doer.key), on=on)
        for rule in rules.definition.tasks_at(rules.definition.stage_codes()[0]):
            to = self._bearer(told, told.case["counsellor_id"])
            due_on = doer.today + rule.within
            self.set_task(doer, told, kind=rule.kind, words="", due_on=due_on, to=to, because_of=opened)

    def _bearer(self, told: Told, usual: int) -> str:
        """Return who is to do what a case asks for: who usually is, or who still sees it."""
        name = next(name for name, (pk, _key) in self.place.users.items() if pk == usual)
        marks = [told.marks.get(position, set()) for position in range(len(told.travellers))]
        return crew.bearer(told.story.office, marks, name)

    def _join(self, doer: Doer, told: Told, position: int, line: Row, stage: str, on: date) -> None:
        traveller = self.make(
            told,
            Traveller,
            case_id=told.case["id"],
            person_id=told.people[position].pk,
            principal=line["principal"],
            accompanied=line["accompanied"],
            stage=stage,
            stage_since=on,
        )
        told.travellers.append(traveller)
        added = case_events.TravellerAdded(principal=line["principal"], accompanied=line["accompanied"])
        self.of_case(doer, told, added, position, on)
        self.of_case(doer, told, case_events.StageEntered(stage=stage), position, on)
        self.seal(doer, told, position, added)

    def seal(self, doer: Doer, told: Told, position: int, fact: EventType) -> None:
        """Close the file where a fact asks for it."""
        born_to = min(told.story.household[position].birth.latest, told.story.opened_on)
        category = mark_of(fact, born_to=born_to, on=doer.today)
        marks = told.marks.setdefault(position, set())
        if category is None or category in marks:
            return
        marks.add(str(category))
        key = told.people[position].key
        self.make(
            told,
            Restriction,
            person_key=key,
            category=str(category),
            marked_at=doer.at,
            marked_by=doer.key,
        )
        self.of_case(doer, told, protection_events.Restricted(category=str(category)), position)
        for task in told.tasks:
            if task["done_on"] is None:
                bearer = self.place.users[self._bearer(told, task["assigned_to_id"])][0]
                if bearer != task["assigned_to_id"]:
                    task["assigned_to_id"] = bearer
                    task["version"] += 1

    def set_task(
        self,
        doer: Doer,
        told: Told,
        *,
        kind: str,
        words: str,
        due_on: date,
        to: str | None = None,
        because_of: int | None = None,
    ) -> None:
        """A task, for the counsellor of the case or for a colleague."""
        colleague = self.place.users[to][0] if to else told.case["counsellor_id"]
        row = self.make(
            told,
            Task,
            case_id=told.case["id"],
            kind=kind,
            words=words,
            due_on=due_on,
            assigned_to_id=colleague,
            made_by_id=doer.pk,
        )
        told.tasks.append(row)
        fact = case_events.TaskSet(task=row["key"], kind=kind, due_on=due_on, because_of=because_of)
        self.of_case(doer, told, fact)
