"""A checked file is brought in some cases at a time: each time one permit, one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from onward.access.models import Office
from onward.casework.programmes import queries as programmes
from onward.history.actions import bring_in
from onward.history.actions.known import likeliest_first, numbers_taken_back
from onward.history.actions.known_quantities import quantities_taken_back
from onward.history.workbook.findings import Checked
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow
from onward.kernel.actions import Actor

T = TypeVar("T")
AT_ONCE = 250
"""Cases, or quantities, of one transaction: each line of the audit costs more the more were written in it."""


def load(
    actor: Actor,
    checked: Checked,
    digest: str,
    file_name: str,
    told: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Bring in what a check let through; returns how many rows came in.

    What was brought in before something failed stays; the same file then brings in the rest.

    Args:
        actor: who brings it in.
        checked: see `workbook.check`.
        digest: SHA-256 of the file.
        file_name: what it was called.
        told: called after each transaction with the number of rows that came in so far.
    """
    rows = 0
    for office, cases, quantities in _by_office(checked):
        for some in _some(likeliest_first(office, cases)):
            bring_in(actor, digest, file_name, office, some)
            rows += sum(len(case.persons) for case in some)
            told(rows)
        for few in _some(quantities):
            seen = checked.corrected.get(office.code, 0)
            bring_in(actor, digest, file_name, office, [], few, corrected=seen)
            rows += len(few)
            told(rows)
    return rows


def known_late(checked: Checked) -> int:
    """Return how many rows tell since when they are known, and have a number that was taken back.

    They may stand for it, and be known only from the day on which they come in (`actions.known`). That others
    do, by who somebody is, is told to nobody who only hands a workbook in: files that they do not see would
    answer to guesses.
    """
    late = 0
    for some in _some(checked.cases):
        numbers, own = numbers_taken_back(some)
        for case in some:
            if case.number in numbers or any(row.own_number in own for row in case.persons):
                late += _told_a_day(case.persons)
    gone = quantities_taken_back(one.own_number for one in checked.quantities)
    return late + _told_a_day([one for one in checked.quantities if one.own_number in gone])


def tells_a_day(checked: Checked) -> bool:
    """Say whether any row that may come in tells since when it is known."""
    persons = (row for one in checked.cases for row in one.persons)
    return any(row.known_on for row in persons) or any(row.known_on for row in checked.quantities)


def _told_a_day(rows: Sequence[PersonRow] | Sequence[QuantityRow]) -> int:
    return sum(row.known_on is not None for row in rows)


def _by_office(checked: Checked) -> Iterator[tuple[Office, list[CaseRows], list[QuantityRow]]]:
    """Yield each office with its cases and quantities of a check."""
    office_of = {rules.definition.code: rules.definition.office for rules in programmes.offered()}
    offices = {one.code: one for one in Office.objects.all()}
    cases: dict[str, list[CaseRows]] = defaultdict(list)
    quantities: dict[str, list[QuantityRow]] = defaultdict(list)
    for case in checked.cases:
        cases[office_of[case.first.programme]].append(case)
    for one in checked.quantities:
        quantities[one.office].append(one)
    for code in sorted({*cases, *quantities}):
        yield offices[code], cases[code], quantities[code]


def _some(rows: list[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
