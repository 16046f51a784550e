"""Draws what the projects spent month by month: by what happened in the cases of their programmes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sample.draw.ledger import BRUSSELS
from sample.draw.sources import spending
from sample.draw.stories import Spending, Story

Happened = Counter[tuple[str, str, str, str]]
"""Programme, month, kind of step and service → how many travellers."""


def draw_spending(stories: Iterable[Story], seed: str) -> tuple[Spending, ...]:
    """Return every expenditure of the projects in the order of recording, the same for the same stories."""
    happened = _happened(stories)
    found = [
        one
        for code, habit in spending()["projects"].items()
        for one in _of_project(code, habit, happened, seed)
    ]
    return tuple(sorted(found, key=lambda one: (one.recorded_at, one.voucher)))


def _happened(stories: Iterable[Story]) -> Happened:
    wanted = {line["step"] for one in spending()["projects"].values() for line in one["lines"].values()}
    found: Happened = Counter()
    for story in stories:
        for step in story.steps:
            if step.kind in wanted:
                month = f"{step.occurred_on:%Y-%m}"
                place = (story.programme, month, step.kind, step.data.get("service", ""))
                found[place] += len(step.travellers)
    return found


def _of_project(code: str, habit: dict[str, Any], happened: Happened, seed: str) -> Iterator[Spending]:
    mine = {place[1:]: number for place, number in happened.items() if place[0] == habit["programme"]}
    months = sorted({month for month, _step, _service in mine})
    for month in months:
        for line, costs in habit["lines"].items():
            rng = Random(f"{seed}:spending:{code}:{line}:{month}")
            many = sum(
                number
                for (when, step, service), number in mine.items()
                if (when, step, costs.get("service", service)) == (month, costs["step"], service)
            )
            spread = spending()["spread"]
            amount = many * costs["cost"] * rng.uniform(1 - spread, 1 + spread)
            if many:
                yield _paid(code, habit["by"], line, spending()["currency"], amount, month, rng)
        yield from _abroad(code, habit, month, seed)


def _abroad(code: str, habit: dict[str, Any], month: str, seed: str) -> Iterator[Spending]:
    """Give what was paid in another currency in a month, if anything was."""
    abroad = habit.get("abroad")
    if abroad and month in abroad["months"]:
        rng = Random(f"{seed}:spending:{code}:abroad:{month}")
        amount = abroad["amount"] * rng.uniform(0.7, 1.3)
        yield _paid(code, habit["by"], abroad["line"], abroad["currency"], amount, month, rng)


def _paid(code: str, by: str, line: str, currency: str, amount: float, month: str, rng: Random) -> Spending:
    """Return an expenditure on a working day of the second half of a month, in the books some days later."""
    day = date.fromisoformat(f"{month}-{rng.randint(16, 28)}")
    day -= timedelta(days=max(0, day.weekday() - 4))
    later = day + timedelta(days=rng.randint(1, spending()["recorded_after"]))
    moment = datetime.combine(later, time(rng.randint(9, 16), rng.randint(0, 59)), BRUSSELS).astimezone(UTC)
    voucher = f"{month}/{code[:4].upper()}-{rng.randint(1000, 9999)}"
    cents = Decimal(round(amount * 100)).scaleb(-2)
    return Spending(code, line, cents, currency, day, moment, by, voucher)
