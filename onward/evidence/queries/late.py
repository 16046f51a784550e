"""What was told after the day as of which a number is known: a past that came in since, or was taken back."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from onward.evidence.counting import Asked, FigureDefinition
from onward.evidence.counting.listing import listed, listed_again, superseded
from onward.evidence.facts import Facts


@dataclass(frozen=True)
class Since:
    """How many facts were told since, that a number as known on an earlier day does not tell of.

    Attributes:
        late: what had happened by that day, is counted by now and was not on record then. One that was known
            and is told otherwise since is none of them.
        gone: what is counted, and would not be by now: taken back, or told otherwise.
    """

    late: int = 0
    gone: int = 0


def told_since(
    facts: Facts, terms: Iterable[FigureDefinition], before: Asked, after: Asked, day: date
) -> Since:
    """Return what was told, of the facts that figures count, after the end of a day.

    Args:
        facts: of the columns that the figures are defined over.
        terms: the figures that are counted together; a fact counts once.
        before: what is asked, as known on that day.
        after: the same, as known now.
        day: an earlier day.
    """
    late: set[int] = set()
    gone: set[int] = set()
    for figure in terms:
        then, now = (listed(facts, figure, one, ()) for one in (before, after))
        if then.keys() == now.keys():
            continue
        known = {*then, *listed_again(facts, figure, before, ())}
        replaced = superseded(facts, figure)
        gone |= {position for position in then if _follow(position, replaced, now) is None}
        first = {new: old for old, new in replaced.items()}
        late |= {
            position
            for position, fact in now.items()
            if fact["occurred_on"] <= day and _follow(position, first, known) is None
        }
    return Since(len(late), len(gone))


def _follow(position: int, steps: Mapping[int, int], ends: Container[int]) -> int | None:
    """Go from a fact to what it was told as before, or since, until one that is among `ends`."""
    at: int | None = position
    while at is not None and at not in ends:
        at = steps.get(at)
    return at
