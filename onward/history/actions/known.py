"""Since when rows are known that come in for what was taken back: since they come in.

What was taken back was known until it was, and a figure as known on a day before counts it. Were the row that
tells it rightly known since then too, both would count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from onward.access.models import Office
from onward.casework.cases.models import Case
from onward.delivery.movements.events import Departed
from onward.evidence.events import QuantityReported
from onward.history.models import ImportedRow
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow
from onward.kernel.models import Event
from onward.records.people.models import Person, Sex


def known_cases(office: Office, cases: Sequence[CaseRows]) -> list[CaseRows]:
    """Return the cases, without a day on which they were known where they may stand for one taken back.

    They may where a case of their number was, or one in which a person of theirs had the same number of their
    own, in whichever office: what came in under a wrong programme may be another office's. So may those of
    their programme from which somebody departed on a day of theirs who may be the one of the row, by sex and
    birth: strangers who came in as one household are parted under numbers that nobody gave before. The caller
    is alone with the cases of the house.
    """
    dated = [one for one in cases if any(row.known_on for row in one.persons)]
    if not dated or not ImportedRow.objects.exclude(taken_back_on=None).exists():
        return list(cases)
    numbers, own = _numbers_taken_back(dated)
    left = _who_left(office, dated)

    def again(one: CaseRows) -> bool:
        return one.number in numbers or any(
            row.own_number in own
            or any(_may_be(row, who) for who in left.get((one.first.programme, row.departed_on), ()))
            for row in one.persons
        )

    return [_known_now(one) if again(one) else one for one in cases]


def _known_now(case: CaseRows) -> CaseRows:
    return replace(case, persons=tuple(replace(row, known_on=None) for row in case.persons))


def _may_be(row: PersonRow, who: Person | None) -> bool:
    """Say whether somebody may be the one of a row: what is not known of either says nothing against it."""
    if who is None:
        return True
    sexes = {row.sex, who.sex} - {Sex.UNKNOWN}
    first, last = row.born.earliest, row.born.latest
    if first is None or last is None or who.born_from is None or who.born_to is None:
        return len(sexes) < 2
    return len(sexes) < 2 and first <= who.born_to and who.born_from <= last


def _numbers_taken_back(cases: Sequence[CaseRows]) -> tuple[set[str], set[str]]:
    """Return which numbers of cases, and of persons, stood in what was taken back."""
    asked = {row.own_number for one in cases for row in one.persons} - {""}
    called = Q(case_number__in={one.number for one in cases}) | Q(own_number__in=asked)
    rows = ImportedRow.objects.filter(called).exclude(taken_back_on=None)
    told = list(rows.values_list("case_number", "own_number"))
    return {number for number, _own in told}, {own for _number, own in told} - {""}


def _who_left(office: Office, cases: Sequence[CaseRows]) -> dict[tuple[str, date], list[Person | None]]:
    """Return who departed in cases taken back, by programme and day, of those that are asked for.

    None for somebody whose file was erased.
    """
    gone = Case.objects.filter(office=office, programme__in={one.first.programme for one in cases})
    told = Event.objects.filter(
        type=Departed.type,
        retracts=False,
        occurred_on__in={row.departed_on for one in cases for row in one.persons},
        case_key__in=gone.exclude(taken_back_on=None).values("key"),
    )
    left = set(told.values_list("case_key", "person_key", "occurred_on"))
    of_case = dict(gone.filter(key__in={case for case, _who, _day in left}).values_list("key", "programme"))
    people = Person.objects.in_bulk([who for _case, who, _day in left if who], field_name="key")
    found: dict[tuple[str, date], list[Person | None]] = defaultdict(list)
    for case, who, day in left:
        if case:
            found[of_case[case], day].append(people.get(who) if who else None)
    return found


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
