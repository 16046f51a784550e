"""Where projects ask what was spent of them: money leaves by other rooms too, and one figure counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from onward.records.projects.definition import Project


@dataclass(frozen=True)
class Counted:
    """What was spent of a project, as its donor is told it.

    Attributes:
        sums: budget line and currency → amount; the line is empty where none is on record.
        elsewhere: how much of it, in the project's currency, stands in other files than the vouchers here.
        made_of: what is counted, in a sentence.
    """

    sums: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    elsewhere: Decimal = Decimal(0)
    made_of: str = ""


Counter = Callable[[Project], Counted]

_counters: list[Counter] = []


def register_spending(counter: Counter) -> None:
    """Say who counts what was spent, by the figure that a project names; called when the house starts."""
    _counters[:] = [counter]


def spent_of(project: Project) -> Counted | None:
    """Return what was spent of a project; None where its file names no figure that counts it."""
    return next((count(project) for count in _counters), None) if project.spending else None
