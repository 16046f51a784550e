"""Collects the facts of one case and settles when each was written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sample.draw.sources import office
from sample.draw.stories import Step

BRUSSELS = ZoneInfo("Europe/Brussels")
# What gates do not read may be written down late without holding up what follows.
FLOATING = frozenset({"note", "task", "vulnerability-found"})
SLOW = frozenset({"departed", "arrived", "reintegration-drawn", "medical-aid-drawn"})


@dataclass(slots=True)
class _Fact:
    kind: str
    on: date
    travellers: tuple[int, ...]
    by: str
    data: Mapping[str, Any]
    by_day: date | None
    after: datetime | None


@cache
def staff(role: str, code: str, focal: str | None = None) -> tuple[str, ...]:
    """User names of that role in an office or mission, with that focus where one is asked."""
    return tuple(
        one["username"]
        for one in office()["staff"]
        if one["role"] == role
        and one["office"] == code
        and (focal is None or focal in one.get("focal_for", ()))
        and not one.get("stands_in")
    )


class Ledger:
    """The facts of one case in the order in which they make sense; `steps` gives them as recorded."""

    def __init__(self, code: str, destination: str, rng: Random) -> None:
        self.rng, self.facts = rng, list[_Fact]()
        self.office = code
        self.counsellor = rng.choice(staff("counsellor", code))
        self.mover = rng.choice(staff("movement-officer", code))
        mission = staff("mission-colleague", destination.lower())
        self.mission = mission[0] if mission else self.mover

    def focal(self, category: str) -> str:
        """The focal point for children (`umc`), `trafficking` or `medical` cases."""
        return self.rng.choice(staff("protection-focal-point", self.office, category))

    def add(
        self,
        kind: str,
        on: date,
        travellers: Sequence[int],
        data: Mapping[str, Any] | None = None,
        *,
        by: str | None = None,
        by_day: date | None = None,
        after: datetime | None = None,
    ) -> None:
        """Note a fact; it is written down on `by_day` at the latest, and later than `after`, where given."""
        self.facts.append(
            _Fact(kind, on, tuple(travellers), by or self.counsellor, data or {}, by_day, after)
        )

    def steps(self, last: date) -> tuple[Step, ...]:
        """Every fact with its moment of recording, in that order; nothing is recorded after `last`."""
        dated: list[tuple[date, int, _Fact]] = []
        reached = date.min
        for number, fact in enumerate(self.facts):
            day = fact.on + timedelta(days=self._lag(fact.kind))
            if fact.by_day:
                day = max(fact.on, min(day, fact.by_day))
            elif day.weekday() > 4:
                day += timedelta(days=7 - day.weekday())
            if fact.kind not in FLOATING:
                day = reached = max(reached, day)
            dated.append((max(fact.on, min(day, last)), number, fact))
        dated.sort(key=lambda entry: entry[:2])
        steps: list[Step] = []
        moment = datetime.min.replace(tzinfo=UTC)
        for day, _, fact in dated:
            moment = self._moment(day, max(moment, fact.after) if fact.after else moment)
            steps.append(Step(fact.kind, fact.on, moment, fact.travellers, fact.by, fact.data))
        return tuple(steps)

    def _lag(self, kind: str) -> int:
        dice = self.rng.random()
        if kind in SLOW:
            return 0 if dice < 0.6 else self.rng.randint(1, 4) if dice < 0.9 else self.rng.randint(5, 30)
        return 0 if dice < 0.88 else self.rng.randint(1, 3) if dice < 0.98 else self.rng.randint(4, 12)

    def _moment(self, day: date, after: datetime) -> datetime:
        """A working hour of that day, later than what was recorded before."""
        minutes = 8 * 60 + int(self.rng.random() * 8.5 * 60)
        local = datetime.combine(
            day, time(minutes // 60, minutes % 60, int(self.rng.random() * 60)), BRUSSELS
        )
        moment = local.astimezone(UTC)
        if moment <= after:
            moment = after + timedelta(seconds=20 + int(self.rng.random() * 400))
        return moment
