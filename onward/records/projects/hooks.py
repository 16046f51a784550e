"""Where projects ask what was spent of them: money leaves by other rooms too, and one figure counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


Counter = Callable[[Sequence[Project]], list[Counted]]

_counters: list[Counter] = []


def register_spending(counter: Counter) -> None:
    """Say who counts what was spent, by the figure that a project names; called when the house starts."""
    _counters[:] = [counter]


def spent_of(projects: Sequence[Project]) -> dict[str, Counted]:
    """Return what was spent of projects by their codes: of those whose file names a figure that counts it."""
    asked = [one for one in projects if one.spending]
    found = [told for count in _counters for told in count(asked)]
    return {one.code: told for one, told in zip(asked, found, strict=False)}
