"""What the figures ask of one block: the numbers that its departures must meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sample.draw.apportion import ImpossibleError
from sample.draw.check import percent
from sample.draw.records import Of, Period
from sample.draw.sources import Block, Figure, published


@dataclass(frozen=True)
class Margins:
    """A group's total, with what is said of its sexes, destinations and help; a missing key is free."""

    total: int
    sexes: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    drawn: int | None = None


class Targets:
    """The figures that fall within one block, by what they count."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.figures: list[Figure] = [
            figure
            for figure in published().figures
            if figure.programme == block.programme and figure.period.within(block.period)
        ]

    def number(self, counts: str, of: Of | None = None) -> int | None:
        """The figure for the whole block that counts just this, or None."""
        wanted = of or Of()
        for figure in self.figures:
            if figure.counts == counts and figure.of == wanted and figure.period == self.block.period:
                return figure.number
        return None

    def demand(self, counts: str, of: Of | None = None) -> int:
        """As `number`, where the draw cannot do without; raises ImpossibleError."""
        found = self.number(counts, of)
        if found is None:
            raise ImpossibleError(f"{self.block.label}: no figure says how many {counts}")
        return found

    def tiers(self, by: str, of: Of | None = None) -> tuple[tuple[str, ...], ...]:
        """The ranking by a dimension, empty when there is none."""
        for figure in self.figures:
            if figure.counts == "rank" and figure.by == by and figure.of == (of or Of()):
                return figure.tiers
        return ()

    def per_destination(self, counts: str, of: Of | None = None) -> dict[str, int]:
        """Numbers of the whole block told by destination, all else being `of`."""
        wanted = (of or Of()).model_dump(exclude={"destination"})
        return {
            figure.of.destination: figure.number
            for figure in self.figures
            if figure.counts == counts
            and figure.of.destination
            and figure.period == self.block.period
            and figure.of.model_dump(exclude={"destination"}) == wanted
        }

    def within(self, **of: object) -> list[tuple[Period, int]]:
        """Numbers of persons for parts of the block or all of it."""
        wanted = Of.model_validate(of)
        return [(f.period, f.number) for f in self.figures if f.counts == "persons" and f.of == wanted]

    def together(self) -> list[Figure]:
        """Groups that travel on the same flights."""
        return [figure for figure in self.figures if figure.together]

    def men(self) -> int | None:
        """How many of the departed are male, from a number or from both published shares."""
        total = self.demand("persons")
        exact = self.number("persons", Of(sex="male"))
        share = self.number("percent", Of(sex="male"))
        if exact is not None or share is None:
            return exact
        women = self.number("percent", Of(sex="female"))
        fits = [
            n
            for n in range(total + 1)
            if percent(n, total) == share and women in (None, percent(total - n, total))
        ]
        if not fits:
            raise ImpossibleError(f"{self.block.label}: no number of men gives {share} percent")
        return fits[len(fits) // 2]

    def margins(self, group: str, parts: Iterable[str] = ()) -> Margins:
        """A group's total and its margins; `parts` are groups that make it up when it has no total itself."""
        sexes = {
            sex: number
            for sex in ("male", "female")
            if (number := self.number("persons", Of(group=group, sex=sex))) is not None
        }
        total = self.number("persons", Of(group=group))
        pieces = [self.number("persons", Of(group=part)) for part in parts]
        if total is None and any(piece is not None for piece in pieces):
            total = sum(piece or 0 for piece in pieces)
        if total is None:
            total = sum(sexes.values())
        return Margins(
            total,
            sexes,
            self.per_destination("persons", Of(group=group)),
            self.number("persons", Of(group=group, assistance="drawn")),
        )

    def help_sought(self) -> tuple[str, str | None, int, int | None, tuple[tuple[str, ...], ...]] | None:
        """The figure on help: state, service (None for either), persons, cases if told, and its ranking."""
        for state in ("asked", "drawn", "qualified"):
            for service in ("reintegration-grant", None):
                of = Of(assistance=state, service=service)
                persons = self.number("persons", of)
                if persons is not None:
                    return state, service, persons, self.number("cases", of), self.tiers("destination", of)
        return None
