"""The worklist and the list of cases: who, where on the line, next step, days left."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from onward.access.models import User
from onward.access.paging import Page, number_at, place
from onward.access.policy import may
from onward.casework.cases import queries
from onward.casework.cases.choices import task_words
from onward.casework.cases.gates import (
    HoldsOnCase,
    begun,
    gather,
    kept_by,
    perhaps_overdue,
    pressing_cases,
    verdicts_ahead,
)
from onward.casework.cases.gates.recorded import recorded_stages
from onward.casework.cases.hooks import alone_with_seats, seats_to_cancel
from onward.casework.cases.models import Case, Task, Traveller
from onward.casework.cases.pages.drawing import company_line, line_of, pressing_line
from onward.casework.cases.pages.ready import (
    held_line,
    late_line,
    lost_children,
    lost_line,
    more_pressing,
    next_stages,
    ready_line,
    stood_line,
)
from onward.casework.cases.panels import Chip, Panel, incoming
from onward.casework.cases.rules import face_of
from onward.casework.programmes.gates import Verdict, is_open
from onward.kernel import clock
from onward.kernel.components import Line

BATCH = 75
"""Cases that are read at once for what blocks them."""
MOST_OVERDUE = 10
"""Cases overdue that stand among what is due; the page leads to the others."""
SPARE = 2
"""Cases that are read beyond those: of a few the gates say that nothing is overdue after all."""
FIRST_ROWS = 10
"""Rows that a phone shows before a link to the others."""
MOST_BATCHES = 4
"""Batches that one page reads; the next one goes on from there."""


@dataclass(frozen=True)
class CaseRow:
    """A case in a list.

    Attributes:
        next: the next step in words; `who` must act, and `due` by when.
        restricted: whether it has a traveller whose file is restricted and whom the reader may see.
        told: what somebody wrote to whom the task is for.
        done_above: the task that was just ticked off and stood above this row.
        names: those of the travellers in the reader's sight, by the key of the person.
    """

    case: Case
    name: str
    name_native: str
    others: int
    line: Line
    next: str
    who: str
    due: date | None
    restricted: bool
    held: bool = False
    task: Task | None = None
    told: str = ""
    done_above: Task | None = None
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def stops(self) -> str:
        """Before which stage the case stands still, and by what where it is more than the next step."""
        station = self.line.stopped_before
        if station is None or station.signal is None:
            return ""
        words = {"stage": str(station.label), "words": str(station.signal.text)}
        if ", " in words["words"]:
            return _("before “%(stage)s”: %(words)s") % words
        return _("before “%(stage)s”") % words


@dataclass(frozen=True)
class CaseList:
    """A page of the list of cases."""

    rows: Sequence[CaseRow]
    page: Page[Case]
    filters: queries.CaseFilters


@dataclass(frozen=True)
class Worklist:
    """What is due, what is blocked, what came in.

    Attributes:
        older: where the next page begins; empty on the last one.
        ticks: whether the reader may tick tasks off.
        more_overdue: whether more cases are overdue, at a gate or with a step, than stand under what is due.
        done_at: the place among the rows in which a task stood that was just ticked off.
    """

    chosen: str
    rows: Sequence[CaseRow]
    page: Page[Any]
    older: str
    panels: Sequence[Panel]
    ticks: bool = False
    more_overdue: bool = False
    done_at: int | None = None

    @property
    def short(self) -> bool:
        """Whether a phone shows the first rows alone: what was just ticked off is among them."""
        return self.done_at is None or self.done_at < FIRST_ROWS

    @property
    def number(self) -> str:
        """How many rows the chosen list has, as far as this page knows."""
        return f"{len(self.rows)}+" if self.older or self.more_overdue else str(len(self.rows))

    @property
    def chips(self) -> list[Chip]:
        """What came in, counted, for the top of the page."""
        return [panel.chip for panel in self.panels if panel.chip]


def rows_of(
    user: User,
    cases: Sequence[Case],
    today: date,
    *,
    stopped_only: bool = False,
    late_only: bool = False,
) -> list[CaseRow]:
    """Return the rows for some cases, with the same number of queries for one as for twenty-five.

    With `stopped_only` those that no gate and no hold stops are left out, and no more than one beyond a page
    is drawn. With `late_only` those are left out in which nothing is overdue and nobody late at their stage.
    """
    queries.as_told(user, cases)
    travellers = queries.travellers_of(user, cases)
    everybody = [one for members in travellers.values() for one in members]
    marks = queries.marks_of(everybody)
    gathered = gather(cases, everybody, today)
    alone, seated = alone_with_seats(user, everybody), seats_to_cancel(user, everybody)
    recorded = recorded_stages(cases, travellers)
    rows: list[CaseRow] = []
    for case in cases:
        if stopped_only and len(rows) > queries.PAGE:
            break
        members = travellers.get(case.pk, [])
        if not members:  # sealed since the case was read
            continue
        verdicts = verdicts_ahead(case, members, gathered, today)
        holds = begun(gathered.holds.get(case.pk, {}), today)
        if not stopped_only or holds or not is_open(verdicts):
            of = (case, members, marks, verdicts, holds, today, alone, seated)
            row = _row(*of, late=late_only, recorded=recorded.get(case.pk))
            if not late_only or (row.due is not None and row.due < today):
                rows.append(row)
    return rows


def _row(
    case: Case,
    travellers: list[Traveller],
    marks: dict[UUID, frozenset[str]],
    verdicts: Sequence[Verdict],
    holds: HoldsOnCase,
    today: date,
    alone: Container[int],
    seated: Container[int],
    *,
    late: bool = False,
    recorded: frozenset[str] | None = None,
) -> CaseRow:
    """Return one row; on a list of what is `late` it says at which stage, where nothing else is overdue."""
    staying = [one for one in travellers if one.left_case_on is None]
    face = face_of(travellers).person
    kept = kept_by(holds)
    gate = pressing_line(case, travellers, verdicts, next_stages(case, travellers))
    step = more_pressing(gate, late_line(case, travellers, verdicts, kept, today))
    if late and (step is None or step.due is None or step.due >= today):
        step = stood_line(case, travellers, today) or step
    step = step or lost_line(case, lost_children(case, travellers)) or company_line(case, travellers, alone)
    step = step or held_line(case, [one for one in travellers if one.person.key in kept], holds)
    step = step or ready_line(case, travellers, alone, seated)
    return CaseRow(
        case=case,
        name=face.name,
        name_native=face.name_native,
        others=len(staying) - 1,
        line=line_of(case, travellers, marks, verdicts, kept, alone, recorded),
        next=step.sentence if step else "",
        who=step.who if step else "",
        due=step.due if step else None,
        restricted=any(one.person.key in marks for one in staying),
        held=bool(holds),
        names={one.person.key: one.person.name for one in travellers},
    )


def case_list(user: User, filters: queries.CaseFilters, before: int | None) -> CaseList:
    """Return a page of the list of cases, the newest first; of late ones the most overdue of the page first.

    Which are late is for the gates to say: where they are late with none of a page, the next one is read.
    """
    today = clock.today()
    page = queries.page_of_cases(user, filters, today, before)
    rows = rows_of(user, page.rows, today, late_only=filters.late)
    for _batch in range(MOST_BATCHES):
        if rows or not page.older:
            break
        page = queries.page_of_cases(user, filters, today, number_at(Case, page.older))
        rows = rows_of(user, page.rows, today, late_only=filters.late)
    return CaseList(sorted(rows, key=_pressing) if filters.late else rows, page, filters)


def worklist(user: User, chosen: str, before: str) -> Worklist:
    """Return the worklist: `due`, `mine`, `blocked` or `held`; `before` is where the last page ended."""
    today, more_overdue = clock.today(), False
    page: Page[Any]
    if chosen == "blocked":
        rows, last = _blocked(user, _place(Case, before), today)
        page = Page([row.case for row in rows], older=_told(Case, last))
    elif chosen == "due":
        page = queries.tasks_due(user, _place(Task, before))
        rows, more_overdue = _due_rows(user, page.rows, today, with_overdue=not before)
        ends = (page.rows[-1].due_on, page.rows[-1].pk) if page.older else None
        page = replace(page, older=_told(Task, ends))
    else:
        filters = queries.CaseFilters(mine=True, held=chosen == "held")
        page = queries.page_of_cases(user, filters, today, number_at(Case, before))
        rows = rows_of(user, page.rows, today)
    came_in = incoming(user) if not before else ()
    return Worklist(chosen, rows, page, page.older or "", came_in, may(user, "cases.write"), more_overdue)


def with_done(page: Worklist, done: Task | None) -> Worklist:
    """Return what is due with a task that was just ticked off above the row that it stood before.

    Where it stood last, below all rows, or where there is no row any more, the page says it by itself.
    """
    if done is None or page.chosen != "due" or not page.rows:
        return page
    place = sum(_pressing(row) < (done.due_on, done.case_id) for row in page.rows)
    rows = list(page.rows)
    if place < len(rows):
        rows[place] = replace(rows[place], done_above=done)
    return replace(page, rows=rows, done_at=place)


def _pressing(row: CaseRow) -> tuple[date, int]:
    """Return by what a list is sorted whose most pressing rows come first."""
    return row.due or date.max, row.case.pk


def _place(table: type[Model], before: str) -> tuple[date, int] | None:
    """Return the place in a list by days that an address names, or None for the beginning."""
    day, _dot, key = before.partition(".")
    try:
        return (date.fromisoformat(day), row) if (row := number_at(table, key)) is not None else None
    except ValueError:
        return None


def _told(table: type[Model], last: tuple[date, int] | None) -> str | None:
    """Return such a place as an address names it, or None where the list ends."""
    return f"{last[0]}.{place(table, last[1])}" if last else None


def _due_rows(
    user: User, tasks: Sequence[Task], today: date, *, with_overdue: bool
) -> tuple[list[CaseRow], bool]:
    """Return a row for each task, and for each of the cases most overdue, the most overdue first.

    Those are overdue at a gate, or with a step of the counsellor's that nothing stands before. The second
    answer is whether more cases are overdue than are shown.
    """
    pressing = perhaps_overdue(user, today, None, MOST_OVERDUE + SPARE) if with_overdue else ()
    cases = list({one.pk: one for one in (*(task.case for task in tasks), *pressing)}.values())
    by_case = {row.case.pk: row for row in rows_of(user, cases, today)}
    overdue = _overdue(user, pressing, by_case, today)
    rows = overdue[:MOST_OVERDUE]
    for task in tasks:
        row = by_case.get(task.case_id)
        if row is None:
            continue
        rows.append(
            CaseRow(
                case=row.case,
                name=row.name,
                name_native=row.name_native,
                others=row.others,
                line=row.line,
                next=task_words(task, whom=row.names.get(task.person_key, "") if task.person_key else ""),
                who="",
                due=task.due_on,
                restricted=row.restricted,
                held=row.held,
                task=task,
                told=getattr(task, "told", None) or "",
            )
        )
    return sorted(rows, key=_pressing), len(overdue) > MOST_OVERDUE


def _overdue(
    user: User, pressing: Sequence[Case], drawn: Mapping[int, CaseRow], today: date
) -> list[CaseRow]:
    """Return the rows of cases in which a day that a gate or a stage gave has passed, to one more than shown.

    `pressing` are the first cases that may be such, and `drawn` their rows. Few of those that may be are not;
    where they are many, the cases behind are read too, a batch at a time.
    """
    found: list[CaseRow] = []
    size = MOST_OVERDUE + SPARE
    for _batch in range(MOST_BATCHES + 1):
        rows = (drawn[one.pk] for one in pressing if one.pk in drawn)
        found += [row for row in rows if row.due is not None and row.due < today]
        if len(found) > MOST_OVERDUE or len(pressing) < size:
            break
        after, size = _pressed(pressing[-1]), BATCH
        pressing = perhaps_overdue(user, today, after, size)
        drawn = {row.case.pk: row for row in rows_of(user, pressing, today)}
    return found


def _blocked(
    user: User, after: tuple[date, int] | None, today: date
) -> tuple[list[CaseRow], tuple[date, int] | None]:
    """Return a page of the user's open cases that a gate or a hold stops, the most pressing first.

    Which those are is for the gates to say, not for the database: cases are read in batches, in the order of
    what the database knows to press. The second answer is the place where the next page begins, if there is
    one.
    """
    found: list[CaseRow] = []
    for _batch in range(MOST_BATCHES):
        read = pressing_cases(user, after, BATCH + 1)
        cases, more = read[:BATCH], len(read) > BATCH
        found += rows_of(user, cases, today, stopped_only=True)
        if len(found) > queries.PAGE:
            return sorted(found[: queries.PAGE], key=_pressing), _pressed(found[queries.PAGE - 1].case)
        if not more:
            return sorted(found, key=_pressing), None
        after = _pressed(cases[-1])
    return sorted(found, key=_pressing), after


def _pressed(case: Case) -> tuple[date, int]:
    """Return the place of a case among the pressing ones."""
    return case.presses_on, case.pk  # type: ignore[attr-defined]  # annotated where they are asked for
