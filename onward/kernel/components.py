"""What the drawn components take: the line with its stations, and charts. No database, no request.

A page builds these from its own rows and hands them to the tags of `{% load onward %}`; docs/pages.md shows
each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

from onward.kernel.definitions.values import Text

Words = str | Promise | Text
REACHED = ("past", "here")
"""States of stations to which the line is drawn as gone."""
State = Literal["past", "here", "ahead", "untold"]
SignalKind = Literal["missing", "unknown", "hold", "open"]

MOST_DOTS = 5
"""Dots drawn above one station; a larger family shows four and how many more, with the names in words."""


@dataclass(frozen=True, slots=True)
class TravellerDot:
    """One traveller at a station. `restricted` draws a hexagon in place of a disc and says so in words."""

    initials: str
    name: str
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Signal:
    """The gate before a station: its answer, how many requirements it waits for, and in which words.

    `count` is the number of requirements that are not met (ignored for 'hold' and 'open').
    """

    kind: SignalKind
    count: int = 0
    text: Words = ""


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out that was taken after a station (withdrawn, lost contact): drawn as a branch with a buffer."""

    label: Words
    travellers: tuple[TravellerDot, ...] = ()


@dataclass(frozen=True, slots=True)
class Station:
    """One stage of a pathway, or one airport of a journey.

    Attributes:
        code: the stage's code; never shown.
        label: its name in the reader's language.
        state: behind ('past'), where the case is now ('here'), still to come ('ahead'), or behind and not on
            record ('untold'): nobody says that it was passed.
        travellers: who stands here now.
        signal: the gate on the way to this station, where it has something to say.
        climbs: the way here crosses a border: the line climbs to the country of arrival.
        exits: who left the line after this station, and how.
        note: a few words under the name (a date, a local time).
    """

    code: str
    label: Words
    state: State
    travellers: tuple[TravellerDot, ...] = ()
    signal: Signal | None = None
    climbs: bool = False
    exits: tuple[Exit, ...] = ()
    note: Words = ""


@dataclass(frozen=True, slots=True)
class DrawnStation:
    """A station with what the drawing derives from its neighbours."""

    station: Station
    leads_on: bool
    high: bool

    @property
    def dots(self) -> tuple[TravellerDot, ...]:
        """The travellers that get a dot of their own."""
        everybody = self.station.travellers
        return everybody if len(everybody) <= MOST_DOTS else everybody[: MOST_DOTS - 1]

    @property
    def others(self) -> tuple[TravellerDot, ...]:
        """The travellers behind 'and so many more'."""
        return self.station.travellers[len(self.dots) :]


@dataclass(frozen=True, slots=True)
class Line:
    """A pathway, or a journey, as a line with stations. `label` names it for a screen reader."""

    stations: tuple[Station, ...]
    label: Words = ""

    @property
    def drawn(self) -> tuple[DrawnStation, ...]:
        """Each station, with whether the line leads on from it and on which level it lies."""
        drawn: list[DrawnStation] = []
        high = False
        for at, station in enumerate(self.stations):
            high = high or station.climbs
            after = self.stations[at + 1] if at + 1 < len(self.stations) else None
            drawn.append(DrawnStation(station, after is not None and after.state in REACHED, high))
        return tuple(drawn)

    @property
    def climbs(self) -> bool:
        """Whether the line crosses a border on its way."""
        return any(station.climbs for station in self.stations)

    @property
    def exits(self) -> tuple[Exit, ...]:
        """Every exit that was taken, in the order of the line."""
        return tuple(out for station in self.stations for out in station.exits)

    @property
    def here(self) -> Station | None:
        """The foremost station where the case is; without one, the last that it passed."""
        found = [s for s in self.stations if s.state == "here"] or [
            s for s in self.stations if s.state == "past"
        ]
        return found[-1] if found else None

    @property
    def left(self) -> bool:
        """Whether everybody left by an exit, so that nobody stands on the line any more."""
        return bool(self.exits) and not any(s.state == "here" or s.travellers for s in self.stations)

    @property
    def position(self) -> int:
        """The number of the station `here`, from 1; 0 before the first."""
        here = self.here
        return self.stations.index(here) + 1 if here else 0

    @property
    def stopped_before(self) -> Station | None:
        """The first station ahead whose signal does not let the case pass."""
        return next((s for s in self.stations if s.signal and s.signal.kind != "open"), None)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart.

    Attributes:
        label: what is counted.
        value: how many; not negative.
        text: the number as it is to be read; the value itself when empty.
        href: where the rows behind the number are, if the reader may see them.
        marked: drawn in ink instead of the accent (a total, the row that the page is about).
        note: why it is not to be compared with its neighbours (a year that is not over), in a word or two;
            such a column is drawn as an outline.
    """

    label: Words
    value: int | Decimal
    text: Words = ""
    href: str = ""
    marked: bool = False
    note: Words = ""


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its length as a percentage of the longest."""

    bar: Bar
    percent: str
    rest: str


def drawn_bars(bars: Iterable[Bar]) -> tuple[DrawnBar, ...]:
    """Scale bars to the longest of them; SVG takes lengths as text, with a point in any language."""
    rows = tuple(bars)
    most = max((Decimal(bar.value) for bar in rows), default=Decimal(0))
    drawn = []
    for bar in rows:
        share = Decimal(bar.value) / most * 100 if most else Decimal(0)
        drawn.append(DrawnBar(bar, f"{share:.1f}%", f"{100 - share:.1f}%"))
    return tuple(drawn)
