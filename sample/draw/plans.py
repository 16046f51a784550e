"""The plan of a case that departs, before it has names and steps; mutable while a block is being drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random


@dataclass(slots=True)
class Member:
    """Someone of a household: who they are to its head, and what is known of the day they leave."""

    relation: str
    sex: str
    age: int
    day: date | None = None
    alone: str | None = None  # 'umc' or 'aged-out'
    marks: list[tuple[str, str]] = field(default_factory=list)
    escort: str | None = None
    medical: str = "none"  # how much health weighs on the journey: none, mild, severe
    medical_aid: bool = False

    def has(self, category: str) -> bool:
        """Whether a vulnerability of that category is marked."""
        return any(mark == category for mark, _ in self.marks)


@dataclass(slots=True)
class Plan:
    """One case: where to, who, which help, and when each member leaves (never, where `ending` says why)."""

    key: str
    programme: str
    office: str
    destination: str
    size: int
    help: str = "none"  # none, qualified, asked, granted, drawn
    service: str = "reintegration-grant"
    special: tuple[str, str, str] | None = None  # group, sex, status
    together: str | None = None
    members: list[Member] = field(default_factory=list)
    channel: str = ""
    town: str = ""
    region: str = ""
    day: date | None = None
    later: date | None = None
    ending: str | None = None
    earlier: str | None = None  # reference of the case in which the same person left before
    opened: date = date.min
    end: date = date.min
    reference: str = ""
    checked: tuple[int, int] = (0, 2)  # days between the medical check and the flight, at least and at most

    @property
    def leavers(self) -> list[int]:
        """Positions of the members who depart."""
        return [position for position, member in enumerate(self.members) if member.day]


def subset_of(plans: Sequence[Plan], persons: int) -> list[Plan] | None:
    """Some of the plans whose sizes add up to `persons`, the earlier preferred; None when none do."""
    reach: dict[int, tuple[int, int] | None] = {0: None}
    for position, plan in enumerate(plans):
        for total in sorted(reach, reverse=True):
            if total + plan.size <= persons and total + plan.size not in reach:
                reach[total + plan.size] = (position, total)
        if persons in reach:
            break
    if persons not in reach:
        return None
    chosen: list[Plan] = []
    at = persons
    while (step := reach[at]) is not None:
        chosen.append(plans[step[0]])
        at = step[1]
    return chosen


def weighted_order(weights: dict[str, float], rng: Random) -> list[str]:
    """All keys in a random order that favours the heavy ones."""
    keyed = [(rng.random() ** (1 / weight), key) for key, weight in weights.items() if weight > 0]
    return [key for _, key in sorted(keyed, reverse=True)]


def deal(options: Iterable[tuple[str, int]]) -> list[str]:
    """Spell out counts: ('male', 2), ('female', 1) becomes a list of three."""
    return [key for key, number in options for _ in range(number)]
