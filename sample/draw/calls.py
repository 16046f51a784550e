"""Draws the calls on the French and the Dutch line; some became a case of somebody who came by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sample.draw.ledger import BRUSSELS, staff
from sample.draw.sources import habits
from sample.draw.stories import Call, Story


def draw_calls(
    stories: Sequence[Story], rng: Random, first: date | None = None, last: date | None = None
) -> tuple[Call, ...]:
    """All calls of some days (those of the five years unless others are given), in the order of time."""
    habit: dict[str, Any] = habits()["calls"]
    day: date = first or habit["first_day"]
    last = last or habits()["last_day"]
    calls = []
    while day <= last:
        if day.weekday() < 5:
            calls += [_call(habit, day, None, rng) for _ in range(rng.randint(0, 2 * habit["a_working_day"]))]
        day += timedelta(days=1)
    for story in stories:
        if story.channel == habit["channel"]:
            before = story.opened_on - timedelta(
                days=1 if story.opened_on.weekday() and rng.random() < 0.3 else 0
            )
            calls.append(_call(habit, before, story.reference, rng))
    return tuple(sorted(calls, key=lambda call: (call.moment, call.line, call.case or "")))


def _call(habit: dict[str, Any], day: date, case: str | None, rng: Random) -> Call:
    def pick(what: str) -> str:
        return str(rng.choices(list(habit[what]), list(habit[what].values()))[0])

    local = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), BRUSSELS)
    return Call(
        line=pick("lines"),
        moment=local.astimezone(UTC),
        caller=pick("callers") if case is None else "migrant",
        topic=pick("topics") if case is None else "how",
        outcome=pick("outcomes") if case is None else "became-referral",
        by=rng.choice(staff("counsellor", habit["office"])),
        case=case,
    )
