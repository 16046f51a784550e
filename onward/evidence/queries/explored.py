"""What is on record of a question of the explorer: noughts of what is not are not told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onward.evidence.counting import Recorded, recorded
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.facts import Facts
from onward.evidence.queries.key_trends import each_on_record, unrecorded
from onward.evidence.rules import Period

if TYPE_CHECKING:
    from onward.evidence.queries.exploring import Exploration, Parts, Value


@dataclass(frozen=True)
class OnRecord:
    """What is on record of a question; attributes as those of `Explored`, `at_all` as `recorded`.

    `anything` says whether anything at all is on record of the period, of whatever month.
    """

    at_all: bool
    anything: bool
    missing: frozenset[str] = frozenset()
    missing_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gaps: tuple[Period, ...] = ()


def on_record(
    question: Exploration, facts: Facts, total: Value | None = None, parts: Parts | None = None
) -> OnRecord:
    """Return what is on record of a question.

    Args:
        question: which.
        facts: asked only where something has a record of its own and some number of it is nought.
        total: the number in all, where it was counted: of more than nought there is a record.
        parts: those of its splits, where they were.
    """
    steps, split, own = question.steps, question.own_split, question.own
    column = question.dimensions[split].column if split is not None else None
    noughts = _noughts(question, total, parts or {})
    known = counted = Recorded((), {})
    types = {event for term in question.subject.all_terms for event in term.of}
    if noughts and (own or column):
        asked, columns = question.asked(), {*own, *([column] if column else [])}
        known, counted = (
            recorded(facts, columns, [question.period], asked.as_of, asked.equals, of) for of in (None, types)
        )
    some, days = total is not None and _some(total), [question.period, *steps.values()]
    if own:
        there = [not noughts or known.any(own, one) for one in days]
        told = [not noughts or counted.any(own, one) for one in days]
        gaps = known.gaps(own, question.period, question.known_on) if noughts else []
    else:
        there = each_on_record(days, question.office, question.known_on)
        told = each_on_record(days, question.office, question.known_on, types)
        gaps = [] if all(told) else unrecorded(question.period, question.office, question.known_on)
    missing = frozenset(
        code
        for (code, step), any_, any_told in zip(steps.items(), there[1:], told[1:], strict=True)
        if not any_ or not (any_told or _clear(step, gaps))
    )
    codes = {part[split] for part in parts or {}} - {UNKNOWN} if noughts and split is not None else set()
    of_each = {}
    for code in codes:
        limits = {**own, str(column): code}
        gone = known.gaps(limits, question.period, question.known_on)
        of_each[code] = frozenset(
            at
            for at, step in steps.items()
            if not (counted.any(limits, step) or (known.any(limits, step) and _clear(step, gone)))
        )
    at_all = some or (there[0] and (told[0] or not gaps))
    return OnRecord(at_all, there[0], missing, of_each, () if at_all or not there[0] else tuple(gaps))


def _clear(days: Period, gaps: Iterable[Period]) -> bool:
    return not any(one.first <= days.last and days.first <= one.last for one in gaps)


def _noughts(question: Exploration, total: Value | None, parts: Parts) -> bool:
    """Say whether any number of a question is nought; of one that is split over time, that of any step."""
    if not question.steps:
        return not (total and _some(total))
    place = question.over_time
    others = {(*part[:place], *part[(place or 0) + 1 :]) for part in parts}
    return sum(map(_some, parts.values())) < len(question.steps) * max(len(others), 1)


def _some(value: Value) -> bool:
    return bool(value.share.base if value.share else value.number)
