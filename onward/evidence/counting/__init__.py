"""Figures: what each counts (`definition`, from `definitions/figures/`), and how it is counted (`asking`)."""

from onward.evidence.counting.asking import Asked, Tally, Wanted, tallies, tally
from onward.evidence.counting.definition import (
    Dimension,
    FigureDefinition,
    Population,
    Unit,
    dimensions,
    figures,
    populations,
    register_kinds,
)

__all__ = [
    "Asked",
    "Dimension",
    "FigureDefinition",
    "Population",
    "Tally",
    "Unit",
    "Wanted",
    "dimensions",
    "figures",
    "populations",
    "register_kinds",
    "tallies",
    "tally",
]
