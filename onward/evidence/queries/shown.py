"""What 'Key trends' shows, in its order: figures of the definitions, each whole or split in one way.

A return is one departure of one person, unless entry was refused on that journey: `definitions/figures/` says
what each figure counts, and of whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onward.evidence.counting import (
    Dimension,
    FigureDefinition,
    Population,
    Unit,
    dimensions,
    figures,
    populations,
)
from onward.kernel.definitions import Text

Words = str | Promise | Text

UNITS: dict[Unit, Words] = {
    "returns": _("returns"),
    "persons": _("persons"),
    "cases": _("cases"),
    "destinations": _("destinations"),
}
_TOLD: Mapping[str, tuple[str, str]] = {
    "returns": ("returns", ""),
    "persons": ("persons", ""),
    "cases": ("cases", ""),
    "destinations": ("destinations", ""),
    "children": ("children", ""),
    "by-month": ("returns", "month"),
    "by-destination": ("returns", "destination"),
    "by-sex": ("returns", "sex"),
    "by-channel": ("returns", "channel"),
    "umc": ("umc", "sex"),
    "company-unknown": ("company-unknown", "sex"),
    "age-unknown": ("age-unknown", "sex"),
    "aged-out": ("aged-out", "sex"),
    "trafficking": ("trafficking", "sex"),
    "medical": ("medical", "level"),
    "vulnerabilities": ("vulnerabilities", "vulnerability"),
}
"""Code that stands in copies of the page → figure, and the dimension that it is split by."""


@dataclass(frozen=True)
class Figure:
    """A figure as this page shows it.

    Attributes:
        code: stable name; stands in exports.
        definition: what is counted.
        dimension: by what it is split, if at all. Its total is counted too, never summed up.
        protected: its small numbers are not for everybody.
    """

    code: str
    definition: FigureDefinition
    dimension: Dimension | None
    protected: bool

    @property
    def name(self) -> Words:
        """Its heading."""
        if self.dimension is None or self.code == self.definition.code:
            return self.definition.name
        return self.dimension.heading

    @property
    def counts(self) -> Unit:
        """What its numbers are numbers of."""
        return self.definition.counts

    @property
    def by(self) -> str:
        """Code of the dimension, or empty."""
        return self.dimension.code if self.dimension else ""

    @property
    def among(self) -> str:
        """Code of the population that it is limited to, or empty."""
        return self.definition.among or ""

    @property
    def overlaps(self) -> bool:
        """Whether a return may be in several parts, so that the parts add up to more than the total."""
        return self.dimension is not None and self.dimension.overlaps()

    @property
    def whole_years(self) -> bool:
        """Whether it is not for any period or place to whoever may not see small numbers."""
        return self.dimension is not None and self.dimension.whole_years


def shown_figures() -> Mapping[str, Figure]:
    """Return the figures of the page by code, in its order."""
    known, ways, groups = figures(), dimensions(), populations()
    return {
        code: Figure(code, known[figure], ways.get(by), _few(known[figure], groups))
        for code, (figure, by) in _TOLD.items()
    }


def _few(figure: FigureDefinition, groups: Mapping[str, Population]) -> bool:
    return figure.among is not None and groups[figure.among].few


def parts_of(dimension: str) -> Mapping[str, Words]:
    """Return the parts of a dimension that always stand, nought or not, in their order."""
    return dict(dimensions()[dimension].parts) if dimension else {}
