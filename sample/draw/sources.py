"""Reads the data that the draw stands on: figures, destinations, habits, names, office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

SAMPLE = Path(__file__).resolve().parent.parent


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


class Figure(Strict):
    """One figure that the draw meets; sample/published/README.md explains each field."""

    id: str
    programme: str
    period: Period
    counts: Literal["persons", "cases", "destinations", "rank", "percent", "change", "informed"]
    by: Literal["destination", "channel", "region"] | None = None
    of: Of = Of()
    unit: Literal["persons", "cases"] = "persons"
    against: Period | None = None
    together: bool = False
    value: int | list[str | list[str]] = Field(alias="is")
    remark: str = ""
    reading: str = ""

    @property
    def number(self) -> int:
        """The value of a figure that is a number; raises TypeError for a rank."""
        if not isinstance(self.value, int):
            raise TypeError(self.id)
        return self.value

    @property
    def tiers(self) -> tuple[tuple[str, ...], ...]:
        """The value of a rank: groups of codes, each ahead of the next; raises TypeError for a number."""
        if isinstance(self.value, int):
            raise TypeError(self.id)
        return tuple((one,) if isinstance(one, str) else tuple(one) for one in self.value)


class HoldFigure(Strict):
    """A stop of departures, published or assumed."""

    reference: str
    programme: str
    destination: str | None = None
    since: date = Field(alias="from")
    restart: date | None = None
    until: date | None = None
    reason: str
    remark: str = ""


class Block(Strict):
    """A stretch of days in which the departures of one programme are drawn together."""

    programme: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")

    @property
    def period(self) -> Period:
        """The days of the block."""
        return Period.model_validate({"from": self.first, "to": self.last})

    @property
    def label(self) -> str:
        """Names the block in seeds and messages."""
        return f"{self.programme}:{self.first}"


class Totals(Strict):
    """How many persons and cases the sample has in all."""

    persons: int
    cases: int


class Edition(Strict):
    """One file of sample/published."""

    document: str
    figures: list[Figure]
    holds: list[HoldFigure] = []
    totals: Totals | None = None
    blocks: list[Block] = []
    hold_ends: dict[str, date] = {}


@dataclass(frozen=True)
class Published:
    """All editions together."""

    figures: tuple[Figure, ...]
    holds: tuple[HoldFigure, ...]
    blocks: tuple[Block, ...]
    totals: Totals


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def published() -> Published:
    """Every figure, published or chosen; raises ValueError when an id stands twice."""
    editions = [Edition.model_validate(_yaml(path)) for path in sorted((SAMPLE / "published").glob("*.yaml"))]
    figures = tuple(figure for edition in editions for figure in edition.figures)
    ids = [figure.id for figure in figures]
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled:
        raise ValueError(f"figures defined twice: {doubled}")
    ends = {name: end for edition in editions for name, end in edition.hold_ends.items()}
    holds = tuple(
        hold if hold.until else hold.model_copy(update={"until": ends.get(hold.reference)})
        for edition in editions
        for hold in edition.holds
    )
    totals = next(edition.totals for edition in editions if edition.totals)
    return Published(figures, holds, tuple(block for one in editions for block in one.blocks), totals)


class Town(Strict):
    """A place people return to."""

    town: str
    region: str = ""
    weight: float


class Destination(Strict):
    """One row of choices/destinations.yaml."""

    air: list[str]
    towns: list[str | Town]
    names: dict[str, float]
    speaks: list[str]
    be: float | list[float]
    lu: float | list[float]
    eu: float = 0
    size: float
    men: float
    asks: float = 0
    tags: list[str] = []
    unsure: float = 0.02

    def weight(self, column: str, year: int, first_year: int) -> float:
        """How often this destination comes up in that column and year."""
        value: float | list[float] = {"be": self.be, "lu": self.lu, "eu": self.eu}[column]
        return value[year - first_year] if isinstance(value, list) else value

    @property
    def places(self) -> list[Town]:
        """The towns with their weights; without any, the first comes up most."""
        return [
            place if isinstance(place, Town) else Town(town=place, weight=1 / (rank + 1.5))
            for rank, place in enumerate(self.towns)
        ]


@cache
def destinations() -> dict[str, Destination]:
    """Destinations by country code."""
    rows = _yaml(SAMPLE / "choices" / "destinations.yaml")
    return {code: Destination.model_validate(row) for code, row in rows.items()}


@cache
def habits() -> dict[str, Any]:
    """Assumed shares, spans and wordings."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "choices" / "habits.yaml")
    return loaded


@cache
def routes() -> dict[str, Any]:
    """Assumed transit points and carriers."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "choices" / "routes.yaml")
    return loaded


@cache
def present() -> dict[str, Any]:
    """Assumed shares and spans of the cases that are under way on the day of loading."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "choices" / "present.yaml")
    return loaded


@cache
def wordings() -> dict[str, Any]:
    """What colleagues type into free fields, by language."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "choices" / "words.yaml")
    return loaded


@cache
def office() -> dict[str, Any]:
    """Made-up organisations and staff."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "office.yaml")
    return loaded


@cache
def name_pool(pool: str) -> dict[str, Any]:
    """One file of sample/names."""
    loaded: dict[str, Any] = _yaml(SAMPLE / "names" / f"{pool}.yaml")
    return loaded
