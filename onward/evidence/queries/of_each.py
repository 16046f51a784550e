"""What is on record of each programme of a question of Key trends: each stands beside its own past alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from onward.evidence.counting import Recorded, gaps, own_columns, recorded
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.engine import Table
from onward.evidence.facts import AsOf, Facts
from onward.evidence.queries.key_trends import Question, end_of
from onward.evidence.queries.shown import shown_figures
from onward.evidence.rules import Period
from onward.kernel.definitions import current_library

_PROGRAMME: Final = "programme"


@dataclass(frozen=True)
class OfEach:
    """What is on record of each programme, asked of the facts once, and only where somebody wants to know.

    Attributes:
        facts: those from which all of the page is counted.
        question: whose office, and whose days, are meant; nothing else limits what is on record.
        known_on: as known at the end of this day; None for as known now.
    """

    facts: Facts
    question: Question
    known_on: date | None

    def has(self, programme: str, period: Period) -> bool:
        """Say whether anything at all is on record of a programme from some days of the question."""
        return self._days.any(self._own(programme), period)

    def _own(self, programme: str) -> dict[str, str]:
        own = programme != UNKNOWN and _PROGRAMME in own_columns(current_library())
        return {_PROGRAMME: programme} if own else {}

    def gaps(self, programme: str, period: Period) -> list[Period]:
        """Return the stretches of some days of which nothing is on record of a programme.

        They keep a nought from being told: none in days of which a departure of the programme is on record.
        """
        if self._departures.any(self._own(programme), period):
            return []
        return gaps(period, self.known_on, lambda months: [self.has(programme, one) for one in months])

    def tells_nought(self, programme: str, period: Period) -> bool:
        """Say whether a nought of some days of the question is told (`counting.recorded.gaps`)."""
        return self.has(programme, period) and not self.gaps(programme, period)

    def came_later(self, programme: str, period: Period) -> bool:
        """Say whether something is on record of a programme from some days by now, and nothing was then."""
        then = self.known_on is not None and not self.has(programme, period)
        return then and self._by_now.has(programme, period)

    @cached_property
    def _by_now(self) -> OfEach:
        return replace(self, known_on=None)

    @cached_property
    def _days(self) -> Recorded:
        return self._recorded(None)

    @cached_property
    def _departures(self) -> Recorded:
        return self._recorded(shown_figures()["returns"].definition.of)

    def _recorded(self, types: Collection[str] | None) -> Recorded:
        periods = [self.question.period, self.question.against]
        return recorded(self.facts, [_PROGRAMME], periods, self._as_of, self._only, types)

    @cached_property
    def first_months(self) -> Mapping[str, date]:
        """Programme → the month, by its first day, of its first return on record.

        As told to everybody: the day itself would be that of one person.
        """
        returns = shown_figures()["returns"].definition

        def question() -> Table:
            table = self.facts.standing(returns.of, self._as_of)
            for column, value in self._only.items():
                table = table.filter(table[column] == self.facts.given(f"only_{column}", value))
            return table.group_by(_PROGRAMME).aggregate(first=table.occurred_on.min())

        values = {**{f"only_{column}": value for column, value in self._only.items()}, **self._as_of.values}
        form = ("first-months", returns.of, *self._only, self._as_of.limits)
        rows = self.facts.rows(form, question, values)
        return {row[_PROGRAMME] or UNKNOWN: row["first"].replace(day=1) for row in rows}

    @property
    def _as_of(self) -> AsOf:
        return AsOf(before=end_of(self.known_on) if self.known_on else None)

    @property
    def _only(self) -> dict[str, str]:
        return {"office": self.question.office} if self.question.office is not None else {}
