"""On which day each case of a block departs: none during a stop, few after it, groups together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from sample.draw.apportion import ImpossibleError
from sample.draw.plans import Plan, subset_of
from sample.draw.sources import Block, habits, published
from sample.draw.stories import Hold
from sample.draw.targets import Targets


@cache
def holds() -> tuple[Hold, ...]:
    """Every stop of departures, the programme-wide ones first."""
    found = [
        Hold(one.reference, one.programme, one.destination, one.since, one.restart, one.until, one.reason)
        for one in published().holds
    ]
    return tuple(sorted(found, key=lambda hold: (hold.destination or "", hold.since)))


def held_by(programme: str, destination: str, day: date, among: Sequence[Hold] | None = None) -> Hold | None:
    """The stop in force for such a departure on that day, released or not; of the five years, or `among`."""
    for hold in holds() if among is None else among:
        concerned = hold.programme == programme and hold.destination in (None, destination)
        if concerned and hold.since <= day and (hold.until is None or day <= hold.until):
            return hold
    return None


def may_leave(programme: str, destination: str, day: date) -> bool:
    """Whether anybody may leave: no stop, or one from which cases are released by then."""
    hold = held_by(programme, destination, day)
    return hold is None or (hold.restart is not None and day > hold.restart)


@cache
def _calendar(programme: str, destination: str, first: date, last: date) -> tuple[list[date], list[float]]:
    months, slow = habits()["months"], habits()["restart_months"]
    days: list[date] = []
    weights: list[float] = []
    soonest = habits()["first_day"] + timedelta(days=12)  # the sample knows no case before its first day
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day < soonest:
            continue
        if not may_leave(programme, destination, day):
            continue
        weight = float(months[day.month]) * (0.2 if day.weekday() > 4 else 1.0)
        hold = held_by(programme, destination, day)
        if hold and hold.restart:
            weight *= slow.get(day.month, 1.0)
        if (day.month, day.day) in ((12, 25), (1, 1)):
            weight = 0.01
        days.append(day)
        weights.append(weight)
    return days, list(accumulate(weights))


def set_days(block: Block, plans: Sequence[Plan], rng: Random) -> None:
    """Give every plan its day of departure, and some families a second one; raises ImpossibleError."""
    targets = Targets(block)
    taken: dict[str, set[date]] = {}
    for group in targets.together():
        place = group.of.destination
        going = [plan for plan in plans if plan.destination == place and plan.special is None]
        rng.shuffle(going)
        chosen = subset_of(going, group.number)
        if chosen is None or place is None:
            raise ImpossibleError(f"{group.id}: no households make {group.number}")
        for plan in chosen:
            plan.day, plan.together = group.period.first, group.id
        taken.setdefault(place, set()).add(group.period.first)
    codes = sorted({plan.destination for plan in plans})
    calendars = {code: _calendar(block.programme, _key(code), block.first, block.last) for code in codes}
    for plan in plans:
        days, weights = calendars[plan.destination]
        while plan.day is None:
            day = rng.choices(days, cum_weights=weights)[0]
            if day not in taken.get(plan.destination, ()):
                plan.day = day
    _second_days(block, plans, rng, taken)


def _key(code: str) -> str:
    """Destinations without a stop of their own share one calendar."""
    return code if any(hold.destination == code for hold in holds()) else ""


def _second_days(block: Block, plans: Sequence[Plan], rng: Random, taken: dict[str, set[date]]) -> None:
    """Let somebody of a few families follow later, within the same figures' periods."""
    share = habits()["household"]["later_travel"]
    edges = {figure.period.last for figure in Targets(block).figures}
    for plan in plans:
        if plan.size < 3 or plan.together or plan.day is None or rng.random() > share:
            continue
        later = plan.day + timedelta(days=rng.randint(12, 45))
        last = min(edge for edge in edges | {block.last} if edge >= plan.day)
        fits = later <= last and later.weekday() < 5 and later not in taken.get(plan.destination, ())
        # Who stays behind must not run into a stop that the first have escaped: the case is released once.
        same = held_by(block.programme, plan.destination, later) == held_by(
            block.programme, plan.destination, plan.day
        )
        if fits and same and may_leave(block.programme, plan.destination, later):
            plan.later = later


def on_a_weekday(day: date, first: date) -> date:
    """The day itself, or the Friday before a weekend; the Monday after where that would precede `first`."""
    back = day - timedelta(days=max(0, day.weekday() - 4))
    return back if back >= first else day + timedelta(days=7 - day.weekday())
