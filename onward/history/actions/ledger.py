"""What a past leaves is kept here until the end of its transaction: rows table by table, and events."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Model

from onward.access.models import Office, Restriction
from onward.casework.cases.models import Case, Traveller, Vulnerability
from onward.casework.protection import events as protection_events
from onward.casework.protection.rules import mark_of
from onward.delivery.movements.models import Movement, Passenger
from onward.delivery.reintegration.models import ReintegrationRequest
from onward.history.models import Import
from onward.history.workbook.rows import PersonRow
from onward.kernel.actions import Act
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.copying import copy_rows, free_numbers
from onward.kernel.events import EventType
from onward.kernel.events.log import row as event_row
from onward.kernel.models import Event
from onward.records.people.models import Household, Membership, Person, PersonName

NOON = time(12)
"""The hour at which something counts as known of which only the day is told."""
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


class Ledger:
    """Rows and events of one transaction; what was made is written once, in the order of `TABLES`.

    Attributes:
        events: those that wait to be recorded.
        marked: restrictions that stand: key of the person and category.
    """

    def __init__(self, act: Act, imported: Import, office: Office) -> None:
        self.act, self.imported, self.office = act, imported, office
        self.events: list[Event] = []
        self.marked: set[tuple[UUID, str]] = set()
        self._rows: dict[type[Model], list[Any]] = {table: [] for table in TABLES}
        self._numbers = {table: free_numbers(table) for table in TABLES}

    def make(self, row: Any) -> Any:
        """Keep a new row, with its primary key, so that others may name it before it is written."""
        row.pk = next(self._numbers[type(row)])
        self._rows[type(row)].append(row)
        return row

    def write(self) -> None:
        """Write the rows; the events wait in `events`."""
        for table, rows in self._rows.items():
            copy_rows(table, rows)

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

    def about(self, traveller: Traveller, row: PersonRow, fact: EventType, on: date) -> None:
        """Take note of a fact about a traveller, and restrict the file where that fact asks for it."""
        person, case = traveller.person, traveller.case
        self.note(fact, on=on, known_on=row.known_on, case=case.key, person=person.key)
        category = mark_of(fact, person.born_to, on)
        if category is None or (person.key, category) in self.marked:
            return
        self.marked.add((person.key, category))
        mark = Restriction(
            person_key=person.key, category=category, marked_at=self.act.at, marked_by=self.act.actor.key
        )
        self.make(mark)
        restricted = protection_events.Restricted(category=category)
        self.note(restricted, on=self.act.today, known_on=None, case=case.key, person=person.key)
