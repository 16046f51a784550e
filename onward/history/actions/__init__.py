"""The one door by which the past comes in: some cases and quantities at a time, in one transaction."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import IntegrityError, transaction
from psycopg import errors

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.history import events, problems
from onward.history.actions.cases import alone_with_cases, must_not_be_taken_back, take_back_case
from onward.history.actions.known import Known, known_cases
from onward.history.actions.known_quantities import known_quantities
from onward.history.actions.ledger import Ledger
from onward.history.actions.quantities import (
    RightQuantity,
    alone_with_quantities,
    correct_quantity,
    fact_of,
    take_back_quantity,
)
from onward.history.actions.telling import Teller
from onward.history.models import Import, ImportedRow
from onward.history.policy import LOAD
from onward.history.queries.quantities import corrections
from onward.history.workbook.rows import CaseRows, PersonRow, QuantityRow
from onward.kernel.actions import Act, action
from onward.kernel.copying import copy_rows
from onward.kernel.text import clean

__all__ = ["RightQuantity", "bring_in", "correct_quantity", "take_back_case", "take_back_quantity"]
NAME = 200
"""Characters of a file's name that are kept."""


@action(LOAD)
def bring_in(
    act: Act,
    digest: str,
    file_name: str,
    office: Office,
    cases: Sequence[CaseRows],
    quantities: Sequence[QuantityRow] = (),
    *,
    corrected: int = 0,
) -> Import:
    """Bring checked rows of one office in: real persons and cases, closed, with the events of their past.

    Gates are not asked: they guard decisions, and these were taken elsewhere long ago. Persons are marked as
    restricted by the same rule as in live work, with the age on the day of the fact. What may stand for
    something that was taken back is known from now on, whatever its rows say (`actions.known`).

    Args:
        act: the action under way.
        digest: SHA-256 of the file.
        file_name: what it was called.
        office: whose programmes these rows are of.
        cases: see `workbook.check`; as many as are well written in one transaction.
        quantities: likewise.
        corrected: how often quantities of this office had been corrected when these were checked
            (`queries.quantities.corrections`).

    Raises:
        ComesInElsewhere: some of the rows came in since they were checked.
        CorrectedMeanwhile: a quantity was corrected since; it may say by now what one of these says.
        TakenBackMeanwhile: a case that says what one of these says was taken back since.
    """
    if cases:
        alone_with_cases()
        must_not_be_taken_back(office, cases)
    if quantities:
        alone_with_quantities(office)
        if corrections().get(office.code, 0) != corrected:
            raise problems.CorrectedMeanwhile()
    late, late_too = known_cases(office, cases), known_quantities(office, quantities)
    imported, _made = Import.objects.get_or_create(
        digest=digest,
        defaults={"file_name": clean(file_name)[:NAME], "made_at": act.at, "made_by": acting_user(act)},
    )
    imported = act.lock(imported)
    _note_days(imported, [one for case in late.told for one in case.persons], late_too.told)
    ledger = Ledger(act, imported, office)
    rows = Teller(ledger).tell(late.rows)
    rows += [_tell_quantity(ledger, one) for one in late_too.rows]
    _note_instead(rows, late, late_too)
    try:
        with transaction.atomic():
            copy_rows(ImportedRow, rows)  # first: whoever brings the same rows in waits here
            ledger.write()
    except IntegrityError as clash:
        # They were checked: what stands in the way came in since.
        if isinstance(clash.__cause__, errors.UniqueViolation | errors.ExclusionViolation):
            raise problems.ComesInElsewhere() from clash
        raise
    fact = events.HistoryBroughtIn(
        persons=sum(len(one.persons) for one in cases), cases=len(cases), quantities=len(quantities)
    )
    act.record(fact, office=office.code, about=imported)
    act.record_past(ledger.events)
    return imported


def _note_days(imported: Import, *rows: Sequence[PersonRow] | Sequence[QuantityRow]) -> None:
    """Take down as of when the rows are known that come in, as whoever brings them in may be told it."""
    days = [one.known_on for some in rows for one in some]
    told = [day for day in (*days, imported.known_from, imported.known_to) if day]
    imported.known_late = imported.known_late or None in days
    imported.known_from, imported.known_to = min(told, default=None), max(told, default=None)
    imported.save(update_fields=["known_from", "known_to", "known_late"])


def _note_instead(rows: Sequence[ImportedRow], *known: Known[CaseRows] | Known[QuantityRow]) -> None:
    """Take down which rows come in for one that was taken back."""
    instead = {number: row for some in known for number, row in some.instead.items()}
    for one in rows:
        one.instead_of_id = instead.get(one.number)


def _tell_quantity(ledger: Ledger, row: QuantityRow) -> ImportedRow:
    """Take note of a quantity; return what is kept of its row."""
    kept = ImportedRow(
        imported=ledger.imported,
        office=ledger.office,
        key=uuid4(),
        number=row.number,
        own_number=row.own_number,
        content=row.content,
    )
    ledger.note(fact_of(row), on=row.day, known_on=row.known_on, about=kept.key)
    return kept
