"""A quantity that came in is told rightly, or taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from onward.access.models import Office
from onward.evidence.events import QuantityReported
from onward.history import problems
from onward.history.models import ImportedRow
from onward.history.policy import LOAD
from onward.history.queries.quantities import reported, standing_as, story_of
from onward.history.workbook.cells import quantity_said
from onward.history.workbook.quantities import understand
from onward.history.workbook.rows import QuantityRow, Reported
from onward.history.workbook.understanding import Kept
from onward.kernel import past
from onward.kernel.actions import Act, action
from onward.kernel.clock import OFFICE_ZONE
from onward.kernel.models import Event
from onward.kernel.problems import Invalid
from onward.records.projects import queries as projects
from onward.reference.choices import check, correcting, taking_back

REASONS = "quantity-corrections"
"""The list of `choices.yaml` with why a quantity was told wrongly."""


@dataclass(frozen=True)
class RightQuantity:
    """What is right of a quantity: each as a cell of the workbook may say it, and by its rules.

    Attributes:
        programme: a programme, or an initiative, of the office of the row.
        what: the kind.
        place: a country; empty for nowhere in particular.
        day: on which it counts.
        quantity: how many.
    """

    programme: str
    what: str
    place: str
    day: date | str
    quantity: str


@action(LOAD)
def correct_quantity(
    act: Act,
    row: ImportedRow,
    right: RightQuantity,
    reason: str,
    *,
    version: int | None = None,
    once: UUID | None = None,
) -> ImportedRow:
    """Tell a quantity rightly: figures count what is right, and as known earlier what was known then.

    Args:
        act: the action under way.
        row: of the quantity.
        right: what is right.
        reason: why it was wrong, of `quantity-corrections`.
        version: that of the row which the actor has seen.
        once: the token of the form.

    Raises:
        QuantityTakenBack, OfAnotherOffice, SameQuantity, StandsAlready: see `problems`.
        Invalid: what a workbook could not say either, at its field.
        NoSuchChoice: the reason says that there was nothing to count.
    """
    alone_with_quantities(row.office)
    act.once(once)
    row = act.lock(row, version=version)
    check("reason", reason, dict(correcting(REASONS)))
    told = _standing(row)
    kept = _kept(row, told)
    said = _understood(act, row, right, kept)
    if said.content == reported(told).content:
        raise problems.SameQuantity("quantity")
    if said.unnumbered != reported(told).unnumbered:
        _must_be_told_apart(row, said)
    act.save(row)
    act.correct(told, fact_of(said, corrected=reason, kept=kept), occurred_on=said.day)
    return row


@action(LOAD)
def take_back_quantity(
    act: Act, row: ImportedRow, reason: str, *, version: int | None = None, once: UUID | None = None
) -> ImportedRow:
    """Say that a quantity was none: it counts no more, and its row does not come in again.

    Raises:
        QuantityTakenBack: it was taken back before.
        NoSuchChoice: the reason says that it was otherwise.
    """
    act.once(once)
    row = act.lock(row, version=version)
    check("reason", reason, dict(taking_back(REASONS)))
    told = _standing(row)
    act.save(row)
    act.retract(told, reason)
    return row


def fact_of(said: Reported, corrected: str | None = None, kept: Kept | None = None) -> QuantityReported:
    """Return a quantity as the log has it; `kept` is that for which it stood, offered or not."""
    without_files = said.programme in projects.initiatives()
    if kept and kept.work == said.programme:
        without_files = not kept.keeps_files
    return QuantityReported(
        kind=said.what,
        quantity=Decimal(said.quantity),
        programme=None if without_files else said.programme,
        initiative=said.programme if without_files else None,
        destination=said.place or None,
        corrected=corrected,
    )


def alone_with_quantities(office: Office) -> None:
    """Let nobody else correct quantities of an office, or bring them in, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"quantities:{office.code}"])


def _must_be_told_apart(row: ImportedRow, said: QuantityRow) -> None:
    """Refuse what no number tells from another one that stands, as a workbook that says it would be."""
    for other in standing_as(row.office, said):
        same = not row.own_number and other.says.content == said.content
        if same or not other.row.own_number:
            came_in = other.row.imported.made_at.astimezone(OFFICE_ZONE).date()
            quantity = quantity_said(other.says.quantity)
            raise problems.StandsAlready("day", quantity=quantity, day=came_in)


def _standing(row: ImportedRow) -> Event:
    """Return the event that stands for a quantity."""
    last = story_of(row)[-1]
    if last.retracts:
        raise problems.QuantityTakenBack()
    return last


def _kept(row: ImportedRow, told: Event) -> Kept:
    """Return for what a quantity stands."""
    return Kept(reported(told).programme, row.office.code, bool(told.payload.get("programme")))


def _understood(act: Act, row: ImportedRow, right: RightQuantity, kept: Kept) -> QuantityRow:
    """Return what is right as the workbook's rules understand it."""
    said, faults = understand(asdict(right), act.today, kept)
    if said is None:
        raise Invalid(faults[0].column, message=faults[0].words)
    if said.office != row.office.code:
        raise problems.OfAnotherOffice("programme")
    return said


def note_past_quantity(act: Act, event: Event) -> None:
    """Follow an event: figures change on the day of a quantity, and on the one that it had before."""
    if event.type == QuantityReported.type:
        past.told_anew(event.days())
