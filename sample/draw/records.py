"""Reads what was published, record by record, and the mapping that says what Onward makes of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).resolve().parent.parent / "published"
Tiers = list[str | list[str]]
"""A ranking: codes in order; the order within an inner list is free."""


class Strict(BaseModel):
    """A record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Period(Strict):
    """First and last day, both included."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last

    def within(self, other: Period) -> bool:
        """Whether the whole period lies in the other."""
        return other.first <= self.first and self.last <= other.last


class Of(Strict):
    """What a figure counts of all departures; None leaves a dimension open."""

    destination: str | None = None
    sex: str | None = None
    group: str | None = None
    not_group: str | None = None
    escort: str | None = None
    assistance: str | None = None
    service: str | None = None
    medical_aid: bool | None = None


class Record(Strict):
    """One published number; sample/published/README.md explains each field."""

    id: str
    chapter: str
    what: str
    unit: str
    value: int | Decimal | list[int | Decimal | str]
    precision: Literal["at-least", "about", "almost", "range", "planned"] | None = None
    period: Period
    breakdown: dict[str, dict[str, int]] = {}
    partial: list[str] = []
    place: list[str]
    remark: str = ""
    note: str = ""


class Document(Strict):
    """One file of records."""

    document: str
    records: list[Record]


class Draw(Strict):
    """What the draw has to meet for a record; `cells` says which key of `of` each of its breakdowns is."""

    counts: Literal["persons", "cases", "destinations", "rank", "percent", "change", "informed"]
    by: Literal["destination", "channel", "region"] | None = None
    of: Of = Of()
    unit: Literal["persons", "cases"] = "persons"
    together: bool = False
    cells: dict[str, str] = {}


class Reported(Strict):
    """How the sample reports a number that has no file: what it is of, and in which country."""

    what: str
    place: str


class HoldOf(Strict):
    """The stop of departures that a record tells of."""

    reference: str
    reason: str


class Asking(Strict):
    """How a number is asked of Onward.

    Attributes:
        figure: code in definitions/figures.
        programme: its code, or empty for the whole office.
        among: a population besides.
        equals: column of facts → the value to which they are limited.
        part: dimension → the parts that are counted of it.
        by: what a ranking is by.
        of: the figure that a share is taken of; that without `part` where it is left out.
        against: the period that a change is measured from.
        reads: how the number reads.
    """

    figure: str
    programme: str = ""
    among: str = ""
    equals: dict[str, str] = {}
    part: dict[str, list[str]] = Field({}, max_length=1)
    by: str = ""
    of: str = ""
    against: Period | None = None
    reads: Literal["exact", "share", "change", "rank", "named", "at-least"] = "exact"


class Saying(Asking):
    """What Onward says where a document contradicts itself."""

    value: int | Tiers = Field(alias="is")


class Counted(Asking):
    """How a record is counted.

    Attributes:
        tiers: codes of a ranking whose printed names are no codes.
        base: the record that prints the number which a share is taken of.
        split: breakdown of the record → dimension.
        unsplit: breakdown of the record → why no dimension has it.
        contradiction: what Onward says about a remark, in words; `says` in numbers.
        reported: of a number of an initiative, how the sample reports it.
    """

    tiers: Tiers = []
    base: str = ""
    split: dict[str, str] = {}
    unsplit: dict[str, str] = {}
    contradiction: str = ""
    says: list[Saying] = []
    reading: str = ""
    draw: list[Draw] = []
    reported: Reported | None = None


class Drawn(Strict):
    """What the draw meets of a record that no figure counts."""

    programme: str
    reading: str
    tiers: Tiers = []
    hold: HoldOf | None = None
    draw: list[Draw] = []


class NotCovered(Strict):
    """Records that no figure counts, for one reason; `also` are those that the draw meets all the same."""

    why: str
    records: list[str] = []
    also: dict[str, Drawn] = {}


class Readings(Strict):
    """The mapping: each record is counted, or not covered for a reason."""

    counted: dict[str, Counted]
    not_covered: dict[str, NotCovered]

    @model_validator(mode="after")
    def _once(self) -> Self:
        named = list(self.named())
        doubled = sorted({one for one in named if named.count(one) > 1})
        if doubled:
            raise ValueError(f"mapping.yaml names a record twice: {', '.join(doubled)}")
        return self

    def named(self) -> Iterator[str]:
        """Give the id of every record that the mapping names."""
        yield from self.counted
        for group in self.not_covered.values():
            yield from group.records
            yield from group.also

    def drawn(self) -> Mapping[str, Counted | Drawn]:
        """Return record → what it means to the draw, of all that mean anything to it."""
        also = {name: one for group in self.not_covered.values() for name, one in group.also.items()}
        return {**self.counted, **also}

    def why_not(self, record: str) -> str:
        """Return why a record is not covered; empty if it is counted."""
        groups = self.not_covered.values()
        for group in groups:
            if record in group.also:
                return f"{group.why} {group.also[record].reading}"
            if record in group.records:
                return group.why
        return ""


@dataclass(frozen=True)
class Library:
    """Records by id, in the order of their documents, and the mapping."""

    records: Mapping[str, Record]
    readings: Readings


def unknown(what: str, given: str, known: Iterable[str], where: str) -> ValueError:
    """Return the error of a name that nobody knows, with the one that is nearest."""
    near = get_close_matches(given, list(known), 1)
    hint = f"; did you mean “{near[0]}”?" if near else ""
    return ValueError(f"mapping.yaml, {where}: no {what} is called “{given}”{hint}")


@cache
def library() -> Library:
    """Return what sample/published holds, checked."""
    beside = ("chosen.yaml", "mapping.yaml")
    paths = [path for path in sorted(FOLDER.glob("*.yaml")) if path.name not in beside]
    documents = [Document.model_validate(_yaml(path)) for path in paths]
    records = [record for one in documents for record in one.records]
    return joined(records, Readings.model_validate(_yaml(FOLDER / "mapping.yaml")))


def joined(given: Iterable[Record], readings: Readings) -> Library:
    """Join records with their mapping.

    Raises:
        ValueError: a record stands twice, is not in the mapping, or does not fit what the mapping says of it.
    """
    records: dict[str, Record] = {}
    for record in given:
        if records.setdefault(record.id, record) is not record:
            raise ValueError(f"published twice: {record.id}")
    for name in readings.named():
        if name not in records:
            raise unknown("record", name, records, "records")
    left = sorted(records.keys() - set(readings.named()))
    if left:
        raise ValueError(f"mapping.yaml says nothing of {', '.join(left)}")
    for name, reading in readings.counted.items():
        _fits(records[name], reading, records)
    return Library(records, readings)


def _fits(record: Record, reading: Counted, records: Mapping[str, Record]) -> None:
    """Refuse a mapping that passes over a part of its record."""
    if reading.base and reading.base not in records:
        raise unknown("record", reading.base, records, f"{record.id}, base")
    printed = {"percent": {"share", "change"}, "rank": {"rank", "named"}}
    left = record.breakdown.keys() ^ (reading.split.keys() | reading.unsplit.keys())
    wrong = ""
    if reading.reported and "initiative" not in reading.equals:
        wrong = "what is reported is of an initiative: name it under “equals”"
    elif left:
        wrong = f"say in “split” or “unsplit” what becomes of {', '.join(sorted(left))}"
    elif {bool(reading.contradiction), bool(reading.says)} != {bool(record.remark)}:
        wrong = "a record with a remark has “contradiction” and “says”, and no other has"
    elif reading.reads not in printed.get(record.unit, {"exact", "at-least"}):
        wrong = f"what is printed in “{record.unit}” does not read “{reading.reads}”"
    elif (reading.reads == "at-least", record.precision or "at-least") != (
        bool(record.precision),
        "at-least",
    ):
        wrong = f"“{record.precision or 'exact'}” in print does not read “{reading.reads}”"
    if wrong:
        raise ValueError(f"mapping.yaml, {record.id}: {wrong}")


def _yaml(path: Path) -> object:
    loaded: object = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded
