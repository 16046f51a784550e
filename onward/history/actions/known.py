"""Since when rows are known that come in for what was taken back: since they come in.

What was taken back was known until it was, and a figure as known on a day before counts it. Were the row that
tells it rightly known since then too, both would count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from onward.access.models import Office
from onward.casework.cases.models import Case
from onward.delivery.movements.events import Departed
from onward.evidence.events import QuantityReported
from onward.history.models import ImportedRow
from onward.history.workbook.rows import CaseRows, QuantityRow
from onward.kernel.models import Event


def known_cases(office: Office, cases: Sequence[CaseRows]) -> list[CaseRows]:
    """Return the cases, without a day on which they were known where they may stand for one taken back.

    They may where a case of their number was, or one in which a person of theirs had the same number of their
    own, or one of their programme with a departure on a day of theirs: strangers who came in as one household
    are parted under numbers that nobody gave before. The caller is alone with the cases of the office.
    """
    dated = [one for one in cases if any(row.known_on for row in one.persons)]
    if not dated:
        return list(cases)
    numbers, own = _numbers_taken_back(office, dated)
    days = _days_taken_back(office, dated)

    def again(one: CaseRows) -> bool:
        return one.number in numbers or any(
            row.own_number in own or (one.first.programme, row.departed_on) in days for row in one.persons
        )

    return [_known_now(one) if again(one) else one for one in cases]


def _known_now(case: CaseRows) -> CaseRows:
    return replace(case, persons=tuple(replace(row, known_on=None) for row in case.persons))


def _numbers_taken_back(office: Office, cases: Sequence[CaseRows]) -> tuple[set[str], set[str]]:
    """Return which numbers of cases, and of persons, stood in what was taken back."""
    asked = {row.own_number for one in cases for row in one.persons} - {""}
    called = Q(case_number__in={one.number for one in cases}) | Q(own_number__in=asked)
    rows = ImportedRow.objects.filter(called, office=office).exclude(taken_back_on=None)
    told = list(rows.values_list("case_number", "own_number"))
    return {number for number, _own in told}, {own for _number, own in told} - {""}


def _days_taken_back(office: Office, cases: Sequence[CaseRows]) -> set[tuple[str, date]]:
    """Return the programme and day of every departure that was told in a case taken back, of those asked."""
    gone = Case.objects.filter(office=office, programme__in={one.first.programme for one in cases})
    told = Event.objects.filter(
        type=Departed.type,
        retracts=False,
        occurred_on__in={row.departed_on for one in cases for row in one.persons},
        case_key__in=gone.exclude(taken_back_on=None).values("key"),
    )
    left = dict.fromkeys(told.values_list("case_key", "occurred_on"))
    of_case = dict(gone.filter(key__in={case for case, _day in left}).values_list("key", "programme"))
    return {(of_case[case], day) for case, day in left if case}


def known_quantities(office: Office, rows: Sequence[QuantityRow]) -> list[QuantityRow]:
    """Return the quantities, without a day on which they were known where they may stand for one taken back.

    They may where one of their kind, work and day was, by whatever was told of it.
    """
    dated = [one for one in rows if one.known_on]
    if not dated:
        return list(rows)
    of_office = Event.objects.filter(type=QuantityReported.type, office=office.code)
    told = of_office.filter(
        retracts=False,
        occurred_on__in={one.day for one in dated},
        about_key__in=of_office.filter(retracts=True).values("about_key"),
    )
    gone = {
        (said["kind"], said.get("programme") or said.get("initiative"), day)
        for said, day in told.values_list("payload", "occurred_on")
    }
    return [
        replace(one, known_on=None) if (one.what, one.programme, one.day) in gone else one for one in rows
    ]
