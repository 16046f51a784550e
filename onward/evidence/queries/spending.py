"""What was spent of a project, by the figure that its file names: the one that its donor is told.

Cash in the files of cases is money of persons, restricted ones too: told at once, the sum would say that
somebody is handed theirs, and so is about to leave. So who reads no small numbers is told it as known at the
end of a month that is over, and only in steps that several persons stand behind. Vouchers name nobody and
count at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from onward.access.policy import may
from onward.evidence.counting import Asked, FigureDefinition, figures, tally
from onward.evidence.counting.asking import UNKNOWN
from onward.evidence.counting.moving import moved_by
from onward.evidence.editions.donor import CURRENCY, LINE
from onward.evidence.facts import AsOf, Facts, open_facts
from onward.evidence.policy import READ_SMALL
from onward.evidence.queries.key_trends import end_of
from onward.evidence.rules import Period, month_end_before, told_until
from onward.kernel import clock
from onward.kernel.actions import Actor
from onward.records.projects.definition import Project
from onward.records.projects.events import Spent
from onward.records.projects.hooks import Counted


def spent_of(projects: Sequence[Project], reader: Actor, whole: Collection[str]) -> list[Counted]:
    """Return what was spent over all days of each project, in any currency, from one state of the facts.

    Args:
        projects: those whose files say which figures tell it.
        reader: who is told it: exactly, where they read small numbers.
        whole: codes of those of which any other reader is told what stands in files of cases too.
    """
    facts, exact = open_facts(), may(reader, READ_SMALL)
    return [_spent_of(one, facts, exact=exact, whole=one.code in whole) for one in projects]


def _spent_of(project: Project, facts: Facts, *, exact: bool, whole: bool) -> Counted:
    assert project.spending, "its file names the figures"
    figure, number = (figures()[code] for code in (project.spending.amount, project.spending.number))
    asked = Asked(project.starts, project.ends + timedelta(days=1), equals={"project": project.code})
    here, there = _of(figure, {Spent.type}), _of(figure, {*figure.of} - {Spent.type})
    told = there if exact or whole else None
    over = month_end_before(clock.today())
    sums, elsewhere = defaultdict[tuple[str, str], Decimal](Decimal), Decimal(0)
    for currency in _currencies(project, facts, number, asked):
        for amount in (one for one in (here, told) if one):
            of = amount if currency == project.currency else _in(amount, currency)
            live = exact or amount is here
            found = tally(facts, of, asked, (LINE,)).parts if live else _in_steps(facts, of, asked, over)
            for (line,), n in found.items():
                sums["" if line == UNKNOWN else line, currency] += n
                elsewhere += n if amount is told and currency == project.currency else 0
    known = over if told and not exact else None
    return Counted(sums, elsewhere, str(figure.about), known, closed=told is not there)


def _of(figure: FigureDefinition, events: Set[str]) -> FigureDefinition | None:
    """Return the same figure of some of its events; None of none."""
    of = tuple(one for one in figure.of if one in events)
    return figure.model_copy(update={"of": of}) if of else None


def _in(figure: FigureDefinition, currency: str) -> FigureDefinition:
    """Return the same figure of another currency: what is in no sum is named beside it."""
    return figure.model_copy(update={"currency": currency})


def _currencies(project: Project, facts: Facts, number: FigureDefinition, asked: Asked) -> list[str]:
    """Return the currency of a project, and the others in which something was spent."""
    found = {one for (one,) in tally(facts, number, asked, (CURRENCY,)).parts}
    return [project.currency, *sorted(found - {project.currency, UNKNOWN})]


def _in_steps(facts: Facts, figure: FigureDefinition, asked: Asked, over: date) -> dict[tuple[str], Decimal]:
    """Return budget line → amount, each as known at the end of the last month that tells of no few."""
    if figure.unless or figure.provided or over < asked.first:  # other events move it too: none is told
        return {}
    moved = moved_by(facts, figure, asked, LINE, Period(asked.first, over))
    told = {line: month for line, months in moved.items() if (month := told_until(months))}
    found = dict[tuple[str], Decimal]()
    for month in {*told.values()}:
        at_its_end = AsOf(before=end_of(Period(month, month).steps("month").popitem()[1].last))
        parts = tally(facts, figure, replace(asked, as_of=at_its_end), (LINE,)).parts
        found |= {(line,): n for (line,), n in parts.items() if told.get(line) == month}
    return found
