"""What is on record of a question of the explorer: noughts of what is not are not told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onward.evidence.counting import Recorded, recorded
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.facts import Facts
from onward.evidence.queries.key_trends import each_on_record

if TYPE_CHECKING:
    from onward.evidence.queries.exploring import Exploration, Parts, Value


@dataclass(frozen=True)
class OnRecord:
    """What is on record of a question; attributes as those of `Explored`."""

    at_all: bool
    missing: frozenset[str] = frozenset()
    missing_of: Mapping[str, frozenset[str]] = field(default_factory=dict)


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
    known = Recorded((), {})
    if noughts and (own or column):
        asked, columns = question.asked(), {*own, *([column] if column else [])}
        known = recorded(facts, columns, [question.period], asked.as_of, asked.equals)
    if own:
        there = [not noughts or known.any(own, one) for one in (question.period, *steps.values())]
    else:
        there = each_on_record([question.period, *steps.values()], question.office, question.known_on)
    missing = frozenset(code for code, some in zip(steps, there[1:], strict=True) if not some)
    codes = {part[split] for part in parts or {}} - {UNKNOWN} if noughts and split is not None else set()
    of_each = {
        code: frozenset(
            step for step, days in steps.items() if not known.any({**own, str(column): code}, days)
        )
        for code in codes
    }
    return OnRecord(there[0] or (total is not None and _some(total)), missing, of_each)


def _noughts(question: Exploration, total: Value | None, parts: Parts) -> bool:
    """Say whether any number of a question is nought; of one that is split over time, that of any step."""
    if not question.steps:
        return not (total and _some(total))
    place = question.over_time
    others = {(*part[:place], *part[(place or 0) + 1 :]) for part in parts}
    return sum(map(_some, parts.values())) < len(question.steps) * max(len(others), 1)


def _some(value: Value) -> bool:
    return bool(value.share.base if value.share else value.number)
