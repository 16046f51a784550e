"""What is drawn: plain records of a household, its journey home and every fact on the way.

Nothing here knows the database. A loader turns stories into rows; another plays them through the actions.
Every date is a day in Brussels; every `recorded_at` is an aware moment in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class NameDraft:
    """One name as it was given or written down.

    `kind` is `main` (as the person gives it), `document` (in Latin letters, as the desk writes it) or
    `alias`; `script` is an ISO 15924 code; `given`, `middle` (patronymic or father's name) and `family` may
    be empty; `full` is the name in the order in which its bearer says it.
    """

    kind: str
    script: str
    given: str
    middle: str
    family: str
    full: str


@dataclass(frozen=True, slots=True)
class BirthDraft:
    """A date of birth between two days, both possible; exact when they are the same."""

    earliest: date
    latest: date

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A travel document on file from the start: `passport` or `identity-card`, and who keeps it."""

    kind: str
    number: str
    issued_by: str
    issued_on: date
    expires_on: date
    held_by: str


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One human being. `reference` is unique to the person: who returns a second time keeps it.

    `sex` is `male` or `female`; `relation` is to the first of the household (`head`, `partner`, `child`,
    `sibling`, `niece-nephew`); `alone` marks a child without parents in the household, or someone who was
    one on reaching the country; `guardian` is the made-up guardian's name. `document` is None when there is
    none yet.
    """

    reference: str
    names: tuple[NameDraft, ...]
    sex: str
    birth: BirthDraft
    nationalities: tuple[str, ...]
    languages: tuple[str, ...]
    relation: str
    alone: bool
    guardian: str
    document: DocumentDraft | None
    phone: str


@dataclass(frozen=True, slots=True)
class Step:
    """One fact: when it happened, when the office wrote it down, whom it concerns, and its values.

    Steps stand in the order in which they were recorded (`recorded_at` never goes back), so that playing
    them one after the other is what the office did. `travellers` are positions in the household. `by` is a
    user name of staff. The values of each kind are listed in sample/README.md; they are strings, numbers,
    booleans, dates, aware times, tuples, and mappings of those.
    """

    kind: str
    occurred_on: date
    recorded_at: datetime
    travellers: tuple[int, ...]
    by: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """One case: a household under a programme, and its steps; `partner` is None for who came unreferred."""

    reference: str
    office: str
    programme: str
    channel: str
    partner: str | None
    household: tuple[PersonDraft, ...]
    destination: str
    town: str
    region: str
    opened_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Departures of a programme (to `destination`, or anywhere) stop from `since` until `until`, if it ended.

    From `restart` on cases are released one by one.
    """

    reference: str
    programme: str
    destination: str | None
    since: date
    restart: date | None
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call on one of the telephone lines: no record of a client by itself.

    `line` is one for each language; `caller` is `migrant` or `partner`; `case` is the reference of the case
    that came of it, if one did.
    """

    line: str
    moment: datetime
    caller: str
    topic: str
    outcome: str
    by: str
    case: str | None


@dataclass(frozen=True, slots=True)
class Spending:
    """What was charged to a budget line of a project: when it was spent, and when `by` recorded it."""

    project: str
    line: str
    amount: Decimal
    currency: str
    spent_on: date
    recorded_at: datetime
    by: str
    voucher: str


@dataclass(frozen=True, slots=True)
class Office:
    """The whole draw: stories as they were opened, the holds over them, and calls by time."""

    seed: str
    holds: tuple[Hold, ...]
    stories: tuple[Story, ...]
    calls: tuple[Call, ...]
