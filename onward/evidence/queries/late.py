"""What came on record later than a number was known: a past that was written down, or brought in, since."""

from collections.abc import Iterable
from datetime import date

from onward.evidence.counting import Asked, FigureDefinition
from onward.evidence.counting.listing import listed, listed_again, superseded
from onward.evidence.facts import Facts


def recorded_late(
    facts: Facts, terms: Iterable[FigureDefinition], before: Asked, after: Asked, day: date
) -> int:
    """Return how many facts that figures count are on record by now, and were not at the end of a day.

    Only of what had happened by that day: what came to pass after it could not be known. One that was known
    and is told otherwise since is none of them.

    Args:
        facts: of the columns that the figures are defined over.
        terms: the figures that are counted together; a fact counts once.
        before: what is asked, as known on that day.
        after: the same, as known now.
        day: an earlier day.
    """
    found: set[int] = set()
    for figure in terms:
        then, now = (listed(facts, figure, one, ()) for one in (before, after))
        if then.keys() == now.keys():
            continue
        known = {*then, *listed_again(facts, figure, before, ())}
        anew = {new: old for old, new in superseded(facts, figure).items()}
        for position in now.keys() - then.keys():
            at: int | None = position
            while at is not None and at not in known:
                at = anew.get(at)
            if at is None and now[position]["occurred_on"] <= day:
                found.add(position)
    return len(found)
