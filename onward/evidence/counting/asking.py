"""Counting: a figure, of a period, as known at a moment, in all and by part.

Every figure is expressed once, over the table of facts; the engine that has the table computes it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import ibis

from onward.evidence.counting.definition import (
    ADDED_UP,
    OF_COLUMN,
    Dimension,
    FigureDefinition,
    Provided,
    dimensions,
    populations,
    versions,
)
from onward.evidence.engine import Table
from onward.evidence.facts import AsOf, Facts, Given, schema, vocabulary
from onward.evidence.translating import as_expression
from onward.kernel.conditions import Vocabulary, compile_condition
from onward.kernel.definitions import Library, current_library

Wanted = tuple[FigureDefinition, tuple[str, ...]]
"""A figure, and the codes of the dimensions by which it is split."""
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
        among: populations to which they are limited besides that of the figure.
        parts: dimension → the part of it to which they are limited.
        when: further conditions over the columns of a fact.
        library: whose populations and dimensions are meant: those in force, or those of an edition.

    Raises:
        ValueError: the period ends before it begins.
    """

    first: date
    until: date
    as_of: AsOf = field(default_factory=AsOf)
    equals: Mapping[str, str] = field(default_factory=dict)
    among: tuple[str, ...] = ()
    library: Library = field(default_factory=current_library, repr=False)
    parts: Mapping[str, str] = field(default_factory=dict)
    when: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.until <= self.first:
            raise ValueError("A period holds a day at least.")

    @property
    def values(self) -> dict[str, Given]:
        """The values of the question, by name; what is asked besides stands in `form`."""
        only: dict[str, Given] = {f"only_{column}": value for column, value in self.equals.items()}
        parts: dict[str, Given] = {_named(code): part for code, part in self.parts.items()}
        return {"first": self.first, "until": self.until, **only, **parts, **self.as_of.values}

    @property
    def form(self) -> Hashable:
        """What is asked, save for the values: questions of one form differ in nothing else."""
        return (
            versions(self.library),
            *self.equals,
            self.among,
            self.when,
            tuple(self.parts),
            *self.as_of.limits,
        )

    @functools.cached_property
    def dimensions(self) -> Mapping[str, Dimension]:
        """The dimensions of its library by code."""
        return dimensions(self.library)

    @functools.cached_property
    def words(self) -> Vocabulary:
        """The names that conditions of its library may use."""
        return vocabulary(self.library)


def _named(code: str) -> str:
    """Return the name under which the part of a dimension is given."""
    return f"in_{code.replace('-', '_')}"


@dataclass(frozen=True)
class Tally:
    """A number in all, and the number of each part; what overlaps adds up to more than the number in all.

    Attributes:
        total: the number in all.
        parts: part → its number; a mean has none of a part of which nothing is known.
        of_nothing: whether it is a mean of nothing. The number in all then says nothing, and is no nought.
    """

    total: Decimal
    parts: Mapping[tuple[str, ...], Decimal]
    of_nothing: bool = False


def happened(facts: Facts, figure: FigureDefinition, asked: Asked, columns: Collection[str]) -> Table:
    """Return the facts of the events of a figure, in the period; of whom it counts is not asked yet.

    Figures of the same events have this in common, and an engine reads it once for all of them.
    """
    table = _of_the_period(facts, figure, asked)
    for column, value in asked.equals.items():
        table = table.filter(table[column] == facts.given(f"only_{column}", value))
    for code, wanted in asked.parts.items():
        part = listed_part(table, asked.dimensions[code], asked)
        given = facts.given(_named(code), wanted)
        overlaps = asked.dimensions[code].overlaps(asked.library)
        table = table.filter(part.contains(given) if overlaps else part == given)
    for undone in figure.unless:
        gone = facts.standing([undone.event], asked.as_of).select(*undone.same)
        table = table.anti_join(gone, list(undone.same))
    for needed in figure.provided:
        if not needed.dates:
            table = table.semi_join(_also(facts, needed, asked).select(*needed.same), list(needed.same))
    table = table.select(sorted(columns))
    return facts.resolved(table, asked.as_of) if "person_key" in columns else table


def _of_the_period(facts: Facts, figure: FigureDefinition, asked: Asked) -> Table:
    """Return what stands of the events of a figure on the days that are asked for.

    Where another event dates them, each stands on every day of the period on which that one happened.
    """
    table, dated = facts.standing(figure.of, asked.as_of), figure.dated_by
    days = _also(facts, dated, asked) if dated else table
    first, until = facts.given("first", asked.first), facts.given("until", asked.until)
    days = days.filter(days.occurred_on >= first, days.occurred_on < until)
    if dated is None:
        return days
    days = days.select(*dated.same, "occurred_on").distinct()
    return table.drop("occurred_on").inner_join(days, list(dated.same))


