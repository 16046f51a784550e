"""The rows and events that a past case leaves, made together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from onward.access.models import Restriction
from onward.casework.cases import events as case_events
from onward.casework.cases.actions.opening import new_references
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.casework.programmes import queries as programmes
from onward.casework.programmes.actions import keep_version_in_force
from onward.casework.programmes.definition import Programme
from onward.casework.programmes.models import ProgrammeVersion
from onward.delivery.movements.models import Movement
from onward.history import events, queries
from onward.history.actions.journeys import book, last_stage, leave, tell_help
from onward.history.actions.ledger import Ledger
from onward.history.models import ImportedRow
from onward.history.workbook.rows import CaseRows, PersonRow
from onward.records.people import events as people_events
from onward.records.people.models import Household, Membership, Person, PersonName, Relation
from onward.records.people.rules import GivenName, fold, shown_name

SEVERITY = "moderate"
"""How much a vulnerability weighs that a history names without saying it."""
CLOSED_BECAUSE = "other"
"""Why a past case is closed: whether everybody arrived, a history does not say."""


class Teller:
    """Tells the cases of one transaction into a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.act = ledger, ledger.act
        self.office, self.imported = ledger.office, ledger.imported
        self._versions: dict[str, tuple[ProgrammeVersion, Programme]] = {}
        self._known: dict[str, Person] = {}
        self._elsewhere: dict[str, UUID] = {}
        self._apart: dict[str, UUID] = {}
        self._households: dict[UUID, Household] = {}
        self._references: dict[tuple[str, int], Iterator[str]] = {}

    def tell(self, cases: Sequence[CaseRows]) -> list[ImportedRow]:
        """Tell the cases; return what is kept of their rows. Rows and events wait in the ledger."""
        self._find_known(one.own_number for case in cases for one in case.persons if one.own_number)
        self._take_references(cases)
        return [row for case in cases for row in self._case(case)]

    def _find_known(self, numbers: Iterable[str]) -> None:
        """Read the persons who came in before under these numbers of their own."""
        asked = list(set(numbers))
        keys = queries.persons_called(self.office, asked)
        self._elsewhere = queries.persons_called_elsewhere(self.office, asked)
        self._apart = queries.to_be_merged(keys, self._elsewhere)
        self._households = queries.households_of(keys.values())
        found = Person.objects.in_bulk(list(keys.values()), field_name="key")
        self._known = {number: found[key] for number, key in keys.items()}
        marks = Restriction.objects.filter(person_key__in=list(found), lifted_at=None)
        self.ledger.marked = set(marks.values_list("person_key", "category"))

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

    # --- a case ------------------------------------------------------------------------------------------

    def _case(self, told: CaseRows) -> list[ImportedRow]:
        """Make a case with everybody in it; return what is kept of its rows."""
        version, programme = self._version(told.first.programme)
        known_on = min((one.known_on for one in told.persons if one.known_on), default=None)
        people = [self._person(one, told) for one in told.persons]
        household = self._household(people[0])
        case = self.ledger.make(
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
                brought_in=True,
            )
        )
        self._tell_opened(case, told.first, len(people), known_on)
        movements_: dict[date, Movement] = {}
        for number, (row, person) in enumerate(zip(told.persons, people, strict=True)):
            self._join(case, row, person, people[0], principal=number == 0)
            traveller = self._traveller(case, programme, row, person, principal=number == 0)
            if row.departed_on not in movements_:
                movements_[row.departed_on] = book(self.ledger, case, row.departed_on)
            leave(self.ledger, case, programme, row, traveller, movements_[row.departed_on])
            tell_help(self.ledger, case, row, person)
        closed = case_events.CaseClosed(reason=CLOSED_BECAUSE)
        self.ledger.note(closed, on=told.last_on, known_on=_latest(told), case=case.key)
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

    def _tell_opened(self, case: Case, first: PersonRow, travellers: int, known_on: date | None) -> None:
        fact = case_events.CaseOpened(
            programme=case.programme,
            version=case.version_of_programme.number,
            channel=case.channel,
            household=case.household.key,
            destination=case.destination,
            departure_country=case.departure_country,
            travellers=travellers,
        )
        self.ledger.note(fact, on=case.opened_on, known_on=known_on, case=case.key)
        brought = events.CaseBroughtIn(imported=self.imported.key, opening_told=first.opening_told)
        self.ledger.note(brought, on=self.act.today, known_on=None, case=case.key)

    def _household(self, head: Person) -> Household:
        """Return the household of a head: a family that comes again is the same family."""
        if head.key not in self._households:
            self._households[head.key] = self.ledger.make(Household(office=self.office, made_at=self.act.at))
        return self._households[head.key]

    # --- a person ----------------------------------------------------------------------------------------

    def _person(self, row: PersonRow, told: CaseRows) -> Person:
        """Return the person of a row: one who came in before under the same number, or a new one."""
        if known := self._known.get(row.own_number):
            self._merge(known, self._apart.pop(row.own_number, None), row, told)
            return known
        names = [GivenName(full=row.name).cleaned()] if row.name else []
        called = row.called[:100]
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
        self.ledger.make(person)
        for name in names:
            self.ledger.make(PersonName(person=person, kind=name.kind, full=name.full, script=name.script))
        fact = people_events.PersonRegistered(
            sex=person.sex,
            born_from=person.born_from,
            born_to=person.born_to,
            nationalities=tuple(person.nationalities),
        )
        self.ledger.note(fact, on=told.opened_on, known_on=row.known_on, person=person.key)
        self._merge(person, self._elsewhere.get(row.own_number), row, told)
        if row.own_number:
            self._known[row.own_number] = person
        return person

    def _merge(self, person: Person, kept: UUID | None, row: PersonRow, told: CaseRows) -> None:
        """Say that a person is the one of another office who has the same number, if there is one.

        Each office keeps a file of its own, which the other does not see; figures count one person.
        """
        if kept:
            same = people_events.PersonsMerged(kept=kept)
            self.ledger.note(same, on=told.opened_on, known_on=row.known_on, person=person.key)

    def _join(self, case: Case, row: PersonRow, person: Person, head: Person, *, principal: bool) -> None:
        """Let the person be of the household for as long as the case lasted."""
        relation = Relation.HEAD if principal else Relation.OTHER_RELATIVE
        self.ledger.make(
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
            self.ledger.note(fact, on=day, known_on=row.known_on, person=person.key, about=case.household.key)

    def _traveller(
        self, case: Case, programme: Programme, row: PersonRow, person: Person, *, principal: bool
    ) -> Traveller:
        """Make the traveller at the last stage, with all that was known of them before they left."""
        first, last = programme.stage_codes()[0], last_stage(programme)
        traveller: Traveller = self.ledger.make(
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
        self.ledger.about(traveller, row, added, case.opened_on)
        self.ledger.about(traveller, row, case_events.StageEntered(stage=first), case.opened_on)
        for category in row.vulnerabilities:
            self.ledger.make(
                Vulnerability(
                    traveller=traveller, category=category, severity=SEVERITY, found_on=case.opened_on
                )
            )
            found = case_events.VulnerabilityFound(category=category, severity=SEVERITY)
            self.ledger.about(traveller, row, found, case.opened_on)
        if row.medical:
            needs = case_events.MedicalNeedsRecorded(level=row.medical)
            self.ledger.about(traveller, row, needs, case.opened_on)
        return traveller


def _latest(told: CaseRows) -> date | None:
    """Return when the last of the case was known; None where that is only now."""
    if any(one.known_on is None for one in told.persons):
        return None
    return max(one.known_on for one in told.persons if one.known_on)
