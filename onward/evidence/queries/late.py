"""What was told after the day as of which a number is known: late, taken back, or told otherwise."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from onward.evidence.counting import Asked, FigureDefinition
from onward.evidence.facts import Facts
from onward.evidence.queries.changing import told_otherwise
from onward.evidence.rules import Kind


@dataclass(frozen=True)
class Since:
    """How many facts were told since, that a number as known on an earlier day does not tell of.

    Attributes:
        late: what had happened by that day, is counted by now and was not on record then. One that was known
            and is told otherwise since is none of them.
        gone: what is counted, and would not be by now: taken back, or told otherwise.
        come: what is counted by now, and was known otherwise then, so that it was not.
        otherwise: what is counted both times, with other particulars.
        differs: in what these differ: code of a dimension, or of what is added up → how many.
    """

    late: int = 0
    gone: int = 0
    come: int = 0
    otherwise: int = 0
    differs: Mapping[str, int] = field(default_factory=dict)


def told_since(
    facts: Facts,
    terms: Iterable[FigureDefinition],
    before: Asked,
    after: Asked,
    day: date,
    by: Sequence[str] = (),
) -> Since:
    """Return what was told, of the facts that figures count, after the end of a day.

    Args:
        facts: of the columns that the figures are defined over.
        terms: the figures that are counted together; a fact counts once.
        before: what is asked, as known on that day.
        after: the same, as known now.
        day: an earlier day.
        by: dimensions by which the number is split: to differ in one is to be told otherwise.
    """
    found = {
        one.position: one
        for figure in terms
        for one in told_otherwise(facts, figure, before, after, day, apart=None, by=by)
        if one.kind != "changed" or {*one.differs} - {"day"}
    }
    kinds: Counter[Kind] = Counter(one.kind for one in found.values())
    differs = Counter(name for one in found.values() if one.kind == "changed" for name in one.differs)
    del differs["day"]
    return Since(
        kinds["added"], kinds["withdrawn"] + kinds["moved-out"], kinds["moved-in"], kinds["changed"], differs
    )
