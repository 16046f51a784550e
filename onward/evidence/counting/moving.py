"""In which months what a figure counts was recorded, corrected or taken back, and of how many persons."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

import ibis

from onward.evidence.counting.asking import Asked, counted, listed_part, needed_by
from onward.evidence.counting.definition import FigureDefinition
from onward.evidence.engine import Table
from onward.evidence.facts import Facts
from onward.evidence.rules import SMALL, Behind, Period
from onward.kernel.clock import OFFICE_ZONE

_NEEDED: Final = frozenset(
    {"type", "position", "supersedes", "retracts", "recorded_at", "occurred_on", "case_key", "person_key"}
)


def moved_by(
    facts: Facts, figure: FigureDefinition, asked: Asked, by: str, known: Period
) -> Mapping[str, dict[date, Behind]]:
    """Return part of a split → month of recording, by its first day → whose facts moved its number in it.

    Whatever was told anew moved the number that it took the place of too. Somebody with two files is two
    here: so nothing that is found out later changes what was said of an earlier month.

    Args:
        facts: of any engine.
        figure: what is counted; it goes by its own events alone (no `unless`, no `provided`).
        asked: of when, and limited to what.
        by: the dimension whose parts are told.
        known: the months of recording.
    """

    def answer() -> Table:
        columns = needed_by([(figure, (by,))], asked) | _NEEDED | {*asked.equals}
        table = facts.table.filter(facts.table.type.isin(sorted(figure.of))).select(sorted(columns))
        rows = table.filter(
            ~table.retracts,
            table.occurred_on >= facts.given("first", asked.first),
            table.occurred_on < facts.given("until", asked.until),
            *(
                table[column] == facts.given(f"only_{column}", value)
                for column, value in asked.equals.items()
            ),
        )
        rows = counted(rows, figure, asked)
        rows = rows.mutate(
            part=listed_part(rows, asked.dimensions[by], asked),
            whose=ibis.coalesce(rows.person_key, rows.case_key),
        )
        anew = table.filter(table.supersedes.notnull()).select(former="supersedes", at="recorded_at")
        again = rows.join(anew, rows.position == anew.former).select("part", "whose", "at")
        return _by_month(rows.select("part", "whose", at="recorded_at").union(again), known)

    form: Hashable = ("moved", by, figure.model_dump_json(), asked.form, known)
    found: dict[str, dict[date, Behind]] = {}
    months = known.months()
    for row in facts.rows(form, answer, asked.values):
        few = row["few"] is not None
        found.setdefault(row["part"], {})[months[row["month"]]] = frozenset(row["few"]) if few else None
    return found


def _by_month(moves: Table, known: Period) -> Table:
    """Return the persons of each part and month where they are few, and nobody where they are not.

    What was recorded before the first month is of that month, what came after the last is of none.
    """
    months = known.months()
    ends = [_moment(one) for one in (*months[1:], known.until)]
    over = ibis.array([ibis.literal(one) for one in ends]).filter(lambda end: end <= moves.at)
    moves = moves.filter(moves.whose.notnull()).mutate(month=over.length())
    moves = moves.filter(moves.month < len(months)).select("part", "month", "whose").distinct()
    each = moves.group_by("part", "month").aggregate(number=moves.count(), few=moves.whose.collect())
    return each.select("part", "month", few=ibis.cases((each.number < SMALL, each.few)))


def _moment(midnight: date) -> datetime:
    """Return when a day begins in the office, as facts have moments."""
    return datetime.combine(midnight, time(), OFFICE_ZONE).astimezone(UTC).replace(tzinfo=None)
