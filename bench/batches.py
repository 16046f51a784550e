"""What is filled and how it is sent: the plan, rows as lines for COPY, and the columns of each table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from onward.access.secrecy.bulk import COLUMNS as KEYS
from onward.access.secrecy.bulk import TABLE, Sealer

OFFICES = 10
COUNSELLORS = 40
FIRST_DAY = date(2017, 1, 2)
COLUMNS = {
    "people_household": "id key office_id made_at",
    "people_person": "id key office_id name name_native script search sex born_from born_to nationalities "
    "languages made_at version",
    "people_personname": "person_id kind given family full script",
    "people_contact": "person_id kind value found_as note",
    "people_traveldocument": "key person_id kind state number issuer expires_on held_by asked_of version",
    "people_referencenumber": "person_id issuer number",
    "people_membership": "household_id person_id relation other_relation head_id joined_on",
    "cases_case": "id key reference office_id programme version_of_programme_id household_id channel "
    "destination destination_place departure_country counsellor_id opened_on closed_on brought_in version",
    "cases_traveller": "id key case_id person_id principal accompanied stage stage_since exit travels_on "
    "medical_needs version",
    "cases_vulnerability": "traveller_id category severity found_on",
    "cases_session": "key case_id held_on way place language interpreter minutes topics counsellor_id "
    "summary",
    "cases_task": "key case_id kind words due_on assigned_to_id done_on version",
    "cases_note": "key case_id text author_id written_at",
    "cases_declaration": "key traveller_id signed_on signed_by",
    "cases_funderapproval": "key case_id project outcome asked_on decided_on depart_by",
    "movements_movement": "id key office_id case_id departs_on onward_transport booked_at version",
    "movements_leg": "movement_id number mode origin destination flight",
    "movements_passenger": "movement_id traveller_id state state_on assistance escort_kind escort_name "
    "version",
    "access_restriction": "person_key category marked_at",
    TABLE: " ".join(KEYS),
    "kernel_event": "type case_key person_key office occurred_on recorded_at payload retracts",
}
"""Table → the columns that are written; the others take their defaults."""


encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True)
class Plan:
    """What the rows refer to, made beforehand.

    Attributes:
        cases: how many.
        today: the day up to which the office worked.
        offices: primary key and code of each office.
        counsellors: primary keys by office.
        versions: primary key of the version, by code of the programme.
    """

    cases: int
    today: date
    offices: tuple[tuple[int, str], ...]
    counsellors: tuple[tuple[int, ...], ...]
    versions: dict[str, int]

    @property
    def days(self) -> int:
        """Days from the first case to today."""
        return (self.today - FIRST_DAY).days


@dataclass
class Batch:
    """Lines for COPY by table, and what the rows of one case have in common."""

    plan: Plan
    rng: Random
    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    sealer: Sealer = field(default_factory=Sealer)

    def put(self, table: str, *values: Any) -> None:
        """Add a row; values in the order of `COLUMNS`."""
        self.lines[table].append("\t".join(map(_text, values)))

    def sealed(self, place: str, subject: str, words: str) -> str:
        """Return words as they are kept: sealed for `table.column` of a person or a case, by its key."""
        words = self.sealer.seal(place, UUID(subject), words)
        self.lines[TABLE] += self.sealer.made()
        return words

    def key(self) -> str:
        """Return a random key."""
        return f"{self.rng.getrandbits(128):032x}"

    def event(
        self, type: str, case: str | None, person: str | None, office: str, on: date, **payload: Any
    ) -> None:
        """Add an event, recorded in the afternoon of its day."""
        who, case = person or "\\N", case or "\\N"
        fact = encode(payload)
        line = f"{type}\t{case}\t{who}\t{office}\t{on}\t{on} 14:{self.rng.randrange(60):02d}:00Z\t{fact}\tf"
        self.lines["kernel_event"].append(line)


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    return "f" if value is False else str(value)


def copy(connection: psycopg.Connection[Any], lines: dict[str, list[str]]) -> None:
    """Send lines to their tables and commit."""
    with connection.cursor() as cursor:
        for table, rows in lines.items():
            if rows:
                columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
                statement = f"COPY {table} ({columns}) FROM STDIN"
                with cursor.copy(statement.encode()) as target:
                    target.write(("\n".join(rows) + "\n").encode())
    connection.commit()


def tables() -> Iterable[str]:
    """Return the tables that are filled."""
    return COLUMNS
