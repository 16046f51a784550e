"""Splits of public documents of which one would tell what another hides, and nothing says how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from onward.evidence.counting import dimensions, figures
from onward.evidence.counting.definition import Dimension
from onward.evidence.counting.possible import FACT, sound
from onward.kernel.definitions import Item, Library, Report

if TYPE_CHECKING:
    from onward.evidence.editions.definition import ReportTable


@dataclass(frozen=True)
class Printed:
    """A table that a document prints.

    Attributes:
        where: it stands in its definition.
        table: which one.
        only: columns of facts to a value of which all of it is limited.
    """

    where: tuple[str | int, ...]
    table: ReportTable
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Way:
    """What a table tells of columns: by a split or a limit, or by the text of its condition.

    Attributes:
        name: of the split, the column of the limit, or the condition.
        reads: columns of facts.
        of: events whose facts these are.
    """

    name: str
    reads: frozenset[str]
    of: frozenset[str]


def splits_are_apart(
    item: Item, tables: Iterable[Printed], others: Iterable[Printed], library: Library, report: Report
) -> None:
    """Report tables of a public document that tell of a column in two ways: by two splits, or by a condition.

    Regions are made of destinations: whoever reads that 33 returned to a region, and 30 to one of its two
    countries, knows the number of the other, whether or not it is shown. The audit reasons with what
    definitions tell of splits, and of two that read one column they tell nothing. Months, quarters and years
    are told of one another by the calendar.

    Args:
        item: the report, or the project of a donor.
        tables: its own.
        others: tables of the other public documents: days that meet are judged together.
        library: all definitions.
        report: takes a fault in.
    """
    seen = [way for one in others for way in _ways(one, library)]
    told: set[frozenset[str]] = set()
    for one in tables:
        own = [*_ways(one, library)]
        for way in own:
            for other in seen:
                shared, pair = way.reads & other.reads, frozenset({way.name, other.name})
                if shared and way.of & other.of and way.name != other.name and pair not in told:
                    told.add(pair)
                    _report(item, one.where, way.name, other.name, min(shared), report)
        seen += own


def _report(
    item: Item, where: tuple[str | int, ...], name: str, other: str, column: str, report: Report
) -> None:
    wrong = _(
        "“%(name)s” and “%(other)s” both tell of “%(column)s”: what the public is not shown of one, the other"
        " would tell"
    )
    right = _("Print one of the two, or write “public: false” if nobody outside gets this report")
    report(item, where, wrong % {"name": name, "other": other, "column": column}, right)


def _ways(printed: Printed, library: Library) -> Iterator[_Way]:
    table, known = printed.table, dimensions(library)
    figure = figures(library).get(table.figure)
    if figure is None:
        return
    of = frozenset(figure.of)
    for column in sorted(printed.only):
        yield _Way(column, frozenset({column}), of)
    for code in table.by:
        if code in known and not known[code].each:
            yield _Way(code, _columns_of(known[code], library), of)
    if table.when is not None:
        yield _Way(table.when, _named(table.when, library), of)


def _columns_of(dimension: Dimension, library: Library) -> frozenset[str]:
    conditions = [*(one.when for one in dimension.groups.values()), *dimension.instead.values()]
    named = {name for text in conditions for name in _named(text, library)}
    return frozenset(named | ({dimension.column} if dimension.column else set()))


def _named(text: str, library: Library) -> frozenset[str]:
    """Return the columns that a condition names; none of one that is not sound."""
    condition = sound(text, library)
    return frozenset(name.removeprefix(FACT) for name in condition.names) if condition else frozenset()
