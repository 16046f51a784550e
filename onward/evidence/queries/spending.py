"""What was spent of a project, by the figure that its file names: the one that its donor is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from onward.evidence.counting import Asked, FigureDefinition, Tally, figures, tallies, tally
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.editions.donor import CURRENCY, LINE
from onward.evidence.facts import Facts, open_facts
from onward.records.projects.definition import Project
from onward.records.projects.events import Spent
from onward.records.projects.hooks import Counted

Sums = dict[tuple[str, str], Decimal]


def spent_of(projects: Sequence[Project]) -> list[Counted]:
    """Return what was spent over all days of each project, in any currency, from one state of the facts.

    Args:
        projects: those whose files say which figures tell it.
    """
    facts = open_facts()
    return [_spent_of(one, facts) for one in projects]


def _spent_of(project: Project, facts: Facts) -> Counted:
    assert project.spending, "its file names the figures"
    known = figures()
    figure, number = known[project.spending.amount], known[project.spending.number]
    asked = Asked(project.starts, project.ends + timedelta(days=1), equals={"project": project.code})
    vouchers = figure.model_copy(update={"of": (Spent.type,)})
    whole, here, times = tallies(facts, [(figure, (LINE,)), (vouchers, ()), (number, (CURRENCY,))], asked)
    sums = _by_line(whole, project.currency)
    for (currency,) in times.parts:
        if currency not in (project.currency, UNKNOWN):
            sums |= _by_line(tally(facts, _in(figure, currency), asked, (LINE,)), currency)
    elsewhere = whole.total - here.total if Spent.type in figure.of else whole.total
    return Counted(sums, elsewhere, str(figure.about))


def _in(figure: FigureDefinition, currency: str) -> FigureDefinition:
    """Return the same figure of another currency: what is in no sum is named beside it."""
    return figure.model_copy(update={"currency": currency})


def _by_line(told: Tally, currency: str) -> Sums:
    return {("" if line == UNKNOWN else line, currency): n for (line,), n in told.parts.items()}
