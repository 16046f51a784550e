"""A checked file is brought in some cases at a time: each time one permit, one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from onward.access.models import Office
from onward.casework.programmes import queries as programmes
from onward.history.actions import bring_in
from onward.history.actions.known import known_cases, known_quantities
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
        for some in _some(cases):
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
    """Return how many rows would be known only from the day on which they come in, though they tell another.

    They may stand for what was taken back (`actions.known`).
    """
    late = 0
    for office, cases, quantities in _by_office(checked):
        for some in _some(cases):
            persons = [row for one in some for row in one.persons]
            known = [row for one in known_cases(office, some) for row in one.persons]
            late += _told_a_day(persons) - _told_a_day(known)
        for few in _some(quantities):
            late += _told_a_day(few) - _told_a_day(known_quantities(office, few))
    return late


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
