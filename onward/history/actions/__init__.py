"""The one door by which the past comes in: some cases and quantities at a time, in one transaction."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from onward.access.models import Office
from onward.access.queries import acting_user
from onward.evidence.events import QuantityReported
from onward.history import events, problems
from onward.history.actions.telling import Teller
from onward.history.models import Import, ImportedRow
from onward.history.policy import LOAD
from onward.history.workbook.rows import CaseRows, QuantityRow
from onward.kernel.actions import Act, action
from onward.kernel.copying import copy_rows
from onward.kernel.text import clean

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
) -> Import:
    """Bring checked rows of one office in: real persons and cases, closed, with the events of their past.

    Gates are not asked: they guard decisions, and these were taken elsewhere long ago. Persons are marked as
    restricted by the same rule as in live work, with the age on the day of the fact.

    Args:
        act: the action under way.
        digest: SHA-256 of the file.
        file_name: what it was called.
        office: whose programmes these rows are of.
        cases: see `workbook.check`; as many as are well written in one transaction.
        quantities: likewise.

    Raises:
        ComesInElsewhere: some of the rows came in since they were checked.
    """
    imported, _made = Import.objects.get_or_create(
        digest=digest,
        defaults={"file_name": clean(file_name)[:NAME], "made_at": act.at, "made_by": acting_user(act)},
    )
    imported = act.lock(imported)
    teller = Teller(act, imported, office)
    rows = teller.tell(cases)
    rows += [_tell_quantity(act, teller, one) for one in quantities]
    try:
        with transaction.atomic():
            copy_rows(ImportedRow, rows)
    except IntegrityError as clash:
        raise problems.ComesInElsewhere() from clash
    fact = events.HistoryBroughtIn(
        persons=sum(len(one.persons) for one in cases), cases=len(cases), quantities=len(quantities)
    )
    act.record(fact, office=office.code, about=imported)
    act.record_past(teller.events)
    return imported


def _tell_quantity(act: Act, teller: Teller, row: QuantityRow) -> ImportedRow:
    """Take note of a quantity; return what is kept of its row."""
    fact = QuantityReported(
        kind=row.what, quantity=row.quantity, programme=row.programme, destination=row.place or None
    )
    teller.note(fact, on=row.day, known_on=row.known_on, about=teller.imported.key)
    return ImportedRow(imported=teller.imported, office=teller.office, number=row.number, content=row.content)
