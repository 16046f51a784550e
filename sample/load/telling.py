"""What the loader keeps of a story while it is told, and how rows and events are made."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate, count, repeat
from typing import Any, Self
from uuid import UUID

from django.db import models

from onward.casework.programmes.versions import ProgrammeRules
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.counters import out_of_order
from onward.kernel.events import EventType
from onward.kernel.models import Event
from onward.kernel.tables import SKIPS_NUMBERS
from sample.draw.stories import Story
from sample.load import crew
from sample.load.tables import MODELS, Json, Row, primary_key, table_of, template

EVENTS = "kernel_event"


@dataclass(frozen=True)
class Place:
    """Offices, users and versions of programmes that stand in the database already.

    Attributes:
        offices: code → primary key, key and name; `users`: user name → primary key and key.
        versions: code of a programme → primary key and number of the version, and its rules.
        first: table → the first number that is free; 1 where a table is left out.
        counters: the last numbers given, by the name of the counter; `salts` what they are shuffled by.
        seed: part of every key, so that two loads side by side do not clash.
    """

    offices: Mapping[str, tuple[int, UUID, str]]
    users: Mapping[str, tuple[int, UUID]]
    versions: Mapping[str, tuple[int, int, ProgrammeRules]]
    first: Mapping[str, int] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)
    salts: Mapping[str, UUID | None] = field(default_factory=dict)
    seed: str = crew.SEED


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom a story entered: primary key, key, what they are found by, and their household."""

    pk: int
    key: UUID
    search: str
    household: Row | None = None


@dataclass
class Told:
    """A story as far as it is told: its rows, and those that later cues change, by position."""

    story: Story
    rows: list[tuple[str, Row]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    people: list[Known] = field(default_factory=list)
    travellers: list[Row] = field(default_factory=list)
    marks: dict[int, set[str]] = field(default_factory=dict)
    left: dict[int, date] = field(default_factory=dict)
    found: dict[int, list[tuple[date, str]]] = field(default_factory=dict)
    levels: dict[int, list[tuple[date, str]]] = field(default_factory=dict)
    tasks: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    papers: dict[int, Row] = field(default_factory=dict)
    declarations: dict[int, Row] = field(default_factory=dict)
    guardians: dict[int, Row] = field(default_factory=dict)
    assessments: dict[tuple[int, str], Row] = field(default_factory=dict)
    approvals: dict[tuple[str, int | None], Row] = field(default_factory=dict)
    requests: dict[tuple[int, str], Row] = field(default_factory=dict)
    passengers: dict[int, tuple[Row, Row]] = field(default_factory=dict)
    hand_overs: dict[str, Row] = field(default_factory=dict)
    enquiry: Row | None = None
    referral: Row = field(default_factory=dict)
    case: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something, and when: key and name of the user, the moment, the language of work."""

    pk: int
    key: UUID
    at: datetime
    language: str
    name: str

    @property
    def today(self) -> date:
        """The date on the wall calendar of the office."""
        return self.at.astimezone(OFFICE_ZONE).date()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What making a row of a table needs: the row as it is untold, the next numbers, whether it has a key."""

    table: str
    template: Mapping[str, Any]
    primary_key: str
    keyed: bool
    numbers: Iterator[int]

    @classmethod
    def of(cls, model: type[models.Model], first: Mapping[str, int]) -> Self:
        table = table_of(model)
        untold = template(table)
        skips = any(one.name == SKIPS_NUMBERS for one in getattr(model._meta, "triggers", ()))
        numbers = _with_gaps(table, first.get(table, 1)) if skips else count(first.get(table, 1))
        return cls(table, untold, primary_key(table), "key" in untold, numbers)


def _with_gaps(table: str, first: int) -> Iterator[int]:
    """Give the numbers of a table's rows with gaps, as the database gives them; the same at every load."""
    rng = random.Random(f"{crew.SEED} {table}")
    return accumulate(repeat(0), lambda number, _: number + rng.randint(1, 8), initial=first)


class Teller:
    """Makes rows and events; the effects of each cue stand in its subclasses."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.counters: Counter[str] = Counter(dict(place.counters))
        self.ready: list[tuple[str, Row]] = []
        self.known: dict[str, Known] = {}
        self.holds: dict[str, Row] = {}
        self._kinds = {model: _Kind.of(model, place.first) for model in MODELS}

    def make(self, told: Told | None, model: type[models.Model], **given: Any) -> Row:
        """Make a row; one of a story is written when the story has ended, as it may change until then."""
        kind = self._kinds[model]
        row: Row = {**kind.template, **given}
        row[kind.primary_key] = next(kind.numbers)
        if kind.keyed and row["key"] is None:
            whose = told.story.reference if told else ""
            number = told.numbers[kind.table] if told else row["id"]
            row["key"] = self.key(kind.table, whose, number)
        if told is None:
            self.ready.append((kind.table, row))
        else:
            told.numbers[kind.table] += 1
            told.rows.append((kind.table, row))
        return row

    def key(self, *name: object) -> UUID:
        """Return the key that stands for something, the same from the same seed."""
        return crew.key_of(self.place.seed, *name)

    def record(
        self,
        doer: Doer,
        fact: EventType,
        office: str,
        *,
        case: Row | None = None,
        person: UUID | None = None,
        about: Row | None = None,
        on: date | None = None,
    ) -> int:
        """Write the event of what was just done; return its position."""
        events = self._kinds[Event]
        row = {
            **events.template,
            "position": next(events.numbers),
            "type": fact.type,
            "case_key": case["key"] if case else None,
            "person_key": person,
            "about_key": about["key"] if about else None,
            "office": office,
            "occurred_on": on or doer.today,
            "recorded_at": doer.at,
            "actor_key": doer.key,
            "payload": Json(fact.model_dump_json(exclude_none=True)),  # as `payload()`, without the detour
        }
        self.ready.append((EVENTS, row))
        return int(row["position"])

    def of_case(
        self,
        doer: Doer,
        told: Told,
        fact: EventType,
        position: int | None = None,
        on: date | None = None,
        about: Row | None = None,
    ) -> int:
        """Write an event of the story's case, about one traveller where a position is given; as `record`."""
        person = told.people[position].key if position is not None else None
        return self.record(doer, fact, told.story.office, case=told.case, person=person, about=about, on=on)

    def seen(self, doer: Doer, told: Told) -> tuple[UUID, ...]:
        """Return the keys of the travellers whom the doer sees, in the order in which they joined."""
        sees = crew.staff()[doer.name].sees
        return tuple(
            person.key for position, person in enumerate(told.people) if sees(told.marks.get(position, ()))
        )

    def next_reference(self, name: str) -> str:
        """Return the next of a row of references."""
        self.counters[name] += 1
        salt = self.place.salts[name] if name in self.place.salts else salt_of(name)
        return out_of_order(self.counters[name], salt)

    def rules(self, programme: str) -> ProgrammeRules:
        """Return the rules of the version under which cases are opened."""
        return self.place.versions[programme][2]


def salt_of(name: str) -> UUID:
    """Return what the sample's references of a row are shuffled by, the same at every load."""
    return crew.key_of("salt", name)


assert table_of(Event) == EVENTS
