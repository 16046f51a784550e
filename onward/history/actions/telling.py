"""The rows and events that a past case leaves, made together and written table by table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Model

from onward.access.models import Office, Restriction
from onward.casework.cases import events as case_events
from onward.casework.cases.actions.opening import new_references
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.models import ProgrammeVersion
from onward.casework.protection import events as protection_events
from onward.casework.protection.rules import mark_of
from onward.delivery.movements import events as movement_events
from onward.delivery.movements import rules as movements
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.reintegration import events as help_events
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.history import events, queries
from onward.history.models import Import, ImportedRow
from onward.history.workbook.rows import CaseRows, PersonRow
from onward.kernel.actions import Act
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.copying import copy_rows, free_numbers
from onward.kernel.events import EventType
from onward.kernel.events.log import row as event_row
from onward.kernel.models import Event
from onward.records.people import events as people_events
from onward.records.people.models import Household, Membership, Person, PersonName, Relation
from onward.records.people.rules import GivenName, fold, shown_name

NOON = time(12)
"""The hour at which something counts as known of which only the day is told."""
SEVERITY = "moderate"
"""How much a vulnerability weighs that a history names without saying it."""
KIND = "unknown"
"""What help was for, where a history does not say it."""
CLOSED_BECAUSE = "other"
"""Why a past case is closed: whether everybody arrived, a history does not say."""
TABLES: tuple[type[Model], ...] = (
    Person,
    PersonName,
    Household,
    Membership,
    Case,
    Traveller,
    Vulnerability,
    Restriction,
    Movement,
    Passenger,
    ReintegrationRequest,
)
"""In an order in which each names only rows of those before it."""


class Teller:
    """Tells the cases of one transaction; what it made is written once, in the order of `TABLES`."""

    def __init__(self, act: Act, imported: Import, office: Office) -> None:
        self.act, self.imported, self.office = act, imported, office
        self.events: list[Event] = []
        self._rows: dict[type[Model], list[Any]] = {table: [] for table in TABLES}
        self._numbers = {table: free_numbers(table) for table in TABLES}
        self._versions: dict[str, tuple[ProgrammeVersion, Programme]] = {}
        self._known: dict[str, Person] = {}
        self._references: dict[tuple[str, int], Iterator[str]] = {}
        self._marked: set[tuple[UUID, str]] = set()

    def tell(self, cases: Sequence[CaseRows]) -> list[ImportedRow]:
        """Write the cases; return what is kept of their rows. The events wait in `events`."""
        self._find_known(one.own_number for case in cases for one in case.persons if one.own_number)
        self._take_references(cases)
        kept = [row for case in cases for row in self._case(case)]
        for table, rows in self._rows.items():
            copy_rows(table, rows)
        return kept

    def note(
        self,
        fact: EventType,
        *,
        on: date,
        known_on: date | None,
        case: UUID | None = None,
        person: UUID | None = None,
        about: UUID | None = None,
    ) -> None:
        """Take note of what happened on a day, known on another, or only now."""
        self.events.append(
            event_row(
                fact,
                office=self.office.code,
                occurred_on=on,
                recorded_at=self._moment(known_on),
                actor_key=self.act.actor.key,
                case=case,
                person=person,
                about=about,
            )
        )

    def _moment(self, known_on: date | None) -> datetime:
        if known_on is None:
            return self.act.at
        return min(datetime.combine(known_on, NOON, OFFICE_ZONE), self.act.at)

    def _find_known(self, numbers: Iterable[str]) -> None:
        """Read the persons who came in before under these numbers of their own."""
        keys = queries.persons_called(self.office, list(set(numbers)))
        found = Person.objects.in_bulk(list(keys.values()), field_name="key")
        self._known = {number: found[key] for number, key in keys.items()}
        marks = Restriction.objects.filter(person_key__in=list(found), lifted_at=None)
        self._marked = set(marks.values_list("person_key", "category"))

    def _take_references(self, cases: Sequence[CaseRows]) -> None:
        """Take the references of all cases, of each programme and year at once."""
        years: dict[tuple[str, int], list[date]] = {}
        for one in cases:
            prefix = self._version(one.first.programme)[1].prefix
            years.setdefault((prefix, one.opened_on.year), []).append(one.opened_on)
        for (prefix, year), days in sorted(years.items()):
            self._references[prefix, year] = iter(new_references(prefix, days[0], len(days)))

    def _version(self, code: str) -> tuple[ProgrammeVersion, Programme]:
        if code not in self._versions:
            version = keep_version_in_force(code)
            self._versions[code] = version, programmes.rules_of(version).definition
        return self._versions[code]

    def _make(self, row: Any) -> Any:
        """Keep a new row, with its primary key, so that others may name it before it is written."""
        row.pk = next(self._numbers[type(row)])
        self._rows[type(row)].append(row)
        return row

    # --- a case ------------------------------------------------------------------------------------------

    def _case(self, told: CaseRows) -> list[ImportedRow]:
        """Make a case with everybody in it; return what is kept of its rows."""
        version, programme = self._version(told.first.programme)
        known_on = min((one.known_on for one in told.persons if one.known_on), default=None)
        household = self._make(Household(office=self.office, made_at=self.act.at))
        people = [self._person(one, told) for one in told.persons]
        case = self._make(
            Case(
                reference=next(self._references[programme.prefix, told.opened_on.year]),
                office=self.office,
                programme=programme.code,
                version_of_programme=version,
                household=household,
                channel=told.first.channel,
                destination=told.first.destination,
                departure_country=told.first.departure_country,
                opened_on=told.opened_on,
                closed_on=told.last_on,
            )
        )
        self._tell_opened(case, len(people), known_on)
        movements_: dict[date, Movement] = {}
        for number, (row, person) in enumerate(zip(told.persons, people, strict=True)):
            self._join(case, row, person, people[0], principal=number == 0)
            traveller = self._traveller(case, programme, row, person, principal=number == 0)
            if row.departed_on not in movements_:
                movements_[row.departed_on] = self._movement(case, row.departed_on)
            self._leave(case, programme, row, traveller, movements_[row.departed_on])
            self._help(case, row, person)
        closed = case_events.CaseClosed(reason=CLOSED_BECAUSE)
        self.note(closed, on=told.last_on, known_on=_latest(told), case=case.key)
        return [
            ImportedRow(
                imported=self.imported,
                office=self.office,
                number=row.number,
                case_number=row.case,
                own_number=row.own_number,
                content=row.content,
                case_key=case.key,
                person_key=person.key,
            )
            for row, person in zip(told.persons, people, strict=True)
        ]

    def _tell_opened(self, case: Case, travellers: int, known_on: date | None) -> None:
        fact = case_events.CaseOpened(
            programme=case.programme,
            version=case.version_of_programme.number,
            channel=case.channel,
            household=case.household.key,
            destination=case.destination,
            departure_country=case.departure_country,
            travellers=travellers,
        )
        self.note(fact, on=case.opened_on, known_on=known_on, case=case.key)
        brought = events.CaseBroughtIn(imported=self.imported.key)
        self.note(brought, on=self.act.today, known_on=None, case=case.key)

    # --- a person ----------------------------------------------------------------------------------------

    def _person(self, row: PersonRow, told: CaseRows) -> Person:
        """Return the person of a row: one who came in before under the same number, or a new one."""
        if row.own_number in self._known:
            return self._known[row.own_number]
        names = [GivenName(full=row.name).cleaned()] if row.name else []
        called = f"{row.number.replace('|', ' · ')}"[:100]
        shown = shown_name(names) if names else None
        person = Person(
            office=self.office,
            name=shown.name if shown else called,
            name_native=shown.name_native if shown else "",
            script=shown.script if shown else "Latn",
            search=shown.search if shown else f"| {fold(called)} |",
            sex=row.sex,
            born_from=row.born.earliest,
            born_to=row.born.latest,
            nationalities=[row.nationality] if row.nationality else [],
            made_at=self.act.at,
        )
        self._make(person)
        for name in names:
            self._make(PersonName(person=person, kind=name.kind, full=name.full, script=name.script))
        fact = people_events.PersonRegistered(
            sex=person.sex,
            born_from=person.born_from,
            born_to=person.born_to,
            nationalities=tuple(person.nationalities),
        )
        self.note(fact, on=told.opened_on, known_on=row.known_on, person=person.key)
        if row.own_number:
            self._known[row.own_number] = person
        return person

    def _join(self, case: Case, row: PersonRow, person: Person, head: Person, *, principal: bool) -> None:
        """Let the person be of the household for as long as the case lasted."""
        relation = Relation.HEAD if principal else Relation.OTHER_RELATIVE
        self._make(
            Membership(
                household=case.household,
                person=person,
                relation=relation,
                head=head,
                joined_on=case.opened_on,
                left_on=row.departed_on,
            )
        )
        joined = people_events.HouseholdJoined(household=case.household.key, relation=relation)
        left = people_events.HouseholdLeft(household=case.household.key)
        for fact, day in ((joined, case.opened_on), (left, row.departed_on)):
            self.note(fact, on=day, known_on=row.known_on, person=person.key, about=case.household.key)

    def _traveller(
        self, case: Case, programme: Programme, row: PersonRow, person: Person, *, principal: bool
    ) -> Traveller:
        """Make the traveller at the last stage, with all that was known of them before they left."""
        first, last = programme.stage_codes()[0], _last_stage(programme)
        traveller: Traveller = self._make(
            Traveller(
                case=case,
                person=person,
                principal=principal,
                accompanied=row.accompanied,
                stage=last,
                stage_since=row.departed_on,
                travels_on=row.departed_on,
                medical_needs=row.medical,
            )
        )
        added = case_events.TravellerAdded(principal=principal, accompanied=row.accompanied)
        self._about(traveller, row, added, case.opened_on)
        self._about(traveller, row, case_events.StageEntered(stage=first), case.opened_on)
        for category in row.vulnerabilities:
            self._make(
                Vulnerability(
                    traveller=traveller, category=category, severity=SEVERITY, found_on=case.opened_on
                )
            )
            found = case_events.VulnerabilityFound(category=category, severity=SEVERITY)
            self._about(traveller, row, found, case.opened_on)
        if row.medical:
            needs = case_events.MedicalNeedsRecorded(level=row.medical)
            self._about(traveller, row, needs, case.opened_on)
        return traveller

    def _about(self, traveller: Traveller, row: PersonRow, fact: EventType, on: date) -> None:
        """Take note of a fact about a traveller, and restrict the file where that fact asks for it."""
        person, case = traveller.person, traveller.case
        self.note(fact, on=on, known_on=row.known_on, case=case.key, person=person.key)
        category = mark_of(fact, person.born_to, on)
        if category is None or (person.key, category) in self._marked:
            return
        self._marked.add((person.key, category))
        mark = Restriction(
            person_key=person.key, category=category, marked_at=self.act.at, marked_by=self.act.actor.key
        )
        self._make(mark)
        restricted = protection_events.Restricted(category=category)
        self.note(restricted, on=self.act.today, known_on=None, case=case.key, person=person.key)

    # --- the journey, and help after it ------------------------------------------------------------------

    def _movement(self, case: Case, day: date) -> Movement:
        movement: Movement = self._make(
            Movement(office=self.office, case=case, departs_on=day, booked_at=self.act.at)
        )
        return movement

    def _leave(
        self, case: Case, programme: Programme, row: PersonRow, traveller: Traveller, movement: Movement
    ) -> None:
        """Let the traveller leave, with escorts, and go on to the last stage."""
        passenger = Passenger(
            movement=movement,
            traveller=traveller,
            state=Passenger.State.DEPARTED,
            state_on=row.departed_on,
            escort_kind=row.escorts[0] if row.escorts else "",
        )
        self._make(passenger)
        facts: list[EventType] = [
            movement_events.EscortAssigned(movement=movement.key, kind=kind) for kind in row.escorts
        ]
        for fact in (*facts, _departed(traveller, row, movement)):
            self.note(
                fact,
                on=row.departed_on,
                known_on=row.known_on,
                case=case.key,
                person=traveller.person.key,
                about=movement.key,
            )
        before = programme.stage_codes()[0]
        for stage in dict.fromkeys((programme.at("departure"), _last_stage(programme))):
            if stage and stage != before:
                entered = case_events.StageEntered(stage=stage, previous=before)
                self._about(traveller, row, entered, row.departed_on)
                before = stage

    def _help(self, case: Case, row: PersonRow, person: Person) -> None:
        """Tell how far each help came; on which day, a history does not say, so on that of the departure."""
        states = ReintegrationRequest.State
        for service, state in row.help.items():
            request = ReintegrationRequest(
                case=case,
                person_key=person.key,
                service=service,
                kind=row.help_kind or KIND,
                state=state,
                asked_on=row.departed_on,
                answered_on=None if state == states.ASKED else row.departed_on,
                drawn_on=row.departed_on if state == states.DRAWN else None,
                made_at=self.act.at,
            )
            self._make(request)
            facts: list[EventType] = [
                help_events.HelpAsked(request=request.key, service=service, kind=request.kind)
            ]
            if state != states.ASKED:
                granted = state != states.DECLINED
                facts.append(help_events.HelpAnswered(request=request.key, service=service, granted=granted))
            if state == states.DRAWN:
                facts.append(help_events.HelpDrawn(request=request.key, service=service))
            for fact in facts:
                self.note(
                    fact,
                    on=row.departed_on,
                    known_on=row.known_on,
                    case=case.key,
                    person=person.key,
                    about=request.key,
                )


def _departed(traveller: Traveller, row: PersonRow, movement: Movement) -> movement_events.Departed:
    """Return the coded circumstances of a departure as the row tells them, by the rules of live ones."""
    case, born, day = traveller.case, row.born, row.departed_on
    return movement_events.Departed(
        movement=movement.key,
        programme=case.programme,
        departure_country=case.departure_country,
        destination=case.destination,
        channel=case.channel,
        sex=row.sex,
        age=movements.age_on_departure(born.earliest, born.latest, day),
        minor=movements.minor_on_departure(born.earliest, born.latest, day),
        nationality=row.nationality or None,
        child=movements.child_status(
            born_from=born.earliest,
            born_to=born.latest,
            on=day,
            opened_on=case.opened_on,
            accompanied=row.accompanied,
            categories=row.vulnerabilities,
        ),
        vulnerabilities=row.vulnerabilities,
        medical=row.medical or None,
    )


def _last_stage(programme: Programme) -> str:
    """Return the stage at which a past traveller stands: closed, or departed, or the last one."""
    return programme.at("closing") or programme.at("departure") or programme.stage_codes()[-1]


def _latest(told: CaseRows) -> date | None:
    """Return when the last of the case was known; None where that is only now."""
    if any(one.known_on is None for one in told.persons):
        return None
    return max(one.known_on for one in told.persons if one.known_on)