def _also(facts: Facts, needed: Provided, asked: Asked) -> Table:
    """Return the facts of an event without which nothing is counted."""
    also = facts.standing([needed.event], asked.as_of)
    return also if needed.when is None else also.filter(_condition(also, needed.when, asked.words))


def needed_by(wanted: Sequence[Wanted], asked: Asked) -> frozenset[str]:
    """Return the columns of facts that figures need, to be told apart, limited and measured."""
    found: set[str] = set()
    for figure, by in wanted:
        for text in _conditions(figure, asked):
            found |= _names(text, asked.words)
        for dimension in (asked.dimensions[code] for code in by):
            found |= {dimension.column} if dimension.column else set()
            for text in (*dimension.instead.values(), *(group.when for group in dimension.groups.values())):
                found |= _names(text, asked.words)
        found |= {figure.measures} if figure.measures else set()
    return frozenset(found & {*schema(asked.library)})


def _names(text: str, words: Vocabulary) -> frozenset[str]:
    """Return the columns that a condition mentions."""
    named = compile_condition(text, words).names
    return frozenset(name.removeprefix("fact.") for name in named if name.startswith("fact."))


def _conditions(figure: FigureDefinition, asked: Asked) -> Iterable[str]:
    known = populations(asked.library)
    if figure.when:
        yield figure.when
    if figure.currency:
        yield f"fact.currency == '{figure.currency}'"
    yield from asked.when
    for code in dict.fromkeys([*([figure.among] if figure.among else []), *asked.among]):
        yield known[code].when


def _condition(table: Table, text: str, words: Vocabulary) -> Any:
    """Return a condition over a table's rows; what is not known counts as not fulfilled."""
    tree = compile_condition(text, words).tree
    return as_expression(tree, {f"fact.{name}": table[name] for name in table.columns}, words).fill_null(
        ibis.literal(False)
    )


def split(table: Table, by: Sequence[Dimension], asked: Asked) -> Table:
    """Return the facts with a column of parts for each dimension: `part_0` and so on."""
    for number, dimension in enumerate(by):
        table = table.mutate(**{f"part_{number}": _part(table, dimension, asked)})
    return table


def _part(table: Table, dimension: Dimension, asked: Asked) -> Any:
    part = listed_part(table, dimension, asked)
    return part.unnest() if dimension.overlaps(asked.library) else part


def listed_part(table: Table, dimension: Dimension, asked: Asked) -> Any:
    """Return the part of each fact, or the list of its parts where they overlap."""
    if dimension.column is None:
        tests = [
            (_condition(table, group.when, asked.words), code) for code, group in dimension.groups.items()
        ]
        return ibis.cases(*tests, else_=UNKNOWN)
    column: Any = table[dimension.column]
    if dimension.each == "quarter":
        return column.year().cast("string") + ibis.literal("-q") + column.quarter().cast("string")
    if dimension.each:
        return column.strftime("%Y-%m" if dimension.each == "month" else "%Y")
    if not dimension.overlaps(asked.library):
        return ibis.coalesce(column.cast("string"), ibis.literal(UNKNOWN))
    said = column.filter(lambda one: one.notin(list(dimension.instead)))
    nothing = ibis.literal([], "array<string>")
    decided = [
        ibis.cases((_condition(table, text, asked.words), ibis.array([code])), else_=nothing)
        for code, text in dimension.instead.items()
    ]
    return functools.reduce(operator.add, decided, said)


def measured(table: Table, figure: FigureDefinition) -> Any:
    """Return the number that a figure is of some facts, as a decimal; null of a mean of nothing."""
    match figure.counts:
        case "returns" | "events":
            number: Any = table.count()
        case "quantity" | "amount" as unit:
            number = table[ADDED_UP[unit]].sum()
        case "mean":
            return table[str(figure.column)].mean().cast("decimal(30, 6)")
        case unit:
            number = table[OF_COLUMN[unit]].nunique()
    return ibis.coalesce(number.cast("decimal(30, 6)"), ibis.literal(0, "decimal(30, 6)"))


MOST_DIMENSIONS: Final = 3
_PARTS: Final = tuple(f"part_{number}" for number in range(MOST_DIMENSIONS))


def question(
    happened_: Mapping[Hashable, Table], wanted: Sequence[Wanted], asked: Asked, whole: bool = True
) -> Table:
    """Return the table that answers several figures at once: rows of totals, and of combinations of parts.

    Its columns are `which` (the place among those wanted), `whole` (a total), `part_0` to `part_2`, `number`.

    Args:
        happened_: the facts of the events of each figure, by `_events`.
        wanted: figures and their dimensions.
        asked: of when, and as known when.
        whole: as of `tallies`.

    Raises:
        KeyError: a figure is not split by one of the dimensions.
    """
    tables = [
        table
        for which, (figure, by) in enumerate(wanted)
        for table in _answers(happened_[_events(figure)], which, figure, by, asked, whole)
    ]
    return _together(tables)


