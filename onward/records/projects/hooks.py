"""Where projects ask what was spent of them: money leaves by other rooms too, and one figure counts it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from onward.kernel.actions import Actor
from onward.records.projects.definition import Project


@dataclass(frozen=True)
class Counted:
    """What was spent of a project, as its donor is told it.

    Attributes:
        sums: budget line and currency → amount; the line is empty where none is on record.
        elsewhere: how much of it, in the project's currency, stands in other files than the vouchers here.
        made_of: what is counted, in a sentence.
        known: the day at whose end, or earlier, the reader is told what stands in those other files; None for
            who is told it as it is now.
        closed: whether the reader is told nothing of those files.
    """

    sums: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    elsewhere: Decimal = Decimal(0)
    made_of: str = ""
    known: date | None = None
    closed: bool = False


Counter = Callable[[Sequence[Project], Actor, Collection[str]], list[Counted]]

_counters: list[Counter] = []


def register_spending(counter: Counter) -> None:
    """Say who counts what was spent, by the figure that a project names; called when the house starts."""
    _counters[:] = [counter]


def spent_of(projects: Sequence[Project], reader: Actor, whole: Collection[str]) -> dict[str, Counted]:
    """Return what was spent of projects by their codes, as a reader may know it.

    Of those whose file names a figure that counts it.

    Args:
        projects: which.
        reader: who is told.
        whole: codes of those of which the reader may know what stands in files of persons too.
    """
    asked = [one for one in projects if one.spending]
    found = [told for count in _counters for told in count(asked, reader, whole)]
    return {one.code: told for one, told in zip(asked, found, strict=False)}
