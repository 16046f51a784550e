"""Figures: what each counts (`definition`, from `definitions/figures/`), and how it is counted (`asking`)."""

from onward.evidence.counting.asking import MOST_DIMENSIONS, Asked, Tally, Wanted, tallies, tally
from onward.evidence.counting.definition import (
    Dimension,
    FigureDefinition,
    Population,
    Unit,
    breaks_of,
    dimensions,
    figures,
    populations,
)
from onward.evidence.counting.derived import Derived, Share, derived, register_derived, share, together
from onward.evidence.counting.quantities import Quantities, kind_in_words
from onward.evidence.counting.recorded import Recorded, gaps, own_columns, own_limits, recorded
from onward.evidence.counting.soundness import register_kinds

__all__ = [
    "MOST_DIMENSIONS",
    "Asked",
    "Derived",
    "Dimension",
    "FigureDefinition",
    "Population",
    "Quantities",
    "Recorded",
    "Share",
    "Tally",
    "Unit",
    "Wanted",
    "breaks_of",
    "derived",
    "dimensions",
    "figures",
    "gaps",
    "kind_in_words",
    "own_columns",
    "own_limits",
    "populations",
    "recorded",
    "register_derived",
    "register_kinds",
    "share",
    "tallies",
    "tally",
    "together",
]
