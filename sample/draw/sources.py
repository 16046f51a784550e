"""Reads the data that the draw stands on: figures, destinations, habits, names, office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field

from sample.draw.records import Counted, Draw, Drawn, Of, Period, Record, Strict, Tiers, library

SAMPLE = Path(__file__).resolve().parent.parent


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
    value: int | Tiers = Field(alias="is")
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


class Chosen(Strict):
    """What no document prints and the draw needs: sample/published/chosen.yaml."""

    totals: Totals
    blocks: list[Block]
    figures: list[Figure]
    holds: list[HoldFigure]
    hold_ends: dict[str, date]


@dataclass(frozen=True)
class Published:
    """All that the draw has to meet, published or chosen."""

    figures: tuple[Figure, ...]
    holds: tuple[HoldFigure, ...]
    blocks: tuple[Block, ...]
    totals: Totals


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def published() -> Published:
    """Every figure, published or chosen; raises ValueError when an id stands twice."""
    chosen = Chosen.model_validate(_yaml(SAMPLE / "published" / "chosen.yaml"))
    known = library()
    means = [(known.records[name], one) for name, one in known.readings.drawn().items()]
    figures = (*chosen.figures, *(figure for record, one in means for figure in _figures(record, one)))
    ids = [figure.id for figure in figures]
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled:
        raise ValueError(f"figures defined twice: {doubled}")
    holds = [*(hold for record, one in means for hold in _holds(record, one)), *chosen.holds]
    ended = [
        hold if hold.until else hold.model_copy(update={"until": chosen.hold_ends.get(hold.reference)})
        for hold in holds
    ]
    return Published(figures, tuple(ended), tuple(chosen.blocks), chosen.totals)


def _figures(record: Record, meaning: Counted | Drawn) -> Iterator[Figure]:
    """Give what the draw meets for one record: its number, and the cells of its breakdowns."""
    against = meaning.against if isinstance(meaning, Counted) else None
    for number, draw in enumerate(meaning.draw):
        name = f"{record.id}-{number}" if number else record.id
        common = {"programme": meaning.programme, "period": record.period, "against": against}
        common |= {key: getattr(draw, key) for key in ("counts", "by", "unit", "together")}
        value = meaning.tiers or record.value
        yield Figure.model_validate({**common, "id": name, "of": draw.of, "is": value})
        for cell, of, cell_value in _cells(record, draw):
            yield Figure.model_validate({**common, "id": f"{name}-{cell}", "of": of, "is": cell_value})


def _cells(record: Record, draw: Draw) -> Iterator[tuple[str, Of, int]]:
    for dimension, key in draw.cells.items():
        for label, value in record.breakdown[dimension].items():
            yield label, draw.of.model_copy(update={key: label}), value


def _holds(record: Record, meaning: Counted | Drawn) -> Iterator[HoldFigure]:
    if isinstance(meaning, Drawn) and meaning.hold:
        told = {"programme": meaning.programme, **meaning.hold.model_dump()}
        yield HoldFigure.model_validate({**told, "from": record.period.first, "restart": record.period.last})


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
def spending() -> dict[str, Any]:
    """What the projects spend: choices/spending.yaml."""
    found: dict[str, Any] = _yaml(SAMPLE / "choices" / "spending.yaml")
    return found


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
