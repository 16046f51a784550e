"""Of which days anything at all is on record: a nought of other days says nothing.

Some dimensions have a record of their own for each part, such as programmes: nothing may be known yet of one
in a year of which another one tells much. What is limited to such a part goes by the facts of it alone, of
whatever kind; what is limited to none goes by the whole log (`queries.key_trends.each_on_record`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onward.evidence.counting.definition import dimensions
from onward.evidence.engine import Table
from onward.evidence.facts import AsOf, Facts, Given
from onward.evidence.rules import Period
from onward.kernel import clock
from onward.kernel.definitions import Library


def own_columns(library: Library) -> frozenset[str]:
    """Return the columns of facts of which each value has a record of its own."""
    return frozenset(
        one.column for one in dimensions(library).values() if one.own_record and one.column is not None
    )


def own_limits(only: Mapping[str, str], library: Library) -> dict[str, str]:
    """Return those of some limits, column → value, by which a record of its own is asked for."""
    own = own_columns(library)
    return {column: value for column, value in only.items() if column in own}


@dataclass(frozen=True)
class Recorded:
    """The days of which something is on record.

    Attributes:
        columns: of which values the days are told apart.
        days: a value for each of them, None where a fact says none → its days, in order. Where it was asked
            for whole months alone, the first day of a month stands for all of it.
    """

    columns: tuple[str, ...]
    days: Mapping[tuple[str | None, ...], Sequence[date]]

    def any(self, only: Mapping[str, str], period: Period) -> bool:
        """Say whether anything is on record of a period, of what is limited so.

        Args:
            only: column → value.
            period: one of those that were asked for, or whole months of them.

        Raises:
            ValueError: it was not asked for one of these columns.
        """
        wanted = [(self.columns.index(column), value) for column, value in only.items()]
        return any(
            _holds(days, period)
            for values, days in self.days.items()
            if all(values[place] == value for place, value in wanted)
        )

    def gaps(self, only: Mapping[str, str], period: Period, known_on: date | None = None) -> list[Period]:
        """Return the stretches of a period of which nothing is on record; as `any`, and as `gaps`."""
        return gaps(period, known_on, lambda months: [self.any(only, one) for one in months])


def gaps(
    period: Period, known_on: date | None, there: Callable[[Sequence[Period]], Sequence[bool]]
) -> list[Period]:
    """Return the stretches, month by month, of which nothing is on record. A nought is told of none of them.

    Where nothing of the kind that is counted is on record of a whole period, its nought is told only if there
    is no such stretch: of a year of which four months are on record nobody knows that it was nought. Where
    something of the kind is, somebody kept count of it. Months that have not begun are no stretch.

    Args:
        period: its months are asked, each as far as it lies within.
        known_on: the day as of which it is known; None for now.
        there: says of each of some months whether anything is on record of it.
    """
    begun = [one for one in period.steps("month").values() if one.first <= (known_on or clock.today())]
    months = [one.within(period) for one in begun]
    found: list[Period] = []
    for month in (one for one, some in zip(months, there(months), strict=True) if not some):
        if found and found[-1].until == month.first:
            found[-1] = Period(found[-1].first, month.last)
        else:
            found.append(month)
    return found


def _holds(days: Sequence[date], period: Period) -> bool:
    place = bisect_left(days, period.first)
    return place < len(days) and days[place] <= period.last


def recorded(
    facts: Facts,
    columns: Collection[str],
    periods: Iterable[Period],
    as_of: AsOf,
    equals: Mapping[str, str] | None = None,
    types: Collection[str] | None = None,
) -> Recorded:
    """Return of which days of some periods any fact stands, of whatever kind: one question for all of them.

    Args:
        facts: of any engine.
        columns: of which values the days are told apart.
        periods: outside of them nothing is looked at.
        as_of: as which the facts are known. What was taken back is not on record, nor is what was told
            otherwise by then on the days of before.
        equals: column → the value to which all of it is limited, such as one office.
        types: of events, such as those that a figure counts; every type where it is left out.
    """
    asked = [*periods]
    months, of = all(one.whole_months for one in asked), None if types is None else tuple(sorted(types))
    named, spans, limits = tuple(sorted(columns)), _apart(asked), dict(equals or {})
    values: dict[str, Given] = {f"only_{column}": value for column, value in limits.items()} | as_of.values
    for number, span in enumerate(spans):
        values |= {f"first_{number}": span.first, f"until_{number}": span.until}

    def question() -> Table:
        table = facts.standing(None if of is None else [*of], as_of)
        for column in limits:
            table = table.filter(table[column] == facts.given(f"only_{column}", values[f"only_{column}"]))
        within = [
            (table.occurred_on >= facts.given(f"first_{number}", values[f"first_{number}"]))
            & (table.occurred_on < facts.given(f"until_{number}", values[f"until_{number}"]))
            for number in range(len(spans))
        ]
        some = within[0]
        for one in within[1:]:
            some |= one
        day: Any = table.occurred_on
        if months:  # fewer rows than days; to truncate a day makes a moment of it in one of the engines
            day = day.strftime("%Y-%m-01").cast("date")
        return table.filter(some).select(*named, on=day).distinct()

    form = ("recorded", of, named, *limits, len(spans), months, as_of.limits)
    found: dict[tuple[str | None, ...], list[date]] = {}
    for row in facts.rows(form, question, values) if spans else ():
        found.setdefault(tuple(row[column] for column in named), []).append(row["on"])
    return Recorded(named, {values_: sorted(days) for values_, days in found.items()})


def _apart(periods: Iterable[Period]) -> list[Period]:
    """Return periods that have no day in common and hold the same days, in order."""
    found: list[Period] = []
    for one in sorted(periods):
        if found and one.first <= found[-1].until:
            found[-1] = Period(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found
