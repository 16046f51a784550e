"""What the pages of quantities show that came in: the list, and one of them with all that was told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from onward.access.models import User
from onward.access.queries import names_of_users
from onward.evidence.counting import Quantities, kind_in_words
from onward.history.actions.quantities import REASONS, fact_of
from onward.history.models import Import, ImportedRow
from onward.history.queries.quantities import QuantityTold, as_told, reported
from onward.history.workbook.cells import quantity_said
from onward.history.workbook.columns import work_options
from onward.history.workbook.rows import Reported
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.definitions import current_library
from onward.kernel.models import Event
from onward.reference.choices import label
from onward.reference.countries import said_country


@dataclass(frozen=True)
class Said:
    """What is told of a quantity, in words; `place` is empty where it is nowhere in particular."""

    what: str
    work: str
    place: str
    day: date
    quantity: str


@dataclass(frozen=True)
class QuantityLine:
    """A quantity in the list.

    Attributes:
        own_number: what the office calls it in its files; empty where nothing was told.
        known_on: since when what stands is known.
        workbook: the name of the file; empty where the reader may not see it.
    """

    key: UUID | None
    said: Said
    own_number: str
    known_on: date
    workbook: str
    corrected: bool
    taken_back: bool


@dataclass(frozen=True)
class Telling:
    """One telling of a quantity: on which day and by whom, what (None where taken back), and why anew.

    `brought_on` is the day on which it came in by a workbook, where it is known since another one (`on`).
    """

    on: date
    said: Said | None
    why: str
    by: str
    brought_on: date | None = None


@dataclass(frozen=True)
class QuantityPage:
    """A quantity with all that was told of it, the last first, and the figures that count what stands."""

    line: QuantityLine
    story: tuple[Telling, ...]
    figures: tuple[str, ...]


class Sayer:
    """Says quantities in the reader's words: definitions are read once for all of them."""

    def __init__(self) -> None:
        self.known, self.works = Quantities.now(), work_options()

    def say(self, told: Reported) -> Said:
        """Return what is told of a quantity, in words."""
        work, place = self.works.get(told.programme, told.programme), told.place
        what, number = self.kind(told.what), quantity_said(told.quantity)
        return Said(what, str(work), said_country(place) if place else "", told.day, number)

    def kind(self, code: str) -> str:
        """Return what a kind is called."""
        return kind_in_words(code, self.known.kinds.get(code), current_library())

    def kinds(self) -> list[tuple[str, str]]:
        """Return the kinds that figures count, as a form offers them; with codes where two are alike."""
        named = [(code, self.kind(code)) for code in self.known.kinds]
        alike = [words for _code, words in named]
        return [(code, words if alike.count(words) == 1 else f"{words} ({code})") for code, words in named]

    def figures(self, told: Reported) -> tuple[str, ...]:
        """Return what the figures are called that count a quantity."""
        fact = fact_of(told).model_dump() | {"occurred_on": told.day}
        return tuple(str(one.name) for one in self.known.counting(fact))


def quantity_lines(user: User, told: Iterable[QuantityTold]) -> list[QuantityLine]:
    """Return what is shown of quantities in a list."""
    rows = list(told)
    sayer, seen = Sayer(), _workbooks_seen(user, [one.row for one in rows])
    return [_line(sayer, one, seen) for one in rows]


def quantity_page(user: User, row: ImportedRow, story: Sequence[Event]) -> QuantityPage:
    """Return what is shown of a quantity of which this was told."""
    sayer, told = Sayer(), as_told(row, story)
    names = names_of_users(one.actor_key for one in story)
    tellings = tuple(_telling(sayer, one, names, row) for one in reversed(story))
    figures = () if told.last.retracts else sayer.figures(told.says)
    return QuantityPage(_line(sayer, told, _workbooks_seen(user, [row])), tellings, figures)


def _workbooks_seen(user: User, rows: Sequence[ImportedRow]) -> frozenset[int]:
    seen = Import.objects.visible_to(user).filter(pk__in={one.imported_id for one in rows})
    return frozenset(seen.values_list("pk", flat=True))


def _line(sayer: Sayer, told: QuantityTold, seen: frozenset[int]) -> QuantityLine:
    row = told.row
    return QuantityLine(
        key=row.key,
        said=sayer.say(told.says),
        own_number=row.own_number,
        known_on=_day(told.stands),
        workbook=row.imported.file_name if row.imported_id in seen else "",
        corrected=told.stands.supersedes_id is not None,
        taken_back=told.last.retracts,
    )


def _telling(sayer: Sayer, event: Event, names: Mapping[UUID, str], row: ImportedRow) -> Telling:
    why = event.payload.get("reason" if event.retracts else "corrected", "")
    said = None if event.retracts else sayer.say(reported(event))
    by = names.get(event.actor_key, "") if event.actor_key else ""
    came_in = row.imported.made_at.astimezone(OFFICE_ZONE).date()
    brought_on = came_in if event.supersedes_id is None and came_in != _day(event) else None
    return Telling(_day(event), said, label(REASONS, why) if why else "", by, brought_on)


def _day(event: Event) -> date:
    return event.recorded_at.astimezone(OFFICE_ZONE).date()
