"""What the definitions of figures say: what is counted, of whom, and by what it is split."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self, cast

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from onward.evidence.facts.columns import EventName, columns
from onward.kernel.definitions import (
    Code,
    ConditionText,
    Definition,
    Flag,
    Item,
    Library,
    Text,
    current_library,
)

Unit = Literal[
    "returns", "events", "persons", "cases", "families", "organisations", "destinations", "quantity",
    "amount", "mean",
]  # fmt: skip
"""What a number is a number of. Numbers of different units are never added or divided by one another."""
OF_COLUMN: Final[Mapping[Unit, str]] = {
    "persons": "person_key", "cases": "case_key", "families": "household", "organisations": "organisation",
    "destinations": "destination",
}  # fmt: skip
"""Units that are counted once each, however many facts name them → the column that names them."""
ADDED_UP: Final[Mapping[Unit, str]] = {"quantity": "quantity", "amount": "amount"}
"""Units that are added up over facts → the column that holds them."""
THRESHOLD: Final = 5
"""Numbers above nought and below this are not for the public, unless a figure says otherwise."""


class Population(Definition):
    """Of whom a figure counts: those for whom a condition holds.

    Attributes:
        when: the condition.
        few: whether they are few and easily recognised.
        within: populations that hold all of them: who knows how many these are, knows that they are no fewer.
        part: dimension → the part of it that a reader takes them for, where another table prints it.
        spans: the dimension in whose parts they all are, each in one at least.
        holds: dimension → the parts of it of which they are made: all in one of these are of them, and else
            only some of those whose part is not known.
        named_by: dimension → parts of it whose very name says that whoever is in them is of these.
    """

    code: Code
    name: Text
    when: ConditionText
    few: Flag = False
    within: tuple[Code, ...] = ()
    part: dict[Code, Code] = Field(default={}, max_length=1)
    spans: Code | None = None
    holds: dict[Code, tuple[Code, ...]] = Field(default={}, max_length=1)
    named_by: dict[Code, tuple[Code, ...]] = {}


class GroupOfRows(Definition):
    """One part of a dimension that is made of conditions."""

    name: Text
    when: ConditionText


class Dimension(Definition):
    """By what a figure may be split: a column, a column by month, or conditions of which the first counts.

    Any figure may be split by months, quarters and years of the day on which it happened.

    Attributes:
        name: what it is.
        heading: what stands above a table of it.
        within: the same behind the name of what is counted, "by sex"; left out where it only stands alone.
        column: of facts.
        each: months, quarters or years of a column of days.
        parts: parts that always stand, in this order.
        groups: parts by condition, where there is no column; a fact is in the first that holds.
        instead: of a column of lists: parts that a condition decides, whatever the list says.
        whole_years: few are not shown apart, and not for any period or place, to who sees no small numbers.
        apart: its parts stand side by side in reports, and a number of several of them together says so.
        own_record: of each part something or nothing is on record by itself: where nothing is, its nought is
            not told, whatever is on record of the others.
    """

    code: Code
    name: Text
    heading: Text
    within: Text | None = None
    column: str | None = None
    each: Literal["month", "quarter", "year"] | None = None
    parts: dict[Code, Text] = {}
    groups: dict[Code, GroupOfRows] = {}
    instead: dict[Code, ConditionText] = {}
    whole_years: Flag = False
    apart: Flag = False
    own_record: Flag = False

    @model_validator(mode="after")
    def _column_or_groups(self) -> Self:
        if (self.column is None) != bool(self.groups):
            raise ValueError(_("a dimension has a column or groups | Write one of the two"))
        if self.own_record and (self.column is None or self.each):
            wrong = _("only the values of a column have a record of their own | Take “own_record” out")
            raise ValueError(wrong)
        return self

    def overlaps(self, library: Library | None = None) -> bool:
        """Say whether a fact may be in several parts, so that parts add up to more than the total.

        Args:
            library: whose columns are meant; those in force where it is left out.
        """
        known = columns(library).get(self.column or "")
        return known is not None and known.type.startswith("list")


class Unless(Definition):
    """Facts that undo what is counted: an event about the same subjects."""

    event: EventName
    same: tuple[Literal["case_key", "person_key", "about_key"], ...] = Field(min_length=1)


class Break(Definition):
    """A day from which a series counts something else than before, and what the reader must know of it.

    Attributes:
        on: the day.
        says: what changed.
        only: column → the value for which alone it did, such as one programme; everywhere if left out.
    """

    on: date
    says: Text
    only: dict[Code, Code] = {}

    def is_of(self, only: Mapping[str, str]) -> bool:
        """Say whether it is in a series that is limited so: column → value."""
        return all(only.get(column, value) == value for column, value in self.only.items())


class BreakOfEvents(Break):
    """A day from which events are recorded of more or of fewer than before: every figure of them has it.

    Attributes:
        of: types of events.
    """

    code: Code
    of: tuple[EventName, ...] = Field(min_length=1)


class Provided(Unless):
    """Facts without which nothing is counted: an event about the same subjects, on any day.

    Attributes:
        when: what must hold of the event.
        dates: whether its day is the one that counts, in place of that of what is counted.
    """

    when: ConditionText | None = None
    dates: Flag = False


class FigureDefinition(Definition):
    """One figure.

    Attributes:
        name: heading.
        about: what is counted, in a sentence.
        owner: the role that answers for it.
        counts: of what it is a number.
        of: types of events.
        unless: events that undo one of these.
        provided: events of which each must have happened too.
        among: the population that it is limited to.
        when: a further condition over the columns of a fact.
        by: dimensions by which it may be split, besides its months, quarters and years.
        full: those of `by` of which everything counted is in exactly one part, so that parts add up to the
            whole; where they do not, nothing is published.
        column: of what a mean is taken.
        currency: of which money is added up; amounts of another currency are not counted.
        in_parts: whether a quantity that it adds up may have parts; else each is a whole number.
        threshold: numbers above nought and below it are not for the public.
        breaks: days from which it alone counts something else than before; `breaks_of` has those of its
            events besides.
    """

    code: Code
    name: Text
    about: Text
    owner: Code
    counts: Unit
    of: tuple[EventName, ...] = Field(min_length=1)
    unless: tuple[Unless, ...] = ()
    provided: tuple[Provided, ...] = ()
    among: Code | None = None
    when: ConditionText | None = None
    by: tuple[Code, ...] = ()
    full: tuple[Code, ...] = ()
    column: str | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    in_parts: Flag = False
    threshold: int = Field(default=THRESHOLD, ge=1, le=100)
    breaks: tuple[Break, ...] = ()

    @property
    def dated_by(self) -> Provided | None:
        """The event by whose day it counts; None where that is what is counted itself."""
        return next((one for one in self.provided if one.dates), None)

    @property
    def measures(self) -> str | None:
        """The column that its numbers are taken of; None of what is counted fact by fact."""
        return self.column or ADDED_UP.get(self.counts) or OF_COLUMN.get(self.counts)


def figures(library: Library | None = None) -> dict[str, FigureDefinition]:
    """Return the figures of the definitions by code."""
    known = library or current_library()
    return {code: cast(FigureDefinition, item.body) for code, item in known.of("figures").items()}


def populations(library: Library | None = None) -> dict[str, Population]:
    """Return the populations of the definitions by code, in the order of their file."""
    known = library or current_library()
    return {code: cast(Population, item.body) for code, item in known.of("populations").items()}


def dimensions(library: Library | None = None) -> dict[str, Dimension]:
    """Return the dimensions of the definitions by code, in the order of their file."""
    known = library or current_library()
    return {code: cast(Dimension, item.body) for code, item in known.of("dimensions").items()}


def breaks_of(figure: FigureDefinition, library: Library) -> tuple[Break, ...]:
    """Return the days from which a figure counts something else than before: its own, and its events'."""
    return (*figure.breaks, *(cast(BreakOfEvents, item.body) for item in broken_events(figure, library)))


def broken_events(figure: FigureDefinition, library: Library) -> list[Item]:
    """Return the breaks of the events that a figure counts."""
    known = library.of("breaks").values()
    return [item for item in known if {*cast(BreakOfEvents, item.body).of} & {*figure.of}]


def versions(library: Library) -> tuple[str, ...]:
    """Return the versions of what figures name: once one changes, the same figure asks otherwise."""
    return tuple(
        item.hash for kind in ("populations", "dimensions", "groups") for item in library.of(kind).values()
    )