def _together(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables, joined two by two: an expression that goes less deep than there are."""
    while len(tables) > 1:
        pairs = [tables[place : place + 2] for place in range(0, len(tables), 2)]
        tables = [pair[0].union(pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    return tables[0]


def counted(rows: Table, figure: FigureDefinition, asked: Asked) -> Table:
    """Return those of the facts that happened which a figure counts: those behind the number."""
    for text in _conditions(figure, asked):
        rows = rows.filter(_condition(rows, text, asked.words))
    return rows


def _events(figure: FigureDefinition) -> Hashable:
    return figure.of, figure.unless, figure.provided


def _answers(
    rows: Table, which: int, figure: FigureDefinition, by: Sequence[str], asked: Asked, whole: bool
) -> Iterator[Table]:
    known = asked.dimensions
    for code in by:
        if code not in figure.by and not known[code].each:  # whatever happened has its day
            raise KeyError(code)
    rows = counted(rows, figure, asked)
    if whole or not by:
        yield _shaped(rows.aggregate(number=measured(rows, figure)), which, 0)
    if by:
        parted = split(rows, [known[code] for code in by], asked)
        names = _PARTS[: len(by)]
        yield _shaped(parted.group_by(names).aggregate(number=measured(parted, figure)), which, len(by))


def _shaped(table: Table, which: int, parts: int) -> Table:
    nothing = {name: ibis.null("string") for name in _PARTS[parts:]}
    told = table.mutate(which=ibis.literal(which, "int32"), whole=ibis.literal(parts == 0), **nothing)
    return told.select("which", "whole", *_PARTS, "number")


def tallies(facts: Facts, wanted: Sequence[Wanted], asked: Asked, *, whole: bool = True) -> list[Tally]:
    """Return the number that each figure is, in all and by part, in the order in which they are wanted.

    Args:
        facts: of any engine.
        wanted: figures, each with the dimensions that it is split by.
        asked: of when, and as known when.
        whole: whether the number in all is wanted of those that are split; else it is nought.
    """
    if any(figure.counts == "persons" for figure, _by in wanted):
        facts.know_persons(asked.as_of)
    form, columns = _form(wanted, asked), needed_by(wanted, asked) | {"position"}
    events = {_events(figure): figure for figure, _by in wanted}
    rows = {
        which: facts.held(
            f"happened_{number}",
            ("happened", which, tuple(sorted(columns)), asked.form),
            functools.partial(happened, facts, figure, asked, columns),
            asked.values,
        )
        for number, (which, figure) in enumerate(events.items())
    }
    nothing: set[int] = set()
    totals = [Decimal(0) for _one in wanted]
    parts: list[dict[tuple[str, ...], Decimal]] = [{} for _one in wanted]
    for row in facts.rows((form, whole), lambda: question(rows, wanted, asked, whole), {}):
        which = row["which"]
        if row["number"] is None:
            nothing |= {which} if row["whole"] else set()
        elif row["whole"]:
            totals[which] = row["number"]
        else:
            named = tuple(row[name] for name in _PARTS[: len(wanted[which][1])])
            parts[which][named] = row["number"]
    told = enumerate(zip(totals, parts, strict=True))
    return [Tally(total, found, which in nothing) for which, (total, found) in told]


def tally(facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str] = ()) -> Tally:
    """Return the number that one figure is, in all and by part."""
    return tallies(facts, [(figure, tuple(by))], asked)[0]


def _form(wanted: Sequence[Wanted], asked: Asked) -> Hashable:
    """Return what is asked but for its values: questions of one form have the same table."""
    return tuple((one.model_dump_json(), by) for one, by in wanted), asked.form


def backing(facts: Facts, figure: FigureDefinition, asked: Asked, by: str) -> dict[str, tuple[int, Decimal]]:
    """Return how many persons stand behind an amount, and the largest sum of one of them: part → both.

    The amount in all has the part "". What names no person, such as an invoice, has nobody behind it.

    Args:
        facts: of any engine.
        figure: an amount.
        asked: of when, and as known when.
        by: the dimension whose parts are looked at.
    """
    column = str(figure.measures)

    def answer() -> Table:
        columns = needed_by([(figure, (by,))], asked) | {"person_key", column}
        rows = counted(happened(facts, figure, asked, columns), figure, asked)
        rows = split(rows.filter(rows.person_key.notnull()), [asked.dimensions[by]], asked)
        whole = rows.select(rows.person_key, rows[column], part_0=ibis.literal(""))
        rows = rows.select("person_key", column, "part_0").union(whole)
        persons = rows.group_by("part_0", "person_key").aggregate(amount=rows[column].sum())
        return persons.group_by("part_0").aggregate(
            persons=persons.count(), largest=persons.amount.max().cast("decimal(30, 6)")
        )

    facts.know_persons(asked.as_of)
    form = ("backing", by, figure.model_dump_json(), asked.form)
    found = facts.rows(form, answer, asked.values)
    return {row["part_0"]: (int(row["persons"]), row["largest"]) for row in found}
