"""Since when quantities are known that come in for what was taken back, as cases are (`actions.known`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from onward.access.models import Office
from onward.evidence.events import QuantityReported
from onward.history.actions.known import Known, one_for_each
from onward.history.actions.quantities import REASONS
from onward.history.models import ImportedRow
from onward.history.queries.quantities import reported, stories_of
from onward.history.workbook.rows import QuantityRow, Reported
from onward.kernel.models import Event
from onward.reference.choices import misplaces


@dataclass(frozen=True)
class _Gone:
    """A quantity that was taken back: all that was told of it.

    `misplaced`, `answered` and `surely` as of a departure (`known.Gone`).
    """

    row: int
    office: int
    own_number: str
    told: tuple[Reported, ...]
    misplaced: bool
    answered: bool
    surely: bool


def known_quantities(office: Office, rows: Sequence[QuantityRow]) -> Known[QuantityRow]:
    """Return the quantities, without a day on which they were known where they come in for one taken back.

    One that was taken back answers for one row (`_place`).
    """
    gone = list(_gone()) if rows else []
    likely = [
        (place, which, at)
        for which, row in enumerate(rows)
        for at, one in enumerate(gone)
        if (place := _place(office, row, one)) is not None
    ]
    paired = {which: gone[at] for _place, which, at in one_for_each(likely)}
    here = {which for which, one in paired.items() if one.office == office.pk}
    return Known(
        [replace(row, known_on=None) if which in paired else row for which, row in enumerate(rows)],
        {rows[which].number: one.row for which, one in paired.items()},
        [replace(row, known_on=None) if which in here else row for which, row in enumerate(rows)],
    )


def quantities_taken_back(numbers: Iterable[str]) -> set[str]:
    """Return which numbers of their own quantities had that were taken back, in whichever office."""
    asked = set(numbers) - {""}
    return {one.own_number for one in _gone() if one.own_number in asked} if asked else set()


def _gone() -> Iterator[_Gone]:
    """Give the quantities of the house that were taken back: few, as somebody did so with each."""
    about = Event.objects.filter(type=QuantityReported.type, retracts=True).values("about_key")
    quantities = ImportedRow.objects.filter(case_key=None, person_key=None)
    found = quantities.filter(Q(key__in=about) | Q(imported__key__in=about))
    rows = list(found.select_related("office", "imported").order_by("pk"))
    stories = stories_of(rows) if rows else {}
    instead = ImportedRow.objects.filter(instead_of__in=rows).values_list("instead_of", "own_number")
    stand_for = list(instead)
    for row in rows:
        story = stories.get(row.pk, [])
        if story and story[-1].retracts:
            numbers = [number for pk, number in stand_for if pk == row.pk]
            yield _Gone(
                row=row.pk,
                office=row.office_id,
                own_number=row.own_number,
                told=tuple(reported(one) for one in story if not one.retracts),
                misplaced=story[-1].payload.get("reason") in misplaces(REASONS),
                answered=bool(numbers),
                surely=bool(row.own_number) and row.own_number in numbers,
            )


def _place(office: Office, row: QuantityRow, one: _Gone) -> int | None:
    """Return how likely it is that a row comes in for a quantity taken back, lower first; None for none.

    By its own number, in whichever office; or by kind, work and day; by kind and day where the wrong work or
    place is why it was taken back.
    """
    here = one.office == office.pk
    if row.own_number and row.own_number == one.own_number and not one.surely:
        return 0 if here else 1
    same = [said for said in one.told if (said.what, said.day) == (row.what, row.day)]
    if one.answered or not same:
        return None
    if here and any(said.programme == row.programme for said in same):
        return 2 if any(said.place == row.place for said in same) else 3
    return 4 if one.misplaced else None
