"""What rows of the workbook say once every cell has been understood."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from onward.records.people.rules import Born

_LONGEST = 140


def row_number(*parts: str) -> str:
    """Return the key of a row in its office, made of its parts; no others have the same.

    Of a person it is made of the case and the number in it. A bar, and the backslash before it, are escaped
    where they stand in a part; what grows too long for the column is hashed, and has no bar.
    """
    key = "|".join(re.sub(r"([\\|])", r"\\\1", one) for one in parts)
    return key if len(key) <= _LONGEST else sha256(key.encode()).hexdigest()


def hash_of(made: Mapping[str, Any]) -> str:
    """Return a hash of what a row says; the same for every way of writing it, and whenever it was known."""

    def plain(value: object) -> object:
        if isinstance(value, Born):
            return [str(value.earliest), str(value.latest)]
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

    told = {name: value for name, value in made.items() if name != "known_on"}
    text = json.dumps(told, default=plain, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class PersonRow:
    """One person in one case, as the row tells it.

    Attributes:
        line: number of the row in its sheet, from 1.
        number: the key of the row in its office (`models.ImportedRow.number`).
        content: hash of all that the row says.
        called: what stands for the person where no name is told: the case and the number in it.
        case: number of the case in the files of the office.
        own_number: what the office calls the person in all its files; empty where nothing is told.
        help: service → how far it came (`asked`, `granted`, `declined`, `drawn`).
        known_on: the day on which all this was known; None for the day on which it comes in.
        opening_told: whether a row of the case names the day on which it was opened.
    """

    line: int
    number: str
    content: str
    called: str
    case: str
    own_number: str
    programme: str
    channel: str
    name: str
    sex: str
    born: Born
    nationality: str
    departure_country: str
    destination: str
    opened_on: date | None
    departed_on: date
    vulnerabilities: tuple[str, ...] = ()
    medical: str = ""
    accompanied: bool | None = None
    escorts: tuple[str, ...] = ()
    help: dict[str, str] = field(default_factory=dict)
    help_kind: str = ""
    known_on: date | None = None
    opening_told: bool = True


@dataclass(frozen=True)
class CaseRows:
    """A case: its persons in the order of the file; the first is the principal applicant."""

    number: str
    persons: tuple[PersonRow, ...]

    @property
    def first(self) -> PersonRow:
        """The principal applicant, whose row tells what is said of the case."""
        return self.persons[0]

    @property
    def content(self) -> frozenset[str]:
        """What the rows say together: a hash each."""
        return frozenset(one.content for one in self.persons)

    @property
    def opened_on(self) -> date:
        """The day on which the household applied."""
        return self.first.opened_on or self.last_on

    @property
    def last_on(self) -> date:
        """The last day of the case: that of the last departure."""
        return max(one.departed_on for one in self.persons)


@dataclass(frozen=True)
class Reported:
    """So many of something on a day, of which nobody keeps a file each.

    Attributes:
        programme: code of a programme, or of an initiative.
    """

    programme: str
    what: str
    place: str
    day: date
    quantity: Decimal

    @property
    def unnumbered(self) -> str:
        """The key in its office of a row that says this, and has no number of its own."""
        named = {"programme": self.programme, "what": self.what, "place": self.place, "day": self.day}
        return row_number("", hash_of(named)[:40])

    @property
    def content(self) -> str:
        """A hash of all that it says."""
        return hash_of({name: getattr(self, name) for name in Reported.__dataclass_fields__})


@dataclass(frozen=True)
class QuantityRow(Reported):
    """A quantity as a row tells it.

    Attributes:
        line: number of the row in its sheet, from 1.
        office: code of the office whose work it is.
        own_number: what the office calls it in its files; empty where nothing is told.
    """

    line: int
    office: str
    own_number: str = ""
    known_on: date | None = None

    @property
    def number(self) -> str:
        """The key of the row in its office: its own number alone, or else what, for whom, where and when."""
        return row_number("", "", self.own_number) if self.own_number else self.unnumbered
