"""Quantities that came in, each with all that was told of it, as the log has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from onward.access.models import Office, User
from onward.access.paging import ROWS, Page, number_at, place
from onward.evidence.events import QuantityReported
from onward.history.models import Import, ImportedRow
from onward.history.workbook.again import Key, filed
from onward.history.workbook.findings import Earlier
from onward.history.workbook.rows import Reported
from onward.kernel.models import Event
from onward.kernel.problems import Missing


@dataclass(frozen=True)
class QuantityTold:
    """A quantity that came in: its row, and what was told of it last.

    Attributes:
        last: the event that was told last; it may only take back.
        stands: the event whose values stand, or stood until they were taken back.
    """

    row: ImportedRow
    last: Event
    stands: Event

    @property
    def says(self) -> Reported:
        """What stands, or stood until it was taken back."""
        return reported(self.stands)


def reported(event: Event) -> Reported:
    """Return what an event tells of a quantity; of one that takes back, nothing can be told."""
    fact = event.fact()
    assert isinstance(fact, QuantityReported)
    return Reported(
        fact.programme or fact.initiative or "",
        fact.kind,
        fact.destination or "",
        event.occurred_on,
        Decimal(fact.quantity),
    )


def quantity(user: User, key: UUID) -> ImportedRow:
    """Return the row of a quantity that came in.

    Raises:
        Missing: there is none, or not for this user.
    """
    rows = ImportedRow.objects.visible_to(user).select_related("office", "imported__made_by")
    found = rows.filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def workbook_seen(user: User, key: UUID) -> Import:
    """Return a workbook that came in.

    Raises:
        Missing: there is none, or not for this user.
    """
    found = Import.objects.visible_to(user).filter(key=key).first()
    if found is None:
        raise Missing()
    return found


def story_of(row: ImportedRow) -> list[Event]:
    """Return what was told of a quantity, first by its workbook, and then by each correction."""
    return stories_of([row]).get(row.pk, [])


def stories_of(rows: Sequence[ImportedRow]) -> dict[int, list[Event]]:
    """Return by the number of each row, which has its import and office, what was told of its quantity."""
    events = Event.objects.filter(type=QuantityReported.type).order_by("position")
    found = _by_row(events.filter(about_key__in=[one.key for one in rows]), rows)
    before = [one for one in rows if one.pk not in found]
    if before:
        found |= _by_row(events.filter(about_key__in={one.imported.key for one in before}), before)
    return found


def _by_row(events: Iterable[Event], rows: Sequence[ImportedRow]) -> dict[int, list[Event]]:
    """Return events in their order by the number of the row of which they tell.

    The first of a quantity that came in before rows had keys is about its import: its values tell the row.
    """
    by_key = {one.key: one.pk for one in rows}
    by_number = {(one.imported.key, one.office.code, one.number): one.pk for one in rows}
    row_of: dict[int, int | None] = {}
    found: dict[int, list[Event]] = {}
    for one in events:
        if one.supersedes_id is not None:
            row_of[one.pk] = row_of.get(one.supersedes_id)
        elif one.about_key in by_key:
            row_of[one.pk] = by_key[one.about_key]
        elif one.about_key:
            row_of[one.pk] = by_number.get((one.about_key, one.office, reported(one).unnumbered))
        if row := row_of.get(one.pk):
            found.setdefault(row, []).append(one)
    return found


def earlier() -> dict[Key, list[Earlier]]:
    """Return the quantities of every office that came in before, as a check of a new file needs them."""
    rows = list(
        ImportedRow.objects.filter(case_key=None, person_key=None).select_related("office", "imported")
    )
    events = Event.objects.filter(type=QuantityReported.type).order_by("position") if rows else ()
    return filed(_earlier(rows, _by_row(events, rows)))


def _earlier(
    rows: Iterable[ImportedRow], stories: dict[int, list[Event]]
) -> Iterator[tuple[str, Earlier, list[Reported]]]:
    for row in rows:
        story = stories.get(row.pk, [])
        told = [reported(one) for one in story if not one.retracts]
        taken_back = bool(story) and story[-1].retracts
        said = frozenset({row.content, *(one.content for one in told)})
        stands = told[-1] if told and not taken_back else None
        yield row.office.code, Earlier(row.number, row.own_number, said, stands, taken_back), told


def corrections() -> dict[str, int]:
    """Return by the code of each office a number that grows with every correction and taking back there."""
    rows = ImportedRow.objects.filter(case_key=None, person_key=None, version__gt=1)
    told = rows.order_by().values_list("office__code").annotate(so_far=Sum("version"))
    return dict(told)


def standing_as(office: Office, said: Reported) -> list[QuantityTold]:
    """Return the quantities of an office that stand with the work, kind, place and day of what is said."""
    rows = ImportedRow.objects.filter(case_key=None, person_key=None, office=office)
    told = _with_rows(rows, list(_told_last(rows).filter(occurred_on=said.day).order_by("position")))
    return [one for one in told if not one.last.retracts and one.says.unnumbered == said.unnumbered]


def page_of_quantities(user: User, workbook: Import | None, after: str, before: str) -> Page[QuantityTold]:
    """Return the page of the quantities in a user's sight that an address asks for, the newest day first.

    Args:
        user: who asks.
        workbook: the one whose quantities are asked for; None for those of all.
        after: place in the list, a day and what was told; empty where the address has none.
        before: likewise.
    """
    rows = ImportedRow.objects.visible_to(user)
    if workbook:
        rows = rows.filter(imported=workbook)
    back = _place(before)
    start, forward = back or _place(after), bool(back)
    told = _told_last(rows)
    if start:
        day, position = start
        side = "gt" if forward else "lt"
        same_day = Q(occurred_on=day, **{f"position__{side}": position})
        told = told.filter(Q(**{f"occurred_on__{side}": day}) | same_day)
    order = ("occurred_on", "position") if forward else ("-occurred_on", "-position")
    found = list(told.order_by(*order)[: ROWS + 1])
    more, shown = len(found) > ROWS, found[:ROWS]
    if back:
        shown.reverse()
    if not shown:
        return Page([])
    newer = more if back else start is not None
    older = True if back else more
    return Page(
        list(_with_rows(rows, shown)),
        _said(shown[0]) if newer else None,
        _said(shown[-1]) if older else None,
    )


def _told_last(rows: QuerySet[ImportedRow]) -> QuerySet[Event]:
    """Return what was told last of the quantities of some rows: that which nothing stands in the place of."""
    about = Q(about_key__in=rows.values("key")) | Q(about_key__in=rows.values("imported__key"))
    told = Event.objects.filter(about, type=QuantityReported.type, office__in=rows.values("office__code"))
    superseded = Event.objects.filter(supersedes_id=OuterRef("pk"))
    return told.filter(~Exists(superseded)).select_related("supersedes")


def _with_rows(rows: QuerySet[ImportedRow], told: Sequence[Event]) -> Iterator[QuantityTold]:
    keys = [one.about_key for one in told if one.about_key]
    named = rows.select_related("office", "imported")
    by_key = {one.key: one for one in named.filter(key__in=keys)}
    before = [key for key in keys if key not in by_key]
    of_before = {one.pk: one for one in named.filter(imported__key__in=before)} if before else {}
    stories = stories_of(list(of_before.values())) if of_before else {}
    by_last = {story[-1].pk: of_before[pk] for pk, story in stories.items()}
    for one in told:
        row = by_key.get(one.about_key) or by_last.get(one.pk)
        if row is not None:
            yield QuantityTold(row, one, one.supersedes if one.retracts and one.supersedes else one)


def _place(typed: str) -> tuple[date, int] | None:
    """Return the place in the list that an address names, or None where it names none."""
    day, _dot, told = typed.partition(".")
    try:
        return (date.fromisoformat(day), at) if (at := number_at(Event, told)) is not None else None
    except ValueError:
        return None


def _said(one: Event) -> str:
    return f"{one.occurred_on}.{place(Event, one.pk)}"


def as_told(row: ImportedRow, story: Sequence[Event]) -> QuantityTold:
    """Return a quantity with what was told of it last.

    Raises:
        Missing: the log tells nothing of it.
    """
    if not story:
        raise Missing()
    return QuantityTold(row, story[-1], [one for one in story if not one.retracts][-1])
