"""What somebody changed while a form stood open, read from the audit, so that the second one to save sees
it.
"""

from typing import Any
from uuid import UUID

from django.db import models

from onward.access.models import AuditEntry
from onward.access.secrecy import is_sealed
from onward.access.secrecy.values import opened_together

_RECENT = 200_000
"""Lines of the audit that are looked through for a row that belongs to no person or case: a form stands
open for hours, not for months, and the audit has no index by row."""


def changes_since(
    row: models.Model, version: int, person: UUID | None = None, case: UUID | None = None
) -> dict[str, tuple[Any, Any]]:
    """Return what changed in a versioned row after `version`: column → (what it was, what it is now).

    Args:
        row: a row whose table is audited and counts a `version`.
        version: the version that the form was made from.
        person: key of the person whom the row is about, where there is one.
        case: key of the case that the row belongs to, likewise; either saves looking through the log.

    Values are as the audit keeps them (dates as ISO text, lists as lists). A column that was changed and
    changed back is left out, and so is the version itself.
    """
    found: dict[str, tuple[Any, Any]] = {}
    entries = AuditEntry.objects.filter(table=row._meta.db_table, row=row.pk, kind="update").order_by("id")
    if person is not None:
        entries = entries.filter(person_key=person)
    elif case is not None:
        entries = entries.filter(case_key=case)
    else:
        newest = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        entries = entries.filter(id__gt=newest - _RECENT)
    for before, after in entries.values_list("before", "after"):
        if before is None or after is None or int(after.get("version", 0)) <= version:
            continue
        for column, value in after.items():
            was = found[column][0] if column in found else before.get(column)
            found[column] = (was, value)
    found.pop("version", None)
    found = _opened(row._meta.db_table, found)
    return {column: pair for column, pair in found.items() if pair[0] != pair[1]}


def _opened(table: str, found: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Return the same with the words of what is sealed."""
    sealed = [(f"{table}.{name}", one) for name, pair in found.items() for one in pair if is_sealed(one)]
    words = opened_together(sealed)

    def read(value: Any) -> Any:
        return words.get(value, value) if isinstance(value, str) else value

    return {name: (read(was), read(now)) for name, (was, now) in found.items()}
