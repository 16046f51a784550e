"""Counting: a figure, of a period, as known at a moment, in all and by part.

Every figure is expressed once, over the table of facts; the engine that has the table computes it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import ibis

from onward.evidence.counting.definition import (
    OF_COLUMN,
    Dimension,
    FigureDefinition,
    dimensions,
    populations,
)
from onward.evidence.engine import Table
from onward.evidence.facts import AsOf, Facts, Given, vocabulary
from onward.evidence.translating import as_expression
from onward.kernel.conditions import compile_condition
from onward.kernel.definitions import current

UNKNOWN: Final = "unknown"
"""The part of those of whom a dimension is not on record."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a figure.

    Attributes:
        first: the first day that counts.
        until: the first day that counts no more.
        as_of: as which it is known.
        equals: column → the value to which the facts are limited, such as one programme or office.
        among: a population to which they are limited besides that of the figure.

    Raises:
        ValueError: the period ends before it begins.
    """

    first: date
    until: date
    as_of: AsOf = field(default_factory=AsOf)
    equals: Mapping[str, str] = field(default_factory=dict)
    among: str = ""

    def __post_init__(self) -> None:
        if self.until <= self.first:
            raise ValueError("A period holds a day at least.")

    @property
    def values(self) -> dict[str, Given]:
        """The values of the question, by name; what is asked besides stands in `form`."""
        only: dict[str, Given] = {f"only_{column}": value for column, value in self.equals.items()}
        return {"first": self.first, "until": self.until, **only, **self.as_of.values}

    @property
    def form(self) -> Hashable:
        """What is asked, save for the values: questions of one form differ in nothing else."""
        return (*self.equals, self.among, *self.as_of.limits)


@dataclass(frozen=True)
class Tally:
    """A number in all, and the number of each part; what overlaps adds up to more than the number in all."""

    total: Decimal
    parts: Mapping[tuple[str, ...], Decimal]


def counted(facts: Facts, figure: FigureDefinition, asked: Asked) -> Table:
    """Return the facts that a figure counts: those behind the number, one row each."""
    table = facts.standing(figure.of, asked.as_of)
    first, until = facts.given("first", asked.first), facts.given("until", asked.until)
    table = table.filter(table.occurred_on >= first, table.occurred_on < until)
    for column, value in asked.equals.items():
        table = table.filter(table[column] == facts.given(f"only_{column}", value))
    for undone in figure.unless:
        gone = facts.standing([undone.event], asked.as_of).select(*undone.same)
        table = table.anti_join(gone, list(undone.same))
    for text in _conditions(figure, asked):
        table = table.filter(_condition(table, text))
    return facts.resolved(table, asked.as_of) if figure.counts == "persons" else table


def _conditions(figure: FigureDefinition, asked: Asked) -> Iterable[str]:
    known = populations()
    if figure.when:
        yield figure.when
    for code in dict.fromkeys([figure.among, asked.among]):
        if code:
            yield known[code].when


def _condition(table: Table, text: str) -> Any:
    """Return a condition over a table's rows; what is not known counts as not fulfilled."""
    names = vocabulary()
    tree = compile_condition(text, names).tree
    return as_expression(tree, {f"fact.{name}": table[name] for name in table.columns}, names).fill_null(
        ibis.literal(False)
    )


def split(table: Table, by: Sequence[Dimension]) -> Table:
    """Return the facts with a column of parts for each dimension: `part_0` and so on."""
    for number, dimension in enumerate(by):
        table = table.mutate(**{f"part_{number}": _part(table, dimension)})
    return table


def _part(table: Table, dimension: Dimension) -> Any:
    if dimension.column is None:
        tests = [(_condition(table, group.when), code) for code, group in dimension.groups.items()]
        return ibis.cases(*tests, else_=UNKNOWN)
    column: Any = table[dimension.column]
    if dimension.each:
        return column.strftime("%Y-%m" if dimension.each == "month" else "%Y")
    if not dimension.overlaps:
        return ibis.coalesce(column.cast("string"), ibis.literal(UNKNOWN))
    said = column.filter(lambda one: one.notin(list(dimension.instead)))
    nothing = ibis.literal([], "array<string>")
    decided = [
        ibis.cases((_condition(table, text), ibis.array([code])), else_=nothing)
        for code, text in dimension.instead.items()
    ]
    return functools.reduce(operator.add, decided, said).unnest()


def measured(table: Table, figure: FigureDefinition) -> Any:
    """Return the number that a figure is of some facts, as a decimal."""
    match figure.counts:
        case "returns" | "events":
            number: Any = table.count()
        case "quantity":
            number = table.quantity.sum()
        case "amount":
            number = table.amount.sum()
        case "mean":
            number = table[str(figure.column)].mean()
        case unit:
            number = table[OF_COLUMN[unit]].nunique()
    return ibis.coalesce(number.cast("decimal(30, 6)"), ibis.literal(0, "decimal(30, 6)"))


def question(facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str] = ()) -> Table:
    """Return the table that answers: a row of the total, and one a combination of parts.

    Its columns are `whole`, `part_0` and so on, and `number`.

    Args:
        facts: of any engine.
        figure: what is counted.
        asked: of when, and as known when.
        by: codes of the dimensions.

    Raises:
        KeyError: the figure is not split by one of them.
    """
    known = dimensions()
    for code in by:
        if code not in figure.by:
            raise KeyError(code)
    rows = counted(facts, figure, asked)
    names = [f"part_{number}" for number in range(len(by))]
    nothing = {name: ibis.null("string") for name in names}
    total = rows.aggregate(number=measured(rows, figure)).mutate(whole=True, **nothing)
    if not by:
        return total.select("whole", "number")
    parted = split(rows, [known[code] for code in by])
    parts = parted.group_by(names).aggregate(number=measured(parted, figure)).mutate(whole=False)
    columns = ["whole", *names, "number"]
    return total.select(columns).union(parts.select(columns))


def tally(facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str] = ()) -> Tally:
    """Return the number that a figure is, in all and by part."""
    total, parts = Decimal(0), {}
    if figure.counts == "persons":
        facts.know_persons(asked.as_of)
    limited = current("populations", asked.among).hash if asked.among else ""
    form = (current("figures", figure.code).hash, limited, asked.form, tuple(by))
    for row in facts.rows(form, lambda: question(facts, figure, asked, by), asked.values):
        if row["whole"]:
            total = row["number"]
        else:
            parts[tuple(row[f"part_{number}"] for number in range(len(by)))] = row["number"]
    return Tally(total, parts)
