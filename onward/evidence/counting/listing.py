"""The facts behind a number, one by one, and the story of those that were told anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from onward.evidence.counting.asking import Asked, counted, happened, listed_part, needed_by, split
from onward.evidence.counting.definition import OF_COLUMN, FigureDefinition
from onward.evidence.engine import Table
from onward.evidence.facts import Facts

Listed = Mapping[str, Any]
"""A fact: its position, day, keys of its case and person, and its part of each dimension asked for.

Of what is added up, and of destinations and families, it has what `_BESIDE` names besides.
"""


@dataclass(frozen=True)
class Astray:
    """In which parts something stands that is counted once, and the keys of its cases."""

    parts: frozenset[str]
    cases: frozenset[bytes]


_BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "amount": ("about_key", "budget_line", "amount", "currency"),
    "quantity": ("about_key", "kind", "initiative", "programme", "destination", "quantity"),
    "destinations": (OF_COLUMN["destinations"],),
    "families": (OF_COLUMN["families"],),
}
"""What else is told of each fact, by what is counted, each under `told_` and the name of its column."""
ALWAYS: Final = ("position", "occurred_on", "case_key", "person_key")
"""What is told of every fact."""
_EVER: Final = (date(1900, 1, 1), date(2200, 1, 1))


def listed(facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str]) -> dict[int, Listed]:
    """Return position → each fact that a figure counts."""
    return _rows(facts, ("listed", *by), lambda: _told(facts, figure, asked, by), figure, asked)


def listed_again(
    facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str]
) -> dict[int, Listed]:
    """Return position → each fact that was told anew at any time and stood then, whatever else is asked."""
    ever = replace(asked, first=_EVER[0], until=_EVER[1], equals={}, among=(), parts={}, when=())

    def told_anew() -> Table:
        table, anew = _told(facts, figure, ever, by), _anew(facts, figure)
        ends = anew.select(end=anew.old).union(anew.select(end=anew.new), distinct=True)
        return table.semi_join(ends, table.position == ends.end)

    return _rows(facts, ("listed again", *by), told_anew, figure, ever)


def astray(facts: Facts, figure: FigureDefinition, asked: Asked, by: str) -> dict[bytes, Astray]:
    """Return what a figure counts once that stands in several parts of a split.

    Where there is any, the parts add up to more than the whole: the split is not full. What is counted fact
    by fact is in one part each.

    Args:
        facts: of any engine.
        figure: what is counted.
        asked: of when, and as known when.
        by: the dimension.
    """
    column = OF_COLUMN.get(figure.counts)
    if column is None:
        return {}

    def several() -> Table:
        columns = needed_by([(figure, (by,))], asked) | {"position", "case_key", column}
        rows = counted(happened(facts, figure, asked, columns), figure, asked)
        parted = split(rows, [asked.dimensions[by]], asked)
        parted = parted.filter(parted[column].notnull())
        parted = parted.select(key=parted[column], part=parted.part_0, case=parted.case_key).distinct()
        found = parted.group_by("key").aggregate(
            parts=parted.part.collect(), cases=parted.case.collect(), several=parted.part.nunique()
        )
        return found.filter(found.several > 1)

    facts.know_persons(asked.as_of)
    form = ("astray", by, figure.model_dump_json(), asked.form)
    return {
        row["key"]: Astray(frozenset(row["parts"]), frozenset(row["cases"]) - {None})
        for row in facts.rows(form, several, asked.values)
    }


def superseded(facts: Facts, figure: FigureDefinition) -> dict[int, int]:
    """Return position → the position of what was written in its place, of all that a figure may count."""
    rows = facts.rows(("told anew", figure.of), lambda: _anew(facts, figure), {})
    return {row["old"]: row["new"] for row in rows}


def _anew(facts: Facts, figure: FigureDefinition) -> Table:
    table = facts.table.filter(facts.table.type.isin(sorted(figure.of)), facts.table.supersedes.notnull())
    return table.select(old=table.supersedes, new=table.position)


def _rows(
    facts: Facts, kind: Hashable, table: Callable[[], Table], figure: FigureDefinition, asked: Asked
) -> dict[int, Listed]:
    facts.know_persons(asked.as_of)
    form = (kind, figure.model_dump_json(), asked.form)
    return {row["position"]: _plain(row) for row in facts.rows(form, table, asked.values)}


def _told(facts: Facts, figure: FigureDefinition, asked: Asked, by: Sequence[str]) -> Table:
    beside = _BESIDE.get(figure.counts, ())
    columns = needed_by([(figure, tuple(by))], asked) | {*ALWAYS, *beside}
    rows = counted(happened(facts, figure, asked, columns), figure, asked)
    parts = {code: listed_part(rows, asked.dimensions[code], asked) for code in by}
    told = {f"told_{column}": rows[column] for column in beside}
    return rows.mutate(**parts, **told).select(*ALWAYS, *by, *told)


def _plain(row: Mapping[str, Any]) -> Listed:
    """Return a row whose lists have no order, so that the same members are the same."""
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in row.items()}
